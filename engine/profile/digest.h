// SPDX-License-Identifier: Apache-2.0
/// What views show of a profile, worked out once.
#pragma once

#include <memory>

#include "engine/profile/filter.h"
#include "engine/profile/views.h"

namespace watchglass::profile {

struct Digest {
    std::shared_ptr<const Profile> profile; ///< never null
    uint64_t whole = 0, host = 0;           ///< weight
    double effective = 0;                   ///< samples, as in statistics.h
    std::vector<FunctionRow> functions;     ///< dearest first
    std::vector<PlaceRow> places; ///< instructions of guest functions, by offset; only what they cost themselves

    /// Of the whole; of what was counted exactly without doubt.
    Share share(uint64_t weight) const;
    const FunctionRow *row(uint32_t function) const; ///< null when it cost nothing
    /// Whether a number that rests on so many samples should be marked as doubtful.
    bool doubtful(uint64_t samples) const { return !profile->exact && samples < fewSamples; }

private:
    friend Digest digestOf(std::shared_ptr<const Profile> profile);
    std::vector<uint32_t> m_rowOf; ///< by function
};

Digest digestOf(std::shared_ptr<const Profile> profile);

} // namespace watchglass::profile
