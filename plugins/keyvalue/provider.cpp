// SPDX-License-Identifier: Apache-2.0
#include "plugins/keyvalue/provider.h"

#include <mutex>
#include <set>

#include "plugins/keyvalue/operations.h"

namespace watchglass::keyvalue {

namespace {

using Problem = std::optional<std::string>;

} // namespace

Problem KeyValueProvider::start(host::Services &services)
{
    m_services = &services;
    return std::nullopt;
}

Problem KeyValueProvider::bind(const host::Binding &binding)
{
    try {
        auto store = open(binding.values);
        const std::unique_lock lock(m_mutex);
        m_links[{binding.actor, binding.name}].swap(store); // the old one ends outside of the lock
    } catch (const Failed &error) {
        return error.what();
    }
    return std::nullopt;
}

void KeyValueProvider::unbind(std::string_view actor, std::string_view binding)
{
    std::shared_ptr<Store> last;
    const std::unique_lock lock(m_mutex);
    if (const auto found = m_links.find({std::string(actor), std::string(binding)}); found != m_links.end()) {
        last = std::move(found->second);
        m_links.erase(found);
    }
}

std::shared_ptr<Store> KeyValueProvider::storeOf(std::string_view actor, std::string_view binding) const
{
    const std::shared_lock lock(m_mutex);
    const auto found = m_links.find({std::string(actor), std::string(binding.empty() ? "default" : binding)});
    return found == m_links.end() ? nullptr : found->second;
}

std::map<KeyValueProvider::Link, std::shared_ptr<Store>> KeyValueProvider::links() const
{
    const std::shared_lock lock(m_mutex);
    return m_links;
}

host::Answer KeyValueProvider::call(const host::Call &call)
{
    const auto store = storeOf(call.actor, call.binding);
    if (!store)
        return host::Answer::unavailable("the store has no link for " + std::string(call.actor));
    return perform(*store, call);
}

/// The sentence of whichever store is not well.
Health KeyValueProvider::health()
{
    std::set<std::shared_ptr<Store>> asked;
    for (const auto &[link, store] : links())
        if (asked.insert(store).second)
            if (Health told = store->health(); !told.ok)
                return told;
    return {};
}

std::vector<host::Function> KeyValueProvider::functions()
{
    return functionsOf(*this);
}

/// Stores that several links share come once; entries name a link only where there is more than one store.
Problem KeyValueProvider::copyOut(const std::function<bool(const Entry &)> &take)
{
    std::map<std::shared_ptr<Store>, Link> stores;
    for (const auto &[link, store] : links())
        stores.emplace(store, link);
    bool wanted = true;
    try {
        for (const auto &[store, link] : stores)
            if (wanted)
                store->copyOut([&, &link = link](const Entry &entry) {
                    Entry named = entry;
                    if (stores.size() > 1)
                        std::tie(named.actor, named.binding) = link;
                    return wanted = take(named);
                });
    } catch (const Failed &error) {
        return error.what();
    }
    return std::nullopt;
}

/// An entry that names no link goes to every store.
Problem KeyValueProvider::copyIn(const Entry &entry)
{
    std::set<std::shared_ptr<Store>> stores;
    if (entry.actor.empty()) {
        for (const auto &[link, store] : links())
            stores.insert(store);
    } else if (auto store = storeOf(entry.actor, entry.binding)) {
        stores.insert(std::move(store));
    }
    if (stores.empty())
        return "the store has no link that says where the key \"" + entry.key + "\" is to be kept";
    try {
        for (const auto &store : stores)
            store->copyIn(entry);
    } catch (const Failed &error) {
        return error.what();
    }
    return std::nullopt;
}

} // namespace watchglass::keyvalue
