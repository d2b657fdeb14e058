// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/views.h"

#include "app/window/breakpoint_views.h"
#include "widgets/views/breakpoints_view.h"
#include "widgets/views/call_stack_view.h"
#include "widgets/views/console_view.h"
#include "widgets/views/globals_view.h"
#include "widgets/views/labels_view.h"
#include "widgets/views/listing_view.h"
#include "widgets/views/locals_view.h"
#include "widgets/views/memory_view.h"
#include "widgets/views/module_view.h"
#include "widgets/views/operand_stack_view.h"
#include "widgets/views/outline_view.h"
#include "widgets/views/problems_view.h"
#include "widgets/views/references_view.h"
#include "widgets/views/run_panel.h"
#include "widgets/views/tables_view.h"

namespace watchglass {

Views::Views(const Theme &theme, Documents &documents, Tabs &tabs, BreakpointStore &breakpoints,
             WatchpointStore &watchpoints, Debugger &debugger, Workspaces &workspaces)
    : QObject(&tabs), m_documents(documents), m_tabs(tabs), m_breakpoints(breakpoints), m_debugger(debugger),
      m_workspaces(workspaces), m_module(new ModuleView(theme)), m_outline(new OutlineView(theme)),
      m_breakpointsView(new BreakpointsView(theme)), m_run(new RunPanel(theme)),
      m_operands(new OperandStackView(theme)), m_locals(new LocalsView(theme)), m_globals(new GlobalsView(theme)),
      m_labels(new LabelsView(theme)), m_callStack(new CallStackView(theme)), m_tables(new TablesView(theme)),
      m_memory(new MemoryView(theme)), m_listing(new ListingView(theme)), m_problems(new ProblemsView(theme)),
      m_references(new ReferencesView(theme)), m_console(new ConsoleView(theme))
{
    using W = Workspaces::Workspace;
    const QVector<W> edit{W::Edit}, debug{W::Debug}, both{W::Edit, W::Debug};
    const QVector<W> all{W::Edit, W::Debug, W::Profile}, bytes{W::Edit, W::Profile};
    constexpr auto left = Qt::LeftDockWidgetArea, right = Qt::RightDockWidgetArea, bottom = Qt::BottomDockWidgetArea;
    workspaces.add(QStringLiteral("outline"), tr("Outline"), m_outline, {left, 0, edit});
    workspaces.add(QStringLiteral("module"), tr("Module"), m_module, {left, 1, both});
    workspaces.add(QStringLiteral("operands"), tr("Operand Stack"), m_operands, {right, 0, debug});
    workspaces.add(QStringLiteral("labels"), tr("Labels"), m_labels, {right, 0, debug});
    workspaces.add(QStringLiteral("run"), tr("Run"), m_run, {right, 0, all});
    workspaces.add(QStringLiteral("locals"), tr("Locals"), m_locals, {right, 1, debug});
    workspaces.add(QStringLiteral("globals"), tr("Globals"), m_globals, {right, 1, debug});
    workspaces.add(QStringLiteral("listing"), tr("Listing"), m_listing, {bottom, 0, bytes});
    workspaces.add(QStringLiteral("memory"), tr("Memory"), m_memory, {bottom, 0, debug});
    workspaces.add(QStringLiteral("tables"), tr("Tables"), m_tables, {bottom, 0, debug});
    workspaces.add(QStringLiteral("callStack"), tr("Call Stack"), m_callStack, {bottom, 1, debug});
    workspaces.add(QStringLiteral("breakpoints"), tr("Breakpoints"), m_breakpointsView, {bottom, 1, debug});
    workspaces.add(QStringLiteral("problems"), tr("Problems"), m_problems, {bottom, 1, all});
    workspaces.add(QStringLiteral("references"), tr("References"), m_references, {bottom, 1, edit});
    workspaces.add(QStringLiteral("console"), tr("Console"), m_console, {bottom, 1, all});

    connectDocumentViews();
    connectDebugViews();
    connectEdits();
    auto *breakpointViews = new BreakpointViews({*m_breakpointsView, *m_memory, *m_globals, *m_locals}, documents, tabs,
                                                breakpoints, watchpoints, debugger, workspaces, this);
    connect(breakpointViews, &BreakpointViews::offsetActivated, this, &Views::showOffset);
    connect(breakpointViews, &BreakpointViews::editRequested, this, &Views::breakpointEditRequested);
    connect(breakpointViews, &BreakpointViews::watchWanted, this, &Views::watchWanted);
    connect(&documents, &Documents::opened, this, [this, &watchpoints](Document *document) {
        m_breakpoints.follow(document);
        watchpoints.follow(document);
        connect(document, &Document::analysisChanged, this, [this, document] {
            if (document == m_tabs.current())
                m_outline->setAnalysis(document->analysis());
        });
        connect(document, &Document::assemblyChanged, this, [this, document] {
            if (document == m_tabs.current())
                showAssembly(document);
        });
        connect(document, &Document::analysisChanged, this, [this, document] {
            if (document == m_tabs.current())
                showProblems(document);
            if (document == m_debugger.document() && m_debugger.state() == Debugger::State::Paused) {
                m_callStack->setSnapshot(m_debugger.snapshot()); // the lines have other numbers now
                showFrame();
            }
        });
        connect(document->editor(), &CodeEditor::breakpointToggleRequested, this,
                [this, document](quint32 offset) { m_breakpoints.toggle(document, offset); });
        connect(document->editor(), &CodeEditor::referencesFound, this,
                [this, document](const std::vector<wat::TextRange> &ranges, const QString &symbol) {
                    m_referencesOf = document;
                    std::vector<ReferencePlace> places;
                    for (const wat::TextRange &range : ranges) {
                        const quint32 line = document->editor()->lineAt(range.begin);
                        places.push_back({range, line, document->editor()->lineText(line)});
                    }
                    m_references->setReferences(symbol, document->title(), std::move(places));
                    m_workspaces.raise(QStringLiteral("references"));
                });
    });
    connect(&tabs, &Tabs::currentDocumentChanged, this, &Views::showDocument);
}

void Views::connectDocumentViews()
{
    connect(m_module, &ModuleView::offsetActivated, this, &Views::showOffset);
    connect(m_listing, &ListingView::offsetSelected, this, &Views::showOffset);
    connect(m_listing, &ListingView::rowsWanted, this, [this](const auto &module, quint32 function) {
        Document *document = m_tabs.current();
        if (document && document->assembly() && document->assembly()->module == module)
            m_documents.readListing(document->assembly(), function, [this, module, function](auto rows) {
                m_listing->supplyRows(module, function, std::move(rows));
            });
    });
    connect(m_outline, &OutlineView::activated, this, [this](wat::TextRange range) {
        if (Document *document = m_tabs.current())
            m_tabs.goTo(document, range);
    });
    connect(m_problems, &ProblemsView::activated, this, [this](wat::TextRange range) {
        if (Document *document = m_tabs.current())
            m_tabs.goTo(document, range);
    });
    connect(m_problems, &ProblemsView::fixRequested, this, [this](const wat::Diagnostic &diagnostic, int fix) {
        if (Document *document = m_tabs.current())
            document->editor()->applyEdits(diagnostic.fixes[size_t(fix)].edits);
    });
    connect(m_references, &ReferencesView::activated, this, [this](wat::TextRange range) {
        if (m_referencesOf) // another tab may be in front by now
            m_tabs.goTo(m_referencesOf, range);
    });
}

void Views::connectDebugViews()
{
    const auto nameOf = [this](quint32 offset) { return m_debugger.nameOf(offset); };
    m_callStack->setLineResolver(nameOf);
    m_operands->setLineResolver(nameOf);
    m_labels->setLineResolver(nameOf);
    m_memory->setResolver([this](const QString &expression) { return m_debugger.address(expression); });

    connect(&m_debugger, &Debugger::stopped, this, &Views::showStop);
    connect(&m_debugger, &Debugger::frameChanged, this, &Views::showFrame);
    connect(&m_debugger, &Debugger::stateChanged, this, [this] {
        const bool running = m_debugger.state() == Debugger::State::Running;
        m_run->setRunning(running, running ? tr("Running …") : QString());
        m_memory->setEditable(m_debugger.state() == Debugger::State::Paused);
    });
    connect(&m_debugger, &Debugger::memoryBytes, m_memory, &MemoryView::supply);
    connect(&m_debugger, &Debugger::memoryFound, m_memory, &MemoryView::supplyFound);
    connect(&m_debugger, &Debugger::logged, this, [this](Debugger::Kind kind, const QString &text, qint64 offset) {
        m_console->addLine(ConsoleView::Kind(int(kind)), text,
                           offset < 0 ? std::nullopt : std::optional<quint32>(quint32(offset)));
    });
    connect(m_callStack, &CallStackView::frameSelected, &m_debugger, &Debugger::selectFrame);
    connect(m_operands, &OperandStackView::offsetActivated, this, &Views::showOffset);
    connect(m_labels, &LabelsView::offsetActivated, this, &Views::showOffset);
    connect(m_console, &ConsoleView::offsetActivated, this, &Views::showOffset);
    connect(m_run, &RunPanel::invokeRequested, this,
            [this](const QString &name, const std::vector<exec::Value> &arguments, bool stopAtEntry) {
                if (Document *document = m_tabs.current())
                    m_debugger.invoke(document, {name, arguments, stopAtEntry});
            });
    connect(m_run, &RunPanel::importAnswersChanged, this,
            [this](const auto &answers) { m_debugger.session().setImportAnswers(answers); });
    connect(m_run, &RunPanel::importAnswered, this,
            [this](const std::vector<exec::Value> &results) { m_debugger.session().answerImport(results); });
}

void Views::connectEdits()
{
    using session::Session;
    Debugger &debugger = m_debugger;
    connect(m_locals, &LocalsView::localEdited, this, [&debugger](quint64 frame, quint32 index, const exec::Value &v) {
        debugger.edit([=](Session &session) { session.setLocal(frame, index, v); });
    });
    connect(m_operands, &OperandStackView::operandEdited, this,
            [&debugger](quint64 frame, quint32 slot, const exec::Value &v) {
                debugger.edit([=](Session &session) { session.setOperand(frame, slot, v); });
            });
    connect(m_globals, &GlobalsView::globalEdited, this, [&debugger](quint32 index, const exec::Value &v) {
        debugger.edit([=](Session &session) { session.setGlobal(index, v); });
    });
    connect(m_tables, &TablesView::tableElementEdited, this,
            [&debugger](quint32 table, quint64 element, std::optional<quint32> function) {
                debugger.edit([=](Session &session) { session.setTableElement(table, element, function); });
            });
    connect(m_memory, &MemoryView::bytesEdited, this,
            [&debugger](quint32 memory, quint64 address, const QByteArray &bytes) {
                debugger.edit([=](Session &session) {
                    session.writeMemory(memory, address, std::vector<uint8_t>(bytes.begin(), bytes.end()));
                });
            });
    Session &session = debugger.session();
    connect(m_memory, &MemoryView::bytesWanted, this,
            [&session](quint64 ticket, quint32 memory, quint64 at, quint64 n) {
                session.readMemory(ticket, memory, at, n);
            });
    connect(m_memory, &MemoryView::findWanted, this,
            [&session](quint64 ticket, quint32 memory, const QByteArray &pattern, quint64 from) {
                session.findInMemory(ticket, memory, std::vector<uint8_t>(pattern.begin(), pattern.end()), from);
            });
    connect(m_memory, &MemoryView::findCancelled, this, [&session](quint64 ticket) { session.cancelFind(ticket); });
}

void Views::logHost(const QString &who, const QString &line, bool error)
{
    m_console->addLine(error ? ConsoleView::Kind::ErrorOutput : ConsoleView::Kind::Output,
                       who + QStringLiteral(": ") + line);
}

void Views::showOffset(quint32 offset)
{
    Document *document = m_tabs.current();
    const std::shared_ptr<const Assembly> assembly = document ? document->assembly() : nullptr;
    if (!assembly || !assembly->module)
        return;
    if (const wat::Mapping *mapping = assembly->map ? assembly->map->atOffset(offset) : nullptr) {
        m_tabs.goTo(document, mapping->text);
        return;
    }
    if (const std::optional<uint32_t> function = assembly->module->functionAt(offset); function && assembly->overview)
        if (Document *opened = m_documents.openFunction(document, *function))
            m_tabs.show(opened);
}

void Views::showDocument(Document *document)
{
    m_outline->setAnalysis(document ? document->analysis() : nullptr);
    m_run->setResult(document && document == m_debugger.document() ? m_debugger.snapshot() : nullptr);
    showProblems(document);
    showAssembly(document);
}

void Views::showAssembly(Document *document)
{
    const std::shared_ptr<const Assembly> assembly = document ? document->assembly() : nullptr;
    // While a text does not assemble, its last good module stays in view.
    if (document && assembly && !assembly->module && document->kind() == Document::Kind::Text && document->assembly())
        return showProblems(document);
    const auto module = assembly ? assembly->module : nullptr;
    const auto names = assembly ? assembly->names : nullptr;
    m_module->setModule(module, names);
    m_listing->setModule(module, names);
    m_run->setModule(module, names);
    m_tables->setFunctionNames(assembly ? assembly->functionNames : QStringList());
    showProblems(document);
}

void Views::showProblems(Document *document)
{
    std::vector<wat::Diagnostic> all;
    const std::shared_ptr<const wat::Analysis> analysis = document ? document->analysis() : nullptr;
    const std::shared_ptr<const Assembly> assembly = document ? document->assembly() : nullptr;
    if (analysis)
        all = analysis->diagnostics;
    if (assembly && document->assemblyIsCurrent()) {
        const bool ownErrors = std::any_of(all.begin(), all.end(),
                                           [](const wat::Diagnostic &d) { return d.severity == wat::Severity::Error; });
        for (const wat::Diagnostic &diagnostic : assembly->diagnostics)
            // wabt has the last word, but need not repeat what was already said better.
            if (diagnostic.source == wat::DiagnosticSource::Wabt && !ownErrors)
                all.push_back(diagnostic);
        if (assembly->map)
            for (const wasm::Problem &problem : assembly->problems)
                if (const wat::Mapping *at = assembly->map->atOffset(problem.offset); at && !ownErrors)
                    all.push_back(
                        {wat::Severity::Error, wat::DiagnosticSource::Types, at->text, problem.message, {}, {}});
    }
    const wat::LineIndex none;
    m_problems->setProblems(document ? document->title() : QString(), std::move(all),
                            analysis   ? analysis->lines
                            : assembly ? *assembly->lines
                                       : none);
}

void Views::showStop()
{
    const std::shared_ptr<const session::Snapshot> snapshot = m_debugger.snapshot();
    m_callStack->setSnapshot(snapshot);
    m_globals->setSnapshot(snapshot);
    m_tables->setSnapshot(snapshot);
    m_memory->setMemories(snapshot->memories);
    m_memory->refresh();
    m_run->setResult(snapshot);
    showFrame();
}

void Views::showFrame()
{
    const std::shared_ptr<const session::Snapshot> snapshot = m_debugger.snapshot();
    const int frame = m_debugger.frame();
    m_operands->setFrame(snapshot, frame);
    m_locals->setFrame(snapshot, frame);
    m_labels->setFrame(snapshot, frame);
    const bool stopped = snapshot && frame < int(snapshot->frames.size());
    m_listing->setExecution(stopped ? std::optional<quint32>(snapshot->frames[size_t(frame)].offset) : std::nullopt);
}

} // namespace watchglass
