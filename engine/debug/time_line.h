// SPDX-License-Identifier: Apache-2.0
/// Going back in a run. A moment is a number of completed instructions. What the host answers is recorded, and
/// checkpoints are taken on the way, at distances that double when there are too many; so any earlier moment is reached
/// by going back to the checkpoint before it and running forward again, the same way as the first time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/exec/checkpoint.h"
#include "engine/exec/host_tape.h"
#include "engine/exec/machine.h"

namespace watchglass::debug {

struct TimeLineOptions {
    size_t mostCheckpoints = 64;
    uint64_t firstDistance = 4'000'000; ///< instructions
    uint64_t mostBytes = 1u << 30;      ///< about, of all checkpoints: fewer are kept of programs with much memory
};

class TimeLine
{
public:
    /// Of a machine that was just started, and must outlive it. The machine counts from then on.
    explicit TimeLine(exec::Machine &machine, const TimeLineOptions &options = {});
    ~TimeLine();
    TimeLine(const TimeLine &) = delete;

    /// As `Machine::run`, recorded. `Machine::step` and `answer` need no such care.
    exec::Stop run();

    uint64_t now() const { return m_machine.instructions(); }
    uint64_t first() const; ///< the earliest moment that can be reached
    uint64_t last() const { return m_last; }
    /// Why no moment can be reached any more; empty when that is not so.
    const std::string &problem() const { return m_problem; }
    /// Instructions that have to be run to get to that moment.
    uint64_t distanceTo(uint64_t moment) const;
    /// The machine stands there. False, with the machine on the way, when it was wanted for something else (a pause, a
    /// cancellation) or the moment is out of reach.
    bool goTo(uint64_t moment);
    /// To the last moment before this one at which `isMeant` says that the machine stands at a breakpoint that counts,
    /// and true; or to the first one.
    bool goBackToBreakpoint(const std::function<bool()> &isMeant);
    /// The state was changed by hand: what was recorded after now will not come.
    void forgetWhatFollows();

private:
    struct Mark {
        std::shared_ptr<const exec::Checkpoint> checkpoint;
        size_t tape = 0;
    };
    void mark();
    bool isTooMuch() const;
    size_t markBefore(uint64_t moment) const; ///< the last one that is not after it
    void restore(const Mark &mark);
    bool forward(uint64_t moment, const std::function<void()> &atBreakpoint = {});

    exec::Machine &m_machine;
    const TimeLineOptions m_options;
    exec::HostTape m_tape;
    std::vector<Mark> m_marks;
    uint64_t m_distance, m_last = 0;
    std::string m_problem;
};

} // namespace watchglass::debug
