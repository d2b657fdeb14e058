// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/traffic_chart.h"

#include <QAccessible>
#include <QDateTime>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/host/call_log.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

/// 1, 2 or 5 times a power of ten, not less than the number.
double roundUp(double number)
{
    if (number <= 0)
        return 1;
    const double power = std::pow(10, std::floor(std::log10(number)));
    for (const double step : {1.0, 2.0, 5.0, 10.0})
        if (step * power >= number)
            return step * power;
    return number;
}

double milliseconds(std::chrono::nanoseconds time)
{
    return double(time.count()) / 1e6;
}

} // namespace

struct TrafficChart::Lane {
    QString title;
    struct Line {
        Theme::Color color;
        Qt::PenStyle style;
        std::function<double(const Traffic::Second &)> value;
        bool filled;
    };
    std::vector<Line> lines;
    std::function<QString(double)> label;
};

TrafficChart::TrafficChart(const Theme &theme, Traffic &traffic, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_traffic(traffic)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    views::describe(this, tr("Traffic"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&traffic, &Traffic::changed, this, qOverload<>(&QWidget::update));
}

QSize TrafficChart::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 12};
}

QSize TrafficChart::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, fontMetrics().height() * 6};
}

QRectF TrafficChart::plot() const
{
    const int left = fontMetrics().horizontalAdvance(QStringLiteral("100 000 ")), line = fontMetrics().height();
    return QRectF(rect()).adjusted(left, 2, -views::gap(this), -line);
}

int TrafficChart::shown() const
{
    const int room = int(plot().width() / 6);
    return std::clamp(int(m_traffic.seconds().size()), std::min(60, room), std::max(60, room));
}

double TrafficChart::step() const
{
    return plot().width() / shown();
}

double TrafficChart::xOf(qint64 second) const
{
    return plot().right() - (double(m_traffic.last() - second) + 0.5) * step();
}

void TrafficChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Theme::Color::Base));
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_traffic.seconds().empty()) {
        painter.setPen(m_theme.color(Theme::Color::DimText));
        const int gap = views::gap(this) * 2;
        painter.drawText(rect().adjusted(gap, gap, -gap, 0), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                         tr("No actor was called yet: calls a second, how long they take and how many wait are drawn "
                            "here, with a mark at every swap and fault."));
        return;
    }
    const QLocale locale;
    const auto whole = [locale](double value) { return locale.toString(qint64(value)); };
    const std::array<Lane, 3> lanes{
        Lane{tr("calls/s"),
             {{Theme::Color::Accent, Qt::SolidLine, [](const auto &at) { return double(at.calls); }, true},
              {Theme::Color::Error, Qt::DashLine, [](const auto &at) { return double(at.failed); }, false}},
             whole},
        Lane{tr("ms: p50, p99"),
             {{Theme::Color::Good, Qt::SolidLine, [](const auto &at) { return milliseconds(at.p50); }, false},
              {Theme::Color::Warning, Qt::DashLine, [](const auto &at) { return milliseconds(at.p99); }, false}},
             [locale](double value) { return locale.toString(value, 'g', 3); }},
        Lane{tr("waiting"),
             {{Theme::Color::Label, Qt::SolidLine, [](const auto &at) { return double(at.waiting); }, true}},
             whole}};
    const QRectF all = plot();
    const double shares[] = {0.44, 0.34, 0.22};
    double y = all.top();
    for (size_t i = 0; i < lanes.size(); ++i) {
        const double height = all.height() * shares[i];
        paintLane(painter, QRectF(all.left(), y, all.width(), height - 4), lanes[i]);
        y += height;
    }
    paintMarks(painter);
    painter.setPen(m_theme.color(Theme::Color::DimText));
    const QRectF below(all.left(), all.bottom(), all.width(), fontMetrics().height());
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter, tr("%1 s ago").arg(shown()));
    painter.drawText(below, Qt::AlignRight | Qt::AlignVCenter, tr("now"));
    if (m_chosen) {
        painter.setPen(QPen(m_theme.color(Theme::Color::Text), 1));
        painter.drawLine(QPointF(xOf(m_chosen), all.top()), QPointF(xOf(m_chosen), all.bottom()));
    }
    if (hasFocus()) {
        painter.setPen(m_theme.color(Theme::Color::Accent));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void TrafficChart::paintLane(QPainter &painter, const QRectF &place, const Lane &lane)
{
    const auto &seconds = m_traffic.seconds();
    const size_t first = seconds.size() - std::min(seconds.size(), size_t(shown()));
    double most = 0;
    for (size_t i = first; i < seconds.size(); ++i)
        for (const Lane::Line &line : lane.lines)
            most = std::max(most, line.value(seconds[i]));
    const double top = roundUp(most);
    painter.setPen(QPen(m_theme.color(Theme::Color::Border), 1));
    painter.drawLine(place.bottomLeft(), place.bottomRight());
    painter.setPen(m_theme.color(Theme::Color::DimText));
    const QRectF labels(0, place.top(), place.left() - 4, place.height());
    painter.drawText(labels, Qt::AlignRight | Qt::AlignTop, lane.label(top));
    if (place.height() > fontMetrics().height() * 2)
        painter.drawText(labels, Qt::AlignRight | Qt::AlignBottom, QStringLiteral("0"));
    for (const Lane::Line &line : lane.lines) {
        QPainterPath path;
        for (size_t i = first; i < seconds.size(); ++i) {
            const double x = xOf(m_traffic.last() - qint64(seconds.size() - 1 - i));
            const QPointF point(x, place.bottom() - line.value(seconds[i]) / top * place.height());
            if (i == first)
                path.moveTo(point);
            else
                path.lineTo(point);
        }
        const QColor color = m_theme.color(line.color);
        if (line.filled && path.elementCount() > 0) {
            QPainterPath area = path;
            area.lineTo(area.currentPosition().x(), place.bottom());
            area.lineTo(path.elementAt(0).x, place.bottom());
            QColor light = color;
            light.setAlphaF(0.18F);
            painter.fillPath(area, light);
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 1.6, line.style));
        painter.drawPath(path);
    }
    painter.setPen(m_theme.color(Theme::Color::DimText));
    painter.drawText(place.adjusted(4, 0, 0, 0), Qt::AlignLeft | Qt::AlignTop, lane.title);
}

