// SPDX-License-Identifier: Apache-2.0
/// The providers of a host, by name, and how one takes another's place while calls go on.
#pragma once

#include <shared_mutex>

#include "engine/host/provider_slot.h"

namespace watchglass::host {

struct ProviderState {
    std::string name;
    std::optional<Manifest> manifest; ///< missing while nobody is there
    std::string path;
    std::vector<Function> functions; ///< for plain imports; to be looked at, without their code
    std::string before; ///< title of the one that undoing puts back; empty when that cannot be
    bool ok = true;
    std::string sentence;           ///< why not, or how it is
    size_t inside = 0, hanging = 0; ///< calls
};

struct ProviderChange {
    bool copyContent = false;                 ///< calls wait while the content moves over
    std::chrono::milliseconds patience{5000}; ///< for each thing the providers are asked
};

class Providers
{
public:
    /// The links that lead to a provider, and why one could not serve them all.
    using Bindings = std::function<std::vector<Binding>(const std::string &)>;
    using Misfit = std::function<std::optional<std::string>(const std::string &, const LoadedProvider &)>;
    Providers(Bindings bindings, Misfit misfit) : m_bindings(std::move(bindings)), m_misfit(std::move(misfit)) {}

    /// Puts it there, in the place of who was there: told all links first, given the content and the listeners of the
    /// one before, and only then called. A sentence: why not, and everything is as it was.
    std::optional<std::string> put(const std::string &name, std::shared_ptr<LoadedProvider> next,
                                   const ProviderChange &change = {});
    /// Its links stay, without anybody; calls wait so long for the next one. A sentence when nobody is there.
    std::optional<std::string> remove(const std::string &name, std::chrono::milliseconds grace = {});

    /// The place itself, once nobody is there and no link leads there. A sentence: why it stays.
    std::optional<std::string> forget(const std::string &name);

    std::shared_ptr<ProviderSlot> find(const std::string &name) const; ///< null when there never was one
    /// Asks each how it is; one that does not say within a while is not well. Not from several threads at once.
    void checkHealth(std::chrono::milliseconds patience = std::chrono::milliseconds(500));
    std::vector<ProviderState> all() const;

private:
    struct Place {
        std::shared_ptr<ProviderSlot> slot;
        Health health;
        std::shared_ptr<std::atomic<bool>> asked = std::make_shared<std::atomic<bool>>(false); ///< and has not answered
    };
    std::optional<std::string> replace(ProviderSlot &slot, const std::shared_ptr<LoadedProvider> &old,
                                       const std::shared_ptr<LoadedProvider> &next, const ProviderChange &change);

    const Bindings m_bindings;
    const Misfit m_misfit;
    std::mutex m_changing;
    mutable std::shared_mutex m_mutex;
    std::map<std::string, Place> m_places;
};

} // namespace watchglass::host
