// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/popup.h"

#include <algorithm>

namespace watchglass::editor {

Popup::Popup(EditorContext &context) : QFrame(&context.editor), m(context)
{
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    hide();
}

void Popup::applyTheme()
{
    QPalette palette = m.theme.palette();
    palette.setColor(QPalette::Window, m.color(Theme::Color::AlternateBase));
    palette.setColor(QPalette::Base, m.color(Theme::Color::AlternateBase));
    setPalette(palette);
}

void Popup::showAt(quint32 offset, QSize size)
{
    QWidget *window = m.editor.window();
    if (parentWidget() != window)
        setParent(window);
    const QPoint place = m.editor.viewport()->mapTo(window, m.sci.point(offset));
    const int lineHeight = m.sci.lineHeight();
    const int below = window->height() - place.y() - lineHeight, above = place.y();
    const bool under = below >= size.height() || below >= above;
    size.setHeight(std::min(size.height(), (under ? below : above) - 2));
    size.setWidth(std::min(size.width(), window->width() - 4));
    const int x = std::clamp(place.x() - 4, 2, std::max(2, window->width() - size.width() - 2));
    setGeometry(QRect(QPoint(x, under ? place.y() + lineHeight + 1 : place.y() - size.height() - 1), size));
    show();
    raise();
}

} // namespace watchglass::editor
