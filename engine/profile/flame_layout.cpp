// SPDX-License-Identifier: Apache-2.0
#include "engine/profile/flame_layout.h"

#include <algorithm>

#include "engine/base/interactive.h"

namespace watchglass::profile {

uint32_t FlameLayout::levelOf(uint32_t frame) const
{
    return uint32_t(std::upper_bound(levels.begin(), levels.end(), frame) - levels.begin() - 1);
}

uint32_t FlameLayout::at(size_t level, uint64_t weight) const
{
    if (level >= depth())
        return none;
    const auto begin = frames.begin() + levels[level], end = frames.begin() + levels[level + 1];
    const auto behind =
        std::upper_bound(begin, end, weight, [](uint64_t at, const FlameFrame &frame) { return at < frame.begin; });
    if (behind == begin || std::prev(behind)->end <= weight)
        return none;
    return uint32_t(std::prev(behind) - frames.begin());
}

FlameLayout flameOf(const Tree &tree)
{
    longCall("profile::flameOf");
    FlameLayout layout;
    if (tree.nodes.empty() || tree.nodes[0].cost.total == 0)
        return layout;
    layout.frames.reserve(tree.nodes.size());
    std::vector<uint32_t> of{0}; ///< the tree's node of each frame
    layout.frames.push_back({0, tree.nodes[0].cost.total, none, none, tree.nodes[0].cost});
    layout.levels = {0, 1};
    for (size_t level = 0; layout.levels[level] < layout.levels[level + 1]; ++level) {
        for (uint32_t i = layout.levels[level]; i < layout.levels[level + 1]; ++i) {
            uint64_t at = layout.frames[i].begin;
            for (const uint32_t child : tree.nodes[of[i]].children) {
                const Tree::Node &node = tree.nodes[child];
                if (node.cost.total == 0)
                    continue;
                layout.frames.push_back({at, at + node.cost.total, i, node.function, node.cost});
                of.push_back(child);
                at += node.cost.total;
            }
        }
        layout.levels.push_back(uint32_t(layout.frames.size()));
    }
    layout.levels.pop_back(); // the level without frames
    return layout;
}

FlameLayout flameInTime(const Profile &profile, size_t mostFrames)
{
    longCall("profile::flameInTime");
    std::vector<std::vector<FlameFrame>> levels;
    std::vector<uint32_t> stack; ///< functions of the sample before, from the outermost
    std::vector<uint32_t> functions;
    uint64_t at = 0;
    size_t frames = 0;
    for (const Sample &sample : profile.samples) {
        functions.clear();
        for (uint32_t node = sample.node; node != none; node = profile.nodes[node].parent)
            functions.push_back(profile.places[profile.nodes[node].place].function);
        std::reverse(functions.begin(), functions.end());
        const auto [same, other] = std::mismatch(functions.begin(), functions.end(), stack.begin(), stack.end());
        const auto common = size_t(same - functions.begin());
        frames += functions.size() - common;
        if (frames > mostFrames) {
            FlameLayout none;
            none.tooMany = true;
            return none;
        }
        if (levels.size() < functions.size())
            levels.resize(functions.size());
        for (size_t level = 0; level < functions.size(); ++level) {
            if (level >= common)
                levels[level].push_back(
                    {at, at, level == 0 ? none : uint32_t(levels[level - 1].size() - 1), functions[level], {}});
            FlameFrame &frame = levels[level].back();
            const bool innermost = level + 1 == functions.size();
            frame.end = at + sample.weight;
            frame.cost += {innermost ? sample.weight : 0, sample.weight, innermost, 1};
        }
        stack = functions;
        at += sample.weight;
    }
    FlameLayout layout;
    if (at == 0)
        return layout;
    layout.frames.push_back({0, at, none, none, {0, at, 0, profile.samples.size()}});
    layout.levels = {0, 1};
    for (std::vector<FlameFrame> &level : levels) {
        const uint32_t before = layout.levels[layout.levels.size() - 2];
        for (FlameFrame &frame : level)
            frame.parent = frame.parent == none ? 0 : frame.parent + before;
        layout.frames.insert(layout.frames.end(), level.begin(), level.end());
        layout.levels.push_back(uint32_t(layout.frames.size()));
    }
    return layout;
}

} // namespace watchglass::profile
