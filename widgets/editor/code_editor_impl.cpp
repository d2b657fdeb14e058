// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/code_editor_impl.h"

#include <QScrollBar>

#include <chrono>

namespace watchglass {

using Q = QsciScintillaBase;
using Color = Theme::Color;
using namespace std::chrono_literals;

CodeEditor::Impl::Impl(CodeEditor &editor, const Theme &theme)
    : q(editor), context(editor, theme), highlighter(context), indicators(context), heat(context),
      margins(context, heat), stripe(context), folding(context), painter(context), producers(context),
      loader(context, [this](const QByteArray &text) { loaded(text); }), typing(context), completion(context),
      fixes(context), hover(new editor::HoverPopup(context)), findBar(new editor::FindBar(context, indicators)),
      renameField(new editor::RenameField(context))
{
    q.setAccessibleName(tr("WebAssembly text"));
    q.viewport()->setAccessibleName(tr("WebAssembly text"));
    q.verticalScrollBar()->setAccessibleName(tr("Vertical scroll bar"));
    q.horizontalScrollBar()->setAccessibleName(tr("Horizontal scroll bar"));
    q.viewport()->setMouseTracking(true);
    setUpScintilla();
    refreshTimer.setSingleShot(true);
    refreshTimer.setInterval(0);
    QObject::connect(&refreshTimer, &QTimer::timeout, &q, [this] { refresh(); });
    typingPause.setSingleShot(true);
    typingPause.setInterval(1500ms);
    QObject::connect(&typingPause, &QTimer::timeout, &q, [this] {
        context.typedLine = -1;
        refreshSoon();
    });
    connectScintilla();
    QObject::connect(&theme, &Theme::changed, &q, [this] { applyTheme(); });
    QObject::connect(findBar, &editor::FindBar::heightChanged, &q, [this] { placeFindBar(); });
    QObject::connect(findBar, &editor::FindBar::closed, &q, [this] { q.setFocus(); });
    QObject::connect(hover, &editor::HoverPopup::fixChosen, &q,
                     [this](const wat::Fix &fix) { q.applyEdits(fix.edits); });
    QObject::connect(hover, &editor::HoverPopup::placeChosen, &q, [this](quint32 offset) { jumpTo(offset); });
    applyTheme();
}

CodeEditor::Impl::~Impl()
{
    delete hover; // it may belong to the window by now
    delete renameField;
    delete findBar;
}

void CodeEditor::Impl::setUpScintilla()
{
    const editor::Sci &sci = context.sci;
    sci.send(Q::SCI_SETCODEPAGE, Q::SC_CP_UTF8);
    sci.send(Q::SCI_SETLEXER, Q::SCLEX_CONTAINER);
    sci.send(Q::SCI_SETMODEVENTMASK, Q::SC_MOD_INSERTTEXT | Q::SC_MOD_DELETETEXT);
    sci.send(Q::SCI_SETEOLMODE, Q::SC_EOL_LF);
    sci.send(Q::SCI_SETLAYOUTCACHE, Q::SC_CACHE_PAGE);
    sci.send(Q::SCI_SETSCROLLWIDTH, 1);
    sci.send(Q::SCI_SETSCROLLWIDTHTRACKING, 1);
    sci.send(Q::SCI_SETENDATLASTLINE, 0);
    sci.send(Q::SCI_SETCARETLINEVISIBLE, 0); // a marker does it, so that the execution line may lie above
    sci.send(Q::SCI_SETCARETWIDTH, 2);
    sci.send(Q::SCI_SETYCARETPOLICY, Q::CARET_SLOP | Q::CARET_EVEN, 3);
    sci.send(Q::SCI_ANNOTATIONSETVISIBLE, Q::ANNOTATION_BOXED);
    sci.send(Q::SCI_SETEXTRAASCENT, 1);
    sci.send(Q::SCI_SETEXTRADESCENT, 1);
    // `$name` and `i32.add` are words.
    sci.widget().SendScintilla(
        Q::SCI_SETWORDCHARS, 0UL,
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$.!#%&'*+-/:<=>?@\\^`|~");
    // Scintilla's own keys that the program's actions want for themselves.
    for (int key : {'L', 'T', 'U'})
        for (int modifiers : {int(Q::SCMOD_CTRL), int(Q::SCMOD_CTRL) | int(Q::SCMOD_SHIFT)})
            sci.send(Q::SCI_CLEARCMDKEY, ulong(key | modifiers << 16));
    typing.setUp();
    margins.setUp();
}

void CodeEditor::Impl::connectScintilla()
{
    QObject::connect(&q, &Q::SCN_STYLENEEDED, &q, [this](int position) { highlighter.styleTo(quint32(position)); });
    QObject::connect(&q, &Q::SCN_MODIFIED, &q,
                     [this](int position, int type, const char *text, int length, int linesAdded, int, int, int, int,
                            int) { modified(position, type, text, length, linesAdded); });
    QObject::connect(&q, &Q::SCN_UPDATEUI, &q, [this](int what) { uiUpdated(what); });
    QObject::connect(&q, &Q::SCN_ZOOM, &q, [this] {
        margins.updateWidths();
        refreshSoon();
    });
    QObject::connect(&q, &Q::SCN_CHARADDED, &q, [this](int character) {
        if (character < 0 || character > 0x7f)
            return completion.close();
        typing.typed(char(character));
        completion.typed(char(character));
    });
    QObject::connect(&q, &Q::SCN_MARGINCLICK, &q, [this](int position, int, int margin) {
        if (margin <= editor::OffsetMargin)
            emit q.breakpointToggleRequested(context.breakpointPlace(context.sci.lineAt(quint32(position))));
    });
}

void CodeEditor::Impl::applyTheme()
{
    const editor::Sci &sci = context.sci;
    highlighter.applyTheme();
    indicators.applyTheme();
    margins.applyTheme();
    sci.widget().SendScintilla(Q::SCI_SETCARETFORE, context.color(Color::Text));
    sci.widget().SendScintilla(Q::SCI_SETSELBACK, 1UL, context.color(Color::Selection));
    sci.widget().SendScintilla(Q::SCI_SETSELFORE, 0UL, context.color(Color::Text));
    sci.send(Q::SCI_SETSELEOLFILLED, 0);
    QPalette palette = context.theme.palette();
    palette.setColor(QPalette::Base, context.color(Color::EditorBase));
    q.setPalette(palette);
    for (editor::Popup *popup :
         {static_cast<editor::Popup *>(hover.data()), static_cast<editor::Popup *>(completion.list()),
          static_cast<editor::Popup *>(fixes.list())})
        popup->applyTheme();
    findBar->applyTheme();
    renameField->applyTheme();
    showTrap();
    refreshSoon();
}

void CodeEditor::Impl::modified(int position, int type, const char *text, int length, int linesAdded)
{
    const bool inserted = type & Q::SC_MOD_INSERTTEXT, deleted = type & Q::SC_MOD_DELETETEXT;
    if (!inserted && !deleted)
        return;
    const quint32 begin = quint32(position), size = quint32(length);
    const wat::TextEdit edit =
        inserted ? wat::TextEdit{{begin, begin}, std::string(text, size)} : wat::TextEdit{{begin, begin + size}, {}};
    const int line = context.sci.lineAt(begin);
    context.analysisCurrent = context.mapCurrent = false;
    waiting = nullptr;
    context.shift(edit, line, linesAdded);
    highlighter.textChanged(edit);
    indicators.textChanged(edit);
    stripe.textChanged(line, linesAdded);
    heat.textChanged(line, linesAdded);
    if (linesAdded) {
        painter.linesMoved(line, linesAdded);
        folding.linesChanged(line, linesAdded);
        margins.linesChanged();
    }
    if (type & Q::SC_PERFORMED_USER) {
        context.typedLine = context.sci.lineAt(inserted ? begin + size : begin);
        typingPause.start();
    }
    hover->cancel();
    fixes.close();
    findBar->textChanged();
    emit q.edited(edit);
    refreshSoon();
}

void CodeEditor::Impl::loaded(const QByteArray &text)
{
    if (!text.isEmpty())
        modified(0, Q::SC_MOD_INSERTTEXT, text.constData(), int(text.size()), context.sci.lines() - 1);
}

void CodeEditor::Impl::uiUpdated(int what)
{
    const quint32 caret = context.sci.caret();
    if (caret != lastCaret) {
        lastCaret = caret;
        const int line = context.sci.lineAt(caret);
        if (line != std::exchange(lastLine, line))
            context.typedLine = -1;
        completion.caretMoved();
        emit q.caretMoved(caret);
    }
    if (what & (Q::SC_UPDATE_V_SCROLL | Q::SC_UPDATE_H_SCROLL))
        hideOverlays();
    matchBrackets();
    refreshSoon();
}

void CodeEditor::Impl::matchBrackets()
{
    const editor::Sci &sci = context.sci;
    const quint32 caret = sci.caret();
    const auto bracket = [&](quint32 at) {
        const char c = at < sci.length() ? sci.at(at) : ' ';
        return (c == '(' || c == ')') && !context.isProse(at);
    };
    if (!bracket(caret) && !(caret > 0 && bracket(caret - 1))) {
        sci.send(Q::SCI_BRACEHIGHLIGHT, ulong(-1), -1);
        return;
    }
    const quint32 at = caret > 0 && bracket(caret - 1) ? caret - 1 : caret;
    const std::optional<long> match = bracketPartner(at);
    if (!match)
        sci.send(Q::SCI_BRACEHIGHLIGHT, ulong(-1), -1);
    else if (*match < 0)
        sci.send(Q::SCI_BRACEBADLIGHT, at);
    else
        sci.send(Q::SCI_BRACEHIGHLIGHT, at, *match);
}

std::optional<long> CodeEditor::Impl::bracketPartner(quint32 at) const
{
    constexpr quint32 reach = 20'000;
    const editor::Sci &sci = context.sci;
    const bool opens = sci.at(at) == '(';
    const quint32 begin = opens ? at : at - std::min(at, reach),
                  end = opens ? std::min(at + reach, sci.length()) : at + 1;
    const std::string text(sci.text(begin, end)); // asking for styles may move the original
    int depth = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const size_t place = opens ? i : text.size() - 1 - i;
        if ((text[place] != '(' && text[place] != ')') || context.isProse(begin + quint32(place)))
            continue;
        depth += text[place] == (opens ? '(' : ')') ? 1 : -1;
        if (depth == 0)
            return long(begin + place);
    }
    if (opens ? end == sci.length() : begin == 0)
        return -1;
    // Further away – the end of a long module – the analysis knows it, when it is of this text.
    if (!context.analysisCurrent)
        return std::nullopt;
    const wat::TextRange form = context.analysis->tree.formAt(at);
    if (form.size() < 2 || (opens ? form.begin : form.end - 1) != at)
        return -1;
    const quint32 other = opens ? form.end - 1 : form.begin;
    return sci.at(other) == (opens ? ')' : '(') ? long(other) : -1;
}

void CodeEditor::Impl::refreshSoon()
{
    if (!refreshTimer.isActive())
        refreshTimer.start();
}

void CodeEditor::Impl::refresh()
{
    margins.updateWidths();
    margins.refreshOffsets();
    margins.refreshBackgrounds();
    indicators.refresh();
    stripe.refresh();
    painter.refresh();
    producers.refresh();
}

void CodeEditor::Impl::showTrap()
{
    constexpr int trapStyle = 41;
    const editor::Sci &sci = context.sci;
    sci.send(Q::SCI_ANNOTATIONCLEARALL);
    if (!context.trap) {
        sci.send(Q::SCI_SETSCROLLWIDTH, 1); // the box may have been the widest of all; lines are measured anew
        return;
    }
    sci.send(Q::SCI_STYLESETFORE, trapStyle, context.color(Color::TrapText));
    sci.send(Q::SCI_STYLESETBACK, trapStyle, context.color(Color::TrapBox));
    const int line = sci.lineAt(context.trap->range.begin);
    const QByteArray text = context.trap->text.toUtf8();
    sci.widget().SendScintilla(Q::SCI_ANNOTATIONSETTEXT, ulong(line), text.constData());
    sci.send(Q::SCI_ANNOTATIONSETSTYLE, ulong(line), trapStyle);
}

void CodeEditor::Impl::debugStateChanged()
{
    refreshSoon();
    q.viewport()->update();
}

void CodeEditor::Impl::withAnalysis(std::function<void()> action)
{
    hover->cancel(); // two frames over each other explain nothing
    if (context.analysisCurrent)
        action();
    else
        waiting = std::move(action);
}

const wat::Reference *CodeEditor::Impl::referenceAtCaret() const
{
    const quint32 caret = context.sci.caret();
    const wat::Reference *reference = context.analysis->referenceAt(caret);
    return reference || caret == 0 ? reference : context.analysis->referenceAt(caret - 1);
}

void CodeEditor::Impl::jumpTo(quint32 offset)
{
    const quint32 from = context.sci.caret();
    q.showPlace(offset);
    q.setFocus();
    emit q.jumped(from, offset);
}

quint32 CodeEditor::Impl::offsetAt(const QPoint &point) const
{
    return quint32(context.sci.send(Q::SCI_POSITIONFROMPOINT, ulong(point.x()), point.y()));
}

void CodeEditor::Impl::hideOverlays()
{
    hover->cancel();
    completion.close();
    fixes.close();
    renameField->close();
}

} // namespace watchglass
