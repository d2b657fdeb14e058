// SPDX-License-Identifier: GPL-3.0-or-later
/// The flame graph itself: wheel zooms, dragging moves, arrow keys walk from frame to frame.
#pragma once

#include <QAbstractScrollArea>

#include "widgets/profile/flame_painter.h"

namespace watchglass {

class FlameArea : public QAbstractScrollArea
{
    Q_OBJECT
public:
    using LayoutPtr = std::shared_ptr<const profile::FlameLayout>;

    explicit FlameArea(const Theme &theme, QWidget *parent = nullptr);
    void setLayout(profiling::DigestPtr digest, LayoutPtr layout);
    const LayoutPtr &frames() const { return m_layout; }
    void setEmptyText(const QString &text);
    void setColors(FlameColors by, FlameChanges changes = {});
    void setRootsOnTop(bool on);
    void setFound(std::vector<bool> found);
    /// The widest frame of a function, unless the one in hand is of it; without a signal.
    void selectFunction(quint32 function);
    void select(quint32 frame, bool reveal = true);
    quint32 selected() const { return m_selected; }
    void zoomTo(double begin, double end); ///< weight
    void reset();
    const FlameSight &sight() const { return m_sight; }
    bool zoomed() const;
    QString selectedText() const; ///< for reading aloud

signals:
    void frameChosen(quint32 frame); ///< by the user
    void frameActivated(quint32 frame);
    void menuWanted(quint32 frame, const QPoint &globalPos);
    void escaped(); ///< Escape, and nothing was zoomed

protected:
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void scrollContentsBy(int, int) override;

private:
    void measure();
    void zoomAround(double x, double factor);
    quint32 frameAt(const QPoint &point) const;
    quint32 neighbour(int key) const;
    void choose(quint32 frame);
    void zoomToFrame(quint32 frame);

    const Theme &m_theme;
    FlamePainter m_painter;
    profiling::DigestPtr m_digest;
    LayoutPtr m_layout;
    FlameSight m_sight;
    quint32 m_selected = profile::none;
    QString m_emptyText;
    QPoint m_pressed, m_dragged;
    bool m_dragging = false, m_down = false;
};

} // namespace watchglass
