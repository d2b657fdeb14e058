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

/// What becomes of what is met. All but the first are for a run that comes again (time_line.h).
enum class Telling : uint8_t {
    All,
    Stops,  ///< the machine stops; nothing is logged
    Counts, ///< only the hits of those with conditions count: others are not met, so that the run is as fast as it can
            ///< be
    Nothing,
};

class Breakpoints
{
public:
    using Counts = std::map<uint64_t, uint64_t>; ///< hits, by id
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
    std::vector<uint64_t> hit(const exec::Place &place); ///< in code of another instance there is none
    /// Which those are, uncounted.
    std::vector<uint64_t> at(const exec::Place &place) const;
    /// The ids of others that wanted the machine's last stop.
    std::vector<uint64_t> wanted(const std::vector<uint64_t> &probes) const;
    /// Why a condition could not be computed, since it was last asked for.
    std::string takeComplaint();
    const Counts &counts() const { return m_counts; }

    void setTelling(Telling telling);
    /// A run is recorded from here: it is remembered when those without conditions were hit. `stopped`: those where the
    /// machine stands were, just now.
    void beginHistory(bool stopped);
    /// The run is at a moment again – the machine's clock – when these were the counts of those with conditions. What
    /// was logged after it is not logged again.
    void setCounts(const Counts &counts);
    void countFromHistory(); ///< those without conditions, as at this moment
    /// The run takes another way from here: what it logs is new.
    void forgetWhatFollows();

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
    Telling m_telling = Telling::All;
    Counts m_counts;
    Counts m_logged;                                  ///< the last hit of each that was logged
    Counts m_before;                                  ///< the history's beginning
    std::map<uint64_t, std::set<uint64_t>> m_history; ///< moments of hits, by id; not of those with conditions
    std::vector<BreakpointProblem> m_problems;
    std::string m_complaint;
};

} // namespace watchglass::debug
