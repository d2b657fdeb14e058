// SPDX-License-Identifier: Apache-2.0
/// Where the frames of a flame graph lie: level by level from left to right, so that what is in sight of any stretch is
/// found by binary search, however many frames there are.
#pragma once

#include "engine/profile/views.h"

namespace watchglass::profile {

struct FlameFrame {
    uint64_t begin = 0, end = 0; ///< weight
    uint32_t parent = none;      ///< a frame of the level before
    uint32_t function = none;    ///< of the first frame, which stands for all: none
    Cost cost;
};

struct FlameLayout {
    std::vector<FlameFrame> frames; ///< by level, in it by `begin`; the first stands for all
    std::vector<uint32_t> levels;   ///< the first frame of each level, and behind them their number
    bool tooMany = false;
    size_t depth() const { return levels.empty() ? 0 : levels.size() - 1; }
    uint64_t whole() const { return frames.empty() ? 0 : frames.front().end; }
    uint32_t levelOf(uint32_t frame) const;
    /// The frame of a level that holds this weight, or `none`.
    uint32_t at(size_t level, uint64_t weight) const;
};

/// Equal stacks become one, dearest first.
FlameLayout flameOf(const Tree &tree);
inline constexpr size_t mostFramesInTime = 2'000'000;
/// Samples in the order of time; what two neighbours have in common goes on. With more than so many frames there is no
/// layout but `tooMany`.
FlameLayout flameInTime(const Profile &profile, size_t mostFrames = mostFramesInTime);

} // namespace watchglass::profile
