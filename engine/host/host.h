// SPDX-License-Identifier: Apache-2.0
/// A host: actors, providers, and the links between them; all of it may change while it serves. The board in the
/// window, the command line and scenarios are its clients. Every function may be called by any thread, except from
/// within a callback.
#pragma once

#include "engine/host/actor.h"
#include "engine/host/links.h"
#include "engine/host/providers.h"

namespace watchglass::host {

/// Everything there is, at one moment.
struct Board {
    std::vector<ActorState> actors;
    std::vector<ProviderState> providers;
    std::vector<LinkState> links;
};

/// Who wants to know. Called on the threads at work, also several at once; must not take long.
struct HostListeners {
    std::function<void(std::shared_ptr<const CallRecord>)> call; ///< each call, when it is over
    std::function<void(const std::string &actor, const ConsoleLine &)> console;
    std::function<void(std::string_view provider, std::string_view line)> log; ///< lines of providers
    /// A module did worse than the one before and was swapped back by itself, or could not be.
    std::function<void(const std::string &actor, const SwapReport &)> rolledBack = {};
};

/// Answers a call of an imported function; nothing while there is no link for it.
using LinkedImport = std::function<std::optional<exec::HostResult>(exec::HostCall &)>;

class Host
{
public:
    using Problem = std::optional<std::string>; ///< a sentence: why not

    explicit Host(HostListeners listeners = {});
    ~Host();

    // Actors
    Problem addActor(const std::string &name, std::shared_ptr<const ActorModule> module, ActorSettings settings = {});
    Problem removeActor(const std::string &name); ///< and its links
    /// The module must be allowed to take the place of the one there is; with `insist` it need only be allowed to run.
    SwapReport swapActor(const std::string &name, std::shared_ptr<const ActorModule> next, bool insist = false);
    SwapReport undoActor(const std::string &name);
    size_t kill(const std::string &actor, uint64_t call = 0, const std::string &why = "it was killed");

    /// Calls an actor from outside. `done` as of Actor::call.
    void call(ActorCall call, std::function<void(Answer)> done);
    Answer callAndWait(ActorCall call);

    // Providers
    Problem putProvider(const std::string &name, const std::filesystem::path &library,
                        const ProviderChange &change = {});
    Problem putProvider(const std::string &name, Manifest manifest, std::unique_ptr<Provider> provider,
                        const ProviderChange &change = {});
    Problem removeProvider(const std::string &name, std::chrono::milliseconds grace = {});
    Problem forgetProvider(const std::string &name); ///< its place, when it is empty and no link leads there
    /// Puts back what was there before the last change, as it was loaded, also when its file is another by now. Not
    /// one that was part of the program.
    Problem undoProvider(const std::string &name, const ProviderChange &change = {});
    /// What became of the library that was in that place before the last change; null when there was none.
    std::shared_ptr<const Unloading> lastUnloading(const std::string &name) const;

    // Links
    Problem setLink(Link link);                               ///< of a capability
    Problem setImport(Link link, const wasm::FuncType &type); ///< of a plain import
    Problem unbind(const LinkKey &key, std::string sentence = {}, std::chrono::milliseconds grace = {});
    Problem removeLink(const LinkKey &key); ///< as if it never had been
    Problem setFaults(const LinkKey &key, std::vector<Fault> faults);
    std::optional<Link> link(const LinkKey &key) const;
    /// Where it is reached from outside, as "http://127.0.0.1:8080"; empty when nowhere. Asks its provider, within half
    /// a second.
    std::string placeOf(const LinkKey &key) const;
    /// The function that answers a plain import of any module by its link, whatever that is at the moment of a call;
    /// null when it takes or gives what is no number.
    std::shared_ptr<exec::Function> importOf(const std::string &actor, const wasm::Module &module,
                                             const wasm::Import &import);

    /// The same for a run that may be paused, and as long as there is such a link at all; empty instead of null.
    LinkedImport linkedImport(const std::string &actor, const wasm::Module &module, const wasm::Import &import);

    // Rules; without one everything may be. To be set before there are actors (trust.h has those of signed modules).
    void setLoadRule(std::function<Problem(const ActorModule &)> rule); ///< whether a module may run
    /// Whether it may have a capability: asked when it is linked and at every call.
    void setPermission(std::function<Problem(const ActorModule &, const std::string &capability)> rule);
    /// Whether it may take the place of another.
    void setReplaceRule(std::function<Problem(const ActorModule &running, const ActorModule &next)> rule);

    Board board() const;

    struct Core; ///< host_core.h

private:
    std::shared_ptr<Core> m;
};

} // namespace watchglass::host
