// SPDX-License-Identifier: Apache-2.0
#include "engine/host/scenario/player.h"

#include <cstdlib>
#include <fstream>
#include <unistd.h>

#include "engine/host/scenario/run.h"

namespace watchglass::scenario {

Player::Player(host::Host &host, std::shared_ptr<const Scenario> scenario, std::function<void(const Event &)> told)
    : m(std::make_unique<Run>(host, std::move(scenario), std::move(told)))
{
}

Player::~Player() = default;

void Player::stop()
{
    m->stop();
}

bool Player::running() const
{
    return !m->outcome();
}

void Player::wait()
{
    m->waitFor(std::nullopt);
}

bool Player::waitFor(milliseconds time)
{
    return m->waitFor(time);
}

std::shared_ptr<const Progress> Player::progress() const
{
    return m->progress();
}

std::shared_ptr<const Outcome> Player::outcome() const
{
    return m->outcome();
}

// The thread ---------------------------------------------------------------------------------------------------------

Player::Run::Run(host::Host &host, std::shared_ptr<const Scenario> scenario, std::function<void(const Event &)> told)
    : m_host(host), m_scenario(std::move(scenario)), m_told(std::move(told)), m_turns(m_scenario->turns)
{
    m_thread = std::thread([this] { play(); });
}

Player::Run::~Run()
{
    stop();
    m_thread.join();
}

void Player::Run::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stop = true;
    m_changed.notify_all();
}

bool Player::Run::waitFor(std::optional<milliseconds> time)
{
    std::unique_lock lock(m_mutex);
    const auto ended = [this] { return m_ended; };
    if (time)
        return m_changed.wait_for(lock, *time, ended);
    m_changed.wait(lock, ended);
    return true;
}

std::shared_ptr<const Progress> Player::Run::progress() const
{
    auto made = std::make_shared<Progress>();
    std::shared_ptr<load::Generator> load;
    {
        const std::lock_guard lock(m_mutex);
        made->running = !m_ended;
        made->elapsed = m_ended ? m_made->elapsed : now();
        made->phase = m_phase;
        made->steps = m_steps;
        made->notDone = m_notDone;
        load = m_load;
    }
    if (load)
        made->load = load->report();
    return made;
}

std::shared_ptr<const Outcome> Player::Run::outcome() const
{
    const std::lock_guard lock(m_mutex);
    return m_ended ? m_made : nullptr;
}

bool Player::Run::pause(Clock::time_point until)
{
    std::unique_lock lock(m_mutex);
    return !m_changed.wait_until(lock, until, [this] { return m_stop.load(); });
}

void Player::Run::tell(const std::string &text, bool isProblem, bool repeated)
{
    constexpr size_t mostEvents = 1000;
    const Event event{now(), text, isProblem, repeated};
    if ((!repeated || isProblem) && m_made->events.size() < mostEvents)
        m_made->events.push_back(event);
    if (m_told)
        m_told(event);
}

void Player::Run::play()
{
    m_made->title = m_scenario->title;
    if (auto problem = setUp(m_host, m_scenario->host, [this](const std::string &line) { tell(line, false, false); })) {
        m_made->problem = *problem;
        tell(*problem, true, false);
    } else {
        make(m_scenario->steps, false);
    }
    endLoad();
    finish();
}

void Player::Run::finish()
{
    const Facts known = facts();
    m_made->stopped = m_stop;
    if (m_made->problem.empty())
        for (const Assertion &assertion : m_scenario->assertions) {
            const Assertion::Verdict verdict = assertion.check(known);
            m_made->verdicts.push_back({assertion.text(), verdict.values, verdict.holds});
        }
    m_made->board = m_host.board();
    m_made->elapsed = now();
    getloadavg(&m_made->loadAverage, 1);
    const std::lock_guard lock(m_mutex);
    m_made->steps = m_steps;
    m_made->notDone = m_notDone;
    m_ended = true;
    m_changed.notify_all();
}

