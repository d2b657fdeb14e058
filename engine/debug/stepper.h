// SPDX-License-Identifier: Apache-2.0
/// Going on from a stop: until something happens, by line or by instruction. A step over a line lets the guest run at
/// full speed to breakpoints on every way out of the line; a breakpoint that a deeper activation of the same function
/// meets first is told apart by the id of its frame. When an exception leaves the activation where the step began, the
/// step ends where it is caught.
#pragma once

#include <optional>
#include <vector>

#include "engine/debug/breakpoints.h"
#include "engine/debug/flow.h"

namespace watchglass::debug {

class TimeLine; ///< time_line.h

enum class Motion : uint8_t {
    Run,
    Entry, ///< to the first instruction of the call that was just started
    Into,
    Over,
    Out,
    Instruction,
    RunTo,
};

struct Halt {
    enum class Reason : uint8_t {
        Arrived,    ///< where the motion led
        Breakpoint, ///< at a breakpoint of the user: `breakpoints`
        Machine,    ///< the machine had a reason of its own, or a probe: `stop`
    } reason = Reason::Machine;
    exec::Stop stop{};
    std::vector<uint64_t> breakpoints{};
};

class Stepper
{
public:
    /// All of them, and `instance`, must outlive it. Code of other instances is run, never stepped through.
    Stepper(exec::Machine &machine, exec::Instance &instance, Breakpoints &breakpoints, const Lines &lines);
    ~Stepper();
    Stepper(const Stepper &) = delete;

    /// Plans a motion from where the machine stands. `target` is for RunTo.
    void begin(Motion motion, uint32_t target = 0);
    /// What records the run; null: nobody.
    void setTimeLine(TimeLine *line) { m_line = line; }
    /// Runs until the motion ends. Nothing when it has not: a pause was asked for, or a breakpoint was met that is not
    /// for this activation. Call it again to go on.
    std::optional<Halt> advance();
    /// To be told when a suspended host call was answered: that may be all that was left of a step.
    void answered() { m_answered = true; }

private:
    class Unwinding;
    void watchCaller();
    void watchUnwinding(uint32_t function);
    void forgetUnwinding();
    std::optional<Halt> look();
    Halt wanted(exec::Stop stop);
    bool arrived() const;
    bool entersCall() const;

    exec::Machine &m_machine;
    exec::Instance &m_instance;
    Breakpoints &m_breakpoints;
    const Lines &m_lines;
    TimeLine *m_line = nullptr;

    Motion m_motion = Motion::Run;
    std::set<uint32_t> m_places;      ///< where it ends in the activation it began in; RunTo, in any
    std::set<uint32_t> m_calls;       ///< calls of the line, to be entered
    uint64_t m_frame = 0;             ///< the activation it began in
    std::optional<uint64_t> m_caller; ///< that one's caller, when returning ends the motion …
    uint32_t m_return = 0;            ///< … here
    uint64_t m_unwinding = 0;         ///< the probe that waits for an exception
    bool m_answered = false;
};

} // namespace watchglass::debug
