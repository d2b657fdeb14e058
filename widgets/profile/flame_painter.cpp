// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/flame_painter.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "widgets/views/view_kit.h"

namespace watchglass {

using profile::FlameFrame;
using profile::FlameLayout;

namespace {

constexpr int mostNames = 20'000;

QColor mixed(const QColor &from, const QColor &to, double part)
{
    const auto mix = [part](int a, int b) { return int(std::lround(a + (b - a) * part)); };
    return {mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue())};
}

/// Neighbours of the colour, told apart by the text: the hue moves, the lightness stays.
QColor variant(const QColor &color, const std::string &of, int spread)
{
    const size_t hash = std::hash<std::string>()(of);
    const int hue = color.hslHue() + int(hash % size_t(2 * spread + 1)) - spread;
    const int saturation = color.hslSaturation() - int((hash >> 16) % 40);
    return QColor::fromHsl((hue + 360) % 360, std::clamp(saturation, 0, 255), color.lightness());
}

} // namespace

std::vector<QColor> flameColors(const Theme &theme, const profile::Digest &digest, FlameColors by,
                                const FlameChanges &changes)
{
    using Kind = profile::Function::Kind;
    const QColor guest = theme.color(Theme::Color::FlameGuest), host = theme.color(Theme::Color::FlameHost),
                 mark = theme.color(Theme::Color::FlameMark), hot = theme.color(Theme::Color::Dearer);
    const QColor cheap = theme.color(Theme::Color::Cheaper);
    double greatest = 1e-9;
    for (const double change : changes)
        greatest = std::max(greatest, std::abs(change));
    uint64_t dearest = 1;
    for (const profile::FunctionRow &row : digest.functions)
        dearest = std::max(dearest, row.cost.self);
    std::vector<QColor> colors;
    for (uint32_t i = 0; i < digest.profile->functions.size(); ++i) {
        const profile::Function &function = digest.profile->functions[i];
        const profile::FunctionRow *row = digest.row(i);
        const QColor kind = function.kind == Kind::Host ? host : function.kind == Kind::Mark ? mark : guest;
        switch (by) {
        case FlameColors::Function:
            colors.push_back(function.kind == Kind::Mark ? mark : variant(kind, function.name, 14));
            break;
        case FlameColors::Module:
            colors.push_back(function.kind == Kind::Guest ? variant(guest, function.module, 170) : kind);
            break;
        case FlameColors::Share:
            colors.push_back(mixed(mark, hot, row ? double(row->cost.self) / double(dearest) : 0));
            break;
        case FlameColors::Kind:
            colors.push_back(kind);
            break;
        case FlameColors::Change: {
            const double change = i < changes.size() ? changes[i] : 0; // the least that is sure can be seen
            const double part = 0.4 + 0.6 * std::abs(change) / greatest;
            colors.push_back(change == 0 ? mark : mixed(mark, change > 0 ? hot : cheap, part));
            break;
        }
        }
    }
    return colors;
}

int FlameSight::top(size_t level) const
{
    const int at = int(level) * row - scrolled;
    return rootsOnTop ? at : height - row - at;
}

int FlameSight::level(int y) const
{
    return ((rootsOnTop ? y : height - 1 - y) + scrolled) / row;
}

void FlamePainter::setLayout(profiling::DigestPtr digest, std::shared_ptr<const FlameLayout> layout)
{
    m_digest = std::move(digest);
    m_layout = std::move(layout);
    m_selected = profile::none;
    m_found.clear();
    themeChanged();
}

void FlamePainter::setColors(FlameColors by, FlameChanges changes)
{
    m_by = by;
    m_changes = std::move(changes);
    themeChanged();
}

void FlamePainter::setFound(std::vector<bool> found)
{
    m_found = std::move(found);
    mixColors();
}

void FlamePainter::themeChanged()
{
    m_names.clear();
    m_font = m_theme.monospace();
    m_letter = std::max(1, QFontMetrics(m_font).horizontalAdvance(QLatin1Char('0')));
    mixColors();
}

void FlamePainter::mixColors()
{
    const QColor mark = m_theme.color(Theme::Color::FlameMark), base = m_theme.color(Theme::Color::Base);
    m_ground = base.rgb();
    m_rest = mark.rgb();
    m_colors.clear();
    if (!m_digest)
        return;
    const QRgb pale = mixed(mark, base, 0.6).rgb(); // what a search did not find
    for (const QColor &color : flameColors(m_theme, *m_digest, m_by, m_changes))
        m_colors.push_back(m_found.empty() || isFound(uint32_t(m_colors.size())) ? color.rgb() : pale);
}

