// SPDX-License-Identifier: Apache-2.0
/// All breakpoints of one machine: those of the user, with conditions, hit counts and texts to be logged, and the ones
/// a step needs for a moment.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "engine/debug/expression.h"
#include "engine/exec/machine.h"

namespace watchglass::debug {

/// Which of its hits a breakpoint takes notice of; they count from 1.
struct HitRule {
    enum class Kind : uint8_t { All, Exactly, Every, From } kind = Kind::All;
    uint64_t count = 1;
    bool holds(uint64_t hit) const;
};

struct Breakpoint {
    uint64_t id = 0; ///< chosen by the client
    uint32_t offset = 0;
    bool enabled = true;
    std::string condition = {}; ///< an expression (expression.h); a hit counts when it is true, or cannot be computed
    HitRule hits = {};
    std::string log = {}; ///< a template; with one, it is logged instead of stopping
    bool isSimple() const { return condition.empty() && hits.kind == HitRule::Kind::All && log.empty(); }
    bool operator==(const Breakpoint &) const;
};

struct BreakpointProblem {
    uint64_t id = 0;
    bool inLog = false; ///< else in the condition
    TextProblem problem;
};

class Breakpoints
{
public:
    using Log = std::function<void(uint64_t id, std::string text)>;
    explicit Breakpoints(exec::Machine &machine, Log log = {});
    ~Breakpoints();

    /// Moves them all to this instance; null takes them out of the machine. Counts start anew.
    void attach(exec::Instance *instance);
    /// Replaces the user's breakpoints; those whose id stays keep their count.
    void set(std::vector<Breakpoint> all);
    void setTemporary(std::set<uint32_t> offsets);
    /// Of texts that do not fit where the breakpoint stands, which therefore never stops.
    const std::vector<BreakpointProblem> &problems() const { return m_problems; }

    /// Counts a hit for the enabled breakpoints at this offset that have no conditions and returns their ids.
    std::vector<uint64_t> hit(uint32_t offset);
    /// The ids of others that wanted the machine's last stop.
    std::vector<uint64_t> wanted(const std::vector<uint64_t> &probes) const;
    /// Why a condition could not be computed, since it was last asked for.
    std::string takeComplaint();
    const std::map<uint64_t, uint64_t> &counts() const { return m_counts; }

private:
    class Guarded;
    void sync();
    void guard(const Breakpoint &breakpoint);

    exec::Machine &m_machine;
    const Log m_log;
    exec::Instance *m_instance = nullptr;
    std::vector<Breakpoint> m_user;
    std::set<uint32_t> m_temporary, m_placed;
    struct Placed {
        Breakpoint as;
        uint64_t probe = 0;
    };
    std::vector<Placed> m_guarded;
    std::map<uint64_t, uint64_t> m_counts;
    std::vector<BreakpointProblem> m_problems;
    std::string m_complaint;
};

} // namespace watchglass::debug
