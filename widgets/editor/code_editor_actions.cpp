// SPDX-License-Identifier: GPL-3.0-or-later
/// What the program's actions trigger.
#include "widgets/editor/code_editor_impl.h"

namespace watchglass {

void CodeEditor::goToDefinition()
{
    m->withAnalysis([this] {
        const wat::Reference *reference = m->referenceAtCaret();
        if (!reference)
            return emit message(tr("No definition here"));
        const wat::Symbol &symbol = m->context.analysis->symbols[reference->symbol];
        m->jumpTo(symbol.nameRange.size() ? symbol.nameRange.begin : symbol.extent.begin);
    });
}

void CodeEditor::showReferences()
{
    m->withAnalysis([this] {
        const wat::Reference *reference = m->referenceAtCaret();
        if (!reference)
            return emit message(tr("Nothing with references here"));
        const wat::Symbol &symbol = m->context.analysis->symbols[reference->symbol];
        const QString name = symbol.name.empty() ? QString::number(symbol.index) : QString::fromStdString(symbol.name);
        emit referencesFound(m->context.analysis->rangesOf(reference->symbol), name);
    });
}

void CodeEditor::renameSymbol()
{
    m->withAnalysis([this] {
        if (isReadOnly())
            emit message(tr("This text is read-only"));
        else if (!m->renameField->open(caret()))
            emit message(tr("No name to change here"));
    });
}

void CodeEditor::completeHere()
{
    m->hover->cancel();
    if (!isReadOnly())
        m->completion.request(true);
}

void CodeEditor::quickFix()
{
    m->withAnalysis([this] {
        if (isReadOnly())
            emit message(tr("This text is read-only"));
        else
            m->fixes.open();
    });
}

void CodeEditor::moderniseAll()
{
    m->withAnalysis([this] {
        std::vector<wat::TextEdit> edits;
        for (const wat::OldName &old : m->context.analysis->oldNames)
            edits.push_back({old.range, old.newName});
        const size_t count = edits.size();
        applyEdits(edits);
        emit message(count == 0   ? tr("No old instruction names here")
                     : count == 1 ? tr("1 old instruction name modernised")
                                  : tr("%1 old instruction names modernised").arg(count));
    });
}

void CodeEditor::toggleComment()
{
    m->typing.toggleComment();
}

void CodeEditor::foldAll(bool fold)
{
    m->folding.foldAll(fold);
}

void CodeEditor::toggleFold()
{
    m->folding.toggleAt(m->context.sci.lineAt(caret()));
}

void CodeEditor::hoverHere()
{
    m->withAnalysis([this] { m->hover->showForKeyboard(caret()); });
}

void CodeEditor::showFind(bool replace)
{
    const QString selected = selectedText();
    m->findBar->open(replace, selected.contains(u'\n') ? QString() : selected);
}

void CodeEditor::findAgain(bool backwards)
{
    m->findBar->next(backwards);
}

} // namespace watchglass
