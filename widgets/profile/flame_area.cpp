// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/flame_area.h"

#include <QAccessibleWidget>
#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

#include "widgets/views/view_kit.h"

namespace watchglass {

using profile::FlameFrame;
using profile::none;

namespace {

/// The chosen frame is the widget's value.
class AccessibleFlame : public QAccessibleWidget
{
public:
    explicit AccessibleFlame(FlameArea *area) : QAccessibleWidget(area, QAccessible::Chart), m_area(area) {}
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Value ? m_area->selectedText() : QAccessibleWidget::text(kind);
    }

private:
    FlameArea *m_area;
};

QAccessibleInterface *makeAccessible(const QString &, QObject *object)
{
    auto *area = qobject_cast<FlameArea *>(object);
    return area ? new AccessibleFlame(area) : nullptr;
}

} // namespace

FlameArea::FlameArea(const Theme &theme, QWidget *parent)
    : QAbstractScrollArea(parent), m_theme(theme), m_painter(theme)
{
    static const bool installed = (QAccessible::installFactory(makeAccessible), true);
    Q_UNUSED(installed)
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalScrollBar()->setAccessibleName(tr("Depth of the stacks"));
    setAccessibleName(tr("Flame graph"));
    setAccessibleDescription(tr("Arrow keys walk from frame to frame, Enter goes to the source, Space zooms to the "
                                "frame, plus and minus zoom, Escape shows all."));
    for (const QKeySequence &keys : {QKeySequence(Qt::Key_Escape), QKeySequence(Qt::Key_Space)})
        views::ownKey(this, keys);
    viewport()->setMouseTracking(true);
    connect(&theme, &Theme::changed, this, [this] {
        m_painter.themeChanged();
        measure();
    });
    measure();
}

void FlameArea::setLayout(profiling::DigestPtr digest, LayoutPtr layout)
{
    m_digest = std::move(digest);
    m_layout = std::move(layout);
    m_selected = none;
    m_painter.setLayout(m_digest, m_layout);
    reset();
}

void FlameArea::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

void FlameArea::setColors(FlameColors by, FlameChanges changes)
{
    m_painter.setColors(by, std::move(changes));
    viewport()->update();
}

void FlameArea::setRootsOnTop(bool on)
{
    m_sight.rootsOnTop = on;
    measure();
}

void FlameArea::setFound(std::vector<bool> found)
{
    m_painter.setFound(std::move(found));
    viewport()->update();
}

/// What is in sight follows the size of the viewport and of the letters.
void FlameArea::measure()
{
    m_sight.row = QFontMetrics(m_theme.monospace()).height() * 5 / 4;
    m_sight.width = std::max(1, viewport()->width());
    m_sight.height = std::max(1, viewport()->height());
    const int high = m_layout ? int(m_layout->depth()) * m_sight.row : 0;
    QScrollBar *bar = verticalScrollBar();
    const int kept = m_sight.scrolled;
    bar->setPageStep(m_sight.height);
    bar->setSingleStep(m_sight.row);
    bar->setRange(0, std::max(0, high - m_sight.height));
    const int value = std::min(kept, bar->maximum());
    bar->setValue(m_sight.rootsOnTop ? value : bar->maximum() - value);
    m_sight.scrolled = value;
    viewport()->update();
}

void FlameArea::scrollContentsBy(int, int)
{
    QScrollBar *bar = verticalScrollBar();
    m_sight.scrolled = m_sight.rootsOnTop ? bar->value() : bar->maximum() - bar->value();
    viewport()->update();
}

void FlameArea::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    measure();
}

void FlameArea::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    m_painter.paint(painter, m_sight);
    if (m_layout && m_layout->whole() > 0)
        return;
    painter.setPen(m_theme.color(Theme::Color::DimText));
    painter.setFont(font());
    const int space = views::gap(this) * 2;
    painter.drawText(viewport()->rect().adjusted(space, space, -space, -space),
                     Qt::AlignTop | Qt::AlignHCenter | Qt::TextWordWrap, m_emptyText);
}

// Zoom ----------------------------------------------------------------------------------------------------------------
bool FlameArea::zoomed() const
{
    return m_layout && (m_sight.begin > 0 || m_sight.end < double(m_layout->whole()));
}