/// A line through all lanes with a head on top: a triangle, or a square of what is a fault.
void TrafficChart::paintMarks(QPainter &painter)
{
    const QRectF all = plot();
    for (const Traffic::Mark &mark : m_traffic.marks()) {
        const double x = xOf(mark.second);
        if (x < all.left() || x > all.right())
            continue;
        const QColor color = m_theme.color(mark.warning ? Theme::Color::Warning : Theme::Color::Accent);
        painter.setPen(QPen(color, 1, Qt::DotLine));
        painter.drawLine(QPointF(x, all.top()), QPointF(x, all.bottom()));
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        if (mark.warning)
            painter.drawRect(QRectF(x - 4, all.top(), 8, 8));
        else
            painter.drawPolygon(QPolygonF{{x - 5, all.top()}, {x + 5, all.top()}, {x, all.top() + 9}});
    }
}

QString TrafficChart::reading() const
{
    const auto &seconds = m_traffic.seconds();
    const qint64 back = m_traffic.last() - m_chosen;
    if (!m_chosen || back < 0 || back >= qint64(seconds.size()))
        return {};
    const Traffic::Second &at = seconds[seconds.size() - 1 - size_t(back)];
    const QLocale locale;
    QString text = tr("%1: %2 calls, %3 failed; half within %4, 99 % within %5, the longest %6; %7 waiting")
                       .arg(QDateTime::fromSecsSinceEpoch(m_chosen).toString(QStringLiteral("HH:mm:ss")),
                            locale.toString(at.calls), locale.toString(at.failed), durationText(at.p50),
                            durationText(at.p99), durationText(at.longest), locale.toString(at.waiting));
    for (const Traffic::Mark &mark : m_traffic.marks())
        if (mark.second == m_chosen)
            text += QStringLiteral(" – ") + mark.text;
    return text;
}

void TrafficChart::choose(qint64 second)
{
    const auto count = qint64(m_traffic.seconds().size());
    if (second && count)
        second = std::clamp(second, m_traffic.last() - std::min<qint64>(count, shown()) + 1, m_traffic.last());
    if (std::exchange(m_chosen, second) == second)
        return;
    const QString text = reading();
    setAccessibleDescription(text);
    QAccessibleEvent said(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&said);
    emit readingChanged(text);
    update();
}

void TrafficChart::keyPressEvent(QKeyEvent *event)
{
    const qint64 at = m_chosen ? m_chosen : m_traffic.last();
    switch (event->key()) {
    case Qt::Key_Left:
        return choose(m_chosen ? at - 1 : at);
    case Qt::Key_Right:
        return choose(at + 1);
    case Qt::Key_Home:
        return choose(at - Traffic::mostSeconds);
    case Qt::Key_End:
        return choose(m_traffic.last());
    case Qt::Key_Escape:
        return choose(0);
    default:
        QWidget::keyPressEvent(event);
    }
}

void TrafficChart::mouseMoveEvent(QMouseEvent *event)
{
    const QRectF all = plot();
    const double x = event->position().x();
    choose(all.contains(event->position()) && !m_traffic.seconds().empty()
               ? m_traffic.last() - qint64((all.right() - x) / step())
               : 0);
}

void TrafficChart::leaveEvent(QEvent *)
{
    if (!hasFocus())
        choose(0);
}

void TrafficChart::focusInEvent(QFocusEvent *)
{
    update();
}

void TrafficChart::focusOutEvent(QFocusEvent *)
{
    choose(0);
    update();
}

bool TrafficChart::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), reading(), this);
    return true;
}

} // namespace watchglass
