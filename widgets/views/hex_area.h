// SPDX-License-Identifier: GPL-3.0-or-later
/// Bytes as hexadecimal and text. Asks its source for the visible ones only, so that size does not matter; addresses
/// are 64 bits throughout.
#pragma once

#include <QAbstractScrollArea>

#include <functional>
#include <optional>

#include "widgets/theme.h"

class QMenu;

namespace watchglass {

struct HexByte {
    bool known = false;
    quint8 value = 0;
    bool changed = false;
    bool watched = false; ///< somebody waits for it to change
};
/// Bytes [begin, end).
struct ByteRange {
    quint64 begin = 0, end = 0;
    bool contains(quint64 address) const { return begin <= address && address < end; }
    bool operator==(const ByteRange &) const = default;
};

class HexArea : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit HexArea(const Theme &theme, QWidget *parent = nullptr);
    void setSource(std::function<HexByte(quint64 address)> source) { m_source = std::move(source); }
    QSize sizeHint() const override; ///< as wide as a row
    void setBytesPerRow(int bytes);  ///< 16 at first
    void setSize(quint64 bytes);
    quint64 size() const { return m_size; }
    void setEditable(bool on) { m_editable = on; }
    void setEmptyText(const QString &text) { m_emptyText = text; }
    /// Entries below those of the clipboard in the context menu; the selection is what they are about.
    void setMenu(std::function<void(QMenu &)> extend) { m_extendMenu = std::move(extend); }

    quint64 caret() const { return m_caret; }
    /// Moves caret and selection there and scrolls until it is seen; clamped to the size.
    void goTo(quint64 address, quint64 selected = 1);
    ByteRange selection() const;   ///< at least the byte at the caret; empty without bytes
    void setMark(ByteRange range); ///< a second selection that others set, painted behind
    ByteRange visibleRange() const;
    QString caretText() const;                        ///< the row of the caret in words: "0x30: 00 01 …"
    int rowsPainted() const { return m_rowsPainted; } ///< by the last paint: a test counts them
    QRect byteRect(quint64 address) const;            ///< in the viewport; of its hexadecimal form

    void copyHex() const;
    void copyText() const;

signals:
    void caretMoved(quint64 address);
    void visibleRangeChanged();
    void byteTyped(quint64 address, quint8 value);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    struct Hit {
        quint64 address = 0;
        bool text = false;
    };
    void measure();
    void layoutBars();
    void setTop(quint64 row);
    quint64 rows() const;
    quint64 maxTop() const;
    int visibleRows() const;
    int addressDigits() const;
    int hexLeft(int column) const; ///< in characters from the left edge
    int textLeft(int column) const;
    int rowWidth() const;
    std::optional<Hit> hitAt(const QPoint &point) const;
    void moveCaret(quint64 address, bool extend);
    bool navigate(QKeyEvent *event);
    bool typeInto(const QString &text);
    void commitNibble();
    void paintRow(QPainter &painter, quint64 row, int y);
    void paintByte(QPainter &painter, quint64 address, int column, int y);
    void paintCaret(QPainter &painter, const QRect &rect, bool active);
    QByteArray selectedBytes() const;
    void announce();

    const Theme &m_theme;
    std::function<HexByte(quint64)> m_source;
    std::function<void(QMenu &)> m_extendMenu;
    QString m_emptyText;
    quint64 m_size = 0, m_top = 0, m_caret = 0, m_anchor = 0;
    ByteRange m_mark;
    int m_perRow = 16, m_shift = 0, m_rowsPainted = 0;
    int m_charWidth = 1, m_rowHeight = 1, m_ascent = 0;
    bool m_editable = false, m_inText = false, m_movingBar = false;
    int m_nibble = -1; ///< the first half of a byte being typed
};

} // namespace watchglass
