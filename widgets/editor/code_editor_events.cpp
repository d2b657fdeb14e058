// SPDX-License-Identifier: GPL-3.0-or-later
/// Keys, mouse and paint events of the editor: who gets them first.
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "widgets/editor/code_editor_impl.h"

namespace watchglass {

void CodeEditor::keyPressEvent(QKeyEvent *event)
{
    if (!event->text().isEmpty())
        m->hover->cancel();
    if (m->completion.takeKey(*event) || m->fixes.takeKey(*event))
        return;
    const bool control = event->modifiers() & Qt::ControlModifier;
    if (event->key() == Qt::Key_Escape) {
        m->completion.close();
        m->fixes.close();
        if (m->findBar->isVisible())
            return m->findBar->close();
    }
    if (control && event->key() == Qt::Key_Space) {
        event->modifiers() & Qt::ShiftModifier ? hoverHere() : completeHere();
        return;
    }
    if (control && (event->key() == Qt::Key_BraceLeft || event->key() == Qt::Key_BracketLeft)) {
        toggleFold();
        return;
    }
    if (m->fixes.isOpen())
        m->fixes.close();
    if (!m->typing.takeKey(*event))
        QsciScintilla::keyPressEvent(event);
}

void CodeEditor::mousePressEvent(QMouseEvent *event)
{
    m->hover->cancel();
    m->completion.close();
    m->fixes.close();
    const QPoint point = event->position().toPoint();
    if (event->button() == Qt::LeftButton) {
        if (const int line = m->painter.lampAt(point); line >= 0) {
            m->context.sci.setCaret(m->context.sci.lineEnd(line));
            setFocus();
            return quickFix();
        }
        if (const BreakpointMark *mark = m->painter.dotAt(point))
            return emit breakpointToggleRequested(mark->range.begin);
        if (event->modifiers() == Qt::ControlModifier && m->margins.marginAt(point.x()) < 0) {
            m->context.sci.setCaret(m->offsetAt(point));
            return goToDefinition();
        }
    }
    // A right click inside a margin must not move the caret either.
    if (event->button() == Qt::RightButton && m->margins.marginAt(point.x()) >= 0)
        return;
    QsciScintilla::mousePressEvent(event);
}

void CodeEditor::mouseMoveEvent(QMouseEvent *event)
{
    QsciScintilla::mouseMoveEvent(event);
    const QPoint point = event->position().toPoint();
    const editor::Sci &sci = m->context.sci;
    if (event->buttons() != Qt::NoButton)
        return m->hover->cancel();
    if (const int line = std::max(m->painter.messageAt(point), m->painter.lampAt(point)); line >= 0) {
        viewport()->setCursor(Qt::PointingHandCursor);
        return m->hover->point(sci.lineEnd(line), {sci.lineBegin(line), sci.lineEnd(line)});
    }
    const long position = sci.send(SCI_POSITIONFROMPOINTCLOSE, ulong(point.x()), point.y());
    if (position < 0 || m->margins.marginAt(point.x()) >= 0)
        return m->hover->leave();
    m->hover->point(quint32(position), {quint32(position), quint32(position)});
}

void CodeEditor::contextMenuEvent(QContextMenuEvent *event)
{
    const bool mouse = event->reason() == QContextMenuEvent::Mouse;
    const editor::Sci &sci = m->context.sci;
    const QPoint point =
        mouse ? viewport()->mapFromGlobal(event->globalPos()) : sci.point(caret()) + QPoint(0, sci.lineHeight());
    const quint32 offset = mouse ? m->offsetAt(point) : caret();
    if (const BreakpointMark *mark = mouse ? m->painter.dotAt(point) : nullptr)
        emit breakpointMenuRequested(mark->range.begin, event->globalPos());
    else if (mouse && m->margins.marginAt(point.x()) >= 0)
        emit breakpointMenuRequested(m->context.breakpointPlace(sci.lineAt(offset)), event->globalPos());
    else
        emit contextMenuRequested(offset, viewport()->mapToGlobal(point));
    event->accept();
}

void CodeEditor::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->ignore(); // files are for the window around us
    else
        QsciScintilla::dragEnterEvent(event);
}

void CodeEditor::paintEvent(QPaintEvent *event)
{
    QsciScintilla::paintEvent(event);
    QPainter painter(viewport());
    painter.setClipRegion(event->region());
    m->margins.paintSymbols(painter);
    m->stripe.paint(painter, m->margins.columns(editor::StripeMargin));
    m->heat.paint(painter, m->margins.columns(editor::HeatColumns));
    m->producers.paint(painter);
    m->painter.paint(painter);
}

void CodeEditor::resizeEvent(QResizeEvent *event)
{
    QsciScintilla::resizeEvent(event);
    m->hideOverlays();
    m->placeFindBar();
    m->refreshSoon();
}

void CodeEditor::changeEvent(QEvent *event)
{
    QsciScintilla::changeEvent(event);
    if (m && event->type() == QEvent::ReadOnlyChange)
        m->refreshSoon();
}

void CodeEditor::focusOutEvent(QFocusEvent *event)
{
    QsciScintilla::focusOutEvent(event);
    m->completion.close();
    m->fixes.close();
}

bool CodeEditor::viewportEvent(QEvent *event)
{
    if (m && event->type() == QEvent::Leave)
        m->hover->leave();
    if (m && event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int margin = m->margins.marginAt(help->pos().x());
        if (margin == editor::SymbolMargin || margin == editor::StripeMargin || margin == editor::HeatColumns) {
            const int line = m->context.sci.lineAt(m->offsetAt(help->pos()));
            QToolTip::showText(help->globalPos(),
                               margin == editor::StripeMargin  ? m->stripe.tip(line)
                               : margin == editor::HeatColumns ? m->heat.tip(line)
                                                               : m->margins.symbolTip(line),
                               this);
            return true;
        }
    }
    return QsciScintilla::viewportEvent(event);
}

void CodeEditor::Impl::placeFindBar()
{
    const int height = findBar->isVisibleTo(&q) ? findBar->sizeHint().height() : 0;
    if (q.viewportMargins().bottom() != height)
        q.setViewportMargins(0, 0, 0, height);
    const QRect text = q.viewport()->geometry();
    findBar->setGeometry(text.left(), text.bottom() + 1, text.width(), height);
}

} // namespace watchglass
