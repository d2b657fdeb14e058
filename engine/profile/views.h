// SPDX-License-Identifier: Apache-2.0
/// What to look at in a profile: tables and trees of costs. Every one takes time for what is on the stacks, not for how
/// long was sampled, but for one pass over the samples.
#pragma once

#include "engine/profile/statistics.h"

namespace watchglass::profile {

struct Cost {
    uint64_t self = 0, total = 0;               ///< weight: without and with callees
    uint64_t selfSamples = 0, totalSamples = 0; ///< numbers of samples
    Cost &operator+=(const Cost &other);
};

/// The costs of each node of the profile.
std::vector<Cost> nodeCosts(const Profile &profile);

struct FunctionRow {
    uint32_t function = 0;
    Cost cost; ///< a function that is on a stack several times counts once
};
/// Those that cost anything, dearest itself first.
std::vector<FunctionRow> flat(const Profile &profile);

struct PlaceRow {
    uint32_t first = none, offset = none;
    Cost cost;
};
/// The instructions of a function, by offset.
std::vector<PlaceRow> instructions(const Profile &profile, uint32_t function);

/// A tree of functions. Node 0 is the root and stands for all; children come after their parents, dearest first.
struct Tree {
    struct Node {
        uint32_t function = none, parent = none;
        Cost cost;
        std::vector<uint32_t> children;
    };
    std::vector<Node> nodes;
};
/// Callers above callees. With `collapse`, calls from a function to itself, directly or not, are left out.
Tree topDown(const Profile &profile, bool collapse = false);
/// Each function with what it costs itself, under it its callers and how much of that is for them.
Tree bottomUp(const Profile &profile);

struct Neighbours {
    FunctionRow own;
    std::vector<FunctionRow> callers; ///< what the function, with its callees, costs on their behalf
    std::vector<FunctionRow> callees; ///< what they, with theirs, cost when it calls
};
/// Who calls a function and whom it calls, dearest first.
Neighbours neighbours(const Profile &profile, uint32_t function);

/// How much of the weight lies in host functions.
uint64_t hostWeight(const Profile &profile);

} // namespace watchglass::profile
