// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/time_line.h"

#include <algorithm>
#include <chrono>

namespace watchglass::debug {

using exec::StopKind;
using Clock = std::chrono::steady_clock;

namespace {

constexpr uint64_t noLimit = ~uint64_t(0);
/// Taking a checkpoint may take this share of the time that was run since the one before, if that is to be noticed.
constexpr double mostShare = 0.1, noticed = 0.001;
/// The first window of a way back, how much wider each is than the one before, and how many stops in a whole stretch
/// are too many.
constexpr uint64_t firstWindow = 200'000, wider = 8;
constexpr size_t manyStops = 20'000;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

} // namespace

TimeLine::TimeLine(Parts parts, const TimeLineOptions &options)
    : m(std::move(parts)), m_options(options), m_distance(std::max<uint64_t>(options.firstDistance, 1))
{
    m.machine.setCounting(true);
    m.machine.setTape(&m_tape);
    m_last = now();
    if (m.breakpoints)
        m.breakpoints->beginHistory(m.stopped);
    mark(false, m.stopped);
}

TimeLine::~TimeLine()
{
    setTelling(Telling::All);
    m.machine.setTape(nullptr);
    m.machine.setInstructionLimit(noLimit);
    m.machine.setCounting(false);
}

// Recording ----------------------------------------------------------------------------------------------------------

void TimeLine::mark(bool changed, bool met)
{
    if (m_tape.holdsObjects()) {
        m_problem = "the host handed a struct, an array or an exception over, which cannot be brought back";
        m_marks.clear();
        return;
    }
    const auto before = m_marks.empty() ? nullptr : m_marks.back().checkpoint;
    auto taken = exec::Checkpoint::take(m.machine, before);
    if (const auto *why = std::get_if<std::string>(&taken)) {
        m_problem = *why;
        m_marks.clear();
        return;
    }
    m_marks.push_back({std::get<0>(std::move(taken)), m_tape.position(),
                       m.breakpoints ? m.breakpoints->counts() : Breakpoints::Counts(), changed, met});
    if (tooMuch())
        thinOut();
}

bool TimeLine::tooMuch() const
{
    if (m_marks.size() > std::max<size_t>(m_options.mostCheckpoints, 2))
        return true;
    uint64_t most = 0; // more than they hold: what one took over from one that is gone counts twice
    for (const Mark &mark : m_marks)
        most += mark.checkpoint->ownBytes();
    if (most <= m_options.mostBytes)
        return false;
    uint64_t held = 0;
    std::unordered_set<const void *> seen;
    for (const Mark &mark : m_marks)
        held += mark.checkpoint->heldBytes(seen);
    return held > m_options.mostBytes;
}

/// Every other one goes; not the first, nor one that no other leads to.
void TimeLine::thinOut()
{
    size_t kept = 1;
    for (size_t i = 1; i < m_marks.size(); ++i)
        if (i % 2 == 0 || m_marks[i].changed)
            m_marks[kept++] = m_marks[i];
    m_marks.resize(kept);
    m_distance *= 2;
}

exec::Stop TimeLine::step()
{
    markWhatChanged();
    const exec::Stop stop = m.machine.step();
    m_last = last();
    m_over = m_over || stop.kind == StopKind::Finished || stop.kind == StopKind::Exited;
    return stop;
}

exec::Stop TimeLine::run()
{
    markWhatChanged();
    for (;;) {
        const uint64_t next = m_marks.empty() ? noLimit : m_marks.back().checkpoint->clock() + m_distance;
        m.machine.setInstructionLimit(std::max(next, now()));
        const Clock::time_point began = Clock::now();
        const uint64_t from = now();
        const exec::Stop stop = m.machine.run();
        const double took = secondsSince(began);
        m_seconds += took;
        m_run += now() - from;
        m_last = last();
        m_lastMet = now();
        if (m_tape.holdsObjects())
            mark();
        if (stop.kind != StopKind::LimitReached) {
            m.machine.setInstructionLimit(noLimit);
            m_over = m_over || stop.kind == StopKind::Finished || stop.kind == StopKind::Exited;
            return stop;
        }
        const Clock::time_point done = Clock::now();
        mark();
        if (secondsSince(done) > std::max(noticed, mostShare * took))
            m_distance *= 2;
    }
}

void TimeLine::forgetWhatFollows(bool waits)
{
    if (m_marks.empty())
        return;
    m_tape.truncate();
    std::erase_if(m_marks, [this](const Mark &mark) { return mark.checkpoint->clock() >= now(); });
    m_last = now();
    m_over = false;
    if (m.breakpoints)
        m.breakpoints->forgetWhatFollows();
    m_markLater = waits;
    if (!waits)
        mark(true, true);
}

void TimeLine::markWhatChanged()
{
    if (std::exchange(m_markLater, false))
        mark(true, true);
}

// Moments ------------------------------------------------------------------------------------------------------------

uint64_t TimeLine::first() const
{
    return m_marks.empty() ? now() : m_marks.front().checkpoint->clock();
}

uint64_t TimeLine::end() const
{
    return m_over && last() > first() ? last() - 1 : last();
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
    return moment - (now() <= moment && m.machine.active() ? std::max(from, now()) : from);
}

double TimeLine::secondsFor(uint64_t instructions) const
{
    return m_run ? m_seconds / double(m_run) * double(instructions) : 0;
}

uint64_t TimeLine::ahead() const
{
    using Stage = Way::Stage;
    if (!m_way || m_marks.empty())
        return 0;
    const bool begun = m_way->stage != Stage::Outset;
    if (m_way->goal)
        return m_way->end - (begun ? now() : m_marks[m_way->mark].checkpoint->clock());
    return begun ? m_way->moment - std::min(now(), m_way->moment) : distanceTo(m_way->moment);
}

// Travelling ---------------------------------------------------------------------------------------------------------

void TimeLine::setTelling(Telling telling)
{
    if (m.breakpoints)
        m.breakpoints->setTelling(telling);
    if (m.watchpoints)
        m.watchpoints->setQuiet(telling == Telling::Counts || telling == Telling::Nothing);
}

void TimeLine::restore(const Mark &mark, bool looking)
{
    m_last = last();
    if (!m.machine.active()) {
        m.machine.start(m.function, m.arguments);
        m.machine.requestPause(); // one that was wanted is forgotten by a start
    }
    m_tape.forgetUnanswered();
    mark.checkpoint->restore(m.machine);
    m_tape.rewind(mark.tape);
    m_lastMet = ~uint64_t(0);
    m_metMark = looking && mark.met ? &mark : nullptr;
    if (m.breakpoints)
        m.breakpoints->setCounts(mark.counts);
    if (!mark.met || looking)
        return;
    setTelling(Telling::Nothing);
    m.machine.passBreakpoint();
    m_lastMet = now();
}

/// What stops it there; hits of those with conditions have counted.
Met TimeLine::meet(const exec::Stop &stop)
{
    m_lastMet = now();
    Met met;
    if (m.breakpoints) {
        met.breakpoints = m.breakpoints->wanted(stop.probes);
        if (stop.kind != StopKind::Probe) {
            const std::vector<uint64_t> simple = m.breakpoints->at(m.machine.place(0));
            met.breakpoints.insert(met.breakpoints.end(), simple.begin(), simple.end());
        }
    }
    if (m.watchpoints)
        met.watchHits = m.watchpoints->takeHits();
    if (m_metMark && m_metMark->checkpoint->clock() == now() && m.breakpoints)
        m.breakpoints->setCounts(m_metMark->counts); // that have these hits already
    return met;
}

/// On to that moment, whatever stands in the way. False when the machine is wanted for something else.
bool TimeLine::forward(uint64_t moment, As as)
{
    const bool looking = as == As::Looking;
    setTelling(looking ? Telling::Stops : Telling::Counts);
    m.machine.setInstructionLimit(moment - now() > m_options.piece ? now() + m_options.piece : moment);
    const Clock::time_point began = Clock::now();
    const uint64_t from = now();
    bool goesOn = true;
    while (goesOn && now() < moment) {
        const exec::Stop stop = m.machine.run();
        goesOn = stop.kind == StopKind::Breakpoint || stop.kind == StopKind::Probe;
        // Where it pauses, a breakpoint that it has come to does not stop it any more.
        const bool missed = stop.kind == StopKind::Paused && now() != m_lastMet;
        if (!looking || now() >= moment || (!goesOn && !missed))
            continue;
        const Met met = meet(stop);
        ++m_way->stops;
        if (m_way->goal->isGoal(met)) {
            m_way->found = now();
            m_met = met;
        }
        goesOn = goesOn && (m_way->stops <= manyStops || m_way->window != noLimit);
    }
    m.machine.setInstructionLimit(noLimit);
    m_seconds += secondsSince(began);
    m_run += now() - from;
    if (now() == moment && as == As::Arriving) { // as if it had stopped there
        m.machine.passBreakpoint();
        m_lastMet = now();
    }
    setTelling(Telling::All);
    return now() == moment;
}

void TimeLine::setOut(uint64_t moment)
{
    m_way.emplace(moment);
    m_met = {};
}

void TimeLine::setOutBack(std::shared_ptr<Goal> goal)
{
    setOut(0);
    if (m_marks.empty())
        return;
    m_way->end = m.machine.active() ? now() : last();
    if (m_way->end <= first()) {
        m_way->moment = first();
        m_way->toStart = true;
        return;
    }
    m_way->mark = markBefore(m_way->end - 1);
    m_way->window = firstWindow;
    m_way->goal = std::move(goal);
}

uint64_t TimeLine::windowBegin() const
{
    const uint64_t begin = m_marks[m_way->mark].checkpoint->clock();
    return m_way->end - begin > m_way->window ? m_way->end - m_way->window : begin;
}

/// Looks through one window; false when the machine is wanted for something else.
bool TimeLine::findGoal()
{
    using Stage = Way::Stage;
    Way &way = *m_way;
    const uint64_t stretch = m_marks[way.mark].checkpoint->clock(), begin = windowBegin();
    if (way.stage == Stage::Outset) {
        restore(m_marks[way.mark], begin == stretch);
        way.stage = Stage::ToWindow;
    }
    if (way.stage == Stage::ToWindow) {
        if (begin > stretch && !forward(begin, As::Passing))
            return false;
        way.stops = 0;
        way.goal->stretchBegins();
        way.stage = Stage::Looking;
    }
    if (!forward(way.end, As::Looking)) {
        if (way.stops <= manyStops || way.window != noLimit)
            return false;
        way.window = firstWindow; // from its end, then
        way.found.reset();
        m_met = {};
        way.stage = Stage::Outset;
        return true;
    }
    way.stage = Stage::Outset;
    if (way.found || (way.mark == 0 && begin == stretch)) {
        way.toStart = !way.found;
        way.moment = way.found.value_or(first());
        way.goal.reset();
        return true;
    }
    way.end = begin;
    way.window = begin == stretch ? noLimit : way.window * wider;
    way.mark -= begin == stretch;
    return true;
}

TimeLine::Progress TimeLine::travel()
{
    if (!m_way)
        return Progress::Lost;
    const bool reachable = m_way->goal || (!m_marks.empty() && first() <= m_way->moment && m_way->moment <= end());
    if (!reachable || (!m.machine.active() && !m.function)) {
        m_way.reset();
        return Progress::Lost;
    }
    while (m_way->goal)
        if (!findGoal())
            return m.machine.active() ? Progress::UnderWay : Progress::Lost;
    if (std::exchange(m_way->stage, Way::Stage::Going) == Way::Stage::Outset) {
        const Mark &from = m_marks[markBefore(m_way->moment)];
        if (m_way->moment < now() || from.checkpoint->clock() > now() || !m.machine.active())
            restore(from, false);
    }
    if (!forward(m_way->moment, As::Arriving))
        return m.machine.active() ? Progress::UnderWay : Progress::Lost;
    const bool toStart = m_way->toStart;
    m_way.reset();
    if (m.watchpoints)
        m.watchpoints->putBack(m_met.watchHits);
    if (m.breakpoints) {
        m.breakpoints->countFromHistory();
        if (!m_met.breakpoints.empty())
            m.breakpoints->hit(m.machine.place(0)); // perhaps for the first time: it did not stand there then
    }
    return toStart ? Progress::AtStart : Progress::There;
}

void TimeLine::giveUp()
{
    m_way.reset();
    m_met = {};
}

bool TimeLine::goTo(uint64_t moment)
{
    setOut(moment);
    return arrive();
}

bool TimeLine::goBack(std::shared_ptr<Goal> goal)
{
    setOutBack(std::move(goal));
    return arrive();
}

/// A call that was over begins with a pause (`restore`): that one is not meant for us.
bool TimeLine::arrive()
{
    const bool begins = !m.machine.active();
    Progress progress = travel();
    if (begins && progress == Progress::UnderWay)
        progress = travel();
    if (progress == Progress::UnderWay)
        giveUp();
    return progress == Progress::There;
}

} // namespace watchglass::debug
