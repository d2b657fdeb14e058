// SPDX-License-Identifier: Apache-2.0
/// Going back in a run. A moment is a number of completed instructions. What the host answers is recorded, and
/// checkpoints are taken on the way, at distances that double when there are too many, when they hold too much, or when
/// taking them takes too long; so any earlier moment is reached by going back to the checkpoint before it and running
/// forward again, the same way as the first time. Nothing that was told then is told again.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/debug/breakpoints.h"
#include "engine/debug/watchpoints.h"
#include "engine/exec/checkpoint.h"
#include "engine/exec/host_tape.h"
#include "engine/exec/machine.h"

namespace watchglass::debug {

struct TimeLineOptions {
    size_t mostCheckpoints = 64;
    uint64_t firstDistance = 4'000'000;     ///< instructions
    uint64_t mostBytes = uint64_t(1) << 30; ///< in all checkpoints
    uint64_t piece = ~uint64_t(0);          ///< instructions that are travelled at a time
};

/// What stopped the machine at a place on the way.
struct Met {
    std::vector<uint64_t> breakpoints; ///< ids
    std::vector<WatchHit> watchHits;
};

/// What a way back looks for.
class Goal
{
public:
    virtual ~Goal() = default;
    /// A stretch of the run is gone through, from where the machine stands. The last stretch comes first.
    virtual void stretchBegins() {}
    /// The machine stands at a breakpoint, or where a probe stopped it; asked in the order of the run, and the last
    /// place of a stretch that is one counts.
    virtual bool isGoal(const Met &met) = 0;
};
/// The places where the run would stop by itself.
class BreakpointGoal : public Goal
{
public:
    bool isGoal(const Met &met) override { return !met.breakpoints.empty() || !met.watchHits.empty(); }
};

class TimeLine
{
public:
    /// Of a machine that was just started with this call, or stands in it, and must outlive the line, as must what may
    /// be null. The machine counts from then on.
    struct Parts {
        exec::Machine &machine;
        std::shared_ptr<exec::Function> function = nullptr; ///< to return into a call that is over
        std::vector<exec::Value> arguments = {};
        Breakpoints *breakpoints = nullptr;
        Watchpoints *watchpoints = nullptr;
        bool stopped = false; ///< the machine was not just started; the breakpoints where it stands were met
    };
    explicit TimeLine(Parts parts, const TimeLineOptions &options = {});
    ~TimeLine(); ///< the machine counts no more
    TimeLine(const TimeLine &) = delete;

    /// As those of the machine, recorded. `Machine::answer` needs no such care.
    exec::Stop run();
    exec::Stop step();

    uint64_t now() const { return m.machine.instructions(); }
    uint64_t first() const; ///< the earliest moment that can be reached
    uint64_t end() const;   ///< the last one that can; of a call that is over not its end
    uint64_t last() const { return std::max(m_last, now()); }
    /// Why no moment can be reached any more; empty when that is not so.
    const std::string &problem() const { return m_problem; }
    /// Instructions that have to be run to get to that moment.
    uint64_t distanceTo(uint64_t moment) const;
    /// How long that will take, by the speed of the run so far.
    double secondsFor(uint64_t instructions) const;

    // A way to another moment, in pieces: `travel` goes on until it ends or the machine is wanted for something else.
    enum class Progress : uint8_t {
        UnderWay,
        There,
        AtStart, ///< there is no goal: the machine stands at the first moment
        Lost,    ///< out of reach, or the machine's call was given up
    };
    void setOut(uint64_t moment);
    void setOutBack(std::shared_ptr<Goal> goal);
    Progress travel();
    bool travelling() const { return m_way.has_value(); }
    void giveUp();          ///< the machine stays where it is
    uint64_t ahead() const; ///< instructions to be run on this way, as far as is known
    /// What was met at the goal, where the machine stands now.
    Met takeMet() { return std::exchange(m_met, {}); }

    /// All at once: whether the machine stands there.
    bool goTo(uint64_t moment);
    bool goBack(std::shared_ptr<Goal> goal);
    /// The state was changed by hand: what was recorded after now will not come. `waits`: a host's call waits for its
    /// answer.
    void forgetWhatFollows(bool waits = false);

private:
    struct Mark {
        std::shared_ptr<const exec::Checkpoint> checkpoint;
        size_t tape = 0;
        Breakpoints::Counts counts;
        bool changed = false; ///< by hand: no earlier checkpoint leads to what follows
        bool met = false;     ///< breakpoints here are in the counts
    };
    /// A way back looks through the run from its end: through windows that grow, in the stretch from the last
    /// checkpoint and where breakpoints are met too often to look at all of them, else through whole stretches.
    struct Way {
        uint64_t moment = 0;        ///< where to, when there is no goal or it was found
        std::shared_ptr<Goal> goal; ///< while it is looked for
        size_t mark = 0;            ///< the stretch that begins there …
        uint64_t end = 0;           ///< … and ends before this
        uint64_t window = 0;        ///< instructions before `end` that are looked at
        enum class Stage : uint8_t { Outset, ToWindow, Looking, Going } stage = Stage::Outset;
        size_t stops = 0; ///< in the window
        std::optional<uint64_t> found;
        bool toStart = false;
        explicit Way(uint64_t where) : moment(where) {}
    };
    void mark(bool changed = false, bool met = false);
    void markWhatChanged();
    bool tooMuch() const;
    void thinOut();
    size_t markBefore(uint64_t moment) const; ///< the last one that is not after it
    void restore(const Mark &mark, bool looking);
    void setTelling(Telling telling);
    Met meet(const exec::Stop &stop);
    enum class As : uint8_t { Arriving, Passing, Looking };
    bool forward(uint64_t moment, As as);
    bool findGoal();
    bool arrive();
    uint64_t windowBegin() const;

    Parts m;
    const TimeLineOptions m_options;
    exec::HostTape m_tape;
    std::vector<Mark> m_marks;
    uint64_t m_distance, m_last = 0;
    bool m_over = false;      ///< at the last moment the call returned
    bool m_markLater = false; ///< the state was changed where no checkpoint could be taken
    double m_seconds = 0;     ///< that were run …
    uint64_t m_run = 0;       ///< … for so many instructions
    uint64_t m_lastMet = ~uint64_t(0);
    const Mark *m_metMark = nullptr; ///< that was restored, when what stands there is to be met again
    std::optional<Way> m_way;
    Met m_met;
    std::string m_problem;
};

} // namespace watchglass::debug
