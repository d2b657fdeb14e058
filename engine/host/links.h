// SPDX-License-Identifier: Apache-2.0
/// All links of a host. Changes come one at a time; calls look links up meanwhile.
#pragma once

#include <shared_mutex>

#include "engine/host/live_link.h"

namespace watchglass::host {

class Links
{
public:
    /// What a link refers to, by name.
    struct Lookups {
        std::function<std::shared_ptr<ProviderSlot>(const std::string &)> provider; ///< null: there is none
        /// Empty: there is none.
        std::function<std::function<Answer(const Call &, exec::Interrupt *)>(const std::string &)> actor;
        /// Why the actor may not have the capability; nothing when it may. May be empty.
        std::function<std::optional<std::string>(const LinkKey &)> permission;
    };
    explicit Links(Lookups lookups) : m_lookups(std::move(lookups)) {}

    /// Makes the link, or changes it while it is used: checks it, gives the provider its settings, and only then lets
    /// calls go there. A sentence: why not, and everything is as it was. `type` is that of a plain import.
    std::optional<std::string> set(Link link, const std::optional<wasm::FuncType> &type = std::nullopt);
    /// The link stays, with nobody to serve it. A sentence when there is none.
    std::optional<std::string> unbind(const LinkKey &key, std::string sentence = {},
                                      std::chrono::milliseconds grace = {});
    std::optional<std::string> remove(const LinkKey &key);
    /// From the next call on.
    std::optional<std::string> setFaults(const LinkKey &key, std::vector<Fault> faults);
    /// There is somebody else in the place of that provider.
    void forgive(const std::string &provider);
    /// Whatever the actor imports is no link any more.
    void forget(const std::string &actor);

    /// Null when there is no such link.
    std::shared_ptr<LiveLink> find(std::string_view actor, std::string_view capability, std::string_view name) const;
    std::optional<Link> link(const LinkKey &key) const;
    std::vector<LinkState> all() const;
    /// What a provider is told when it takes its place: every link that leads there.
    std::vector<Binding> bindingsOf(const std::string &provider) const;
    /// Why a provider cannot serve all the links that lead there; nothing when it can.
    std::optional<std::string> misfit(const std::string &provider, const LoadedProvider &next) const;

private:
    std::optional<std::string> check(const Link &link, const std::optional<wasm::FuncType> &type, BoundLink &bound);
    std::shared_ptr<LiveLink> findKey(const LinkKey &key) const;

    struct Order {
        using is_transparent = void;
        using View = std::tuple<std::string_view, std::string_view, std::string_view>;
        static View view(const LinkKey &key) { return {key.actor, key.capability, key.name}; }
        static const View &view(const View &key) { return key; }
        template <class A, class B>
        bool operator()(const A &a, const B &b) const
        {
            return view(a) < view(b);
        }
    };
    const Lookups m_lookups;
    std::mutex m_changing;
    mutable std::shared_mutex m_mutex;
    std::map<LinkKey, std::shared_ptr<LiveLink>, Order> m_links;
};

/// Gives a provider a link's settings within some seconds. A sentence: it refuses, throws or hangs.
std::optional<std::string> bindWithin(std::shared_ptr<LoadedProvider> provider, const Binding &binding);
void unbindWithin(std::shared_ptr<LoadedProvider> provider, const std::string &actor, const std::string &name);

} // namespace watchglass::host
