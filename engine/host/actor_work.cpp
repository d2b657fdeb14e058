// SPDX-License-Identifier: Apache-2.0
/// The threads of an actor: take a call, take an instance, answer.
#include <thread>

#include "engine/host/actor_core.h"
#include "engine/host/loader.h"
#include "engine/host/speech.h"

namespace watchglass::host {

namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

/// After its deadline a guest has this long to stop; a provider that holds it longer is taken for one that hangs.
constexpr auto lateness = 100ms;

/// What the caller is told. When the guest failed because something was not there, that is the reason.
Answer answerOf(const Outcome &outcome)
{
    if (!outcome.answer.ok() && !outcome.unavailable.empty())
        return {{}, outcome.unavailableAs, outcome.unavailable};
    return outcome.answer;
}

} // namespace

Guest::Made Actor::Core::makeGuest(const std::shared_ptr<const ActorModule> &module)
{
    GuestSettings made;
    made.actor = name;
    // A thread that was given up may come back when the actor is gone: what it needs then, it has.
    made.answer = [module, answer = hooks.answer](const Call &call, exec::Interrupt *interrupt) {
        return answer(*module, call, interrupt);
    };
    made.plain = hooks.plain;
    made.sandbox = settings.sandbox;
    made.limits = settings.limits;
    made.instructions = settings.instructions;
    made.nextId = hooks.nextId;
    made.console = hooks.console;
    made.record = hooks.record;
    made.watchdog = hooks.watchdog;
    return Guest::make(module, made, steady_clock::now() + settings.startTime);
}

Actor::Core::Ready Actor::Core::makeReady(const std::shared_ptr<const ActorModule> &module, bool health,
                                          bool mustBeWell)
{
    auto made = std::make_shared<Ready>();
    const auto patience = settings.startTime + settings.callTime + lateness;
    // What it calls at its start may hang; that is then a thread that is lost, but nobody who waits.
    const auto problem = performWithin(patience, [core = shared_from_this(), module, health, mustBeWell, made] {
        Guest::Made guest = core->makeGuest(module);
        made->guest = std::move(guest.guest);
        made->error = guest.error;
        if (!made->guest || !health)
            return;
        const Outcome outcome = made->guest->call({core->settings.healthOperation,
                                                   {},
                                                   steady_clock::now() + core->settings.callTime,
                                                   core->hooks.nextId(),
                                                   0,
                                                   "health"});
        made->answersHealth = outcome.answer.ok();
        // Many guests know of no such operation; but one that ceases to answer is not well.
        if (outcome.usable && (made->answersHealth || !mustBeWell))
            return;
        made->error = module->name + " is not well: " + outcome.answer.error;
        made->guest.reset();
    });
    if (problem)
        return {nullptr, module->name + " cannot be set up: " + *problem, false};
    return std::move(*made);
}

void Actor::Core::startWorker()
{
    {
        const std::lock_guard lock(mutex);
        ++workers;
    }
    std::thread([core = shared_from_this()] { core->workOn(); }).detach();
}

/// It was counted already.
void Actor::Core::startExtra(std::shared_ptr<Job> job)
{
    std::thread([core = shared_from_this(), job = std::move(job)] {
        const bool kept = core->perform(job);
        const std::lock_guard lock(core->mutex);
        if (kept)
            --core->extras;
        core->ended.notify_all();
    }).detach();
}

void Actor::Core::workOn()
{
    std::unique_lock lock(mutex);
    while (!stopping) {
        if (queue.empty()) {
            ++waitingWorkers;
            work.wait(lock);
            --waitingWorkers;
            continue;
        }
        const std::shared_ptr<Job> job = std::move(queue.front());
        queue.pop_front();
        lock.unlock();
        if (!perform(job))
            return; // another one has its place
        lock.lock();
    }
    --workers;
    ended.notify_all();
}

std::unique_ptr<Guest> Actor::Core::takeGuest(std::shared_ptr<Version> &version, std::string &error)
{
    {
        const std::lock_guard lock(mutex);
        version = current;
        if (!version->idle.empty()) {
            std::unique_ptr<Guest> guest = std::move(version->idle.back());
            version->idle.pop_back();
            return guest;
        }
    }
    Ready made = makeReady(version->module, false, false);
    if (!made.guest) {
        error = made.error;
        const std::lock_guard lock(mutex);
        sentence = error;
    }
    return std::move(made.guest);
}

