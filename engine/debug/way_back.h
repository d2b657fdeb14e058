// SPDX-License-Identifier: Apache-2.0
/// Steps back as goals of a time line: to the beginning of a line, or to the call of the present function. What runs in
/// between in calls is passed over, but for the user's breakpoints, as by steps forward.
#pragma once

#include <optional>

#include "engine/debug/lines.h"
#include "engine/debug/time_line.h"

namespace watchglass::debug {

/// Where a step back ends. Activations are told apart by their depth: after the call that made the present one, there
/// was no other as deep. Sets temporary breakpoints, which whoever goes there takes away again.
class StepBackGoal : public BreakpointGoal
{
public:
    enum class To : uint8_t {
        Line, ///< the beginning of the line, or of the one before when it stands there; else the call
        Call, ///< of the present function
    };
    /// All must outlive it; the machine stands in code of the instance.
    StepBackGoal(const exec::Machine &machine, const exec::Instance &instance, Breakpoints &breakpoints,
                 const Lines &lines, To to);
    void stretchBegins() override;
    bool isGoal(const Met &met) override;

private:
    const exec::Machine &m_machine;
    const exec::Instance &m_instance;
    const Lines &m_lines;
    const size_t m_depth;
    const uint32_t m_function;
    std::set<uint32_t> m_entries;   ///< where lines of the function are come to
    std::optional<uint32_t> m_call; ///< in its caller
    std::optional<uint32_t> m_line; ///< of the function that was come to last
};

} // namespace watchglass::debug
