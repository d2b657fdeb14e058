// SPDX-License-Identifier: Apache-2.0
/// How calls find their way.
#include "engine/host/host_core.h"

#include "engine/exec/interrupt.h"
#include "engine/host/call_place.h"
#include "engine/host/route.h"

namespace watchglass::host {

namespace {

using namespace std::chrono_literals;

/// An answer that somebody waits for, and perhaps not long enough.
struct Awaited {
    std::mutex mutex;
    std::condition_variable came;
    std::optional<Answer> answer;
};

/// What providers are given. It outlives the host when a provider does, and then does nothing.
class HostServices : public Services
{
public:
    HostServices(std::weak_ptr<Host::Core> core, std::string provider)
        : m_core(std::move(core)), m_provider(std::move(provider))
    {
    }

    void callActor(ActorCall call, std::function<void(Answer)> done) override
    {
        const auto core = m_core.lock();
        if (!core)
            return done(Answer::unavailable("the host has ended"));
        core->call(std::move(call), std::move(done), true);
    }
    void log(std::string_view line) override
    {
        if (const auto core = m_core.lock(); core && core->listeners.log)
            core->listeners.log(m_provider, line);
    }
    std::vector<LinkHealth> health() override
    {
        std::vector<LinkHealth> all;
        if (const auto core = m_core.lock())
            for (const LinkState &state : core->links.all())
                all.push_back(
                    {state.link.key.actor, state.link.key.capability, state.link.key.name, state.ok, state.sentence});
        return all;
    }

private:
    const std::weak_ptr<Host::Core> m_core;
    const std::string m_provider;
};

} // namespace

Host::Core::Core()
    : providers([this](const std::string &name) { return links.bindingsOf(name); },
                [this](const std::string &name, const LoadedProvider &next) { return links.misfit(name, next); }),
      links({[this](const std::string &name) { return providers.find(name); },
             [this](const std::string &name) -> std::function<Answer(const Call &, exec::Interrupt *)> {
                 if (!find(name))
                     return nullptr;
                 return [weak = weak_from_this(), name](const Call &call, exec::Interrupt *interrupt) {
                     const auto core = weak.lock();
                     return core ? core->callAndWait(name, call, interrupt) : Answer::unavailable("the host has ended");
                 };
             },
             [this](const LinkKey &key) { return permitted(key); }})
{
}

std::shared_ptr<Actor> Host::Core::find(std::string_view name) const
{
    const std::shared_lock lock(mutex);
    const auto found = actors.find(name);
    return found == actors.end() ? nullptr : found->second;
}

Host::Problem Host::Core::permitted(const LinkKey &key) const
{
    if (!permission)
        return std::nullopt;
    const auto actor = find(key.actor);
    return actor ? permission(*actor->module(), key.capability) : std::nullopt;
}

/// Not through any queue: what an actor calls is called by its own thread.
Answer Host::Core::answer(const std::string &actor, const ActorModule &module, const Call &call,
                          exec::Interrupt *interrupt)
{
    const Route route = routeOf(call);
    if (permission)
        if (auto sentence = permission(module, std::string(route.capability)))
            return Answer::refused(std::move(*sentence));
    Call routed = call;
    routed.actor = actor;
    routed.binding = route.binding;
    routed.capability = route.capability;
    routed.operation = route.operation;
    CallPlace *const place = listeners.call ? CallPlace::current() : nullptr;
    if (place)
        place->peer.clear();
    if (const auto link = links.find(actor, route.capability, route.binding)) {
        if (place)
            place->peer = toString(link->bound()->link.target);
        return link->call(routed, interrupt);
    }
    if (place)
        place->peer = find(route.capability) ? "the actor " + std::string(route.capability) : "nobody";
    if (find(route.capability))
        return callAndWait(std::string(route.capability), routed, interrupt);
    return Answer::unavailable("nothing is linked to " + toString(route));
}

Answer Host::Core::callAndWait(const std::string &actor, const Call &call, exec::Interrupt *interrupt)
{
    const CallPlace *place = CallPlace::current();
    return callAndWait({actor,
                        std::string(call.operation),
                        {call.payload.begin(), call.payload.end()},
                        call.deadline,
                        place ? place->call : call.id},
                       interrupt);
}

Answer Host::Core::callAndWait(ActorCall call, exec::Interrupt *interrupt)
{
    const auto awaited = std::make_shared<Awaited>();
    const std::string actor = call.actor;
    this->call(std::move(call), [awaited](Answer answer) {
        {
            const std::lock_guard lock(awaited->mutex);
            awaited->answer = std::move(answer);
        }
        awaited->came.notify_all();
    });
    std::unique_lock lock(awaited->mutex);
    while (!awaited->answer) {
        if (interrupt && interrupt->wanted())
            return {{}, Failure::Deadline, "the actor " + actor + " did not answer before the caller was stopped"};
        if (interrupt)
            awaited->came.wait_for(lock, 5ms); // the interrupt has no voice in here
        else
            awaited->came.wait(lock);
    }
    return std::move(*awaited->answer);
}

void Host::Core::call(ActorCall call, std::function<void(Answer)> done, bool speak)
{
    const auto actor = find(call.actor);
    if (!actor)
        return done(Answer::unavailable("there is no actor " + call.actor));
    if (const CallPlace *place = CallPlace::current(); place && call.cause == 0)
        call.cause = place->call;
    actor->call(std::move(call), std::move(done), speak);
}

ActorHooks Host::Core::hooksFor(const std::string &actor)
{
    ActorHooks hooks;
    hooks.answer = [weak = weak_from_this(), actor](const ActorModule &module, const Call &call,
                                                    exec::Interrupt *interrupt) {
        const auto core = weak.lock();
        return core ? core->answer(actor, module, call, interrupt) : Answer::unavailable("the host has ended");
    };
    hooks.nextId = [weak = weak_from_this()] {
        const auto core = weak.lock();
        return core ? ++core->lastId : 0;
    };
    if (listeners.call)
        hooks.record = [call = listeners.call](CallRecord record) {
            call(std::make_shared<const CallRecord>(std::move(record)));
        };
    if (listeners.console)
        hooks.console = [console = listeners.console, actor](ConsoleLine line) { console(actor, line); };
    if (listeners.rolledBack)
        hooks.rolledBack = [told = listeners.rolledBack, actor](const SwapReport &report) { told(actor, report); };
    hooks.watchdog = watchdog;
    return hooks;
}

std::shared_ptr<Services> Host::Core::servicesFor(const std::string &provider)
{
    return std::make_shared<HostServices>(weak_from_this(), provider);
}

/// After a removal, what was removed stays what undoing puts back when another one comes.
void Host::Core::remember(const std::string &provider, const std::shared_ptr<LoadedProvider> &before)
{
    const std::unique_lock lock(mutex);
    unloadings[provider] = before ? before->unloading() : nullptr;
    if (before)
        this->before[provider] = before->image();
}

void Host::Core::watchHealth()
{
    constexpr auto pause = 500ms;
    std::unique_lock lock(ending);
    while (!ended) {
        lock.unlock();
        providers.checkHealth();
        lock.lock();
        end.wait_for(lock, pause, [this] { return ended; });
    }
}

} // namespace watchglass::host