bool Actor::Core::perform(const std::shared_ptr<Job> &job)
{
    if (steady_clock::now() >= job->deadline) {
        // Not the module's fault: too much is waiting, perhaps for somebody who hangs.
        job->answer({{}, Failure::Busy, "the call waited for the actor " + name + " until its time was over"});
        const std::lock_guard lock(mutex);
        ++failed;
        return true;
    }
    std::shared_ptr<Version> version;
    std::string error;
    std::unique_ptr<Guest> guest = takeGuest(version, error);
    if (!guest) {
        job->answer(Answer::unavailable(std::move(error)));
        const std::lock_guard lock(mutex);
        ++failed;
        return true;
    }
    if (job->speaks)
        speakTo(*version->module, job->call, job->done);
    {
        const std::lock_guard lock(mutex);
        job->guest = guest.get();
        job->version = version;
        job->begun = steady_clock::now();
        job->place.call = job->id;
        underWay.push_back(job);
    }
    CallPlace::current() = &job->place;
    Outcome outcome;
    {
        const Deadline late = job->deadline == Deadline::max() ? Deadline::max() : job->deadline + lateness;
        const Watch watch(*hooks.watchdog, late, [core = weak_from_this(), weak = std::weak_ptr(job)] {
            const auto self = core.lock();
            const auto late = weak.lock();
            if (self && late)
                self->giveUp(late);
        });
        outcome = guest->call({job->call.operation, job->call.payload, job->deadline, job->id, job->call.cause});
    }
    CallPlace::current() = nullptr;
    const Settled settled = settle(job, guest, outcome);
    if (settled == Settled::GivenUp)
        return false;
    job->answer(answerOf(outcome));
    guest.reset(); // when it was not put back; that may take its time
    if (settled == Settled::Remake)
        remake(version);
    return true;
}

/// By the watchdog: the thread is taken for lost, and another one comes in its place.
void Actor::Core::giveUp(const std::shared_ptr<Job> &job)
{
    const std::string where = job->place.where();
    {
        const std::lock_guard lock(mutex);
        const auto found = std::find(underWay.begin(), underWay.end(), job);
        if (found == underWay.end())
            return; // it came back just now
        job->givenUp = true;
        job->guest = nullptr;
        underWay.erase(found);
        ++givenUp;
        ++failed;
        observe(job->version, where.empty(), "a guest did not come back");
        --(job->extra ? extras : workers);
        ended.notify_all();
    }
    if (where.empty())
        job->answer({{}, Failure::Deadline, "the guest did not come back and was given up"});
    else // what it needed is at fault, not the guest
        job->answer(Answer::unavailable(where + " did not answer in time; the call was given up"));
    if (!job->extra)
        startWorker();
}

/// Before the answer: whoever has it finds the call no longer under way. An instance that goes on to serve is put back.
Actor::Core::Settled Actor::Core::settle(const std::shared_ptr<Job> &job, std::unique_ptr<Guest> &guest,
                                         const Outcome &outcome)
{
    const std::shared_ptr<Version> version = job->version;
    const std::lock_guard lock(mutex);
    if (job->givenUp)
        return Settled::GivenUp;
    job->guest = nullptr;
    underWay.remove(job);
    ++served;
    if (!outcome.answer.ok())
        ++failed;
    // What it needed and did not get says nothing about the module.
    observe(version, !outcome.answer.ok() && outcome.unavailable.empty(), outcome.answer.error);
    if (version != current || stopping)
        return Settled::Done;
    if (!outcome.usable)
        return Settled::Remake;
    if (version->idle.size() < settings.instances) {
        guest->spare();
        version->idle.push_back(std::move(guest));
        sentence.clear();
    }
    return Settled::Done;
}

/// Another instance in the place of one that trapped or was stopped.
void Actor::Core::remake(const std::shared_ptr<Version> &version)
{
    Ready made = makeReady(version->module, false, false);
    const std::lock_guard lock(mutex);
    ++remade;
    if (!made.guest)
        sentence = made.error;
    else if (version == current && version->idle.size() < settings.instances)
        version->idle.push_back(std::move(made.guest));
}

