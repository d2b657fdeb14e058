// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/time_actions.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QSettings>

namespace watchglass {

namespace {
const QString menu = QStringLiteral("run.time");
const QString recordSetting = QStringLiteral("debugger/record");

struct Row {
    const char *id, *text, *icon, *keys, *tip;
    bool back; ///< leads to an earlier moment
};
constexpr Row rows[] = {
    {"run.back.instruction", QT_TRANSLATE_NOOP("TimeActions", "Step &Back One Instruction"), "step-back", "F7",
     QT_TRANSLATE_NOOP("TimeActions", "Undo exactly one WebAssembly instruction"), true},
    {"run.back.over", QT_TRANSLATE_NOOP("TimeActions", "Step Back O&ver"), "step-back-over", "Shift+F7;Shift+F10",
     QT_TRANSLATE_NOOP("TimeActions", "Go back to the beginning of the line, or of the line before, calls included"),
     true},
    {"run.back.out", QT_TRANSLATE_NOOP("TimeActions", "Step Back O&ut"), "step-back-out", "Ctrl+Shift+F7",
     QT_TRANSLATE_NOOP("TimeActions", "Go back to the call of this function"), true},
    {"run.back.run", QT_TRANSLATE_NOOP("TimeActions", "&Run Back"), "run-back", "Ctrl+F7",
     QT_TRANSLATE_NOOP("TimeActions", "Go back to the last breakpoint or change of watched data, or to the start"),
     true},
    {"run.back.start", QT_TRANSLATE_NOOP("TimeActions", "Go to the &Start of the Recording"), "", "",
     QT_TRANSLATE_NOOP("TimeActions", "Go back to the first instruction that was recorded"), true},
    {"run.back.end", QT_TRANSLATE_NOOP("TimeActions", "Go to the &End of the Recording"), "", "",
     QT_TRANSLATE_NOOP("TimeActions", "Return to the last moment that the program had reached"), false},
    {"run.back.moment", QT_TRANSLATE_NOOP("TimeActions", "Go to &Moment…"), "", "",
     QT_TRANSLATE_NOOP("TimeActions", "Go to where so many instructions are completed"), true},
};
} // namespace

TimeActions::TimeActions(ActionRegistry &registry, Debugger &debugger, MessageBar &messages, TimeBar &bar,
                         QWidget &window)
    : QObject(&window), m_registry(registry), m_debugger(debugger), m_messages(messages), m_bar(bar), m_window(window)
{
    addActions();
    for (const char *id : {"run.record", "run.back.run", "run.back.over", "run.back.instruction"})
        bar.addButton(registry.action(QLatin1String(id)));
    connect(&bar, &TimeBar::momentWanted, &debugger, &Debugger::goToMoment);
    connect(&debugger, &Debugger::stateChanged, this, &TimeActions::update);
    connect(&debugger, &Debugger::stopped, this, &TimeActions::update);
    connect(&debugger, &Debugger::forkWanted, this, &TimeActions::askToFork);
    connect(&debugger, &Debugger::travelling, this, [this](quint64, double seconds) {
        m_bar.setBusy(seconds < 1 ? tr("on the way …") : tr("on the way, about %1 s – F6 stops").arg(qRound(seconds)));
    });
    update();
}

void TimeActions::addActions()
{
    const bool record = QSettings().value(recordSetting, true).toBool();
    QAction *recording = nullptr;
    recording =
        m_registry.add({QStringLiteral("run.record"),
                        tr("Re&cord the Run"),
                        menu,
                        QStringLiteral("record"),
                        {},
                        tr("Keep what is needed to go back in time; the program runs at two thirds of its speed "
                           "meanwhile"),
                        true},
                       [this] {
                           const bool on = m_registry.action(QStringLiteral("run.record"))->isChecked();
                           QSettings().setValue(recordSetting, on);
                           m_debugger.setRecording(on);
                           update();
                       });
    recording->setChecked(record);
    m_debugger.setRecording(record);
    for (const Row &row : rows) {
        QList<QKeySequence> keys;
        for (const QString &key : QString::fromLatin1(row.keys).split(QLatin1Char(';'), Qt::SkipEmptyParts))
            keys += QKeySequence(key);
        m_registry.add({QLatin1String(row.id), tr(row.text), menu, QLatin1String(row.icon), keys, tr(row.tip)},
                       [this, id = QString::fromLatin1(row.id)] {
                           using session::BackKind;
                           if (id.endsWith(QLatin1String(".instruction")))
                               m_debugger.stepBack(BackKind::Instruction);
                           else if (id.endsWith(QLatin1String(".over")))
                               m_debugger.stepBack(BackKind::Over);
                           else if (id.endsWith(QLatin1String(".out")))
                               m_debugger.stepBack(BackKind::Out);
                           else if (id.endsWith(QLatin1String(".run")))
                               m_debugger.runBack();
                           else if (id.endsWith(QLatin1String(".moment")))
                               askMoment();
                           else
                               m_debugger.goToMoment(id.endsWith(QLatin1String(".end")) ? ~quint64(0) : 0);
                       });
    }
}

QString TimeActions::whyNot() const
{
    using State = Debugger::State;
    const std::shared_ptr<const session::Snapshot> at = m_debugger.snapshot();
    if (!m_debugger.recording())
        return tr("The run is not recorded: switch Record on to go back in it.");
    if (m_debugger.state() == State::Running || m_debugger.state() == State::Loading)
        return tr("The program runs; pause it to go back.");
    if (at && !at->noWayBack.empty())
        return tr("There is no way back: %1.").arg(QString::fromStdString(at->noWayBack));
    if (!at || !at->moment)
        return tr("Nothing that could be gone back in was run yet.");
    return {};
}

void TimeActions::update()
{
    const QString why = whyNot();
    const std::shared_ptr<const session::Snapshot> at = m_debugger.snapshot();
    const std::optional<session::Moment> moment = why.isEmpty() ? at->moment : std::nullopt;
    for (const Row &row : rows) {
        QAction *action = m_registry.action(QLatin1String(row.id));
        const bool there = moment && (row.back ? moment->now > 0 : moment->now < moment->last);
        action->setEnabled(there);
        QString tip = why;
        if (why.isEmpty())
            tip = there      ? tr(row.tip)
                  : row.back ? tr("This is the start of the recording.")
                             : tr("This is the end of the recording.");
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        action->setToolTip(keys.isEmpty() ? tip : tr("%1 (%2)").arg(tip, keys));
        action->setStatusTip(tip);
    }
    // On a short way the bar keeps what it showed.
    if (m_debugger.state() != Debugger::State::Running || !m_debugger.recording())
        m_bar.setMoment(moment, why,
                        !m_debugger.recording() || (at && !at->noWayBack.empty()) ? tr("not recorded")
                                                                                  : tr("no run yet"));
    if (m_question && m_debugger.state() != Debugger::State::Paused)
        m_messages.settle(std::exchange(m_question, 0));
}

void TimeActions::askMoment()
{
    const std::shared_ptr<const session::Snapshot> at = m_debugger.snapshot();
    if (!at || !at->moment)
        return;
    bool given = false;
    const QString answer = QInputDialog::getText(
        &m_window, tr("Go to Moment"),
        tr("Instructions completed, up to %1:").arg(QLocale().toString(qulonglong(at->moment->last))),
        QLineEdit::Normal, QString::number(at->moment->now), &given);
    QString digits = answer;
    digits.remove(QLatin1Char(' ')).remove(QLatin1Char('_')).remove(QLatin1Char(',')).remove(QChar(QChar::Nbsp));
    bool isNumber = false;
    const quint64 moment = digits.toULongLong(&isNumber, 0);
    if (given && isNumber)
        m_debugger.goToMoment(moment);
    else if (given)
        m_messages.note(tr("“%1” is no number of instructions.").arg(answer));
}

void TimeActions::askToFork(const std::function<void()> &change)
{
    const session::Moment moment = m_debugger.snapshot()->moment.value_or(session::Moment());
    if (m_question)
        m_messages.settle(m_question);
    m_question = m_messages.show(
        tr("The program stands in its past, at instruction %1. A change here makes it take another way; what was "
           "recorded after this moment is then forgotten.")
            .arg(TimeBar::momentText(moment)),
        {{tr("Change it"), [this, change] {
              m_question = 0;
              change();
          }}});
}

} // namespace watchglass
