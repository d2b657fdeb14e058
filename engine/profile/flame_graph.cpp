// SPDX-License-Identifier: Apache-2.0
/// A flame graph as a picture: callers below, callees on them, as wide as their share. Every box tells its numbers to a
/// mouse that rests on it.
#include <cstdio>

#include "engine/profile/format_parts.h"
#include "engine/profile/views.h"

namespace watchglass::profile {

namespace {

constexpr double width = 1200, margin = 10, rowHeight = 18, head = 40, narrowest = 0.2;
constexpr double characterWidth = 7; ///< of the font, about

std::string escaped(std::string_view text)
{
    std::string safe;
    for (const char c : text) {
        switch (c) {
        case '<':
            safe += "&lt;";
            break;
        case '>':
            safe += "&gt;";
            break;
        case '&':
            safe += "&amp;";
            break;
        case '"':
            safe += "&quot;";
            break;
        default:
            safe += uint8_t(c) < 0x20 ? ' ' : c;
        }
    }
    return safe;
}

/// As many characters as fit, never half of one.
std::string cut(const std::string &name, double room)
{
    const auto most = size_t(room / characterWidth);
    if (name.size() <= most)
        return name;
    if (most < 3)
        return {};
    size_t end = most - 1;
    while (end > 0 && (uint8_t(name[end]) & 0xc0) == 0x80)
        --end;
    return name.substr(0, end) + "…";
}

/// The same colour for the same name; hosts are blue, so that they stand out.
std::string colour(const Function &function)
{
    uint32_t hash = 2166136261; // FNV-1a
    for (const char c : function.name)
        hash = (hash ^ uint8_t(c)) * 16777619;
    char text[40];
    const unsigned hue = function.kind == Function::Kind::Host ? 205 + hash % 20 : 15 + hash % 40;
    std::snprintf(text, sizeof text, "hsl(%u, %u%%, 70%%)", hue, function.kind == Function::Kind::Mark ? 0 : 80);
    return text;
}

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

class Picture
{
public:
    explicit Picture(const Profile &profile) : m_profile(profile), m_tree(topDown(profile)) {}

    std::string draw()
    {
        place();
        const double height = head + (m_deepest + 1) * rowHeight + margin;
        std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + number(width) + "\" height=\"" +
                           number(height) + "\" viewBox=\"0 0 " + number(width) + " " + number(height) +
                           "\" font-family=\"monospace\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" "
                           "fill=\"#fff\"/>\n<text x=\"" +
                           number(margin) + "\" y=\"24\" font-size=\"16\">" + escaped(title()) + "</text>\n";
        for (const Box &box : m_boxes)
            text += drawn(box, height);
        return text + "</svg>\n";
    }

private:
    struct Box {
        uint32_t node;
        unsigned depth;
        double x, width;
    };

    std::string title() const { return m_profile.name + " – " + std::to_string(m_profile.samples.size()) + " samples"; }

    /// Without recursion: stacks may be deep.
    void place()
    {
        m_boxes.push_back({0, 0, margin, width - 2 * margin});
        const double whole = double(m_tree.nodes[0].cost.total);
        for (size_t i = 0; i < m_boxes.size() && whole > 0; ++i) {
            const Box box = m_boxes[i];
            m_deepest = std::max(m_deepest, box.depth);
            double x = box.x;
            for (const uint32_t child : m_tree.nodes[box.node].children) {
                const double wide = double(m_tree.nodes[child].cost.total) / whole * (width - 2 * margin);
                if (wide >= narrowest)
                    m_boxes.push_back({child, box.depth + 1, x, wide});
                x += wide;
            }
        }
    }

    std::string drawn(const Box &box, double height) const
    {
        const Tree::Node &node = m_tree.nodes[box.node];
        static const Function everything{Function::Kind::Mark, "all", "all", "", none};
        const Function &function = node.function == none ? everything : m_profile.functions[node.function];
        const double y = height - margin - (box.depth + 1) * rowHeight;
        const double whole = double(m_tree.nodes[0].cost.total);
        const double share = whole > 0 ? 100 * double(node.cost.total) / whole : 0;
        std::string text = "<g><title>" + escaped(function.name) + ": " + number(share) + " %, " +
                           std::to_string(node.cost.totalSamples) + " samples</title><rect x=\"" + number(box.x) +
                           "\" y=\"" + number(y) + "\" width=\"" + number(box.width) + "\" height=\"" +
                           number(rowHeight - 1) + "\" fill=\"" + colour(function) + "\" rx=\"2\"/>";
        if (const std::string name = cut(function.name, box.width - 6); !name.empty())
            text += "<text x=\"" + number(box.x + 3) + "\" y=\"" + number(y + 13) + "\">" + escaped(name) + "</text>";
        return text + "</g>\n";
    }

    const Profile &m_profile;
    const Tree m_tree;
    std::vector<Box> m_boxes;
    unsigned m_deepest = 0;
};

} // namespace

std::string writeFlameGraph(const Profile &profile)
{
    return Picture(profile).draw();
}

} // namespace watchglass::profile
