// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/house_style.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

namespace watchglass {

HouseStyle::HouseStyle(const Theme &theme)
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))), m_theme(theme)
{
}

void HouseStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    if (element == PE_IndicatorTabClose)
        return drawTabClose(*option, *painter);
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    // Fusion makes outlines by darkening the ground: on a dark one a field or a box would have none.
    if ((element == PE_FrameLineEdit && !(option->state & State_HasFocus)) || element == PE_IndicatorCheckBox) {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(m_theme.color(option->state & State_Enabled ? Theme::Color::Outline : Theme::Color::Border));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
        painter->restore();
    }
}

/// A cross in the colour of text, its ground only under the mouse: Fusion's red box shouts from every tab.
void HouseStyle::drawTabClose(const QStyleOption &option, QPainter &painter) const
{
    const bool hot = option.state & State_MouseOver && option.state & State_Enabled;
    if (hot) {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(Theme::Color::Border));
        painter.drawRoundedRect(option.rect, 3, 3);
        painter.restore();
    }
    const int inset = option.rect.width() / 6;
    m_theme.icon(QStringLiteral("close"), hot ? Theme::Color::Text : Theme::Color::DimText)
        .paint(&painter, option.rect.adjusted(inset, inset, -inset, -inset));
}

int HouseStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                          QStyleHintReturn *returned) const
{
    if (hint == SH_DialogButtonBox_ButtonsHaveIcons) // Qt's own are drawn for light ground
        return 0;
    if (hint == SH_Slider_AbsoluteSetButtons) // a click goes there
        return Qt::LeftButton;
    return QProxyStyle::styleHint(hint, option, widget, returned);
}

} // namespace watchglass
