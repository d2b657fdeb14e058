// SPDX-License-Identifier: Apache-2.0
#include "engine/host/host.h"

#include <thread>

#include "engine/host/host_core.h"
#include "engine/host/import_link.h"

namespace watchglass::host {

Host::Host(HostListeners listeners) : m(std::make_shared<Core>())
{
    m->listeners = std::move(listeners);
    // Not waited for: a provider that hangs may hold it up.
    std::thread([core = m] { core->watchHealth(); }).detach();
}

Host::~Host()
{
    {
        const std::lock_guard lock(m->ending);
        m->ended = true;
    }
    m->end.notify_all();
    std::map<std::string, std::shared_ptr<Actor>, std::less<>> actors;
    {
        const std::unique_lock lock(m->mutex);
        actors.swap(m->actors);
    }
    actors.clear(); // before the links and providers that they use
}

// Actors -------------------------------------------------------------------------------------------------------------

Host::Problem Host::addActor(const std::string &name, std::shared_ptr<const ActorModule> module, ActorSettings settings)
{
    if (m->find(name))
        return "there is an actor " + name + " already";
    if (m->loadRule)
        if (auto sentence = m->loadRule(*module))
            return sentence;
    ActorHooks hooks = m->hooksFor(name);
    hooks.plain = [weak = std::weak_ptr(m), name](const wasm::Module &parts, const wasm::Import &import) {
        const auto core = weak.lock();
        return core ? importLink(core, name, parts, import) : nullptr;
    };
    Actor::Made made = Actor::make(name, std::move(module), std::move(settings), std::move(hooks));
    if (!made.actor)
        return made.error;
    const std::unique_lock lock(m->mutex);
    if (!m->actors.try_emplace(name, std::move(made.actor)).second)
        return "there is an actor " + name + " already";
    return std::nullopt;
}

Host::Problem Host::removeActor(const std::string &name)
{
    std::shared_ptr<Actor> gone;
    {
        const std::unique_lock lock(m->mutex);
        const auto found = m->actors.find(name);
        if (found == m->actors.end())
            return "there is no actor " + name;
        gone = std::move(found->second);
        m->actors.erase(found);
    }
    gone.reset();
    const std::lock_guard changing(m->changing);
    m->links.forget(name);
    return std::nullopt;
}

SwapReport Host::swapActor(const std::string &name, std::shared_ptr<const ActorModule> next, bool insist)
{
    SwapReport refused;
    const auto actor = m->find(name);
    if (!actor) {
        refused.sentence = "there is no actor " + name;
        return refused;
    }
    Problem problem = m->loadRule ? m->loadRule(*next) : std::nullopt;
    if (!problem && m->replaceRule && !insist)
        problem = m->replaceRule(*actor->module(), *next);
    if (!problem)
        return actor->swap(std::move(next));
    const ActorState state = actor->state();
    refused.before = refused.now = state.module;
    refused.version = state.version;
    refused.sentence = *problem;
    return refused;
}

SwapReport Host::undoActor(const std::string &name)
{
    if (const auto actor = m->find(name))
        return actor->undo();
    SwapReport refused;
    refused.sentence = "there is no actor " + name;
    return refused;
}

size_t Host::kill(const std::string &actor, uint64_t call, const std::string &why)
{
    const auto found = m->find(actor);
    return found ? found->kill(call, why) : 0;
}

void Host::call(ActorCall call, std::function<void(Answer)> done)
{
    m->call(std::move(call), std::move(done));
}

Answer Host::callAndWait(ActorCall call)
{
    return m->callAndWait(std::move(call), nullptr);
}

// Providers ----------------------------------------------------------------------------------------------------------

namespace {

Host::Problem put(Host::Core &core, const std::string &name, LoadResult loaded, const ProviderChange &change)
{
    if (!loaded.provider)
        return loaded.error;
    const auto slot = core.providers.find(name);
    const auto before = slot ? slot->provider() : nullptr;
    if (auto problem = core.providers.put(name, std::move(loaded.provider), change))
        return problem;
    core.links.forgive(name);
    core.remember(name, before);
    return std::nullopt;
}

} // namespace

Host::Problem Host::putProvider(const std::string &name, const std::filesystem::path &library,
                                const ProviderChange &change)
{
    const std::lock_guard changing(m->changing);
    return put(*m, name, loadProvider(library, m->servicesFor(name)), change);
}

Host::Problem Host::putProvider(const std::string &name, Manifest manifest, std::unique_ptr<Provider> provider,
                                const ProviderChange &change)
{
    const std::lock_guard changing(m->changing);
    return put(*m, name, startProvider(std::move(manifest), std::move(provider), m->servicesFor(name)), change);
}

Host::Problem Host::removeProvider(const std::string &name, std::chrono::milliseconds grace)
{
    const std::lock_guard changing(m->changing);
    const auto slot = m->providers.find(name);
    const auto before = slot ? slot->provider() : nullptr;
    if (auto problem = m->providers.remove(name, grace))
        return problem;
    m->remember(name, before);
    return std::nullopt;
}

Host::Problem Host::forgetProvider(const std::string &name)
{
    const std::lock_guard changing(m->changing);
    if (auto problem = m->providers.forget(name))
        return problem;
    const std::unique_lock lock(m->mutex);
    m->before.erase(name);
    return std::nullopt;
}

Host::Problem Host::undoProvider(const std::string &name, const ProviderChange &change)
{
    const std::lock_guard changing(m->changing);
    std::shared_ptr<const ProviderImage> image;
    {
        const std::shared_lock lock(m->mutex);
        if (const auto found = m->before.find(name); found != m->before.end())
            image = found->second;
    }
    if (!image)
        return "there is nothing to undo: no library was in the place " + name + " before";
    return put(*m, name, loadProvider(*image, m->servicesFor(name)), change);
}

std::shared_ptr<const Unloading> Host::lastUnloading(const std::string &name) const
{
    const std::shared_lock lock(m->mutex);
    const auto found = m->unloadings.find(name);
    return found == m->unloadings.end() ? nullptr : found->second;
}

// Links --------------------------------------------------------------------------------------------------------------

Host::Problem Host::setLink(Link link)
{
    const std::lock_guard changing(m->changing);
    return m->links.set(std::move(link));
}

Host::Problem Host::setImport(Link link, const wasm::FuncType &type)
{
    const std::lock_guard changing(m->changing);
    return m->links.set(std::move(link), type);
}

Host::Problem Host::unbind(const LinkKey &key, std::string sentence, std::chrono::milliseconds grace)
{
    const std::lock_guard changing(m->changing);
    return m->links.unbind(key, std::move(sentence), grace);
}

Host::Problem Host::removeLink(const LinkKey &key)
{
    const std::lock_guard changing(m->changing);
    return m->links.remove(key);
}

Host::Problem Host::setFaults(const LinkKey &key, std::vector<Fault> faults)
{
    const std::lock_guard changing(m->changing);
    return m->links.setFaults(key, std::move(faults));
}

std::optional<Link> Host::link(const LinkKey &key) const
{
    return m->links.link(key);
}

std::string Host::placeOf(const LinkKey &key) const
{
    const auto link = m->links.link(key);
    const auto *to = link ? std::get_if<ToProvider>(&link->target) : nullptr;
    const auto slot = to ? m->providers.find(to->provider) : nullptr;
    const auto provider = slot ? slot->provider() : nullptr;
    if (!provider)
        return {};
    const auto place = std::make_shared<std::string>();
    const auto problem = performWithin(std::chrono::milliseconds(500), [provider, key, place] {
        *place = provider->provider().place(key.actor, key.name);
    });
    return problem ? std::string() : *place;
}

std::shared_ptr<exec::Function> Host::importOf(const std::string &actor, const wasm::Module &module,
                                               const wasm::Import &import)
{
    return importLink(m, actor, module, import);
}

LinkedImport Host::linkedImport(const std::string &actor, const wasm::Module &module, const wasm::Import &import)
{
    return host::linkedImport(m, actor, module, import);
}

void Host::setLoadRule(std::function<Problem(const ActorModule &)> rule)
{
    m->loadRule = std::move(rule);
}

void Host::setPermission(std::function<Problem(const ActorModule &, const std::string &)> rule)
{
    m->permission = std::move(rule);
}

void Host::setReplaceRule(std::function<Problem(const ActorModule &, const ActorModule &)> rule)
{
    m->replaceRule = std::move(rule);
}

Board Host::board() const
{
    Board board;
    std::vector<std::shared_ptr<Actor>> actors;
    {
        const std::shared_lock lock(m->mutex);
        for (const auto &[name, actor] : m->actors)
            actors.push_back(actor);
    }
    for (const auto &actor : actors)
        board.actors.push_back(actor->state());
    board.providers = m->providers.all();
    {
        const std::shared_lock lock(m->mutex);
        for (ProviderState &state : board.providers)
            if (const auto found = m->before.find(state.name); found != m->before.end() && found->second)
                state.before = found->second->manifest.name;
    }
    board.links = m->links.all();
    return board;
}

} // namespace watchglass::host
