// SPDX-License-Identifier: GPL-3.0-or-later
/// All the docks' views, made once and kept in step with the document in front and with the debugger.
#pragma once

#include <QObject>
#include <QPointer>

#include "app/window/breakpoint_store.h"
#include "app/window/debugger.h"
#include "app/window/tabs.h"
#include "app/window/watchpoint_store.h"
#include "app/window/workspaces.h"

namespace watchglass {

class BreakpointsView;
class CallStackView;
class ConsoleView;
class GlobalsView;
class LabelsView;
class ListingView;
class LocalsView;
class MemoryView;
class ModuleView;
class OperandStackView;
class OutlineView;
class ProblemsView;
class ReferencesView;
class RunPanel;
class TablesView;

class Views : public QObject
{
    Q_OBJECT
public:
    Views(const Theme &theme, Documents &documents, Tabs &tabs, BreakpointStore &breakpoints,
          WatchpointStore &watchpoints, Debugger &debugger, Workspaces &workspaces);

    RunPanel &runPanel() { return *m_run; }
    MemoryView &memory() { return *m_memory; }
    ModuleView &module() { return *m_module; }
    ListingView &listing() { return *m_listing; }
    /// Shows an instruction of the document's module wherever it can be seen.
    void showOffset(quint32 offset);

    /// What an actor or a provider of the host said.
    void logHost(const QString &who, const QString &line, bool error);

signals:
    void breakpointEditRequested(quint64 id);
    void watchWanted();

private:
    void connectDocumentViews();
    void connectDebugViews();
    void connectEdits();
    void showDocument(Document *document);
    void showAssembly(Document *document);
    void showProblems(Document *document);
    void showStop();
    void showFrame();

    Documents &m_documents;
    Tabs &m_tabs;
    BreakpointStore &m_breakpoints;
    Debugger &m_debugger;
    Workspaces &m_workspaces;

    QPointer<Document> m_referencesOf;

    ModuleView *m_module;
    OutlineView *m_outline;
    BreakpointsView *m_breakpointsView;
    RunPanel *m_run;
    OperandStackView *m_operands;
    LocalsView *m_locals;
    GlobalsView *m_globals;
    LabelsView *m_labels;
    CallStackView *m_callStack;
    TablesView *m_tables;
    MemoryView *m_memory;
    ListingView *m_listing;
    ProblemsView *m_problems;
    ReferencesView *m_references;
    ConsoleView *m_console;
};

} // namespace watchglass
