// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/status_bar.h"

#include <QAccessible>
#include <QLabel>
#include <QLocale>

#include "engine/wasm/difference.h"
#include "widgets/elided_label.h"

namespace watchglass {

namespace {
/// Bytes of modules that are compared on the window's thread: surely within a millisecond or two.
constexpr size_t mostCompared = 64 * 1024;
} // namespace

StatusBar::StatusBar(Tabs &tabs, Debugger &debugger, QWidget *parent)
    : QStatusBar(parent), m_tabs(tabs), m_debugger(debugger), m_state(new ElidedLabel), m_moment(new QLabel),
      m_module(new QLabel), m_version(new QLabel), m_caret(new QLabel)
{
    m_state->setAccessibleName(tr("State of the guest"));
    m_moment->setAccessibleName(tr("Moment of the run"));
    m_module->setAccessibleName(tr("Module"));
    m_version->setAccessibleName(tr("Running and edited version"));
    m_caret->setAccessibleName(tr("Caret"));
    addWidget(m_state, 1);
    for (QLabel *label : {m_moment, m_module, m_version, m_caret})
        addPermanentWidget(label);
    connect(&debugger, &Debugger::stateChanged, this, &StatusBar::showState);
    connect(&debugger, &Debugger::stopped, this, &StatusBar::showState);
    connect(&debugger, &Debugger::stopped, this, &StatusBar::showMoment);
    connect(&debugger, &Debugger::travelling, this, [this](quint64 instructions, double seconds) {
        m_state->setText(tr("▶ On the way, %1 instructions to run, about %2 s – F6 stops here")
                             .arg(QLocale().toString(qulonglong(instructions)))
                             .arg(qMax(1, qRound(seconds))));
    });
    connect(&tabs, &Tabs::currentDocumentChanged, this, [this](Document *document) {
        if (document) {
            connect(document->editor(), &CodeEditor::caretMoved, this, &StatusBar::showCaret, Qt::UniqueConnection);
            connect(document, &Document::assemblyChanged, this, &StatusBar::showModule, Qt::UniqueConnection);
            connect(document->editor(), &CodeEditor::message, this, &StatusBar::showMessageBriefly,
                    Qt::UniqueConnection);
        }
        showModule();
        showCaret();
    });
    showState();
    showMoment();
}

void StatusBar::showMessageBriefly(const QString &text)
{
    showMessage(text, 5000);
}

void StatusBar::showState()
{
    QString text;
    switch (m_debugger.state()) {
    case Debugger::State::Idle:
        text = m_debugger.snapshot() ? QString::fromStdString(m_debugger.snapshot()->sentence) : tr("Ready");
        break;
    case Debugger::State::Loading:
        text = tr("Loading the module …");
        break;
    case Debugger::State::Running:
        text = tr("▶ Running – F6 pauses, Shift+F5 stops");
        break;
    case Debugger::State::Paused:
        text = QStringLiteral("● ") + QString::fromStdString(m_debugger.snapshot()->sentence);
        if (!m_debugger.snapshot()->frames.empty())
            text += QStringLiteral(" – ") + m_debugger.nameOf(m_debugger.snapshot()->frames.front().offset);
        break;
    }
    if (text == m_state->text())
        return;
    clearMessage(); // a passing message must not stand before what is true now
    m_state->setText(text);
    m_state->setToolTip(text);
    // Screen readers are told of each stop; nothing steals the focus for it.
    QAccessibleEvent event(m_state, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&event);
    showModule();
}

void StatusBar::showMoment()
{
    const std::shared_ptr<const session::Snapshot> at = m_debugger.snapshot();
    const bool recorded = at && at->moment;
    const bool past = recorded && at->moment->now < at->moment->last;
    m_moment->setText(!recorded ? QString()
                      : past    ? tr("instruction %1 of %2")
                                   .arg(QLocale().toString(qulonglong(at->moment->now)),
                                        QLocale().toString(qulonglong(at->moment->last)))
                             : tr("instruction %1").arg(QLocale().toString(qulonglong(at->moment->now))));
    m_moment->setToolTip(!recorded ? QString()
                                   : tr("Instructions completed since the recording began; Ctrl+F7 runs back"));
    m_moment->setVisible(recorded);
}

void StatusBar::showModule()
{
    Document *document = m_tabs.current();
    const std::shared_ptr<const Assembly> assembly = document ? document->assembly() : nullptr;
    const bool module = assembly && assembly->module;
    m_module->setText(module ? tr("wasm %1 B").arg(QLocale().toString(qulonglong(assembly->module->bytes->size())))
                             : QString());
    const bool live = m_debugger.state() == Debugger::State::Running || m_debugger.state() == Debugger::State::Paused;
    m_version->setText(live && m_debugger.program() ? versionText() : QString());
    m_version->setToolTip(m_version->text().isEmpty() || m_debugger.textIsCurrent()
                              ? QString()
                              : tr("An older text than the editor's is running; Restart takes the new one"));
    m_version->setVisible(!m_version->text().isEmpty());
}

QString StatusBar::versionText() const
{
    const int version = m_debugger.version();
    if (m_debugger.textIsCurrent())
        return tr("running v%1 = editor").arg(version);
    Document *document = m_debugger.document();
    const std::shared_ptr<const Assembly> now = document ? document->assembly() : nullptr;
    if (!document)
        return tr("running v%1 · its text is closed").arg(version);
    if (!document->assemblyIsCurrent())
        return tr("running v%1 · editor v%2 …").arg(version).arg(version + 1);
    if (!now->module)
        return tr("running v%1 · editor does not assemble").arg(version);
    const QString both = tr("running v%1 · editor v%2").arg(version).arg(version + 1);
    const std::shared_ptr<const Assembly> running = m_debugger.program();
    if (now->module->bytes->size() + running->module->bytes->size() > mostCompared)
        return both;
    const size_t functions = wasm::differingFunctions(*running->module, *running->names, *now->module, *now->names);
    return functions == 0   ? tr("%1, no function differs").arg(both)
           : functions == 1 ? tr("%1, 1 function differs").arg(both)
                            : tr("%1, %2 functions differ").arg(both).arg(functions);
}

void StatusBar::showCaret()
{
    Document *document = m_tabs.current();
    if (!document) {
        m_caret->clear();
        return;
    }
    int line = 0, column = 0;
    document->editor()->getCursorPosition(&line, &column);
    m_caret->setText(tr("Ln %1, Col %2").arg(line + 1).arg(column + 1));
}

} // namespace watchglass
