// SPDX-License-Identifier: GPL-3.0-or-later
/// When the program was busy; a stretch of it can be chosen, and is then all that is looked at.
#pragma once

#include <QWidget>

#include <memory>
#include <optional>

#include "engine/profile/timeline.h"
#include "widgets/theme.h"

namespace watchglass {

class TimelineStrip : public QWidget
{
    Q_OBJECT
public:
    struct Range {
        quint64 begin = 0, end = 0; ///< nanoseconds
        bool operator==(const Range &) const = default;
    };
    static constexpr int bins = 800; ///< at most

    explicit TimelineStrip(const Theme &theme, QWidget *parent = nullptr);
    /// Null, or one without bins: there is no time to show, and the strip hides itself.
    void setTimeline(std::shared_ptr<const profile::Timeline> timeline);
    void setRange(std::optional<Range> range); ///< without a signal
    std::optional<Range> range() const { return m_range; }
    QSize sizeHint() const override;
    QString rangeText() const;

signals:
    void rangeChosen(quint64 begin, quint64 end);
    void rangeCleared();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    quint64 timeAt(double x) const;
    double x(quint64 time) const;
    void choose(quint64 one, quint64 other, bool tell);
    void clear();
    void announce();

    const Theme &m_theme;
    std::shared_ptr<const profile::Timeline> m_timeline;
    std::optional<Range> m_range;
    std::optional<quint64> m_anchor; ///< while the mouse draws
};

} // namespace watchglass
