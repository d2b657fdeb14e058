// SPDX-License-Identifier: GPL-3.0-or-later
/// Calls a second, how long they took, and how many waited, one above the other over the same time, with a mark at
/// every deed. One painter, one pass. Arrow keys walk the seconds and read them.
#pragma once

#include <QWidget>

#include "widgets/host/traffic.h"
#include "widgets/theme.h"

namespace watchglass {

class TrafficChart : public QWidget
{
    Q_OBJECT
public:
    TrafficChart(const Theme &theme, Traffic &traffic, QWidget *parent = nullptr);
    /// What the second under mouse or keys says; empty when none is chosen.
    QString reading() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void readingChanged(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Lane;
    int shown() const; ///< seconds
    double step() const;
    QRectF plot() const;
    double xOf(qint64 second) const; ///< its middle
    void paintLane(QPainter &painter, const QRectF &place, const Lane &lane);
    void paintMarks(QPainter &painter);
    void choose(qint64 second);

    const Theme &m_theme;
    Traffic &m_traffic;
    qint64 m_chosen = 0; ///< a second; 0 = none
};

} // namespace watchglass
