// SPDX-License-Identifier: GPL-3.0-or-later
/// The editor of one WAT text. It knows no file, no thread and no session: it is told what to show and says what the
/// user asks for. All offsets are UTF-8 bytes of the document.
#pragma once

#include <Qsci/qsciscintilla.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/wasm/module.h"
#include "engine/wat/analysis.h"
#include "engine/wat/source_map.h"
#include "widgets/breakpoint_terms.h"
#include "widgets/theme.h"

namespace watchglass {

struct BreakpointMark {
    quint64 id = 0;
    wat::TextRange range; ///< of its instruction
    bool enabled = true;
    bool lost = false; ///< its instruction is gone: shown hollow, with a tip
    BreakpointTerms terms = {};
    QString problem = {}; ///< why it does nothing
};
struct LiveValue {
    quint32 line = 1; ///< 1-based
    QString text;     ///< e.g. "$i = 7   stack: 49 7"
};
struct TrapBox {
    wat::TextRange range;
    QString text;
};

/// What a line cost in a measured run.
struct HeatLine {
    quint32 line = 1; ///< 1-based
    double bar = 0;   ///< of the hottest line
    QString text, tip;
    bool doubtful = false; ///< hatched
    bool never = false;    ///< not executed at all
    QString chip = {};     ///< how it changed since an earlier run: "▼31 %"
    bool dearer = false;   ///< by that
    bool changed = false;  ///< since it was measured
};

class CodeEditor : public QsciScintilla
{
    Q_OBJECT
public:
    enum class Layer { StackHints, LiveValues, ByteOffsets, Diagnostics, Heat };
    Q_ENUM(Layer)

    explicit CodeEditor(const Theme &theme, QWidget *parent = nullptr);
    ~CodeEditor() override;

    QByteArray utf8() const;
    void setUtf8(const QByteArray &text); ///< replaces everything, clears undo
    /// As setUtf8, but a long text comes in between other events; `then` is called once all of it stands, for a short
    /// one before this returns. Until then the editor is read-only. Of two texts the later one stays.
    void load(const QByteArray &text, std::function<void()> then);
    bool loading() const;
    void finishLoading(); ///< what is missing, at once
    /// Applies edits as one undo step, keeping caret and scroll position where they can be kept.
    void applyEdits(const std::vector<wat::TextEdit> &edits);

    /// The newest analysis; ignored when it is not of the present text (a newer one is on its way).
    void setAnalysis(std::shared_ptr<const wat::Analysis> analysis);
    std::shared_ptr<const wat::Analysis> analysis() const;
    /// What only the assembler said; shown with the analysis' diagnostics.
    void setAssemblerDiagnostics(std::vector<wat::Diagnostic> diagnostics);
    /// The assembled form of the present text: byte margin, encoded bytes in hovers. Null = none.
    void setAssembled(std::shared_ptr<const wat::SourceMap> map, std::shared_ptr<const wasm::Bytes> bytes);

    /// What lines are told apart from, for the stripe in the margin. Null = nothing runs.
    void setSavedText(const QByteArray &text);
    void setRunningText(std::shared_ptr<const std::string> text);

    void setBreakpoints(std::vector<BreakpointMark> marks);
    void setExecution(std::optional<wat::TextRange> current, std::vector<wat::TextRange> callers);
    void setLiveValues(std::vector<LiveValue> values);
    void setHeat(std::vector<HeatLine> lines); ///< by line; empty = nothing was measured
    const std::vector<HeatLine> &heat() const; ///< as it has moved with the text
    void setTrap(std::optional<TrapBox> trap);
    void setLayer(Layer layer, bool on);
    bool layer(Layer layer) const;

    quint32 lineAt(quint32 offset) const;                   ///< lines count from 1
    quint32 lineBegin(quint32 line) const;                  ///< of the nearest line there is
    QString lineText(quint32 line, quint32 from = 0) const; ///< without its end; of its text from this offset on
    quint32 caret() const;
    void select(wat::TextRange range); ///< selects, unfolds and scrolls into view
    void showPlace(quint32 offset);    ///< caret there, line in view

    // What actions trigger.
    /// They wait for the analysis of the present text when it is still on its way.
    void goToDefinition();
    void showReferences();
    void renameSymbol(); ///< inline field at the identifier
    void completeHere();
    void quickFix();     ///< menu of the fixes at the caret, under it
    void moderniseAll(); ///< one undo step
    void toggleComment();
    void foldAll(bool fold) override;
    void toggleFold();           ///< the fold at the caret
    void hoverHere();            ///< explains the word at the caret; Escape leads back
    void showFind(bool replace); ///< find/replace bar below the text
    void findAgain(bool backwards);

signals:
    void edited(const watchglass::wat::TextEdit &edit); ///< every change of the text, as it happens, in order
    void caretMoved(quint32 offset);
    void breakpointToggleRequested(quint32 offset); ///< a click in the margin, or on an instruction mark within a line
    void breakpointMenuRequested(quint32 offset, const QPoint &globalPos);
    void contextMenuRequested(quint32 offset, const QPoint &globalPos); ///< right click in the text, or the menu key
    void jumped(quint32 from, quint32 to); ///< a navigation inside the text, for the history
    void referencesFound(const std::vector<watchglass::wat::TextRange> &ranges, const QString &symbol);
    void message(const QString &text); ///< for the status bar ("No definition here")

protected:
    void changeEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    using QsciScintilla::setUtf8; ///< always UTF-8; out of reach, as a string literal would choose it

    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace watchglass
