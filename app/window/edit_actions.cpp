// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/edit_actions.h"

#include <QApplication>
#include <QDockWidget>
#include <QInputDialog>

namespace watchglass {

EditActions::EditActions(ActionRegistry &registry, Tabs &tabs, Debugger &debugger, QWidget &window)
    : QObject(&window), m_registry(registry), m_tabs(tabs), m_debugger(debugger), m_window(window)
{
    addEditing();
    addCode();
    addGo();
    connect(&tabs, &Tabs::currentDocumentChanged, this, &EditActions::update);
    connect(&tabs, &Tabs::historyChanged, this, &EditActions::update);
    update();
}

void EditActions::add(const QString &id, const QString &text, const QString &menu, const QString &icon,
                      const QList<QKeySequence> &keys, const QString &tip, void (*run)(CodeEditor &))
{
    m_registry.add({id, text, menu, icon, keys, tip}, [this, run] {
        if (Document *document = m_tabs.current())
            run(*document->editor());
    });
    m_needEditor << id;
}

void EditActions::addEditing()
{
    const QString edit = QStringLiteral("edit");
    m_registry.add({QStringLiteral("edit.undo"),
                    tr("&Undo"),
                    edit,
                    QStringLiteral("undo"),
                    {QKeySequence::Undo},
                    tr("Take back the last change of the text, or of the guest's state")},
                   [this] {
                       if (undoesState())
                           m_debugger.edit([](session::Session &session) { session.undo(); });
                       else if (Document *document = m_tabs.current())
                           document->editor()->undo();
                   });
    m_registry.add({QStringLiteral("edit.redo"),
                    tr("&Redo"),
                    edit,
                    QStringLiteral("redo"),
                    {QKeySequence(tr("Ctrl+Shift+Z")), QKeySequence(tr("Ctrl+Y"))},
                    tr("Do again what was taken back")},
                   [this] {
                       if (undoesState())
                           m_debugger.edit([](session::Session &session) { session.redo(); });
                       else if (Document *document = m_tabs.current())
                           document->editor()->redo();
                   });
    add(QStringLiteral("edit.cut"), tr("Cu&t"), edit, {}, {QKeySequence::Cut},
        tr("Move the selection to the clipboard"), [](CodeEditor &e) { e.cut(); });
    add(QStringLiteral("edit.copy"), tr("&Copy"), edit, {}, {QKeySequence::Copy},
        tr("Copy the selection to the clipboard"), [](CodeEditor &e) { e.copy(); });
    add(QStringLiteral("edit.paste"), tr("&Paste"), edit, {}, {QKeySequence::Paste}, tr("Insert the clipboard"),
        [](CodeEditor &e) { e.paste(); });
    add(QStringLiteral("edit.selectAll"), tr("Select &All"), edit, {}, {QKeySequence::SelectAll},
        tr("Select the whole text"), [](CodeEditor &e) { e.selectAll(); });
    add(QStringLiteral("edit.find"), tr("&Find…"), edit, QStringLiteral("find"), {QKeySequence::Find},
        tr("Search this text"), [](CodeEditor &e) { e.showFind(false); });
    add(QStringLiteral("edit.replace"), tr("R&eplace…"), edit, {}, {QKeySequence(tr("Ctrl+H"))},
        tr("Search this text and replace"), [](CodeEditor &e) { e.showFind(true); });
    add(QStringLiteral("edit.findNext"), tr("Find &Next"), edit, QStringLiteral("next"), {QKeySequence(tr("F3"))},
        tr("Go to the next hit of the last search"), [](CodeEditor &e) { e.findAgain(false); });
    add(QStringLiteral("edit.findPrevious"), tr("Find Pre&vious"), edit, QStringLiteral("previous"),
        {QKeySequence(tr("Shift+F3"))}, tr("Go to the previous hit of the last search"),
        [](CodeEditor &e) { e.findAgain(true); });
}

void EditActions::addCode()
{
    const QString code = QStringLiteral("edit.code");
    add(QStringLiteral("edit.complete"), tr("&Complete"), code, {}, {QKeySequence(tr("Ctrl+Space"))},
        tr("Show what can be written here"), [](CodeEditor &e) { e.completeHere(); });
    add(QStringLiteral("edit.quickFix"), tr("&Quick Fix…"), code, QStringLiteral("lamp"),
        {QKeySequence(tr("Ctrl+.")), QKeySequence(tr("Alt+Return"))}, tr("Show how the problem here can be mended"),
        [](CodeEditor &e) { e.quickFix(); });
    add(QStringLiteral("edit.modernise"), tr("&Modernise All"), code, {}, {},
        tr("Replace every old instruction name in this text by its current one"),
        [](CodeEditor &e) { e.moderniseAll(); });
    add(QStringLiteral("edit.rename"), tr("&Rename…"), code, QStringLiteral("rename"), {QKeySequence(tr("F2"))},
        tr("Rename the identifier under the caret everywhere"), [](CodeEditor &e) { e.renameSymbol(); });
    add(QStringLiteral("edit.comment"), tr("Toggle C&omment"), code, {}, {QKeySequence(tr("Ctrl+/"))},
        tr("Comment these lines out, or in again"), [](CodeEditor &e) { e.toggleComment(); });
    add(QStringLiteral("edit.explain"), tr("&Explain"), code, QStringLiteral("help"),
        {QKeySequence(tr("Ctrl+Shift+Space"))}, tr("Show what is known about the word at the caret"),
        [](CodeEditor &e) { e.hoverHere(); });
    add(QStringLiteral("edit.fold"), tr("Fold or Unfol&d Here"), code, {}, {QKeySequence(tr("Ctrl+Shift+["))},
        tr("Close or open the fold around the caret"), [](CodeEditor &e) { e.toggleFold(); });
    add(QStringLiteral("edit.foldAll"), tr("&Fold All"), code, QStringLiteral("fold"), {}, tr("Close every fold"),
        [](CodeEditor &e) { e.foldAll(true); });
    add(QStringLiteral("edit.unfoldAll"), tr("&Unfold All"), code, {}, {}, tr("Open every fold"),
        [](CodeEditor &e) { e.foldAll(false); });
}

void EditActions::addGo()
{
    const QString go = QStringLiteral("go");
    m_registry.add({QStringLiteral("go.back"),
                    tr("&Back"),
                    go,
                    QStringLiteral("back"),
                    {QKeySequence(tr("Alt+Left"))},
                    tr("Return to the place before")},
                   [this] { m_tabs.back(); });
    m_registry.add({QStringLiteral("go.forward"),
                    tr("&Forward"),
                    go,
                    QStringLiteral("forward"),
                    {QKeySequence(tr("Alt+Right"))},
                    tr("Go forward again")},
                   [this] { m_tabs.forward(); });
    add(QStringLiteral("go.definition"), tr("&Definition"), go, {}, {QKeySequence(tr("F12"))},
        tr("Go to where the identifier under the caret is defined"), [](CodeEditor &e) { e.goToDefinition(); });
    add(QStringLiteral("go.references"), tr("&References"), go, {}, {QKeySequence(tr("Shift+F12"))},
        tr("Show every use of the identifier under the caret"), [](CodeEditor &e) { e.showReferences(); });
    m_registry.add({QStringLiteral("go.line"),
                    tr("&Line or Offset…"),
                    go,
                    {},
                    {QKeySequence(tr("Ctrl+G"))},
                    tr("Go to a line, or to a byte of the module written as 0x…")},
                   [this] { goToLine(); });
    m_needEditor << QStringLiteral("go.line");
}

bool EditActions::undoesState() const
{
    if (m_debugger.state() != Debugger::State::Paused)
        return false;
    for (QWidget *at = QApplication::focusWidget(); at; at = at->parentWidget())
        if (qobject_cast<QDockWidget *>(at))
            return true;
    return false;
}

void EditActions::goToLine()
{
    Document *document = m_tabs.current();
    if (!document)
        return;
    bool given = false;
    const QString answer = QInputDialog::getText(&m_window, tr("Go to"), tr("Line, or 0x… for a byte of the module:"),
                                                 QLineEdit::Normal, {}, &given)
                               .trimmed();
    if (!given || answer.isEmpty())
        return;
    const quint32 number = answer.toUInt(nullptr, 0);
    const std::shared_ptr<const Assembly> assembly = document->assembly();
    if (answer.startsWith(QStringLiteral("0x"), Qt::CaseInsensitive)) {
        if (const wat::Mapping *at = assembly && assembly->map ? assembly->map->atOffset(number) : nullptr)
            m_tabs.goTo(document, at->text);
        return;
    }
    const quint32 start = document->editor()->lineBegin(number);
    m_tabs.goTo(document, {start, start});
}

void EditActions::update()
{
    const bool editor = m_tabs.current() != nullptr;
    for (const QString &id : m_needEditor)
        m_registry.action(id)->setEnabled(editor);
    m_registry.action(QStringLiteral("go.back"))->setEnabled(m_tabs.canGoBack());
    m_registry.action(QStringLiteral("go.forward"))->setEnabled(m_tabs.canGoForward());
}

} // namespace watchglass
