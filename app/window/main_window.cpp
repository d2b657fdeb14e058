// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QStandardPaths>
#include <QToolBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

#include "app/window/breakpoint_actions.h"
#include "app/window/claims_actions.h"
#include "app/window/claims_views.h"
#include "app/window/context_menu.h"
#include "app/window/edit_actions.h"
#include "app/window/examples.h"
#include "app/window/execution_marks.h"
#include "app/window/file_actions.h"
#include "app/window/host_actions.h"
#include "app/window/host_store.h"
#include "app/window/host_views.h"
#include "app/window/kept_breakpoints.h"
#include "app/window/machine_views.h"
#include "app/window/profile_actions.h"
#include "app/window/profile_views.h"
#include "app/window/run_actions.h"
#include "app/window/status_bar.h"
#include "app/window/tabs.h"
#include "app/window/time_actions.h"
#include "app/window/tool_actions.h"
#include "app/window/view_actions.h"
#include "app/window/views.h"
#include "widgets/house_style.h"
#include "widgets/message_bar.h"
#include "widgets/preferences.h"
#include "widgets/views/claims_card.h"
#include "widgets/views/run_panel.h"
#include "widgets/views/time_bar.h"
#include "widgets/views/welcome_page.h"

namespace watchglass {

namespace {
const QString geometryKey = QStringLiteral("window/geometry");

QString recoveryFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/recovery");
}

const QString argumentsKey = QStringLiteral("arguments");

/// The Run dock's fields between runs of the program: export name → texts.
QHash<QString, QStringList> rememberedArguments()
{
    QHash<QString, QStringList> all;
    const QVariantMap kept = QSettings().value(argumentsKey).toMap();
    for (auto each = kept.begin(); each != kept.end(); ++each)
        all.insert(each.key(), each.value().toStringList());
    return all;
}

void keepArguments(const QHash<QString, QStringList> &all)
{
    QVariantMap kept;
    for (auto each = all.begin(); each != all.end(); ++each)
        kept.insert(each.key(), each.value());
    QSettings().setValue(argumentsKey, kept);
}
} // namespace

MainWindow::MainWindow()
    : m_actions(std::make_unique<ActionRegistry>(m_theme)),
      m_documents(std::make_unique<Documents>(m_theme, recoveryFolder())),
      m_breakpoints(std::make_unique<BreakpointStore>()), m_watchpoints(std::make_unique<WatchpointStore>()),
      m_keptBreakpoints(std::make_unique<KeptBreakpoints>(*m_documents, *m_breakpoints, *m_watchpoints)),
      m_debugger(std::make_unique<Debugger>(*m_documents, *m_breakpoints, *m_watchpoints)),
      m_scheme(std::make_unique<ColorScheme>(m_theme)), m_workspaces(new Workspaces(*this))
{
    QApplication::setStyle(new HouseStyle(m_theme));
    setWindowIcon(m_theme.icon(QStringLiteral("watchglass")));
    setAcceptDrops(true);
    makeCentre();
    m_views = new Views(m_theme, *m_documents, *m_tabs, *m_breakpoints, *m_watchpoints, *m_debugger, *m_workspaces);
    m_trust = new TrustStore(this);
    m_claims = new ClaimsViews(m_theme, *m_documents, *m_tabs, *m_trust, *m_workspaces, m_views->module());
    m_profiles = new ProfileStore(this);
    m_profiler = new Profiler(*m_debugger, m_views->runPanel(), *m_profiles, this);
    m_profileViews = new ProfileViews(m_theme, *m_documents, *m_tabs, *m_profiles, *m_profiler, *m_workspaces,
                                      *m_messages, m_views->listing());
    auto *machine = new MachineViews(m_theme, *m_documents, *m_tabs, *m_workspaces);
    connect(m_profileViews, &ProfileViews::instructionHeatChanged, &machine->view(), &MachineView::setHeat);
    m_host = new HostStore(*m_trust, this);
    m_hostViews = new HostViews(m_theme, *m_documents, *m_tabs, *m_host, *m_workspaces);
    new ExecutionMarks(*m_documents, *m_tabs, *m_debugger);
    setStatusBar(new StatusBar(*m_tabs, *m_debugger, this));
    m_profileViews->showMeasuring(*statusBar());
    makeActions();
    makeMenus();
    makeToolBar();
    makeWelcome();
    followDebugger();
    restoreWindow();
    connect(m_tabs, &Tabs::currentDocumentChanged, this, &MainWindow::showTitle);
    connect(m_documents.get(), &Documents::opened, this, [this](Document *document) {
        connect(document, &Document::analysisChanged, this, [this, document] { offerModernising(document); });
    });
    connect(m_documents.get(), &Documents::closing, this,
            [this](Document *document) { m_messages->settle(m_offers.take(document)); });
    followUser();
    showTitle();
}