void FlamePainter::paint(QPainter &painter, const FlameSight &sight)
{
    painter.fillRect(0, 0, sight.width, sight.height, m_theme.color(Theme::Color::Base));
    if (!m_layout || sight.end <= sight.begin)
        return;
    painter.setFont(m_font);
    if (m_line.width() != sight.width)
        m_line = QImage(sight.width, 1, QImage::Format_RGB32);
    const int first = std::max(0, sight.level(sight.rootsOnTop ? 0 : sight.height - 1));
    const int last = sight.level(sight.rootsOnTop ? sight.height - 1 : 0);
    for (int level = first; level <= last && level < int(m_layout->depth()); ++level)
        paintLevel(painter, sight, size_t(level));
    if (m_selected >= m_layout->frames.size())
        return;
    const FlameFrame &chosen = m_layout->frames[m_selected];
    const double left = sight.x(double(chosen.begin)), right = sight.x(double(chosen.end));
    painter.setPen(QPen(m_theme.color(Theme::Color::Text), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(left, sight.top(m_layout->levelOf(m_selected)), std::max(2.0, right - left), sight.row)
                         .adjusted(1, 1, -2, -2));
}

/// The level is put together as a line of pixels, however many frames there are, and drawn as high as a frame is; then
/// come the names of those that are wide enough.
void FlamePainter::paintLevel(QPainter &painter, const FlameSight &sight, size_t level)
{
    const auto begin = m_layout->frames.begin() + m_layout->levels[level];
    const auto end = m_layout->frames.begin() + m_layout->levels[level + 1];
    const auto from = [&](auto first, double weight) {
        return std::upper_bound(first, end, weight,
                                [](double at, const FlameFrame &frame) { return at < double(frame.end); });
    };
    const int top = sight.top(level), height = sight.row - 1;
    auto *line = reinterpret_cast<QRgb *>(m_line.bits());
    std::fill(line, line + sight.width, m_ground);
    m_named.clear();
    for (auto at = from(begin, sight.begin); at != end && double(at->begin) < sight.end;) {
        const double left = std::max(0.0, sight.x(double(at->begin)));
        const double right = std::min(double(sight.width), sight.x(double(at->end)));
        const QRgb color = at->function == profile::none ? m_rest : m_colors[at->function];
        if (right - left < 0.5) { // all that share its column are passed over
            const int column = std::min(int(left), sight.width - 1);
            line[column] = color;
            const auto next = from(at, sight.weight(column + 1));
            at = next == at ? at + 1 : next;
            continue;
        }
        const int x = std::min(int(std::lround(left)), sight.width - 1);
        const int wide = std::clamp(int(std::lround(right)) - x, 1, sight.width - x);
        std::fill(line + x, line + x + (wide > 3 ? wide - 1 : wide), color);
        if (wide > 4 * m_letter || (wide > 3 && isFound(at->function)))
            m_named.emplace_back(QRect(x, top, wide, height), at->function);
        ++at;
    }
    painter.drawImage(QRect(0, top, sight.width, height), m_line, QRect(0, 0, sight.width, 1));
    painter.setPen(m_theme.color(Theme::Color::Text));
    for (const auto &[rect, function] : m_named) {
        if (isFound(function)) // not by colour alone
            painter.drawLine(rect.left(), rect.bottom(), rect.right() - 1, rect.bottom());
        if (rect.width() > 4 * m_letter)
            paintName(painter, rect, function);
    }
}

void FlamePainter::paintName(QPainter &painter, const QRect &rect, uint32_t function)
{
    const int letters = rect.width() / m_letter - 1;
    const auto length = [&] {
        return function == profile::none ? 0 : int(m_digest->profile->functions[function].name.size());
    };
    const quint64 key = quint64(function) << 32 | quint64(std::min(letters, std::max(8, length())));
    auto known = m_names.find(key);
    if (known == m_names.end()) {
        if (m_names.size() >= mostNames)
            m_names.clear();
        QString name = function == profile::none ? profiling::headline(*m_digest)
                                                 : views::text(m_digest->profile->functions[function].name);
        if (name.size() > letters)
            name = name.left(letters - 1) + QChar(0x2026);
        QStaticText text(name);
        text.setTextFormat(Qt::PlainText);
        text.setPerformanceHint(QStaticText::AggressiveCaching);
        text.prepare(QTransform(), m_font);
        known = m_names.insert(key, text);
    }
    const int down = (rect.height() - int(known->size().height())) / 2;
    painter.drawStaticText(rect.left() + m_letter / 2, rect.top() + down, *known);
}

} // namespace watchglass
