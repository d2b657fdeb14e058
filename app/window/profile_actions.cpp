// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/profile_actions.h"

#include <QActionGroup>
#include <QFileDialog>
#include <QFileInfo>

namespace watchglass {

namespace {

const QString menu = QStringLiteral("profile"), files = QStringLiteral("profile.file"),
              filters = QStringLiteral("profile.filter"), options = QStringLiteral("profile.options");
constexpr int rates[] = {10, 50, 100, 250, 1000, 2500, 5000, 10'000};

QString formatName(const profile::FormatInfo &info)
{
    using profile::Format;
    switch (info.format) {
    case Format::Own:
        return ProfileActions::tr("Watchglass profile");
    case Format::Collapsed:
        return ProfileActions::tr("Collapsed stacks");
    case Format::Speedscope:
        return ProfileActions::tr("speedscope");
    case Format::Pprof:
        return ProfileActions::tr("pprof");
    case Format::Chrome:
        return ProfileActions::tr("Chrome trace");
    case Format::Firefox:
        return ProfileActions::tr("Firefox Profiler");
    case Format::FlameGraph:
        return ProfileActions::tr("Flame graph as a picture");
    }
    return {};
}

QString dialogFilter(const profile::FormatInfo &info)
{
    return QStringLiteral("%1 (*%2)").arg(formatName(info), QLatin1String(info.extension));
}

} // namespace

ProfileActions::ProfileActions(ActionRegistry &registry, Profiler &profiler, ProfileStore &store, Debugger &debugger,
                               Tabs &tabs, MessageBar &messages, QWidget &window)
    : QObject(&window), m_registry(registry), m_profiler(profiler), m_store(store), m_debugger(debugger), m_tabs(tabs),
      m_messages(messages), m_window(window)
{
    addMeasuring();
    addOptions();
    addFiles();
    addFilter();
    connect(&profiler, &Profiler::stateChanged, this, &ProfileActions::update);
    connect(&profiler, &Profiler::said, this, [this](const QString &sentence) { m_messages.note(sentence); });
    connect(&debugger, &Debugger::stateChanged, this, &ProfileActions::update);
    connect(&tabs, &Tabs::currentDocumentChanged, this, &ProfileActions::update);
    connect(&store, &ProfileStore::currentChanged, this, &ProfileActions::update);
    connect(&store, &ProfileStore::filterChanged, this, &ProfileActions::update);
    update();
}

void ProfileActions::addMeasuring()
{
    using State = Profiler::State;
    const auto call = [this](State how) {
        emit profileRunStarted();
        m_profiler.profileCall(how);
    };
    m_registry.add({QStringLiteral("profile.run"),
                    tr("&Profile the Run"),
                    menu,
                    QStringLiteral("flame"),
                    {QKeySequence(tr("F8"))},
                    tr("Make the call of the Run dock, stop nowhere, and sample where its time goes")},
                   [call] { call(State::Sampling); });
    m_registry.add({QStringLiteral("profile.runCounted"),
                    tr("Count the Run &Exactly"),
                    menu,
                    QStringLiteral("count"),
                    {QKeySequence(tr("Shift+F8"))},
                    tr("Make the call of the Run dock and count every instruction it executes")},
                   [call] { call(State::Counting); });
    const auto toggle = [this](State how) {
        if (m_profiler.state() == how)
            m_profiler.stop();
        else
            m_profiler.start(how);
    };
    m_registry.add({QStringLiteral("profile.sample"),
                    tr("&Sample From Now On"),
                    menu,
                    QStringLiteral("sample"),
                    {QKeySequence(tr("Ctrl+F8"))},
                    tr("Start or stop taking samples, also while the program runs"),
                    true},
                   [toggle] { toggle(State::Sampling); });
    m_registry.add({QStringLiteral("profile.count"),
                    tr("&Count From Now On"),
                    menu,
                    {},
                    {QKeySequence(tr("Ctrl+Shift+F8"))},
                    tr("Start or stop counting every instruction, also while the program runs"),
                    true},
                   [toggle] { toggle(State::Counting); });
}

void ProfileActions::addOptions()
{
    auto *rateGroup = new QActionGroup(this), *clockGroup = new QActionGroup(this);
    for (const int hertz : rates) {
        const QString text = hertz < 1000 ? tr("%1 Hz").arg(hertz) : tr("%1 kHz").arg(hertz / 1000.0);
        QAction *action = m_registry.add({QStringLiteral("profile.rate.%1").arg(hertz),
                                          text,
                                          options,
                                          {},
                                          {},
                                          tr("Take about %1 samples a second").arg(hertz),
                                          true},
                                         [this, hertz] { m_profiler.setHertz(hertz); });
        action->setChecked(m_profiler.options().hertz == hertz);
        rateGroup->addAction(action);
    }
    const auto clock = [&](const char *id, const QString &text, const QString &tip, exec::SampleClock which) {
        QAction *action = m_registry.add({QLatin1String(id), text, options, {}, {}, tip, true},
                                         [this, which] { m_profiler.setClock(which); });
        action->setChecked(m_profiler.options().clock == which);
        clockGroup->addAction(action);
    };
    clock("profile.clock.wall", tr("&Wall Time"), tr("Measure time as it passes, waits of the host with it"),
          exec::SampleClock::Wall);
    clock("profile.clock.cpu", tr("&CPU Time"), tr("Measure only time of the processor"), exec::SampleClock::Cpu);
}

void ProfileActions::addFiles()
{
    m_registry.add({QStringLiteral("profile.open"),
                    tr("&Open Profile…"),
                    files,
                    QStringLiteral("open"),
                    {},
                    tr("Read a profile: ours, of speedscope, or collapsed stacks")},
                   [this] { openDialog(); });
    m_registry.add(
        {QStringLiteral("profile.save"),
         tr("Sa&ve Profile As…"),
         files,
         QStringLiteral("save"),
         {},
         tr("Write the profile for ourselves, speedscope, pprof, Chrome, Firefox, as stacks or as a picture")},
        [this] {
            if (const ProfileRun *run = m_store.current())
                save(run->id);
        });
}

void ProfileActions::addFilter()
{
    m_registry.add({QStringLiteral("profile.source"),
                    tr("Between Profile and &Text"),
                    filters,
                    QStringLiteral("forward"),
                    {QKeySequence(tr("Shift+F4"))},
                    tr("From a function in the profile to its text, and from the text to its function in the profile")},
                   [this] { emit acrossWanted(); });
    m_registry.add({QStringLiteral("profile.undoFilter"),
                    tr("&Undo Filter"),
                    filters,
                    QStringLiteral("undo"),
                    {QKeySequence(tr("Ctrl+Alt+Z"))},
                    tr("Look at what of the profile was looked at before")},
                   [this] { m_store.undoFilter(); });
    m_registry.add({QStringLiteral("profile.redoFilter"),
                    tr("Re&do Filter"),
                    filters,
                    QStringLiteral("redo"),
                    {QKeySequence(tr("Ctrl+Alt+Shift+Z"))},
                    tr("Narrow down again what was undone")},
                   [this] { m_store.redoFilter(); });
    m_registry.add({QStringLiteral("profile.clearFilter"),
                    tr("Look at &All of It"),
                    filters,
                    {},
                    {},
                    tr("Take every filter away")},
                   [this] { m_store.clearFilter(); });
}

bool ProfileActions::isProfile(const QString &path)
{
    return path.endsWith(QStringLiteral(".json")) || path.endsWith(QStringLiteral(".folded")) ||
           path.endsWith(QStringLiteral(".collapsed"));
}

void ProfileActions::openDialog()
{
    QStringList all, each;
    for (const profile::FormatInfo &info : profile::formats())
        if (info.canRead) {
            all += QLatin1Char('*') + QLatin1String(info.extension);
            each += dialogFilter(info);
        }
    each.prepend(tr("Profiles (%1)").arg(all.join(QLatin1Char(' '))));
    each += tr("All files (*)");
    const QString path =
        QFileDialog::getOpenFileName(&m_window, tr("Open Profile"), {}, each.join(QStringLiteral(";;")));
    if (!path.isEmpty())
        open(path);
}

void ProfileActions::open(const QString &path)
{
    const MessageBar::Id said = m_messages.show(tr("%1 is being read …").arg(QFileInfo(path).fileName()));
    m_store.read(path, [this, path, said](const ProfileStore::ProfilePtr &profile, const QString &problem) {
        m_messages.settle(said);
        if (!profile)
            return m_messages.note(problem);
        ProfileRun run;
        run.name = QFileInfo(path).fileName();
        run.how = profile->exact       ? tr("from a file, counted")
                  : profile->hertz > 0 ? tr("from a file, %1 Hz").arg(profile->hertz)
                                       : tr("from a file");
        run.profile = profile;
        m_store.add(std::move(run));
        emit profileWanted();
    });
}

void ProfileActions::save(int id)
{
    const ProfileRun *run = m_store.find(id);
    if (!run)
        return;
    QStringList each;
    for (const profile::FormatInfo &info : profile::formats())
        each += dialogFilter(info);
    QString chosen;
    const QString suggested = QString(run->name).replace(QLatin1Char('/'), QLatin1Char('-')) + QStringLiteral(".json");
    QString path = QFileDialog::getSaveFileName(&m_window, tr("Save Profile"), suggested,
                                                each.join(QStringLiteral(";;")), &chosen);
    run = m_store.find(id); // the dialog took its time
    if (path.isEmpty() || !run)
        return;
    const profile::FormatInfo *format = nullptr;
    for (const profile::FormatInfo &info : profile::formats())
        if (chosen == dialogFilter(info))
            format = &info;
    if (const auto *named = profile::formatOfFile(path.toStdString()); named && named->format != profile::Format::Own)
        format = named; // what the user typed says more than the list
    if (!format)
        format = profile::findFormat("json");
    if (!path.endsWith(QLatin1String(format->extension)))
        path += QLatin1String(format->extension);
    m_store.write(*run, path, format->format, [this, path](const QString &problem) {
        m_messages.note(problem.isEmpty() ? tr("The profile is in %1.").arg(path) : problem);
    });
}

void ProfileActions::update()
{
    using State = Profiler::State;
    const auto enable = [this](const char *id, bool on) { m_registry.action(QLatin1String(id))->setEnabled(on); };
    const bool running =
        m_debugger.state() == Debugger::State::Running || m_debugger.state() == Debugger::State::Loading;
    for (const char *id : {"profile.run", "profile.runCounted"})
        enable(id, m_tabs.current() && !running);
    m_registry.action(QStringLiteral("profile.sample"))->setChecked(m_profiler.state() == State::Sampling);
    m_registry.action(QStringLiteral("profile.count"))->setChecked(m_profiler.state() == State::Counting);
    enable("profile.save", m_store.current() != nullptr);
    enable("profile.undoFilter", m_store.canUndoFilter());
    enable("profile.redoFilter", m_store.canRedoFilter());
    enable("profile.clearFilter", !m_store.filter().steps.empty());
}

} // namespace watchglass