MainWindow::~MainWindow()
{
    // Views and actions look at documents and debugger until they are gone themselves.
    delete m_profileViews;
    delete m_profiler;
    delete m_profiles;
    delete m_hostViews;
    delete m_claims;
    delete m_views;
    delete takeCentralWidget();
}

void MainWindow::makeCentre()
{
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_messages = new MessageBar(m_theme, centre);
    m_tabs = new Tabs(*m_documents, centre);
    connect(m_messages, &MessageBar::left, m_tabs, [this] {
        if (Document *document = m_tabs->current())
            document->editor()->setFocus();
    });
    layout->addWidget(m_messages);
    layout->addWidget(m_tabs, 1);
    setCentralWidget(centre);
}

void MainWindow::makeActions()
{
    m_files = new FileActions(*m_actions, *m_documents, *m_tabs, *m_messages, *this);
    new EditActions(*m_actions, *m_tabs, *m_debugger, *this);
    auto *run = new RunActions(*m_actions, *m_tabs, *m_debugger, m_views->runPanel(), *m_messages, this);
    auto *breakpoints = new BreakpointActions(*m_actions, *m_tabs, *m_debugger, *m_breakpoints, *m_watchpoints,
                                              m_views->memory(), *m_messages, *this);
    m_timeBar = new TimeBar(m_theme, this);
    new TimeActions(*m_actions, *m_debugger, *m_messages, *m_timeBar, *this);
    connect(m_views, &Views::breakpointEditRequested, breakpoints, &BreakpointActions::edit);
    connect(m_views, &Views::watchWanted, breakpoints, &BreakpointActions::watchData);
    connect(run, &RunActions::runPanelWanted, this, [this] { m_workspaces->raise(QStringLiteral("run")); });
    makeProfileActions();
    makeHostActions();
    new ViewActions(*m_actions, *m_tabs, *m_workspaces, *m_scheme, m_theme, this);
    auto *tools = new ToolActions(*m_actions, m_theme, *this);
    auto *claims = new ClaimsActions(*m_actions, *m_trust, *m_messages, *this);
    connect(tools, &ToolActions::preferencesOpening, claims,
            [claims](Preferences &opening) { claims->addPage(opening); });
    m_claims->card().setTrustAction(m_actions->action(QStringLiteral("tools.trustOperator")));
    connect(tools, &ToolActions::tourRequested, this, &MainWindow::tourRequested);
    connect(tools, &ToolActions::welcomeRequested, m_tabs, &Tabs::showWelcome);
    new ContextMenu(*m_actions, *m_documents, *m_breakpoints, *this);
    // Shortcuts work whether or not a menu shows the action.
    for (const ActionRegistry::Spec &spec : m_actions->specs())
        addAction(m_actions->action(spec.id));
}

