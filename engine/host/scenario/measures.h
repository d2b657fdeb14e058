// SPDX-License-Identifier: Apache-2.0
/// What a scenario asserts, as `lost == 0`, `swaps.p99.9 <= 1.5 * quiet.p99.9`, `longestPause <= 20 ms`: comparisons of
/// sums of numbers, durations and measures. A measure with the name of a phase and a dot before it is of that phase,
/// else of all phases together.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/host/load/report.h"

namespace watchglass::scenario {

/// What is known when an assertion is checked.
struct Facts {
    std::vector<std::pair<std::string, std::shared_ptr<const load::Report>>> phases;
    bool healthy = true;     ///< every actor, provider and link of the host
    int64_t memoryGrown = 0; ///< bytes of this program since the last phase began
    uint64_t rollbacks = 0;  ///< modules that were swapped back by themselves
};

struct Measure {
    std::string_view name, help;
    bool isDuration;
};
/// All there are; beside them `status.N`, the answers with that status.
const std::vector<Measure> &allMeasures();

class Assertion
{
public:
    struct Read;
    /// An error tells what cannot be read, and where.
    static Read read(const std::string &text, const std::vector<std::string> &phases);

    const std::string &text() const { return m_text; }
    struct Verdict {
        bool holds = false;
        std::string values; ///< "lost = 3"
    };
    Verdict check(const Facts &facts) const;

private:
    struct Node; ///< of an expression
    friend class AssertionReader;
    std::string m_text;
    std::shared_ptr<const Node> m_root; ///< a comparison
};
struct Assertion::Read {
    std::optional<Assertion> assertion;
    std::string error;
};

} // namespace watchglass::scenario
