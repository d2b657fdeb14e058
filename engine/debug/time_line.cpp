// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/time_line.h"

#include <algorithm>

namespace watchglass::debug {

using exec::StopKind;

namespace {

constexpr uint64_t noLimit = ~uint64_t(0);

} // namespace

TimeLine::TimeLine(exec::Machine &machine, const TimeLineOptions &options)
    : m_machine(machine), m_options(options), m_distance(std::max<uint64_t>(options.firstDistance, 1))
{
    m_machine.setCounting(true);
    m_machine.setTape(&m_tape);
    m_last = now();
    mark();
}

TimeLine::~TimeLine()
{
    m_machine.setTape(nullptr);
    m_machine.setInstructionLimit(noLimit);
}

bool TimeLine::isTooMuch() const
{
    uint64_t bytes = 0;
    for (const Mark &mark : m_marks)
        bytes += mark.checkpoint->ownBytes();
    return m_marks.size() > std::max<size_t>(m_options.mostCheckpoints, 2) ||
           (m_marks.size() > 2 && bytes > m_options.mostBytes);
}

void TimeLine::mark()
{
    if (m_tape.holdsObjects()) {
        m_problem = "the host handed a struct, an array or an exception over, which cannot be brought back";
        m_marks.clear();
        return;
    }
    const auto before = m_marks.empty() ? nullptr : m_marks.back().checkpoint;
    auto taken = exec::Checkpoint::take(m_machine, before);
    if (const auto *why = std::get_if<std::string>(&taken)) {
        m_problem = *why;
        m_marks.clear();
        return;
    }
    m_marks.push_back({std::get<0>(std::move(taken)), m_tape.position()});
    if (!isTooMuch())
        return;
    for (size_t i = 1; i < m_marks.size(); ++i) // every other one, the first stays
        m_marks.erase(m_marks.begin() + ptrdiff_t(i));
    m_distance *= 2;
}

exec::Stop TimeLine::run()
{
    for (;;) {
        const uint64_t next = m_marks.empty() ? noLimit : m_marks.back().checkpoint->clock() + m_distance;
        m_machine.setInstructionLimit(std::max(next, now()));
        const exec::Stop stop = m_machine.run();
        m_last = std::max(m_last, now());
        if (m_tape.holdsObjects())
            mark();
        if (stop.kind != StopKind::LimitReached) {
            m_machine.setInstructionLimit(noLimit);
            return stop;
        }
        mark();
    }
}

uint64_t TimeLine::first() const
{
    return m_marks.empty() ? now() : m_marks.front().checkpoint->clock();
}

size_t TimeLine::markBefore(uint64_t moment) const
{
    const auto after = std::upper_bound(m_marks.begin(), m_marks.end(), moment,
                                        [](uint64_t at, const Mark &mark) { return at < mark.checkpoint->clock(); });
    return size_t(after - m_marks.begin()) - 1;
}

uint64_t TimeLine::distanceTo(uint64_t moment) const
{
    if (m_marks.empty() || moment < first())
        return 0;
    const uint64_t from = m_marks[markBefore(moment)].checkpoint->clock();
    return moment - (now() <= moment ? std::max(from, now()) : from);
}

void TimeLine::restore(const Mark &mark)
{
    m_last = std::max(m_last, now());
    mark.checkpoint->restore(m_machine);
    m_tape.rewind(mark.tape);
}

/// On to that moment, whatever stands in the way.
bool TimeLine::forward(uint64_t moment, const std::function<void()> &atBreakpoint)
{
    m_machine.setInstructionLimit(moment);
    exec::Stop stop;
    stop.kind = StopKind::Breakpoint;
    while (stop.kind == StopKind::Breakpoint && now() < moment) {
        stop = m_machine.run();
        if (stop.kind == StopKind::Breakpoint && now() < moment && atBreakpoint)
            atBreakpoint();
    }
    m_machine.setInstructionLimit(noLimit);
    m_machine.passBreakpoint();
    return now() == moment;
}

bool TimeLine::goTo(uint64_t moment)
{
    if (m_marks.empty() || moment < first() || moment > std::max(m_last, now()))
        return false;
    const Mark &from = m_marks[markBefore(moment)];
    if (moment < now() || from.checkpoint->clock() > now())
        restore(from);
    return forward(moment);
}

bool TimeLine::goBackToBreakpoint(const std::function<bool()> &isMeant)
{
    if (m_marks.empty() || now() <= first())
        return false;
    uint64_t end = now();
    for (size_t i = markBefore(end - 1) + 1; i-- > 0;) { // newest first
        std::optional<uint64_t> found;
        restore(m_marks[i]);
        const auto look = [&] {
            if (isMeant())
                found = now();
        };
        look();
        if (!forward(end, look))
            return false;
        if (found)
            return goTo(*found);
        end = m_marks[i].checkpoint->clock();
    }
    goTo(first());
    return false;
}

void TimeLine::forgetWhatFollows()
{
    m_tape.truncate();
    std::erase_if(m_marks, [this](const Mark &mark) { return mark.checkpoint->clock() >= now(); });
    m_last = now();
    mark();
}

} // namespace watchglass::debug