void MainWindow::makeProfileActions()
{
    m_profileActions =
        new ProfileActions(*m_actions, *m_profiler, *m_profiles, *m_debugger, *m_tabs, *m_messages, *this);
    connect(m_profileActions, &ProfileActions::profileRunStarted, this, [this] {
        m_profileViews->raise();
        m_workspaces->raise(QStringLiteral("run"));
    });
    connect(m_profileActions, &ProfileActions::profileWanted, m_profileViews, &ProfileViews::raise);
    connect(m_profileActions, &ProfileActions::acrossWanted, m_profileViews, &ProfileViews::goAcross);
    connect(m_profileViews, &ProfileViews::saveWanted, m_profileActions, &ProfileActions::save);
    static_cast<QVBoxLayout *>(centralWidget()->layout())
        ->insertWidget(0, m_profileViews->makeStrip(*m_actions, centralWidget()));
}

void MainWindow::makeHostActions()
{
    m_hostActions =
        new HostActions(*m_actions, *m_host, *m_hostViews, *m_documents, *m_tabs, *m_messages, *m_workspaces, *this);
    m_debugger->setLinks(
        [this](const Document *document) { return m_host->linksOf(m_hostViews->programName(document)); });
    connect(&m_host->feed(), &HostFeed::said, m_views, &Views::logHost);
    connect(m_hostActions, &HostActions::openWanted, this, &MainWindow::open);
}

void MainWindow::addMenu(const QString &title, const QStringList &groups)
{
    static const QHash<QString, const char *> submenus{
        {QStringLiteral("file.recent"), QT_TR_NOOP("Open &Recent")},
        {QStringLiteral("view.docks"), QT_TR_NOOP("&Docks")},
        {QStringLiteral("view.layers"), QT_TR_NOOP("&Layers")},
        {QStringLiteral("view.theme"), QT_TR_NOOP("&Colours")},
        {QStringLiteral("run.time"), QT_TR_NOOP("&Go Back in Time")},
        {QStringLiteral("profile.options"), QT_TR_NOOP("&Rate and Clock")},
    };
    QMenu *menu = menuBar()->addMenu(title);
    for (const QString &group : groups) {
        QMenu *into = submenus.contains(group) ? menu->addMenu(tr(submenus.value(group))) : menu;
        if (into == menu && !menu->isEmpty())
            menu->addSeparator();
        for (const ActionRegistry::Spec &spec : m_actions->specs())
            if (spec.menu == group)
                into->addAction(m_actions->action(spec.id));
    }
}

void MainWindow::makeMenus()
{
    menuBar()->setAccessibleName(tr("Menu bar"));
    addMenu(tr("&File"), {QStringLiteral("file"), QStringLiteral("file.recent"), QStringLiteral("file.host"),
                          QStringLiteral("file.save"), QStringLiteral("file.end")});
    addMenu(tr("&Edit"), {QStringLiteral("edit"), QStringLiteral("edit.code")});
    addMenu(tr("&View"), {QStringLiteral("view.workspace"), QStringLiteral("view.docks"), QStringLiteral("view.layers"),
                          QStringLiteral("view.theme"), QStringLiteral("view")});
    addMenu(tr("&Go"), {QStringLiteral("go")});
    addMenu(tr("&Run"), {QStringLiteral("run"), QStringLiteral("run.time"), QStringLiteral("run.breakpoints")});
    addMenu(tr("&Profile"), {QStringLiteral("profile"), QStringLiteral("profile.options"),
                             QStringLiteral("profile.filter"), QStringLiteral("profile.file")});
    addMenu(tr("&Host"), {QStringLiteral("host.actor"), QStringLiteral("host.provider"), QStringLiteral("host.link")});
    addMenu(tr("&Tools"), {QStringLiteral("tools"), QStringLiteral("tools.trust")});
    addMenu(tr("&Help"), {QStringLiteral("help")});
}

