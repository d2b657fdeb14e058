// SPDX-License-Identifier: GPL-3.0-or-later
/// Fusion, with outlines that can be seen on dark ground and without pictures of its own.
#pragma once

#include <QProxyStyle>

#include "widgets/theme.h"

namespace watchglass {

class HouseStyle : public QProxyStyle
{
    Q_OBJECT
public:
    explicit HouseStyle(const Theme &theme);

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *returned) const override;

private:
    void drawTabClose(const QStyleOption &option, QPainter &painter) const;

    const Theme &m_theme;
};

} // namespace watchglass
