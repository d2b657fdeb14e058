// SPDX-License-Identifier: Apache-2.0
// Recording a call, and going to other moments of it.
#include "engine/debug/way_back.h"
#include "engine/session/guest.h"

namespace watchglass::session {

using debug::StepBackGoal;
using debug::TimeLine;

namespace {

/// Some 50 ms: how often a way tells how far it is.
constexpr uint64_t piece = 20'000'000;
/// A way that takes longer is told before it begins.
constexpr double longWay = 0.3;
constexpr std::chrono::milliseconds tellingPace{100};

} // namespace

void Guest::setRecording(bool on)
{
    m_recording = on;
    if (!on)
        stopRecording();
    else if (!m_time && m_state == State::Stopped && !m_imports.pending())
        record();
    else
        return;
    if (m_current && m_state != State::Running && m_loaded) {
        m_current = captured(*m_current, m_before.get());
        m_outbox.post(Edited{m_current});
    }
}

void Guest::record()
{
    m_time = std::make_unique<TimeLine>(
        TimeLine::Parts{m_machine, m_called, m_calledWith, &m_breakpoints, &m_watchpoints, m_state == State::Stopped},
        debug::TimeLineOptions{.piece = piece});
    m_recordedFrom = m_time->now();
    m_loaded->stepper.setTimeLine(m_time.get());
}

void Guest::stopRecording()
{
    if (m_loaded)
        m_loaded->stepper.setTimeLine(nullptr);
    m_time.reset();
    m_machine.setCounting(m_counting || m_program.instructions); // which the time line has ended
}

/// A sentence is sent when it may not.
bool Guest::mayTravel()
{
    if (m_time && m_time->travelling())
        return true;
    if (m_state == State::Running)
        refuse("The guest is running; pause it to go to another moment");
    else if (!m_time)
        refuse(m_recording ? "Nothing was called that could be gone back in" : "The run is not recorded");
    else if (!m_time->problem().empty())
        refuse("There is no way back: " + m_time->problem());
    else
        return true;
    return false;
}

/// The way is planned; from now on the guest is on it.
void Guest::setOut()
{
    m_imports.forgetPending();
    m_wayTold = {};
    if (m_state != State::Running)
        running();
    if (m_time->secondsFor(m_time->ahead()) >= longWay)
        tellWay();
}

void Guest::tellWay()
{
    m_wayTold = Outbox::Clock::now();
    m_outbox.post(Travelling{m_time->ahead(), m_time->secondsFor(m_time->ahead())});
}

void Guest::goToMoment(uint64_t moment)
{
    if (!mayTravel())
        return;
    moment = std::min(moment, m_time->end() - m_recordedFrom);
    m_loaded->stepper.begin(debug::Motion::Run); // no breakpoints of a step are left
    m_time->giveUp();
    m_time->setOut(m_recordedFrom + moment);
    setOut();
}

void Guest::stepBack(BackKind kind)
{
    if (!mayTravel())
        return;
    m_loaded->stepper.begin(debug::Motion::Run);
    m_time->giveUp();
    const bool inside = m_machine.active() && m_machine.place(0).instance == m_loaded->instance.get();
    if (m_time->now() <= m_time->first()) {
        m_time->setOutBack(std::make_shared<debug::BreakpointGoal>()); // to the start, where it is
    } else if (kind == BackKind::Instruction || !inside) {
        m_time->setOut(std::min(m_time->now() - 1, m_time->end()));
    } else {
        const auto to = kind == BackKind::Out ? StepBackGoal::To::Call : StepBackGoal::To::Line;
        m_time->setOutBack(std::make_shared<StepBackGoal>(m_machine, *m_loaded->instance, m_breakpoints, m_lines, to));
    }
    setOut();
}

void Guest::runBack()
{
    if (!mayTravel())
        return;
    m_loaded->stepper.begin(debug::Motion::Run);
    m_time->giveUp();
    m_time->setOutBack(std::make_shared<debug::BreakpointGoal>());
    setOut();
}

void Guest::travel()
{
    using Progress = TimeLine::Progress;
    const Progress progress = m_time->travel();
    if (progress == Progress::UnderWay) {
        if (Outbox::Clock::now() >= m_wayTold + tellingPace &&
            (m_wayTold != Outbox::Clock::time_point() || m_time->secondsFor(m_time->ahead()) >= longWay))
            tellWay();
        return;
    }
    m_breakpoints.setTemporary({});
    tellCounts();
    if (progress == Progress::Lost)
        return stopped(m_machine.active() ? StopReason::Pause : StopReason::Stopped);
    debug::Met met = m_time->takeMet();
    debug::Halt halt;
    halt.breakpoints = std::move(met.breakpoints);
    stopped(progress == Progress::AtStart ? StopReason::Start
            : !halt.breakpoints.empty()   ? StopReason::Breakpoint
            : !met.watchHits.empty()      ? StopReason::Watchpoint
                                          : StopReason::Moment,
            std::move(halt));
}

} // namespace watchglass::session
