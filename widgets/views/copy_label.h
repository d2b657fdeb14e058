// SPDX-License-Identifier: GPL-3.0-or-later
/// A text that never makes its dock wider and is copied as a whole: by Ctrl+C where the focus is, or by its menu.
#pragma once

#include <QLabel>

#include <optional>

#include "widgets/theme.h"

class QTextLayout;

namespace watchglass {

class CopyLabel : public QLabel
{
    Q_OBJECT
public:
    enum class Form {
        Sentence, ///< broken into lines, within words where it must be
        Key,      ///< one line in the monospace font that gives way in its middle
    };
    /// `name` says what the text is: "Issuer".
    CopyLabel(const Theme &theme, const QString &name, Form form, QWidget *parent = nullptr);

    /// Very long ones are shown up to some point; the copy is whole.
    void setWhole(const QString &text);
    const QString &whole() const { return m_whole; }
    void setColor(std::optional<Theme::Color> color);
    std::optional<Theme::Color> color() const { return m_color; }
    /// Sentences with more lines end in "…" and stand in the tip.
    void setMostLines(int lines);
    void copy() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return m_form == Form::Sentence; }
    int heightForWidth(int width) const override;

signals:
    void stepped(int by); ///< arrow up or down: to the neighbour
    void focused();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QFont shownFont() const;
    int lay(QTextLayout &layout, int width) const;
    void nameAloud();

    const Theme &m_theme;
    const QString m_name;
    const Form m_form;
    QString m_whole;
    std::optional<Theme::Color> m_color;
    int m_mostLines = 1000;
};

} // namespace watchglass
