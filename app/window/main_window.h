// SPDX-License-Identifier: GPL-3.0-or-later
/// Puts the house's parts into one window; what they do stands in them.
#pragma once

#include <QMainWindow>

#include <memory>

#include "app/window/breakpoint_store.h"
#include "app/window/color_scheme.h"
#include "app/window/debugger.h"
#include "app/window/documents.h"
#include "app/window/workspaces.h"
#include "widgets/action_registry.h"
#include "widgets/theme.h"

namespace watchglass {

class ClaimsViews;
class FileActions;
class HostActions;
class HostStore;
class HostViews;
class KeptBreakpoints;
class MessageBar;
class ProfileActions;
class ProfileStore;
class ProfileViews;
class Profiler;
class Tabs;
class TrustStore;
class TimeBar;
class Views;
class WelcomePage;

class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    MainWindow();
    ~MainWindow() override;

    /// Opens a file; its tab appears once it is read.
    void open(const QString &path);
    void openExample(const QString &id);
    /// Opens texts that a killed program left unsaved, and says so.
    void recover();

    Theme &theme() { return m_theme; }
    ActionRegistry &actions() { return *m_actions; }
    Debugger &debugger() { return *m_debugger; }
    Documents &documents() { return *m_documents; }
    BreakpointStore &breakpoints() { return *m_breakpoints; }
    WatchpointStore &watchpoints() { return *m_watchpoints; }
    Tabs &tabs() { return *m_tabs; }
    TrustStore &trust() { return *m_trust; }
    ProfileStore &profiles() { return *m_profiles; }
    Profiler &profiler() { return *m_profiler; }
    HostStore &host() { return *m_host; }
    HostViews &hostViews() { return *m_hostViews; }
    HostActions &hostActions() { return *m_hostActions; }

signals:
    void tourRequested();

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void makeCentre();
    void makeActions();
    void makeProfileActions();
    void makeHostActions();
    void makeMenus();
    void makeToolBar();
    void makeWelcome();
    void addMenu(const QString &title, const QStringList &groups);
    void followDebugger();
    void followUser();
    void offerModernising(Document *document);
    void showTitle();
    void restoreWindow();

    Theme m_theme;
    std::unique_ptr<ActionRegistry> m_actions;
    std::unique_ptr<Documents> m_documents;
    std::unique_ptr<BreakpointStore> m_breakpoints;
    std::unique_ptr<WatchpointStore> m_watchpoints;
    std::unique_ptr<KeptBreakpoints> m_keptBreakpoints;
    std::unique_ptr<Debugger> m_debugger;
    Debugger::State m_debuggerState = Debugger::State::Idle;
    bool m_outputShown = false; ///< something the running program wrote has brought the console to the front
    std::unique_ptr<ColorScheme> m_scheme;
    Workspaces *m_workspaces;
    Tabs *m_tabs = nullptr;
    MessageBar *m_messages = nullptr;
    Views *m_views = nullptr;
    TrustStore *m_trust = nullptr;
    ClaimsViews *m_claims = nullptr;
    ProfileStore *m_profiles = nullptr;
    Profiler *m_profiler = nullptr;
    ProfileViews *m_profileViews = nullptr;
    ProfileActions *m_profileActions = nullptr;
    HostStore *m_host = nullptr;
    HostViews *m_hostViews = nullptr;
    HostActions *m_hostActions = nullptr;
    TimeBar *m_timeBar = nullptr;
    WelcomePage *m_welcome = nullptr;
    FileActions *m_files = nullptr;
    QHash<const Document *, int> m_offers; ///< messages that offer to modernise old names
};

} // namespace watchglass