void Player::Run::make(const Steps &steps, bool repeated)
{
    for (const Step &step : steps) {
        if (stopped())
            return;
        make(step, repeated);
    }
}

void Player::Run::make(const Step &step, bool repeated)
{
    std::string text;
    const auto problem = std::visit([&](const auto &what) { return perform(what, text); }, step.what);
    const bool good = problem.has_value() == step.fails;
    if (std::holds_alternative<Turn>(step.what) || std::holds_alternative<Repeat>(step.what))
        return; // the steps in it are told
    {
        const std::lock_guard lock(m_mutex);
        ++m_steps;
        m_notDone += !good && !m_stop;
    }
    if (problem && !good && !stopped())
        tell(step.where + ": " + (text.empty() ? "" : text + ": ") + *problem, true, repeated);
    else if (problem)
        tell(text + ": as expected, " + *problem, false, repeated);
    else if (!good)
        tell(step.where + ": " + text + ", which was expected to fail", true, repeated);
    else
        tell(text, false, repeated);
}

Player::Run::Problem Player::Run::perform(const Wait &wait, std::string &text)
{
    text = "waits " + load::durationText(wait.time);
    pause(Clock::now() + wait.time);
    return std::nullopt;
}

Player::Run::Problem Player::Run::perform(const Check &check, std::string &text)
{
    text = check.assertion.text();
    const Assertion::Verdict verdict = check.assertion.check(facts());
    return verdict.holds ? std::nullopt : Problem("it does not hold: " + verdict.values);
}

Player::Run::Problem Player::Run::perform(const Await &await, std::string &text)
{
    using namespace std::chrono_literals;
    text = await.assertion.text();
    const auto begun = Clock::now(), until = begun + await.within;
    for (;;) {
        const Assertion::Verdict verdict = await.assertion.check(facts());
        if (verdict.holds) {
            text += " after " + load::durationText(Clock::now() - begun);
            return std::nullopt;
        }
        if (Clock::now() >= until)
            return "it did not come to hold within " + load::durationText(await.within) + ": " + verdict.values;
        if (!pause(std::min(until, Clock::now() + 5ms)))
            return "stopped";
    }
}

/// What is late is made at once, and what is later still is not left out.
Player::Run::Problem Player::Run::perform(const Repeat &repeat, std::string &)
{
    const auto begun = Clock::now();
    for (uint64_t i = 0; !stopped() && (!repeat.times || i < *repeat.times); ++i) {
        const auto due = begun + int64_t(i) * Clock::duration(repeat.every);
        if (repeat.time && std::max(due, Clock::now()) >= begun + *repeat.time)
            break;
        if (i > 0 && repeat.every.count() > 0 && Clock::now() > due)
            ++m_made->late;
        if (!pause(due))
            break;
        make(repeat.steps, true);
    }
    if (repeat.time)
        pause(begun + *repeat.time);
    return std::nullopt;
}

Player::Run::Problem Player::Run::perform(const Turn &turn, std::string &)
{
    size_t &next = m_turns[turn.number];
    make(turn.steps[next], true);
    next = (next + 1) % turn.steps.size();
    return std::nullopt;
}

int64_t memoryInUse()
{
    int64_t all = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

Facts Player::Run::facts() const
{
    Facts made;
    made.memoryGrown = memoryInUse() - m_memory;
    made.phases = m_made->phases;
    if (m_load)
        made.phases.emplace_back(m_phase, m_load->report());
    const host::Board board = m_host.board();
    for (const host::ActorState &actor : board.actors) {
        made.healthy = made.healthy && actor.sentence.empty();
        made.rollbacks += actor.rollbacks;
    }
    for (const host::ProviderState &provider : board.providers)
        made.healthy = made.healthy && provider.ok;
    for (const host::LinkState &link : board.links)
        made.healthy = made.healthy && link.ok;
    return made;
}

} // namespace watchglass::scenario