void MainWindow::makeToolBar()
{
    QToolBar *bar = addToolBar(tr("Main"));
    bar->setObjectName(QStringLiteral("mainToolBar"));
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    const QVector<QStringList> groups{
        {QStringLiteral("view.workspace.edit"), QStringLiteral("view.workspace.debug"),
         QStringLiteral("view.workspace.profile"), QStringLiteral("view.workspace.host")},
        {QStringLiteral("file.new"), QStringLiteral("file.open"), QStringLiteral("file.save")},
        {QStringLiteral("run.start"), QStringLiteral("run.pause"), QStringLiteral("run.restart"),
         QStringLiteral("run.stop")},
        {QStringLiteral("run.stepOver"), QStringLiteral("run.stepInto"), QStringLiteral("run.stepOut"),
         QStringLiteral("run.stepInstruction"), QStringLiteral("run.toCursor")},
        {QStringLiteral("run.toggleBreakpoint")},
    };
    for (const QStringList &group : groups) {
        if (!bar->actions().isEmpty())
            bar->addSeparator();
        for (const QString &id : group) {
            QAction *action = m_actions->action(id);
            bar->addAction(action);
            QWidget *button = bar->widgetForAction(action);
            button->setAccessibleName(action->text().remove(QLatin1Char('&')));
            button->setFocusPolicy(Qt::TabFocus);
        }
    }
    // Where there is something to go back in; the menu has it always.
    bar->addSeparator();
    QAction *time = bar->addWidget(m_timeBar);
    const auto show = [this, time] { time->setVisible(m_workspaces->current() == Workspaces::Workspace::Debug); };
    connect(m_workspaces, &Workspaces::changed, time, show);
    show();
}

void MainWindow::makeWelcome()
{
    m_welcome = new WelcomePage(m_theme);
    std::vector<ExampleCard> cards;
    for (const Example &example : examples())
        cards.push_back({example.id, example.title, example.promise});
    m_welcome->setExamples(std::move(cards));
    m_welcome->setRecent(m_files->recent());
    connect(m_files, &FileActions::recentChanged, this, [this] { m_welcome->setRecent(m_files->recent()); });
    connect(m_welcome, &WelcomePage::exampleRequested, this, &MainWindow::openExample);
    connect(m_welcome, &WelcomePage::openRequested, m_files, &FileActions::openDialog);
    connect(m_welcome, &WelcomePage::newRequested, m_files, &FileActions::newText);
    connect(m_welcome, &WelcomePage::recentRequested, m_files, &FileActions::open);
    connect(m_welcome, &WelcomePage::serveRequested, m_actions->action(QStringLiteral("host.serveCounter")),
            &QAction::trigger);
    connect(m_welcome, &WelcomePage::tourRequested, this, &MainWindow::tourRequested);
    m_tabs->setWelcome(m_welcome);
}

void MainWindow::offerModernising(Document *document)
{
    const size_t names = document->analysis() ? document->analysis()->oldNames.size() : 0;
    if (names == 0) // done, in whatever way
        m_messages->settle(m_offers.take(document));
    if (names == 0 || document->property("modernisingOffered").toBool())
        return;
    document->setProperty("modernisingOffered", true);
    QPointer<Document> kept(document);
    const QString count = names == 1 ? tr("1 old instruction name") : tr("%1 old instruction names").arg(names);
    m_offers[document] = m_messages->show(
        tr("%1 in %2. The text assembles as it is; today they are spelled otherwise.").arg(count, document->title()),
        {{tr("Modernise all"), [kept] {
              if (kept)
                  kept->editor()->moderniseAll();
          }}});
}

/// What was only an answer to his last deed is not kept in his way.
void MainWindow::followUser()
{
    connect(m_tabs, &Tabs::currentDocumentChanged, m_messages, &MessageBar::userWentOn);
    connect(m_debugger.get(), &Debugger::stateChanged, m_messages, &MessageBar::userWentOn);
    connect(m_documents.get(), &Documents::opened, m_messages, [this](Document *document) {
        connect(document, &Document::edited, m_messages, [this, document] {
            if (document->editor()->hasFocus())
                m_messages->userWentOn();
        });
    });
}

