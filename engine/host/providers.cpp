// SPDX-License-Identifier: Apache-2.0
#include "engine/host/providers.h"

#include <fcntl.h>
#include <unistd.h>

#include "engine/host/links.h"

namespace watchglass::host {

namespace {

using Problem = std::optional<std::string>;

/// Links as the next provider is told them, with what it inherits. What it did not take goes back to the old one.
class HandOver
{
public:
    HandOver(std::shared_ptr<LoadedProvider> old, std::shared_ptr<LoadedProvider> next,
             std::chrono::milliseconds patience)
        : m_old(std::move(old)), m_next(std::move(next)), m_patience(patience)
    {
    }

    /// The order is that of least risk: listeners change hands one by one.
    Problem bindAll(std::vector<Binding> bindings)
    {
        for (Binding &binding : bindings) {
            const int given = m_old && !m_silent ? take(binding) : -1;
            const int kept = given >= 0 ? fcntl(given, F_DUPFD_CLOEXEC, 0) : -1;
            binding.inherited = given;
            m_done.push_back({binding, kept});
            if (auto problem = bindWithin(m_next, binding)) {
                giveBack();
                return problem;
            }
        }
        return std::nullopt;
    }
    void giveBack()
    {
        for (auto &[binding, kept] : m_done) {
            if (kept < 0)
                continue;
            binding.inherited = std::exchange(kept, -1);
            bindWithin(m_old, binding);
        }
        m_done.clear();
    }
    ~HandOver()
    {
        for (const auto &[binding, kept] : m_done)
            if (kept >= 0)
                close(kept);
    }

private:
    int take(const Binding &binding)
    {
        auto given = std::make_shared<int>(-1);
        const auto problem = performWithin(m_patience, [old = m_old, binding, given] {
            *given = old->provider().handOver(binding.actor, binding.name);
        });
        if (problem) // it hangs; nobody asks it for the other links
            m_silent = true;
        return problem ? -1 : *given;
    }

    struct Done {
        Binding binding;
        int kept;
    };
    std::shared_ptr<LoadedProvider> m_old, m_next;
    std::chrono::milliseconds m_patience;
    std::vector<Done> m_done;
    bool m_silent = false;
};

/// On a thread that may be given up.
Problem copyAll(std::shared_ptr<LoadedProvider> old, std::shared_ptr<LoadedProvider> next,
                std::chrono::milliseconds patience)
{
    auto refusal = std::make_shared<Problem>();
    const auto problem = performWithin(patience, [old = std::move(old), next = std::move(next), refusal] {
        Problem taking;
        *refusal = old->provider().copyOut([&](const Entry &entry) {
            taking = next->provider().copyIn(entry);
            return !taking;
        });
        if (taking)
            *refusal = taking;
    });
    if (problem || *refusal)
        return "the content could not be copied: " + problem.value_or(refusal->value_or(""));
    return std::nullopt;
}

} // namespace

Problem Providers::replace(ProviderSlot &slot, const std::shared_ptr<LoadedProvider> &old,
                           const std::shared_ptr<LoadedProvider> &next, const ProviderChange &change)
{
    HandOver handOver(old, next, change.patience);
    const bool copies = change.copyContent && old;
    // Links first: they say where content is to be kept. Whatever it takes to open that, nobody waits yet.
    Problem problem = handOver.bindAll(m_bindings(slot.name()));
    if (!problem && copies) {
        problem = slot.close(change.patience)
                      ? copyAll(old, next, change.patience)
                      : Problem("the content could not be copied: calls of the old provider did not end in time");
        if (problem)
            handOver.giveBack();
    }
    if (!problem)
        slot.put(next);
    if (copies)
        slot.open();
    return problem;
}

Problem Providers::put(const std::string &name, std::shared_ptr<LoadedProvider> next, const ProviderChange &change)
{
    const std::lock_guard changing(m_changing);
    std::shared_ptr<ProviderSlot> slot = find(name);
    if (slot) {
        if (auto problem = m_misfit(name, *next))
            return problem;
        if (auto problem = replace(*slot, slot->provider(), next, change))
            return problem;
    } else {
        slot = std::make_shared<ProviderSlot>(name);
        slot->put(std::move(next));
    }
    const std::unique_lock lock(m_mutex);
    Place &place = m_places[name];
    place.slot = slot;
    place.health = {};
    place.asked = std::make_shared<std::atomic<bool>>(false);
    return std::nullopt;
}

Problem Providers::remove(const std::string &name, std::chrono::milliseconds grace)
{
    const std::lock_guard changing(m_changing);
    const auto slot = find(name);
    const auto old = slot ? slot->provider() : nullptr;
    if (!old)
        return "there is no provider " + name;
    slot->clear("the provider " + name + " was removed", grace);
    return std::nullopt;
}

std::shared_ptr<ProviderSlot> Providers::find(const std::string &name) const
{
    const std::shared_lock lock(m_mutex);
    const auto found = m_places.find(name);
    return found == m_places.end() ? nullptr : found->second.slot;
}

void Providers::checkHealth(std::chrono::milliseconds patience)
{
    std::map<std::string, Place> places;
    {
        const std::shared_lock lock(m_mutex);
        places = m_places;
    }
    for (auto &[name, place] : places) {
        const auto provider = place.slot->provider();
        Health told;
        if (!provider) {
            told = {false, "nobody is there"};
        } else if (place.asked->exchange(true)) {
            told = {false, "it has not said how it is, and hangs"};
        } else {
            auto health = std::make_shared<Health>();
            const auto problem = performWithin(patience, [provider, health, asked = place.asked] {
                const std::shared_ptr<void> answered(nullptr, [&](void *) { *asked = false; }); // also when it throws
                *health = provider->provider().health();
            });
            told = problem ? Health{false, "asked how it is, " + *problem} : *health;
        }
        const std::unique_lock lock(m_mutex);
        const auto found = m_places.find(name);
        if (found != m_places.end() && found->second.slot->provider() == provider)
            found->second.health = told;
    }
}

std::optional<std::string> Providers::forget(const std::string &name)
{
    const std::lock_guard changing(m_changing);
    const auto slot = find(name);
    if (!slot)
        return "there is no provider " + name;
    if (slot->provider())
        return "the provider " + name + " is still there";
    if (const auto bindings = m_bindings(name); !bindings.empty())
        return bindings.front().actor + " is linked to " + name + " for " + bindings.front().capability;
    const std::unique_lock lock(m_mutex);
    m_places.erase(name);
    return std::nullopt;
}

std::vector<ProviderState> Providers::all() const
{
    std::vector<ProviderState> states;
    const std::shared_lock lock(m_mutex);
    for (const auto &[name, place] : m_places) {
        ProviderState state{name,
                            std::nullopt,
                            {},
                            {},
                            {},
                            place.health.ok,
                            place.health.sentence,
                            place.slot->inside(),
                            place.slot->hanging()};
        if (const auto provider = place.slot->provider()) {
            state.manifest = provider->manifest();
            state.path = provider->path();
            for (const Function &each : provider->functions())
                state.functions.push_back({each.name, each.parameters, each.results, each.help, nullptr});
        } else {
            state.ok = false;
            state.sentence = "nobody is there";
        }
        if (state.hanging) {
            state.ok = false;
            state.sentence = std::to_string(state.hanging) + " calls hang in it";
        }
        states.push_back(std::move(state));
    }
    return states;
}

} // namespace watchglass::host
