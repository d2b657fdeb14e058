// SPDX-License-Identifier: Apache-2.0
/// The insides of a host, shared with the threads that work for it.
#pragma once

#include "engine/host/host.h"

namespace watchglass::host {

struct Host::Core : std::enable_shared_from_this<Host::Core> {
    Core();

    Answer answer(const std::string &actor, const ActorModule &module, const Call &call, exec::Interrupt *interrupt);
    Answer callAndWait(const std::string &actor, const Call &call, exec::Interrupt *interrupt);
    Answer callAndWait(ActorCall call, exec::Interrupt *interrupt);
    void call(ActorCall call, std::function<void(Answer)> done, bool speak = false);
    std::shared_ptr<Actor> find(std::string_view name) const;
    Problem permitted(const LinkKey &key) const;
    ActorHooks hooksFor(const std::string &actor);
    std::shared_ptr<Services> servicesFor(const std::string &provider);
    void watchHealth(); ///< until the host ends
    /// After a change of a provider; `before` is null when nobody was there.
    void remember(const std::string &provider, const std::shared_ptr<LoadedProvider> &before);

    HostListeners listeners;
    std::function<Problem(const ActorModule &)> loadRule;
    std::function<Problem(const ActorModule &, const std::string &)> permission;
    std::function<Problem(const ActorModule &, const ActorModule &)> replaceRule;
    std::shared_ptr<Watchdog> watchdog = std::make_shared<Watchdog>();
    std::atomic<uint64_t> lastId{0};
    std::mutex changing; ///< of links and providers: one change at a time, since each looks at the other
    mutable std::shared_mutex mutex;
    std::map<std::string, std::shared_ptr<Actor>, std::less<>> actors;
    std::map<std::string, std::shared_ptr<const Unloading>> unloadings;
    std::map<std::string, std::shared_ptr<const ProviderImage>> before; ///< of providers: what undoing puts back
    Providers providers;
    Links links;

    std::mutex ending;
    std::condition_variable end;
    bool ended = false;
};

} // namespace watchglass::host