// Swapping -----------------------------------------------------------------------------------------------------------

/// Instances of a module, made and asked how they are, beside those that serve.
Actor::Core::Prepared Actor::Core::prepare(std::shared_ptr<const ActorModule> module, bool mustBeWell)
{
    auto made = std::make_shared<Version>(settings.rollout);
    made->module = std::move(module);
    made->answersHealth = !settings.healthOperation.empty();
    for (size_t i = 0; i < settings.instances; ++i) {
        Ready ready = makeReady(made->module, !settings.healthOperation.empty(), mustBeWell);
        if (!ready.guest)
            return {nullptr, ready.error};
        made->answersHealth = made->answersHealth && ready.answersHealth;
        made->idle.push_back(std::move(ready.guest));
    }
    return {std::move(made), {}};
}

/// Not `watched` is one that goes back to what served before.
SwapReport Actor::Core::swap(std::shared_ptr<const ActorModule> next, bool watched, const Rollback &rollback)
{
    const std::lock_guard one(swapping);
    SwapReport report;
    const auto begun = steady_clock::now();
    std::shared_ptr<Version> old;
    {
        const std::lock_guard lock(mutex);
        old = current;
    }
    report.before = report.now = old->module->name;
    report.version = old->number;
    report.reason = rollback.reason;
    if (rollback.from != 0 && rollback.from != old->number) {
        report.sentence = "another module serves by now";
        return report;
    }
    Prepared prepared = prepare(std::move(next), old->answersHealth && watched);
    report.preparing = steady_clock::now() - begun;
    if (!prepared.version) {
        report.sentence = prepared.error;
        return report;
    }
    prepared.version->number = old->number + 1;
    std::vector<std::unique_ptr<Guest>> idle; // end outside of the lock
    const auto flip = steady_clock::now();
    {
        const std::lock_guard lock(mutex);
        idle.swap(old->idle);
        previous = old->module;
        const auto now = steady_clock::now();
        if (watched && settings.rollout.watched)
            prepared.version->watch.emplace(settings.rollout, old->errors.rate(now), now);
        report.watched = prepared.version->watch.has_value();
        rolledBack.reset();
        if (rollback.from != 0) {
            rolledBack = old->watch->report(now);
            rolledBack->sentence = rollback.reason;
            ++rollbacks;
        }
        current = std::move(prepared.version);
        sentence.clear();
        report.waiting = queue.size();
        report.underWay = underWay.size();
        report.now = current->module->name;
        report.version = current->number;
    }
    report.flip = steady_clock::now() - flip;
    return report;
}

/// Counts a call of a version, and has the version rolled back when it does worse than the one before.
void Actor::Core::observe(const std::shared_ptr<Version> &version, bool failed, const std::string &error)
{
    const auto now = steady_clock::now();
    version->errors.add(now, failed);
    if (!version->watch || version != current || version->ends)
        return;
    if (version->watch->add(now, failed) != Rollout::State::RolledBack)
        return;
    version->ends = true;
    const Rollout rollout = version->watch->report(now);
    Rollback rollback{version->number, version->module->name + " was rolled back: " + toString(rollout.now) +
                                           ", before it " + toString(rollout.before) + "; the last error: " + error};
    ++extras; // the end waits for it
    std::thread([core = shared_from_this(), rollback = std::move(rollback)] { core->rollBack(rollback); }).detach();
}

void Actor::Core::rollBack(const Rollback &rollback)
{
    std::shared_ptr<const ActorModule> before;
    {
        const std::lock_guard lock(mutex);
        before = previous;
    }
    const SwapReport report = swap(std::move(before), false, rollback);
    if (!report.ok() && report.version == rollback.from) {
        const std::lock_guard lock(mutex);
        sentence = rollback.reason + ", but that could not be: " + report.sentence;
    }
    if (hooks.rolledBack)
        hooks.rolledBack(report);
    const std::lock_guard lock(mutex);
    --extras;
    ended.notify_all();
}

} // namespace watchglass::host
