// SPDX-License-Identifier: Apache-2.0
#include "engine/host/links.h"

#include "engine/host/module_exports.h"

namespace watchglass::host {

namespace {

using Problem = std::optional<std::string>;

constexpr auto patience = std::chrono::seconds(5);

Binding bindingOf(const Link &link)
{
    return {link.key.actor, link.key.capability, link.key.name, link.values};
}

std::string list(const std::vector<std::string> &names)
{
    std::string all;
    for (const std::string &name : names)
        all += (all.empty() ? "" : ", ") + name;
    return all;
}

wasm::FuncType typeOf(const Function &function)
{
    wasm::FuncType type;
    for (const Type one : function.parameters)
        type.params.push_back(valueType(one));
    for (const Type one : function.results)
        type.results.push_back(valueType(one));
    return type;
}

/// Whether a function of that type can serve the import.
Problem signature(const std::string &who, const wasm::FuncType &has, const wasm::FuncType &wanted)
{
    if (has == wanted)
        return std::nullopt;
    return who + " has type " + toString(has) + ", but the import wants " + toString(wanted);
}

Problem checkProvider(const Link &link, const std::optional<wasm::FuncType> &type, const LoadedProvider &provider)
{
    const Manifest &manifest = provider.manifest();
    if (!type)
        return manifest.serves(link.key.capability)
                   ? std::nullopt
                   : Problem("the provider " + manifest.name + " does not serve " + link.key.capability + ", but " +
                             list(manifest.capabilities));
    const auto &to = std::get<ToProvider>(link.target);
    const std::string wanted = to.function.empty() ? link.key.name : to.function;
    std::vector<std::string> names;
    for (const Function &function : provider.functions()) {
        if (function.name == wanted)
            return signature(wanted + " of the provider " + manifest.name, typeOf(function), *type);
        names.push_back(function.name);
    }
    return "the provider " + manifest.name + " has no function " + wanted +
           (names.empty() ? ", nor any other" : "; it has " + list(names));
}

} // namespace

Problem bindWithin(std::shared_ptr<LoadedProvider> provider, const Binding &binding)
{
    auto refusal = std::make_shared<Problem>();
    const std::string name = provider->manifest().name;
    const auto problem = performWithin(patience, [provider = std::move(provider), binding, refusal] {
        *refusal = provider->provider().bind(binding);
    });
    if (problem)
        return "the provider " + name + " could not be linked: " + *problem;
    if (*refusal)
        return "the provider " + name + " refuses the link: " + **refusal;
    return std::nullopt;
}

void unbindWithin(std::shared_ptr<LoadedProvider> provider, const std::string &actor, const std::string &name)
{
    performWithin(patience,
                  [provider = std::move(provider), actor, name] { provider->provider().unbind(actor, name); });
}

/// Finds what the link refers to; why it cannot be, as far as that is known without asking anybody.
Problem Links::check(const Link &link, const std::optional<wasm::FuncType> &type, BoundLink &bound)
{
    if (link.key.actor.empty() || link.key.capability.empty() || link.key.name.empty())
        return "a link needs an actor, a capability and a name";
    if (m_lookups.permission && !type)
        if (auto sentence = m_lookups.permission(link.key))
            return sentence;
    if (type && (!numberTypes(type->params) || !numberTypes(type->results)))
        return link.key.capability + "." + link.key.name + " has type " + toString(*type) +
               "; only numbers can be handed over";
    bound.link = link;
    bound.type = type;
    if (const auto *to = std::get_if<ToProvider>(&link.target)) {
        bound.slot = m_lookups.provider(to->provider);
        if (!bound.slot)
            return "there is no provider " + to->provider;
        if (const auto provider = bound.slot->provider())
            return checkProvider(link, type, *provider);
    } else if (const auto *exported = std::get_if<ToExport>(&link.target)) {
        if (!type)
            return "only plain imports can be served by another module's export";
        const auto has = exported->module->typeOf(exported->function);
        if (!has)
            return exported->module->name() + " exports no function " + exported->function +
                   " that takes and gives only numbers";
        return signature(exported->function + " of " + exported->module->name(), *has, *type);
    } else if (const auto *actor = std::get_if<ToActor>(&link.target)) {
        if (type)
            return "an actor serves capabilities, not plain imports";
        bound.actor = m_lookups.actor(actor->actor);
        if (!bound.actor)
            return "there is no actor " + actor->actor;
    } else if (const auto *script = std::get_if<ToScript>(&link.target); script && !script->script) {
        return "there is no script";
    }
    return std::nullopt;
}

Problem Links::set(Link link, const std::optional<wasm::FuncType> &type)
{
    const std::lock_guard changing(m_changing);
    auto bound = std::make_shared<BoundLink>();
    if (auto sentence = check(link, type, *bound))
        return sentence;
    const auto live = findKey(link.key);
    const auto before = live ? live->bound() : nullptr;
    const auto provider = bound->slot ? bound->slot->provider() : nullptr;
    const bool same = before && before->slot == bound->slot && before->link.values == link.values;
    if (provider && !same)
        if (auto sentence = bindWithin(provider, bindingOf(link)))
            return sentence;
    if (live) {
        live->replace(bound);
    } else {
        const std::unique_lock lock(m_mutex);
        m_links[link.key] = std::make_shared<LiveLink>(bound);
    }
    if (before && before->slot && before->slot != bound->slot)
        if (auto left = before->slot->provider())
            unbindWithin(std::move(left), link.key.actor, link.key.name);
    return std::nullopt;
}

Problem Links::unbind(const LinkKey &key, std::string sentence, std::chrono::milliseconds grace)
{
    const std::lock_guard changing(m_changing);
    const auto live = findKey(key);
    if (!live)
        return key.actor + " has no link " + toString(key);
    const auto before = live->bound();
    auto bound = std::make_shared<BoundLink>();
    bound->link = before->link;
    bound->link.target = Unbound{std::move(sentence), grace};
    live->replace(bound);
    if (before->slot)
        if (auto left = before->slot->provider())
            unbindWithin(std::move(left), key.actor, key.name);
    return std::nullopt;
}

Problem Links::remove(const LinkKey &key)
{
    const std::lock_guard changing(m_changing);
    std::shared_ptr<LiveLink> gone;
    {
        const std::unique_lock lock(m_mutex);
        const auto found = m_links.find(key);
        if (found == m_links.end())
            return key.actor + " has no link " + toString(key);
        gone = std::move(found->second);
        m_links.erase(found);
    }
    if (const auto bound = gone->bound(); bound->slot)
        if (auto left = bound->slot->provider())
            unbindWithin(std::move(left), key.actor, key.name);
    return std::nullopt;
}

Problem Links::setFaults(const LinkKey &key, std::vector<Fault> faults)
{
    const std::lock_guard changing(m_changing);
    const auto live = findKey(key);
    if (!live)
        return key.actor + " has no link " + toString(key);
    auto bound = std::make_shared<BoundLink>(*live->bound());
    bound->link.faults = std::move(faults);
    live->replace(std::move(bound));
    return std::nullopt;
}

void Links::forgive(const std::string &provider)
{
    const std::shared_lock lock(m_mutex);
    for (const auto &[key, live] : m_links) {
        const auto bound = live->bound();
        if (const auto *to = std::get_if<ToProvider>(&bound->link.target); to && to->provider == provider)
            live->forgive();
    }
}

void Links::forget(const std::string &actor)
{
    const std::lock_guard changing(m_changing);
    std::vector<std::shared_ptr<const BoundLink>> gone;
    {
        const std::unique_lock lock(m_mutex);
        for (auto at = m_links.begin(); at != m_links.end();)
            if (at->first.actor == actor) {
                gone.push_back(at->second->bound());
                at = m_links.erase(at);
            } else {
                ++at;
            }
    }
    for (const auto &bound : gone)
        if (bound->slot)
            if (auto left = bound->slot->provider())
                unbindWithin(std::move(left), actor, bound->link.key.name);
}

std::shared_ptr<LiveLink> Links::find(std::string_view actor, std::string_view capability, std::string_view name) const
{
    const std::shared_lock lock(m_mutex);
    const auto found = m_links.find(Order::View(actor, capability, name));
    return found == m_links.end() ? nullptr : found->second;
}

std::shared_ptr<LiveLink> Links::findKey(const LinkKey &key) const
{
    return find(key.actor, key.capability, key.name);
}

std::optional<Link> Links::link(const LinkKey &key) const
{
    const auto live = findKey(key);
    return live ? std::optional(live->bound()->link) : std::nullopt;
}

std::vector<LinkState> Links::all() const
{
    std::vector<std::shared_ptr<LiveLink>> links;
    {
        const std::shared_lock lock(m_mutex);
        for (const auto &[key, link] : m_links)
            links.push_back(link);
    }
    std::vector<LinkState> states;
    for (const auto &link : links)
        states.push_back(link->state());
    return states;
}

std::vector<Binding> Links::bindingsOf(const std::string &provider) const
{
    std::vector<Binding> all;
    const std::shared_lock lock(m_mutex);
    for (const auto &[key, live] : m_links) {
        const auto bound = live->bound();
        if (const auto *to = std::get_if<ToProvider>(&bound->link.target); to && to->provider == provider)
            all.push_back(bindingOf(bound->link));
    }
    return all;
}

Problem Links::misfit(const std::string &provider, const LoadedProvider &next) const
{
    const std::shared_lock lock(m_mutex);
    for (const auto &[key, live] : m_links) {
        const auto bound = live->bound();
        const auto *to = std::get_if<ToProvider>(&bound->link.target);
        if (!to || to->provider != provider)
            continue;
        if (auto sentence = checkProvider(bound->link, bound->type, next))
            return *sentence + ", and " + key.actor + " is linked to it for " + toString(key);
    }
    return std::nullopt;
}

} // namespace watchglass::host