void FlameArea::reset()
{
    m_sight.begin = 0;
    m_sight.end = m_layout ? double(m_layout->whole()) : 1;
    m_sight.scrolled = 0;
    measure();
}

void FlameArea::zoomTo(double begin, double end)
{
    if (!m_layout)
        return;
    const auto whole = double(m_layout->whole());
    const double wide = std::clamp(end - begin, std::min(whole, 1.0), whole);
    m_sight.begin = std::clamp(begin, 0.0, whole - wide);
    m_sight.end = m_sight.begin + wide;
    viewport()->update();
}

void FlameArea::zoomAround(double x, double factor)
{
    const double at = m_sight.weight(x), wide = (m_sight.end - m_sight.begin) / factor;
    const double begin = at - x / m_sight.width * wide;
    zoomTo(begin, begin + wide);
}

void FlameArea::zoomToFrame(quint32 frame)
{
    if (!m_layout || frame >= m_layout->frames.size())
        return;
    const FlameFrame &its = m_layout->frames[frame];
    zoomTo(double(its.begin), double(its.end));
}

void FlameArea::wheelEvent(QWheelEvent *event)
{
    const QPoint turned = event->angleDelta();
    if (event->modifiers() & Qt::ShiftModifier) {
        verticalScrollBar()->setValue(verticalScrollBar()->value() - (turned.y() + turned.x()) / 2);
    } else if (turned.y() != 0) {
        zoomAround(event->position().x(), std::pow(1.2, turned.y() / 120.0));
    } else {
        const double by = turned.x() / 2.0 / m_sight.width * (m_sight.end - m_sight.begin);
        zoomTo(m_sight.begin - by, m_sight.end - by);
    }
    event->accept();
}

// Frames --------------------------------------------------------------------------------------------------------------
quint32 FlameArea::frameAt(const QPoint &point) const
{
    if (!m_layout || point.y() < 0 || point.x() < 0)
        return none;
    const double weight = m_sight.weight(point.x() + 0.5);
    return weight < 0 ? none : m_layout->at(size_t(m_sight.level(point.y())), uint64_t(weight));
}

void FlameArea::select(quint32 frame, bool reveal)
{
    m_selected = frame;
    m_painter.setSelected(frame);
    if (reveal && m_layout && frame < m_layout->frames.size()) {
        const FlameFrame &its = m_layout->frames[frame];
        const double least = 12.0 / m_sight.width * (m_sight.end - m_sight.begin); // narrower is hard to see
        if (double(its.end) <= m_sight.begin || double(its.begin) >= m_sight.end ||
            (double(its.end - its.begin) < least && hasFocus()))
            zoomTo(double(its.begin) - double(its.end - its.begin) * 4,
                   double(its.end) + double(its.end - its.begin) * 4);
        const int top = m_sight.top(m_layout->levelOf(frame));
        if (top < 0)
            verticalScrollBar()->setValue(verticalScrollBar()->value() + top);
        else if (top + m_sight.row > m_sight.height)
            verticalScrollBar()->setValue(verticalScrollBar()->value() + top + m_sight.row - m_sight.height);
    }
    viewport()->update();
    if (QAccessible::isActive()) {
        QAccessibleValueChangeEvent event(this, selectedText());
        QAccessible::updateAccessibility(&event);
    }
}

void FlameArea::selectFunction(quint32 function)
{
    if (!m_layout || (m_selected < m_layout->frames.size() && m_layout->frames[m_selected].function == function))
        return;
    quint32 widest = none;
    for (quint32 i = 0; function != none && i < m_layout->frames.size(); ++i) {
        const FlameFrame &frame = m_layout->frames[i];
        if (frame.function == function && (widest == none || frame.cost.total > m_layout->frames[widest].cost.total))
            widest = i;
    }
    select(widest);
}

void FlameArea::choose(quint32 frame)
{
    if (frame == none)
        return;
    select(frame);
    emit frameChosen(frame);
}

