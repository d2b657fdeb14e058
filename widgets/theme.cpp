// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include <QDir>
#include <QFile>
#include <QFontDatabase>
#include <QIconEngine>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMetaEnum>
#include <QPainter>
#include <QSvgRenderer>

// Outside the namespace, as the resource's symbol is: a static library's resources are dropped unless they are named.
static void initResources()
{
    Q_INIT_RESOURCE(watchglass);
}

namespace watchglass {

namespace {

/// Renders the drawing anew at each size and device pixel ratio, so that it is never blurred.
class SvgIconEngine : public QIconEngine
{
public:
    SvgIconEngine(QByteArray svg, QColor color, QColor disabled)
        : m_svg(std::move(svg)), m_color(color), m_disabled(disabled)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QSize size = rect.size() * painter->device()->devicePixelRatioF();
        if (m_drawn.size() != size || m_mode != mode)
            draw(size, mode);
        painter->drawImage(rect, m_drawn);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new SvgIconEngine(*this); }

private:
    void draw(QSize size, QIcon::Mode mode)
    {
        QByteArray svg = m_svg;
        svg.replace("currentColor", (mode == QIcon::Disabled ? m_disabled : m_color).name().toLatin1());
        QSvgRenderer renderer(svg);
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        m_drawn = QImage(size, QImage::Format_ARGB32_Premultiplied);
        m_drawn.fill(Qt::transparent);
        QPainter painter(&m_drawn);
        renderer.render(&painter);
        m_mode = mode;
    }

    QByteArray m_svg;
    QColor m_color, m_disabled;
    QImage m_drawn; ///< the last size asked for
    QIcon::Mode m_mode = QIcon::Normal;
};

QJsonObject themeFile(const QString &name)
{
    QFile file(QStringLiteral(":/watchglass/themes/%1.json").arg(name));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

} // namespace

Theme::Theme(QObject *parent) : QObject(parent), m_monospace(QFontDatabase::systemFont(QFontDatabase::FixedFont))
{
    initResources();
    m_monospace.setStyleHint(QFont::Monospace);
    load();
}

void Theme::setScheme(Scheme scheme)
{
    if (scheme == m_scheme)
        return;
    m_scheme = scheme;
    load();
    emit changed();
}

void Theme::setColorBlindSafe(bool safe)
{
    if (safe == m_safe)
        return;
    m_safe = safe;
    load();
    emit changed();
}

void Theme::setMonospace(const QFont &font)
{
    if (font == m_monospace)
        return;
    m_monospace = font;
    m_monospace.setStyleHint(QFont::Monospace);
    emit changed();
}

void Theme::load()
{
    const QString name = m_scheme == Scheme::Light ? QStringLiteral("light") : QStringLiteral("dark");
    QJsonObject file = themeFile(name);
    if (m_safe) {
        const QJsonObject overrides = themeFile(name + QStringLiteral("-safe"));
        for (auto it = overrides.begin(); it != overrides.end(); ++it)
            file.insert(it.key(), it.value());
    }
    m_icons.clear();
    const QMetaEnum keys = QMetaEnum::fromType<Color>();
    for (int i = 0; i < keys.keyCount(); ++i)
        m_colors.insert(keys.value(i), QColor(file.value(QLatin1String(keys.key(i))).toString()));
}

QPalette Theme::palette() const
{
    QPalette palette(color(Color::Text), color(Color::Window));
    palette.setColor(QPalette::Base, color(Color::Base));
    palette.setColor(QPalette::AlternateBase, color(Color::AlternateBase));
    palette.setColor(QPalette::Text, color(Color::Text));
    palette.setColor(QPalette::WindowText, color(Color::Text));
    palette.setColor(QPalette::Button, color(Color::Window));
    palette.setColor(QPalette::ButtonText, color(Color::Text));
    palette.setColor(QPalette::BrightText, color(Color::Error));
    palette.setColor(QPalette::ToolTipBase, color(Color::AlternateBase));
    palette.setColor(QPalette::ToolTipText, color(Color::Text));
    palette.setColor(QPalette::PlaceholderText, color(Color::DimText));
    palette.setColor(QPalette::Highlight, color(Color::Accent));
    palette.setColor(QPalette::HighlightedText, color(Color::AccentText));
    palette.setColor(QPalette::Link, color(Color::Accent));
    palette.setColor(QPalette::LinkVisited, color(Color::Label));
    palette.setColor(QPalette::Light, color(Color::Base));
    palette.setColor(QPalette::Midlight, color(Color::AlternateBase));
    palette.setColor(QPalette::Mid, color(Color::Border));
    palette.setColor(QPalette::Dark, color(Color::Border).darker(130));
    palette.setColor(QPalette::Shadow, color(Color::Border).darker(200));
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, color(Color::MemoryZero));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, color(Color::Border));
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, color(Color::Text));
    return palette;
}

QStringList Theme::iconNames()
{
    initResources();
    QStringList names = QDir(QStringLiteral(":/watchglass/icons")).entryList({QStringLiteral("*.svg")});
    for (QString &name : names)
        name.chop(4);
    return names;
}

QIcon Theme::icon(const QString &name) const
{
    return icon(name, Color::Text);
}

QIcon Theme::icon(const QString &name, Color color) const
{
    QIcon &icon = m_icons[{name, int(color)}];
    QFile file(QStringLiteral(":/watchglass/icons/%1.svg").arg(name));
    if (icon.isNull() && file.open(QIODevice::ReadOnly))
        icon = QIcon(new SvgIconEngine(file.readAll(), this->color(color), this->color(Color::Border)));
    return icon;
}

} // namespace watchglass
