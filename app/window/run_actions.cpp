// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/run_actions.h"

#include <QApplication>
#include <QClipboard>
#include <QRegularExpression>

#include <algorithm>

namespace watchglass {

namespace {
const QString menu = QStringLiteral("run");
}

RunActions::RunActions(ActionRegistry &registry, Tabs &tabs, Debugger &debugger, RunPanel &panel, MessageBar &messages,
                       QObject *parent)
    : QObject(parent), m_registry(registry), m_tabs(tabs), m_debugger(debugger), m_panel(panel), m_messages(messages)
{
    addRunning();
    addStepping();
    connect(&debugger, &Debugger::stateChanged, this, &RunActions::update);
    connect(&debugger, &Debugger::stopped, this, &RunActions::update);
    connect(&debugger, &Debugger::refused, this, [this](const QString &sentence) { m_messages.note(sentence); });
    connect(&tabs, &Tabs::currentDocumentChanged, this, &RunActions::update);
    update();
}

void RunActions::addRunning()
{
    m_registry.add({QStringLiteral("run.start"),
                    tr("&Run / Continue"),
                    menu,
                    QStringLiteral("run"),
                    {QKeySequence(tr("F5"))},
                    tr("Call the chosen export, or go on from this stop")},
                   [this] {
                       if (m_debugger.state() == Debugger::State::Paused)
                           m_debugger.resume();
                       else
                           start(true);
                   });
    m_registry.add({QStringLiteral("run.withoutBreakpoints"),
                    tr("Run &Without Breakpoints"),
                    menu,
                    {},
                    {QKeySequence(tr("Ctrl+F5"))},
                    tr("Call the chosen export and stop nowhere")},
                   [this] { start(false); });
    m_registry.add({QStringLiteral("run.pause"),
                    tr("&Pause"),
                    menu,
                    QStringLiteral("pause"),
                    {QKeySequence(tr("F6"))},
                    tr("Stop the running guest where it is and look at it")},
                   [this] { m_debugger.pause(); });
    m_registry.add({QStringLiteral("run.restart"),
                    tr("R&estart"),
                    menu,
                    QStringLiteral("restart"),
                    {QKeySequence(tr("Ctrl+Shift+F5"))},
                    tr("Make a new instance and repeat the last call")},
                   [this] { m_debugger.restart(); });
    m_registry.add({QStringLiteral("run.stop"),
                    tr("&Stop"),
                    menu,
                    QStringLiteral("stop"),
                    {QKeySequence(tr("Shift+F5"))},
                    tr("End this call")},
                   [this] { m_debugger.stop(); });
    m_registry.add({QStringLiteral("run.copyCommand"),
                    tr("Copy as Command &Line"),
                    menu,
                    QStringLiteral("copy"),
                    {},
                    tr("Copy the wglass command that makes this call in a shell")},
                   [this] { copyCommand(); });
}

/// For the shell: a word as it is, anything else in single quotes.
QString RunActions::quoted(const QString &word)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./:=+-]+$"));
    if (plain.match(word).hasMatch())
        return word;
    return QLatin1Char('\'') + QString(word).replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

void RunActions::copyCommand()
{
    const Document *document = m_tabs.current();
    if (!document)
        return;
    if (document->path().isEmpty())
        return m_messages.note(tr("Save the text first: a command needs a file."));
    QStringList words{QStringLiteral("wglass"), QStringLiteral("run"), document->path(), QStringLiteral("--invoke"),
                      m_panel.exportName()};
    words += m_panel.remembered().value(m_panel.exportName());
    std::transform(words.begin(), words.end(), words.begin(), quoted);
    QApplication::clipboard()->setText(words.join(QLatin1Char(' ')));
}

void RunActions::addStepping()
{
    using session::StepKind;
    const auto add = [this](const char *id, const QString &text, const char *icon, const QString &key,
                            const QString &tip, StepKind kind) {
        m_registry.add({QLatin1String(id), text, menu, QLatin1String(icon), {QKeySequence(key)}, tip},
                       [this, kind] { m_debugger.step(kind); });
    };
    add("run.stepOver", tr("Step &Over"), "step-over", tr("F10"), tr("Run to the next line, calls included"),
        StepKind::Over);
    add("run.stepInto", tr("Step &Into"), "step-into", tr("F11"), tr("Run to the next line, entering calls"),
        StepKind::Into);
    add("run.stepOut", tr("Step O&ut"), "step-out", tr("Shift+F11"), tr("Run until this function has returned"),
        StepKind::Out);
    add("run.stepInstruction", tr("Step One I&nstruction"), "step-instruction", tr("Ctrl+F11"),
        tr("Execute exactly one WebAssembly instruction"), StepKind::Instruction);
    m_registry.add({QStringLiteral("run.toCursor"),
                    tr("Run to &Cursor"),
                    menu,
                    QStringLiteral("run-to-cursor"),
                    {QKeySequence(tr("Ctrl+F10"))},
                    tr("Go on until the instruction at the caret is reached")},
                   [this] {
                       if (Document *document = m_tabs.current())
                           m_debugger.runTo(document, document->editor()->caret());
                   });
}

void RunActions::start(bool withBreakpoints)
{
    if (!m_tabs.current())
        return;
    emit runPanelWanted();
    if (!withBreakpoints)
        m_debugger.ignoreBreakpointsOnce();
    m_panel.run(false); // it says which field is not right, or that nothing is exported
}

void RunActions::update()
{
    using State = Debugger::State;
    const State state = m_debugger.state();
    const auto enable = [this](const char *id, bool on) { m_registry.action(QLatin1String(id))->setEnabled(on); };
    const bool paused = state == State::Paused, running = state == State::Running;
    const bool document = m_tabs.current() != nullptr;
    const bool trapped = paused && m_debugger.snapshot()->reason == session::StopReason::Trap;
    enable("run.start", paused ? !trapped : document && !running);
    enable("run.withoutBreakpoints", document && !running);
    enable("run.pause", running);
    enable("run.restart", m_debugger.canRestart());
    enable("run.stop", paused || running || state == State::Loading);
    for (const char *id : {"run.stepOver", "run.stepInto", "run.stepOut", "run.stepInstruction", "run.toCursor"})
        enable(id, paused && !trapped);
    enable("run.copyCommand", document);
}

} // namespace watchglass
