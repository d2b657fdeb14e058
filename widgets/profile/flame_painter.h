// SPDX-License-Identifier: GPL-3.0-or-later
/// Draws a flame graph in one pass: only what is in sight, and what is narrower than half a pixel only where nothing
/// else is.
#pragma once

#include <QFont>
#include <QHash>
#include <QImage>
#include <QRect>
#include <QStaticText>

#include <memory>
#include <vector>

#include "engine/profile/flame_layout.h"
#include "widgets/profile/profile_words.h"
#include "widgets/theme.h"

class QPainter;

namespace watchglass {

enum class FlameColors { Function, Module, Share, Kind, Change };

/// By how much of all each function became dearer since another run; 0 where that may be chance.
using FlameChanges = std::vector<double>;

/// A colour for each function of the profile; text can be read on all of them.
std::vector<QColor> flameColors(const Theme &theme, const profile::Digest &digest, FlameColors by,
                                const FlameChanges &changes = {});

/// What part of a layout lies where.
struct FlameSight {
    double begin = 0, end = 1; ///< weight, over the whole width
    int width = 1, height = 1, row = 16;
    int scrolled = 0; ///< pixels, from the root
    bool rootsOnTop = false;

    double x(double weight) const { return (weight - begin) / (end - begin) * width; }
    double weight(double x) const { return begin + x / width * (end - begin); }
    int top(size_t level) const;
    /// The level at a height; may be beyond the last.
    int level(int y) const;
};

class FlamePainter
{
public:
    explicit FlamePainter(const Theme &theme) : m_theme(theme) {}
    void setLayout(profiling::DigestPtr digest, std::shared_ptr<const profile::FlameLayout> layout);
    void setColors(FlameColors by, FlameChanges changes = {});
    void themeChanged();
    /// Functions that are searched for, by number; empty: nothing is.
    void setFound(std::vector<bool> found);
    void setSelected(uint32_t frame) { m_selected = frame; }
    void paint(QPainter &painter, const FlameSight &sight);

private:
    void paintLevel(QPainter &painter, const FlameSight &sight, size_t level);
    void paintName(QPainter &painter, const QRect &rect, uint32_t function);
    void mixColors();
    bool isFound(uint32_t function) const { return function < m_found.size() && m_found[function]; }

    const Theme &m_theme;
    profiling::DigestPtr m_digest;
    std::shared_ptr<const profile::FlameLayout> m_layout;
    FlameColors m_by = FlameColors::Function;
    FlameChanges m_changes;
    std::vector<QRgb> m_colors; ///< by function, as shown
    QRgb m_ground = 0, m_rest = 0;
    QImage m_line;                                   ///< one level, one pixel high
    std::vector<std::pair<QRect, uint32_t>> m_named; ///< of that level, with their functions
    std::vector<bool> m_found;
    uint32_t m_selected = profile::none;
    QHash<quint64, QStaticText> m_names; ///< by function and letters: laying a text out takes longer than drawing it
    QFont m_font;
    int m_letter = 8;
};

} // namespace watchglass
