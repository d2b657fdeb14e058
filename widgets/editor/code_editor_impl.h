// SPDX-License-Identifier: GPL-3.0-or-later
/// The parts of the editor and the few things that tie them together.
#pragma once

#include <QTimer>

#include <functional>

#include "widgets/editor/change_stripe.h"
#include "widgets/editor/code_editor.h"
#include "widgets/editor/completion.h"
#include "widgets/editor/editor_context.h"
#include "widgets/editor/find_bar.h"
#include "widgets/editor/folding.h"
#include "widgets/editor/heat_margin.h"
#include "widgets/editor/highlighter.h"
#include "widgets/editor/hover_popup.h"
#include "widgets/editor/indicators.h"
#include "widgets/editor/layer_painter.h"
#include "widgets/editor/margins.h"
#include "widgets/editor/producer_lines.h"
#include "widgets/editor/quick_fixes.h"
#include "widgets/editor/rename_field.h"
#include "widgets/editor/text_loader.h"
#include "widgets/editor/typing.h"

namespace watchglass {

struct CodeEditor::Impl {
    Impl(CodeEditor &editor, const Theme &theme);
    ~Impl();

    void setUpScintilla();
    void connectScintilla();
    void applyTheme();
    void modified(int position, int type, const char *text, int length, int linesAdded);
    void loaded(const QByteArray &text);
    void uiUpdated(int what);
    void matchBrackets();
    /// The bracket that belongs to the one at an offset; negative when it has none; nothing while that is not known.
    std::optional<long> bracketPartner(quint32 at) const;
    /// Merges wishes to look again into one pass after the present event.
    void refreshSoon();
    void refresh();
    void showTrap();
    void debugStateChanged();
    /// Now, or when the analysis of the present text arrives; a newer wish replaces an older one.
    void withAnalysis(std::function<void()> action);
    const wat::Reference *referenceAtCaret() const;
    void jumpTo(quint32 offset);
    quint32 offsetAt(const QPoint &point) const;
    void placeFindBar();
    void hideOverlays();

    CodeEditor &q;
    editor::EditorContext context;
    editor::Highlighter highlighter;
    editor::Indicators indicators;
    editor::HeatMargin heat;
    editor::Margins margins;
    editor::ChangeStripe stripe;
    editor::Folding folding;
    editor::LayerPainter painter;
    editor::ProducerLines producers;
    editor::TextLoader loader;
    editor::Typing typing;
    editor::Completion completion;
    editor::QuickFixes fixes;
    QPointer<editor::HoverPopup> hover;
    editor::FindBar *findBar;         ///< child of the editor
    editor::RenameField *renameField; ///< child of the viewport
    QTimer refreshTimer, typingPause;
    std::function<void()> waiting;
    quint32 lastCaret = 0;
    int lastLine = 0;
};

} // namespace watchglass
