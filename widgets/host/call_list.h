// SPDX-License-Identifier: GPL-3.0-or-later
/// Paints the rows of a call log that can be seen, and no others; walks them by keys. Stays at the newest row while
/// that is in view.
#pragma once

#include <QAbstractScrollArea>

#include "widgets/host/call_log.h"
#include "widgets/theme.h"

namespace watchglass {

/// How an outcome looks: a shape and a colour.
struct OutcomeLook {
    QString icon;
    Theme::Color color;
};
OutcomeLook lookOf(host::Failure failure);

class CallList : public QAbstractScrollArea
{
    Q_OBJECT
public:
    CallList(const Theme &theme, CallLog &log, QWidget *parent = nullptr);

    quint64 current() const { return m_current; } ///< its serial; 0 = none
    void setCurrent(quint64 serial);
    QString rowText(qint64 row) const;            ///< cells by tab
    int rowsPainted() const { return m_painted; } ///< by the last paint

signals:
    void currentChanged();
    void activated();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool event(QEvent *event) override;

private:
    enum Column { Number, Time, Way, Call, Duration, Columns };
    void follow();
    int rowHeight() const;
    int visibleRows() const;
    std::array<int, Columns + 1> edges() const;
    QString cell(const host::CallRecord &call, Column column) const;
    void paintHead(QPainter &painter);
    void paintRow(QPainter &painter, qint64 row, int y);
    void step(qint64 rows);
    void walkTo(qint64 row);
    void choose(const QPoint &at);
    void copy() const;

    const Theme &m_theme;
    CallLog &m_log;
    quint64 m_current = 0;
    bool m_atEnd = true;
    int m_painted = 0;
};

} // namespace watchglass
