// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/stepper.h"

#include <algorithm>
#include <utility>

#include "engine/debug/time_line.h"
#include "engine/exec/probe.h"

namespace watchglass::debug {

using exec::StopKind;

Stepper::Stepper(exec::Machine &machine, exec::Instance &instance, Breakpoints &breakpoints, const Lines &lines)
    : m_machine(machine), m_instance(instance), m_breakpoints(breakpoints), m_lines(lines)
{
}

/// Stops when an exception leaves an activation.
class Stepper::Unwinding final : public exec::Probe
{
public:
    explicit Unwinding(uint64_t frame) : m_frame(frame) {}
    Answer reached(exec::ProbeView &view) override
    {
        return view.machine().frameId(view.frame()) == m_frame ? Answer::Stop : Answer::GoOn;
    }

private:
    const uint64_t m_frame;
};

Stepper::~Stepper()
{
    forgetUnwinding();
    m_breakpoints.setTemporary({});
}

void Stepper::begin(Motion motion, uint32_t target)
{
    m_motion = motion;
    m_places.clear();
    m_calls.clear();
    m_caller.reset();
    m_answered = false;
    forgetUnwinding();
    if (motion == Motion::RunTo)
        m_places = {target};
    if (m_machine.active() && m_machine.place(0).instance == &m_instance) {
        const exec::Place place = m_machine.place(0);
        m_frame = m_machine.frameId(0);
        if (motion == Motion::Entry)
            m_places = {place.offset};
        auto here = instructionAt(*m_instance.module, place.offset);
        if (motion == Motion::Into && !m_lines.known())
            m_motion = Motion::Instruction;
        if (motion == Motion::Over && !m_lines.known() && !(here && isCall(here->op)))
            m_motion = Motion::Instruction;
        if (m_motion == Motion::Into || m_motion == Motion::Over) {
            LineFlow flow = flowOfLine(*m_instance.module, place.function, m_lines, m_lines.at(place.offset));
            m_places = std::move(flow.exits);
            if (m_motion == Motion::Into)
                m_calls = std::move(flow.calls);
        }
        if (m_motion == Motion::Into || m_motion == Motion::Over || m_motion == Motion::Out)
            watchCaller();
        if (m_motion == Motion::Into || m_motion == Motion::Over || m_motion == Motion::Out)
            watchUnwinding(place.function);
    }
    std::set<uint32_t> temporary = m_places;
    temporary.insert(m_calls.begin(), m_calls.end());
    if (m_caller)
        temporary.insert(m_return);
    m_breakpoints.setTemporary(std::move(temporary));
}

void Stepper::watchCaller()
{
    if (m_machine.depth() < 2)
        return;
    const exec::Place caller = m_machine.place(1);
    if (caller.instance != &m_instance)
        return;
    if (auto call = instructionAt(*m_instance.module, caller.offset)) {
        m_caller = m_machine.frameId(1);
        m_return = call->offset + call->length;
    }
}

void Stepper::watchUnwinding(uint32_t function)
{
    exec::ProbePoint point;
    point.kind = exec::ProbePoint::Kind::Unwind;
    point.function = function;
    m_unwinding = addProbe(m_instance, point, std::make_shared<Unwinding>(m_frame));
}

void Stepper::forgetUnwinding()
{
    if (m_unwinding)
        removeProbe(m_instance, std::exchange(m_unwinding, 0));
}

std::optional<Halt> Stepper::advance()
{
    if (std::exchange(m_answered, false) && m_motion == Motion::Instruction)
        return Halt{Halt::Reason::Arrived};
    const bool entering = entersCall(), single = entering || m_motion == Motion::Instruction;
    const exec::Place before = m_machine.active() ? m_machine.place(0) : exec::Place{};
    exec::Stop stop = m_line ? (single ? m_line->step() : m_line->run()) : single ? m_machine.step() : m_machine.run();
    if (stop.kind != StopKind::Paused && stop.kind != StopKind::Breakpoint && stop.kind != StopKind::Stepped &&
        stop.kind != StopKind::Probe)
        return Halt{Halt::Reason::Machine, std::move(stop)};
    if (!stop.probes.empty())
        return wanted(std::move(stop));
    const exec::Place now = m_machine.place(0);
    if (stop.kind != StopKind::Paused || now.offset != before.offset)
        if (auto halt = look())
            return halt;
    const bool entered = now.instance != before.instance || now.function != before.function ||
                         now.offset == m_instance.module->functions[now.function].code.begin;
    if (stop.kind == StopKind::Stepped && (!entering || entered))
        return Halt{Halt::Reason::Arrived};
    return std::nullopt;
}

/// Probes wanted the stop: breakpoints with conditions, our own, or others.
Halt Stepper::wanted(exec::Stop stop)
{
    std::vector<uint64_t> ids = m_breakpoints.wanted(stop.probes);
    if (stop.kind == StopKind::Breakpoint || stop.kind == StopKind::Stepped) {
        const std::vector<uint64_t> simple = m_breakpoints.hit(m_machine.place(0).offset);
        ids.insert(ids.end(), simple.begin(), simple.end());
    }
    if (!ids.empty())
        return Halt{Halt::Reason::Breakpoint, std::move(stop), std::move(ids)};
    if (m_unwinding && stop.probes == std::vector<uint64_t>{m_unwinding})
        return Halt{Halt::Reason::Arrived, std::move(stop)};
    return Halt{Halt::Reason::Machine, std::move(stop)};
}

std::optional<Halt> Stepper::look()
{
    const exec::Place place = m_machine.place(0);
    if (place.instance != &m_instance)
        return std::nullopt;
    if (auto ids = m_breakpoints.hit(place.offset); !ids.empty())
        return Halt{Halt::Reason::Breakpoint, {}, std::move(ids)};
    if (arrived())
        return Halt{Halt::Reason::Arrived};
    return std::nullopt;
}

bool Stepper::arrived() const
{
    const exec::Place place = m_machine.place(0);
    if (m_motion == Motion::RunTo)
        return m_places.contains(place.offset);
    const uint64_t frame = m_machine.frameId(0);
    if (frame == m_frame && m_places.contains(place.offset))
        return true;
    return m_caller && frame == *m_caller && place.offset == m_return;
}

bool Stepper::entersCall() const
{
    return m_motion == Motion::Into && m_machine.active() && m_machine.frameId(0) == m_frame &&
           m_machine.place(0).instance == &m_instance && m_calls.contains(m_machine.place(0).offset);
}

} // namespace watchglass::debug
