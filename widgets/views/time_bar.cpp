// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/time_bar.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSignalBlocker>
#include <QStyle>
#include <QToolButton>

#include <algorithm>

#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {
constexpr int mostPositions = 1'000'000;
constexpr int paceMilliseconds = 40;
} // namespace

TimeSlider::TimeSlider(QWidget *parent) : QSlider(Qt::Horizontal, parent) {}

void TimeSlider::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
        emit stepped(event->key() == Qt::Key_Left ? -1 : 1);
    else
        QSlider::keyPressEvent(event);
}

TimeBar::TimeBar(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_slider(new TimeSlider(this)), m_label(new QLabel(this)),
      m_buttons(new QHBoxLayout)
{
    views::describe(m_slider, tr("Moment of the run"));
    m_label->setAccessibleName(tr("Instructions completed"));
    m_label->setTextFormat(Qt::PlainText);
    m_slider->setFocusPolicy(Qt::StrongFocus);
    m_slider->setMinimumWidth(fontMetrics().averageCharWidth() * 12);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, views::gap(this), 0);
    m_buttons->setSpacing(0);
    layout->addLayout(m_buttons);
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_label);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_pace.setSingleShot(true);
    m_pace.setInterval(paceMilliseconds);
    connect(&m_pace, &QTimer::timeout, this, [this] {
        if (const auto moment = std::exchange(m_wanted, std::nullopt))
            want(*moment);
    });
    connect(m_slider, &QSlider::valueChanged, this, [this](int position) {
        const quint64 moment = momentAt(position);
        m_label->setText(momentText({moment, m_moment ? m_moment->last : 0}));
        want(moment);
    });
    connect(m_slider, &QSlider::sliderReleased, this, &TimeBar::show);
    connect(m_slider, &TimeSlider::stepped, this, [this](int by) {
        const quint64 from = m_asked.value_or(m_moment ? m_moment->now : 0); // keys may come faster than moments
        if (m_moment && (by > 0 ? from < m_moment->last : from > 0))
            want(from + quint64(qint64(by)));
    });
    connect(&theme, &Theme::changed, this, &TimeBar::show);
    show();
}

void TimeBar::addButton(QAction *action)
{
    auto *button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    const int size = style()->pixelMetric(QStyle::PM_ToolBarIconSize, nullptr, this); // it stands in a tool bar
    button->setIconSize({size, size});
    button->setAccessibleName(action->text().remove(QLatin1Char('&')));
    button->setFocusPolicy(Qt::TabFocus);
    m_buttons->addWidget(button);
}

void TimeBar::want(quint64 moment)
{
    m_asked = moment;
    if (m_pace.isActive()) {
        m_wanted = moment;
        return;
    }
    m_pace.start();
    emit momentWanted(moment);
}

quint64 TimeBar::momentAt(int position) const
{
    const quint64 last = m_moment ? m_moment->last : 0;
    if (last <= mostPositions)
        return quint64(position);
    return position >= m_slider->maximum() ? last : quint64(double(last) / mostPositions * position);
}

QString TimeBar::momentText(const session::Moment &moment)
{
    return tr("%1 of %2").arg(QLocale().toString(qulonglong(moment.now)), QLocale().toString(qulonglong(moment.last)));
}

void TimeBar::setMoment(std::optional<session::Moment> moment, const QString &why, const QString &instead)
{
    m_moment = moment;
    m_why = why;
    m_instead = instead;
    m_busy.clear();
    if (!m_wanted)
        m_asked.reset();
    show();
}

void TimeBar::setBusy(const QString &text)
{
    m_busy = text;
    show();
}

QString TimeBar::text() const
{
    return m_label->text();
}

void TimeBar::show()
{
    const bool past = m_moment && m_moment->now < m_moment->last;
    m_slider->setEnabled(m_moment.has_value());
    QString tip = m_why;
    if (m_moment)
        tip = past ? tr("The program stands in its past; ← and → go by one instruction, Run goes on from here.")
                   : tr("Drag to go back in the run; ← and → go by one instruction.");
    m_slider->setToolTip(tip);
    m_slider->setAccessibleDescription(tip);
    m_label->setToolTip(tip);
    if (!m_slider->isSliderDown()) {
        const QSignalBlocker quiet(m_slider);
        const quint64 last = m_moment ? m_moment->last : 0;
        m_slider->setRange(0, int(std::min<quint64>(last, mostPositions)));
        m_slider->setPageStep(std::max(1, m_slider->maximum() / 20));
        const double position = !m_moment || last == 0           ? 0
                                : last <= quint64(mostPositions) ? double(m_moment->now)
                                                                 : double(m_moment->now) / double(last) * mostPositions;
        m_slider->setValue(int(position));
    }
    if (!m_busy.isEmpty())
        m_label->setText(m_busy);
    else if (m_moment && !m_slider->isSliderDown())
        m_label->setText(momentText(*m_moment));
    else if (!m_moment)
        m_label->setText(m_instead);
    QPalette colors = m_label->palette();
    colors.setColor(QPalette::WindowText, m_theme.color(past ? Theme::Color::Accent : Theme::Color::DimText));
    m_label->setPalette(colors);
}

} // namespace watchglass
