// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/timeline_strip.h"

#include <QAccessible>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "widgets/profile/profile_words.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

constexpr int keySteps = 50; ///< an arrow key moves by a part of the whole

QString timeText(quint64 nanoseconds)
{
    static const profile::Profile wall; // for its unit
    return profiling::amount(wall, nanoseconds);
}

} // namespace

TimelineStrip::TimelineStrip(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Timeline of the samples"));
    setToolTip(tr("When the program was busy. Drag to look at a stretch; arrow keys move it, with Shift they change "
                  "its length; Escape or a double click shows all."));
    views::ownKey(this, QKeySequence(Qt::Key_Escape));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

QSize TimelineStrip::sizeHint() const
{
    return {200, fontMetrics().height() * 3};
}

void TimelineStrip::setTimeline(std::shared_ptr<const profile::Timeline> timeline)
{
    m_timeline = std::move(timeline);
    m_anchor.reset();
    setVisible(m_timeline && !m_timeline->bins.empty());
    update();
}

void TimelineStrip::setRange(std::optional<Range> range)
{
    if (range == m_range)
        return;
    m_range = range;
    announce();
    update();
}

double TimelineStrip::x(quint64 time) const
{
    return double(time) / double(m_timeline->duration) * width();
}

quint64 TimelineStrip::timeAt(double x) const
{
    return quint64(std::clamp(x / width(), 0.0, 1.0) * double(m_timeline->duration));
}

QString TimelineStrip::rangeText() const
{
    if (!m_timeline)
        return {};
    return m_range ? tr("%1 – %2").arg(timeText(m_range->begin), timeText(m_range->end))
                   : tr("all of %1").arg(timeText(m_timeline->duration));
}

void TimelineStrip::announce()
{
    setAccessibleDescription(rangeText());
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void TimelineStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Theme::Color::Base));
    if (!m_timeline || m_timeline->bins.empty())
        return;
    const int letters = fontMetrics().height(), floor = height() - letters, high = floor - 2;
    const auto count = m_timeline->bins.size();
    for (int column = 0; column < width(); ++column) {
        // The busiest of the bins that share a column, so that a short peak is seen.
        const size_t first = size_t(column) * count / size_t(width());
        const size_t last = std::max(first + 1, size_t(column + 1) * count / size_t(width()));
        profile::Timeline::Bin peak;
        for (size_t i = first; i < std::min(last, count); ++i)
            if (m_timeline->bins[i].guest + m_timeline->bins[i].host > peak.guest + peak.host)
                peak = m_timeline->bins[i];
        const auto pixels = [&](uint64_t weight) {
            return int(std::lround(double(weight) / double(m_timeline->most) * high));
        };
        const int all = pixels(peak.guest + peak.host), host = pixels(peak.host);
        painter.fillRect(column, floor - all, 1, all - host, m_theme.color(Theme::Color::Heat));
        painter.fillRect(column, floor - host, 1, host, m_theme.color(Theme::Color::Accent));
    }
    painter.setPen(m_theme.color(Theme::Color::Border));
    painter.drawLine(0, floor, width(), floor);
    painter.setPen(m_theme.color(Theme::Color::DimText));
    const QRect line(views::gap(this), floor, width() - 2 * views::gap(this), letters);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("0"));
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, timeText(m_timeline->duration));
    if (m_range) {
        const double left = x(m_range->begin), right = std::max(left + 1, x(m_range->end));
        QColor veil = m_theme.color(Theme::Color::Base);
        veil.setAlpha(190);
        painter.fillRect(QRectF(0, 0, left, floor), veil);
        painter.fillRect(QRectF(right, 0, width() - right, floor), veil);
        painter.setPen(QPen(m_theme.color(Theme::Color::Text), 1));
        painter.drawRect(QRectF(left, 0.5, right - left, floor - 1));
        painter.drawText(line, Qt::AlignHCenter | Qt::AlignVCenter, rangeText());
    }
    if (hasFocus()) {
        painter.setPen(m_theme.color(Theme::Color::Accent));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void TimelineStrip::choose(quint64 one, quint64 other, bool tell)
{
    const Range range{std::min(one, other), std::max(one, other)};
    if (range.begin == range.end)
        return;
    setRange(range);
    if (tell)
        emit rangeChosen(range.begin, range.end);
}

void TimelineStrip::clear()
{
    if (!m_range)
        return;
    setRange(std::nullopt);
    emit rangeCleared();
}

void TimelineStrip::mousePressEvent(QMouseEvent *event)
{
    if (m_timeline && event->button() == Qt::LeftButton)
        m_anchor = timeAt(event->position().x());
}

void TimelineStrip::mouseMoveEvent(QMouseEvent *event)
{
    if (m_anchor && std::abs(x(*m_anchor) - event->position().x()) >= 3)
        choose(*m_anchor, timeAt(event->position().x()), false);
}

void TimelineStrip::mouseReleaseEvent(QMouseEvent *event)
{
    const std::optional<quint64> anchor = std::exchange(m_anchor, std::nullopt);
    if (anchor && std::abs(x(*anchor) - event->position().x()) >= 3)
        choose(*anchor, timeAt(event->position().x()), true);
}

void TimelineStrip::mouseDoubleClickEvent(QMouseEvent *)
{
    clear();
}

void TimelineStrip::keyPressEvent(QKeyEvent *event)
{
    const bool left = event->key() == Qt::Key_Left;
    if (event->key() == Qt::Key_Escape)
        return clear();
    if (!m_timeline || (!left && event->key() != Qt::Key_Right))
        return QWidget::keyPressEvent(event);
    const auto whole = qint64(m_timeline->duration), step = std::max<qint64>(1, whole / keySteps) * (left ? -1 : 1);
    const Range from = m_range.value_or(Range{0, quint64(whole / 10)});
    auto begin = qint64(from.begin), end = qint64(from.end);
    if (event->modifiers() & Qt::ShiftModifier) {
        end = std::clamp(end + step, begin + std::abs(step), whole);
    } else if (m_range) {
        const qint64 by = std::clamp(step, -begin, whole - end);
        begin += by;
        end += by;
    }
    choose(quint64(begin), quint64(end), true);
}

} // namespace watchglass