/// The frame that an arrow key leads to.
quint32 FlameArea::neighbour(int key) const
{
    if (!m_layout || m_layout->frames.empty())
        return none;
    if (m_selected == none)
        return 0;
    const quint32 level = m_layout->levelOf(m_selected);
    const FlameFrame &at = m_layout->frames[m_selected];
    const bool inwards = key == (m_sight.rootsOnTop ? Qt::Key_Down : Qt::Key_Up);
    switch (key) {
    case Qt::Key_Left:
        return m_selected > m_layout->levels[level] ? m_selected - 1 : none;
    case Qt::Key_Right:
        return m_selected + 1 < m_layout->levels[level + 1] ? m_selected + 1 : none;
    default:
        if (!inwards)
            return at.parent;
        if (level + 1 >= m_layout->depth())
            return none;
        // The widest of those that it calls.
        quint32 best = none;
        for (quint32 i = m_layout->levels[level + 1]; i < m_layout->levels[level + 2]; ++i)
            if (m_layout->frames[i].parent == m_selected &&
                (best == none || m_layout->frames[i].cost.total > m_layout->frames[best].cost.total))
                best = i;
        return best;
    }
}

QString FlameArea::selectedText() const
{
    if (!m_layout || !m_digest || m_selected >= m_layout->frames.size())
        return tr("no frame is chosen");
    const FlameFrame &its = m_layout->frames[m_selected];
    if (its.function == none)
        return profiling::headline(*m_digest);
    QString text = profiling::story(*m_digest, its.function, its.cost).replace(QLatin1Char('\n'), QStringLiteral("; "));
    if (its.parent != none && m_layout->frames[its.parent].function != none)
        text += tr("; next to %1")
                    .arg(views::text(m_digest->profile->functions[m_layout->frames[its.parent].function].name));
    return text;
}

// Input ---------------------------------------------------------------------------------------------------------------
bool FlameArea::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const quint32 frame = frameAt(help->pos());
    if (frame == none || m_layout->frames[frame].function == none)
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(),
                           profiling::story(*m_digest, m_layout->frames[frame].function, m_layout->frames[frame].cost),
                           this);
    return true;
}

void FlameArea::mousePressEvent(QMouseEvent *event)
{
    m_down = event->button() == Qt::LeftButton;
    m_dragging = false;
    m_pressed = m_dragged = event->pos();
}

void FlameArea::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_down)
        return;
    if (!m_dragging && (event->pos() - m_pressed).manhattanLength() < QApplication::startDragDistance())
        return;
    m_dragging = true;
    viewport()->setCursor(Qt::ClosedHandCursor);
    const QPoint moved = event->pos() - std::exchange(m_dragged, event->pos());
    const double by = double(moved.x()) / m_sight.width * (m_sight.end - m_sight.begin);
    zoomTo(m_sight.begin - by, m_sight.end - by);
    verticalScrollBar()->setValue(verticalScrollBar()->value() - moved.y());
}

void FlameArea::mouseReleaseEvent(QMouseEvent *event)
{
    viewport()->unsetCursor();
    if (m_down && !m_dragging && event->button() == Qt::LeftButton)
        choose(frameAt(event->pos()));
    m_down = m_dragging = false;
}

void FlameArea::mouseDoubleClickEvent(QMouseEvent *event)
{
    zoomToFrame(frameAt(event->pos()));
}

void FlameArea::contextMenuEvent(QContextMenuEvent *event)
{
    const bool keys = event->reason() == QContextMenuEvent::Keyboard;
    const quint32 frame = keys ? m_selected : frameAt(event->pos());
    choose(frame);
    if (frame != none)
        emit menuWanted(frame, keys ? mapToGlobal(rect().center()) : event->globalPos());
}

void FlameArea::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        choose(neighbour(event->key()));
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_selected != none)
            emit frameActivated(m_selected);
        break;
    case Qt::Key_Space:
        zoomToFrame(m_selected);
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomAround(m_sight.width / 2.0, 1.5);
        break;
    case Qt::Key_Minus:
        zoomAround(m_sight.width / 2.0, 1 / 1.5);
        break;
    case Qt::Key_Escape:
        if (zoomed())
            reset();
        else
            emit escaped();
        break;
    default:
        return QAbstractScrollArea::keyPressEvent(event);
    }
    event->accept();
}

} // namespace watchglass