void MainWindow::followDebugger()
{
    connect(m_debugger.get(), &Debugger::stateChanged, this, [this] {
        const Debugger::State before = std::exchange(m_debuggerState, m_debugger->state());
        if (m_debuggerState == Debugger::State::Paused && m_workspaces->current() != Workspaces::Workspace::Host)
            m_workspaces->switchTo(Workspaces::Workspace::Debug);
        if (m_debuggerState == Debugger::State::Running && before == Debugger::State::Idle)
            m_outputShown = false;
    });
    // What a program writes is seen without a click; while debugging, the call stack in that place matters more.
    connect(m_debugger.get(), &Debugger::logged, this, [this](Debugger::Kind kind) {
        const bool output = kind == Debugger::Kind::Output || kind == Debugger::Kind::ErrorOutput;
        if (output && m_workspaces->current() == Workspaces::Workspace::Edit && !std::exchange(m_outputShown, true))
            m_workspaces->raise(QStringLiteral("console"));
    });
    connect(m_debugger.get(), &Debugger::stopped, this, [this] {
        if (m_debugger->snapshot()->frames.empty()) {
            if (m_workspaces->current() == Workspaces::Workspace::Debug)
                m_workspaces->switchTo(Workspaces::Workspace::Edit);
            m_workspaces->raise(QStringLiteral("run")); // results stand there
        } else if (m_debugger->snapshot()->import) {
            m_workspaces->raise(QStringLiteral("run")); // where the answer is typed
        } else if (m_workspaces->inFront(QStringLiteral("run")) &&
                   m_workspaces->current() == Workspaces::Workspace::Debug) {
            m_workspaces->raise(QStringLiteral("operands")); // the call was made; now its state matters
        }
    });
}

void MainWindow::open(const QString &path)
{
    m_hostActions->openIfManifest(path, [this, path] {
        if (ProfileActions::isProfile(path))
            m_profileActions->open(path);
        else
            m_files->open(path);
    });
}

void MainWindow::openExample(const QString &id)
{
    const std::optional<Example> example = findExample(id);
    if (!example)
        return;
    Document *document = m_documents->newText(id + QStringLiteral(".wat"), exampleText(id));
    m_tabs->show(document);
    m_views->runPanel().choose(example->invoke, example->arguments);
}

void MainWindow::recover()
{
    const QVector<Document *> found = m_documents->recover();
    if (found.isEmpty())
        return;
    const MessageBar::Id said = m_messages->show(
        (found.size() == 1 ? tr("A text that was not saved last time is back.")
                           : tr("%1 texts that were not saved last time are back.").arg(found.size())) +
        QLatin1Char(' ') + tr("Save what you want to keep."));
    const QVector<QPointer<Document>> texts(found.begin(), found.end());
    const auto look = [this, said, texts] {
        if (std::none_of(texts.begin(), texts.end(), [](const auto &text) { return text && text->modified(); }))
            m_messages->settle(said);
    };
    for (const Document *document : found) {
        connect(document, &Document::titleChanged, m_messages, look);
        connect(document, &QObject::destroyed, m_messages, look);
    }
}

void MainWindow::showTitle()
{
    Document *document = m_tabs->current();
    setWindowTitle(document ? tr("%1 – Watchglass").arg(document->title()) : tr("Watchglass"));
}

void MainWindow::restoreWindow()
{
    if (!restoreGeometry(QSettings().value(geometryKey).toByteArray()))
        resize(QSize(1440, 900).boundedTo(screen()->availableSize() * 19 / 20));
    m_workspaces->restore();
    m_views->runPanel().setRemembered(rememberedArguments());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_files->closeAll()) {
        event->ignore();
        return;
    }
    m_workspaces->save();
    m_keptBreakpoints->write();
    QSettings().setValue(geometryKey, saveGeometry());
    keepArguments(m_views->runPanel().remembered());
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    for (const QUrl &url : event->mimeData()->urls())
        if (url.isLocalFile())
            open(url.toLocalFile());
    event->acceptProposedAction();
}

} // namespace watchglass
