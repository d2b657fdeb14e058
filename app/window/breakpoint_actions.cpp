// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/breakpoint_actions.h"

#include "widgets/views/memory_view.h"
#include "widgets/views/watch_dialog.h"

namespace watchglass {

namespace {
const QString menu = QStringLiteral("run.breakpoints");

/// What of a module can be watched.
WatchDialog::Choices choicesOf(const Assembly *assembly)
{
    WatchDialog::Choices choices;
    if (!assembly || !assembly->module)
        return choices;
    const wasm::Module &module = *assembly->module;
    for (uint32_t i = 0; i < module.memories.size(); ++i)
        choices.memories +=
            module.memories.size() == 1 ? BreakpointActions::tr("memory") : BreakpointActions::tr("memory %1").arg(i);
    for (uint32_t i = 0; i < module.globals.size(); ++i) {
        choices.globals += QString::fromStdString(assembly->names->display(assembly->names->global(module, i), i));
        choices.mutableGlobals.push_back(module.globals[i].type.isMutable);
    }
    return choices;
}
} // namespace

BreakpointActions::BreakpointActions(ActionRegistry &registry, Tabs &tabs, Debugger &debugger,
                                     BreakpointStore &breakpoints, WatchpointStore &watchpoints, MemoryView &memory,
                                     MessageBar &messages, QWidget &window)
    : QObject(&window), m_registry(registry), m_tabs(tabs), m_debugger(debugger), m_breakpoints(breakpoints),
      m_watchpoints(watchpoints), m_memory(memory), m_messages(messages), m_window(window)
{
    addActions();
    connect(&breakpoints, &BreakpointStore::changed, this, &BreakpointActions::update);
    connect(&watchpoints, &WatchpointStore::changed, this, &BreakpointActions::update);
    connect(&tabs, &Tabs::currentDocumentChanged, this, &BreakpointActions::update);
    update();
}

void BreakpointActions::add(const char *id, const QString &text, const char *icon, const QKeySequence &key,
                            const QString &tip, std::function<void()> run)
{
    m_registry.add({QLatin1String(id), text, menu, QLatin1String(icon),
                    key.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{key}, tip},
                   std::move(run));
}

void BreakpointActions::addActions()
{
    using First = BreakpointDialog::First;
    add("run.toggleBreakpoint", tr("&Toggle Breakpoint"), "breakpoint", QKeySequence(tr("F9")),
        tr("Stop before the instruction at the caret, or no longer"), [this] {
            Document *document = m_tabs.current();
            if (document && !m_breakpoints.toggle(document, document->editor()->caret()))
                sayWhyNot(document);
        });
    add("run.editBreakpoint", tr("Edit &Breakpoint…"), "edit", QKeySequence(tr("Shift+F9")),
        tr("Condition, hit count and log message of the breakpoint at the caret, which is set if it is not there"),
        [this] { editAtCaret(First::Condition); });
    add("run.addLogPoint", tr("Add &Log Point…"), "breakpoint-log", {},
        tr("Write a message whenever the instruction at the caret is reached, without stopping"),
        [this] { editAtCaret(First::Log); });
    add("run.enableBreakpoint", tr("S&witch Breakpoint Off or On"), "breakpoint-off", QKeySequence(tr("Ctrl+F9")),
        tr("Keep the breakpoint at the caret, but do not stop there, or stop again"), [this] {
            if (const UserBreakpoint *there = atCaret())
                m_breakpoints.setEnabled({there->id}, !there->enabled);
            else if (m_tabs.current())
                m_messages.note(tr("There is no breakpoint on this line."));
        });
    add("run.watchData", tr("Break When &Data Changes…"), "watch", {},
        tr("Stop right after an instruction that touches some bytes of memory, or a global"), [this] { watchData(); });
    add("run.removeBreakpoints", tr("Re&move All Breakpoints"), "", {}, tr("Forget every breakpoint, of data too"),
        [this] {
            QVector<quint64> ids;
            for (const UserBreakpoint &breakpoint : m_breakpoints.all())
                ids << breakpoint.id;
            for (const UserWatchpoint &watchpoint : m_watchpoints.all())
                ids << watchpoint.what.id;
            m_breakpoints.remove(ids);
            m_watchpoints.remove(ids);
        });
    add("run.undoRemoveBreakpoints", tr("Undo Remo&val of Breakpoints"), "", {},
        tr("Bring back the breakpoints that were removed last"), [this] {
            m_breakpoints.undoRemove();
            m_watchpoints.undoRemove();
        });
}

void BreakpointActions::sayWhyNot(Document *document)
{
    m_messages.note(document->assemblyIsCurrent() && document->assembly()->map
                        ? tr("There is no instruction on this line to stop at.")
                        : tr("The text does not assemble yet, so there is no instruction to stop at."));
}

const UserBreakpoint *BreakpointActions::atCaret() const
{
    Document *document = m_tabs.current();
    return document ? m_breakpoints.at(document, document->editor()->caret()) : nullptr;
}

void BreakpointActions::editAtCaret(BreakpointDialog::First first)
{
    Document *document = m_tabs.current();
    if (!document)
        return;
    const UserBreakpoint *there = atCaret();
    const quint32 place = document->editor()->caret();
    if (!there && !BreakpointStore::check(document, place))
        return sayWhyNot(document);
    openDialog(document, place, there ? *there : UserBreakpoint(), first);
}

void BreakpointActions::edit(quint64 id)
{
    if (const UserBreakpoint *breakpoint = m_breakpoints.find(id); breakpoint && breakpoint->document)
        return openDialog(breakpoint->document, breakpoint->anchor, *breakpoint,
                          breakpoint->terms.logs() ? BreakpointDialog::First::Log : BreakpointDialog::First::Condition);
    if (const UserWatchpoint *watchpoint = m_watchpoints.find(id)) {
        using Of = session::Watchpoint::Of;
        const bool chosen = watchpoint->what.of == Of::Memory || watchpoint->what.of == Of::Global;
        openWatchDialog(watchpoint->document, watchpoint->what, chosen ? QString() : watchpoint->where());
    }
}

void BreakpointActions::openDialog(Document *document, quint32 place, const UserBreakpoint &from,
                                   BreakpointDialog::First first)
{
    const QString name =
        QStringLiteral("%1:%2").arg(document->title()).arg(document->editor()->lineAt(from.id ? from.anchor : place));
    auto *dialog = new BreakpointDialog(m_registry.theme(), name, from.terms, from.enabled,
                                        BreakpointStore::check(document, place), first, &m_window);
    const QPointer<Document> kept(document);
    connect(dialog, &BreakpointDialog::taken, this,
            [this, kept, place, id = from.id](const BreakpointTerms &terms, bool enabled) {
                if (id)
                    m_breakpoints.setTerms(id, terms, enabled);
                else if (kept && !m_breakpoints.set(kept, place, terms, enabled))
                    sayWhyNot(kept);
            });
    connect(document, &QObject::destroyed, dialog, &QDialog::reject);
    if (from.id) // it may be removed meanwhile
        connect(&m_breakpoints, &BreakpointStore::changed, dialog, [this, dialog, id = from.id] {
            if (!m_breakpoints.find(id))
                dialog->reject();
        });
    else if (kept) // another edit would move what is to be set
        connect(document, &Document::edited, dialog, &QDialog::reject);
    dialog->show();
}

void BreakpointActions::watchData()
{
    Document *document = m_tabs.current();
    if (m_debugger.state() == Debugger::State::Paused && m_debugger.document())
        document = m_debugger.document();
    if (!document)
        return;
    session::Watchpoint start;
    start.index = m_memory.memory();
    const ByteRange chosen = m_memory.area()->selection();
    start.begin = chosen.begin;
    start.end = std::max(chosen.end, chosen.begin + (chosen.end - chosen.begin > 1 ? 0 : 4));
    openWatchDialog(document, start, {});
}

void BreakpointActions::openWatchDialog(Document *document, const session::Watchpoint &start, const QString &fixed)
{
    const std::shared_ptr<const Assembly> assembly =
        document == m_debugger.document() && m_debugger.program() ? m_debugger.program() : document->assembly();
    const WatchDialog::Choices choices = choicesOf(assembly.get());
    auto *dialog = new WatchDialog(
        m_registry.theme(), choices, start, fixed,
        [this](const QString &expression) { return m_debugger.address(expression); }, &m_window);
    connect(dialog, &WatchDialog::taken, this,
            [this, choices, kept = QPointer<Document>(document)](const session::Watchpoint &what) {
                using Of = session::Watchpoint::Of;
                const UserWatchpoint *there = m_watchpoints.find(what.id);
                QString name = there && there->what.of != Of::Global ? there->name : QString();
                if (what.of == Of::Global)
                    name = choices.globals.value(int(what.index));
                if (there)
                    m_watchpoints.set(what.id, what, name);
                else if (kept)
                    m_watchpoints.add(kept, what, name, what.enabled);
            });
    connect(document, &QObject::destroyed, dialog, &QDialog::reject);
    dialog->show();
}

void BreakpointActions::update()
{
    const auto enable = [this](const char *id, bool on) { m_registry.action(QLatin1String(id))->setEnabled(on); };
    const bool document = m_tabs.current() != nullptr;
    for (const char *id : {"run.toggleBreakpoint", "run.editBreakpoint", "run.addLogPoint", "run.watchData"})
        enable(id, document);
    enable("run.enableBreakpoint", document && !m_breakpoints.all().isEmpty());
    enable("run.removeBreakpoints", !m_breakpoints.all().isEmpty() || !m_watchpoints.all().isEmpty());
    enable("run.undoRemoveBreakpoints", m_breakpoints.canUndoRemove() || m_watchpoints.canUndoRemove());
}

} // namespace watchglass
