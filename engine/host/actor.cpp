// SPDX-License-Identifier: Apache-2.0
#include "engine/host/actor.h"

#include <thread>

#include "engine/host/actor_core.h"

namespace watchglass::host {

namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr size_t mostExtras = 16;
constexpr auto patienceAtEnd = 2s;

} // namespace

Actor::Made Actor::make(std::string name, std::shared_ptr<const ActorModule> module, ActorSettings settings,
                        ActorHooks hooks)
{
    auto core = std::make_shared<Core>();
    core->name = std::move(name);
    core->settings = std::move(settings);
    core->settings.instances = std::max<size_t>(1, core->settings.instances);
    core->hooks = std::move(hooks);
    Core::Prepared prepared = core->prepare(std::move(module), false);
    if (!prepared.version)
        return {nullptr, prepared.error};
    core->current = std::move(prepared.version);
    const size_t workers = core->settings.instances;
    for (size_t i = 0; i < workers; ++i)
        core->startWorker();
    return {std::shared_ptr<Actor>(new Actor(std::move(core))), {}};
}

Actor::Actor(std::shared_ptr<Core> core) : m(std::move(core)) {}

Actor::~Actor()
{
    std::deque<std::shared_ptr<Job>> waiting;
    {
        const std::lock_guard lock(m->mutex);
        m->stopping = true;
        waiting.swap(m->queue);
    }
    m->work.notify_all();
    for (const auto &job : waiting)
        job->answer(Answer::unavailable("the actor " + m->name + " was removed"));
    const auto end = steady_clock::now() + patienceAtEnd;
    std::unique_lock lock(m->mutex);
    while (m->workers + m->extras > 0 && steady_clock::now() < end) {
        for (const auto &job : m->underWay)
            if (job->guest)
                job->guest->kill("the actor " + m->name + " was removed");
        m->ended.wait_for(lock, 10ms);
    }
}

const std::string &Actor::name() const
{
    return m->name;
}

std::shared_ptr<const ActorModule> Actor::module() const
{
    const std::lock_guard lock(m->mutex);
    return m->current->module;
}

void Actor::call(ActorCall call, std::function<void(Answer)> done, bool speak)
{
    auto job = std::make_shared<Job>();
    job->call = std::move(call);
    job->done = std::move(done);
    job->speaks = speak;
    job->id = m->hooks.nextId();
    job->deadline = job->call.deadline.value_or(steady_clock::now() + m->settings.callTime);
    const bool nested = job->call.cause != 0;
    std::optional<Answer> refusal;
    {
        const std::lock_guard lock(m->mutex);
        if (m->stopping)
            refusal = Answer::unavailable("the actor " + m->name + " was removed");
        else if (nested && m->waitingWorkers <= m->queue.size())
            job->extra = true;
        else if (m->queue.size() >= m->settings.queue)
            refusal =
                Answer{{},
                       Failure::Busy,
                       "the actor " + m->name + " is busy: " + std::to_string(m->queue.size()) + " calls wait already"};
        else
            m->queue.push_back(job);
        if (job->extra && m->extras >= mostExtras)
            refusal = Answer{{},
                             Failure::Busy,
                             "the actor " + m->name + " is reached through itself more than " +
                                 std::to_string(mostExtras) + " times over"};
        else if (job->extra)
            ++m->extras;
    }
    if (refusal)
        return job->answer(std::move(*refusal));
    if (job->extra)
        m->startExtra(std::move(job));
    else
        m->work.notify_one();
}

SwapReport Actor::swap(std::shared_ptr<const ActorModule> next)
{
    return m->swap(std::move(next), true);
}

SwapReport Actor::undo()
{
    std::shared_ptr<const ActorModule> before;
    {
        const std::lock_guard lock(m->mutex);
        before = m->previous;
    }
    if (before)
        return m->swap(std::move(before), false);
    SwapReport report;
    report.sentence = "there is nothing to undo: the actor " + m->name + " was not swapped";
    return report;
}

size_t Actor::kill(uint64_t id, const std::string &why)
{
    size_t count = 0;
    const std::lock_guard lock(m->mutex);
    for (const auto &job : m->underWay)
        if (job->guest && (id == 0 || job->id == id)) {
            job->guest->kill(why);
            ++count;
        }
    return count;
}

ActorState Actor::state() const
{
    ActorState made;
    const std::lock_guard lock(m->mutex);
    made.name = m->name;
    made.running = m->current->module;
    made.module = made.running->name;
    made.version = m->current->number;
    made.canUndo = m->previous != nullptr;
    made.instances = m->settings.instances;
    made.waiting = m->queue.size();
    for (const auto &job : m->underWay)
        made.underWay.push_back({job->id, job->call.operation, job->place.where(), job->begun});
    made.served = m->served;
    made.failed = m->failed;
    made.remade = m->remade;
    made.givenUp = m->givenUp;
    made.sentence = m->sentence;
    made.rollbacks = m->rollbacks;
    if (m->rolledBack)
        made.rollout = *m->rolledBack;
    else if (m->current->watch)
        made.rollout = m->current->watch->report(steady_clock::now());
    return made;
}

} // namespace watchglass::host
