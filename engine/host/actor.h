// SPDX-License-Identifier: Apache-2.0
/// An actor: a bounded queue of calls, and a pool of instances that answer them. Each call owns its answer. The module
/// may be swapped while it serves: the next one is made ready beside the running one, and only then takes its place.
///
/// A call that is made on behalf of another never waits behind others, so that an actor which is reached through itself
/// cannot wait for itself; it gets an instance of its own.
#pragma once

#include "engine/host/guest.h"
#include "engine/host/rollout.h"

namespace watchglass::host {

struct ActorSettings {
    size_t instances = 1;
    size_t queue = 256;                          ///< calls that may wait; one more is refused as Busy
    std::chrono::milliseconds callTime{5000};    ///< for calls without a deadline; waiting counts
    std::chrono::milliseconds startTime{10'000}; ///< to set up one instance
    exec::Limits limits = {};
    std::optional<uint64_t> instructions = {}; ///< of one call
    wasi::Sandbox sandbox = {};
    std::string healthOperation = "HealthRequest"; ///< empty: instances are not asked
    RolloutSettings rollout = {};                  ///< a module that does worse than the one before is swapped back
};

/// What became of a swap.
struct SwapReport {
    std::string sentence;    ///< why it was not done; empty when it was
    std::string before, now; ///< names of the modules
    uint64_t version = 0;    ///< of the one that serves now; the first is 1
    size_t waiting = 0;      ///< calls that were in the queue at the flip
    size_t underWay = 0;     ///< calls that the old one was in the middle of, and finishes
    std::chrono::nanoseconds preparing{}, flip{};
    std::string reason; ///< why it was rolled back by itself: "the module was rolled back: 12 of 100 calls failed …"
    bool watched = false; ///< it is rolled back when it does worse
    bool ok() const { return sentence.empty(); }
};

/// What an actor needs of its host. They may be called by any thread as long as the actor lives.
struct ActorHooks {
    std::function<Answer(const ActorModule &, const Call &, exec::Interrupt *)> answer;
    std::function<std::shared_ptr<exec::Function>(const wasm::Module &, const wasm::Import &)> plain;
    std::function<void(CallRecord)> record;
    std::function<void(ConsoleLine)> console;
    std::function<uint64_t()> nextId;
    std::shared_ptr<Watchdog> watchdog;
    std::function<void(const SwapReport &)> rolledBack; ///< on a thread of its own; may be missing
};

/// A call that an instance is in the middle of.
struct CallUnderWay {
    uint64_t id = 0;
    std::string operation, where; ///< "the provider KV"; empty: in the guest
    std::chrono::steady_clock::time_point begun;
};
struct ActorState {
    std::string name, module;
    std::shared_ptr<const ActorModule> running; ///< what `module` names
    uint64_t version = 0;
    bool canUndo = false;
    size_t instances = 0, waiting = 0;
    std::vector<CallUnderWay> underWay;
    uint64_t served = 0, failed = 0;
    uint64_t remade = 0;    ///< instances that took the place of one that trapped or was stopped
    uint64_t givenUp = 0;   ///< calls that did not come back
    std::string sentence;   ///< what is wrong with it; empty when nothing is
    Rollout rollout;        ///< of the last swap
    uint64_t rollbacks = 0; ///< how often a module was swapped back by itself
};

class Actor
{
public:
    struct Made {
        std::shared_ptr<Actor> actor;
        std::string error; ///< a sentence
    };
    static Made make(std::string name, std::shared_ptr<const ActorModule> module, ActorSettings settings,
                     ActorHooks hooks);
    ~Actor(); ///< ends the calls under way; those that hang are given up

    const std::string &name() const;
    std::shared_ptr<const ActorModule> module() const;

    /// Returns at once. `done` comes exactly once, on another thread or on this one, and must not take long.
    /// With `speak`, operation and payload are put as the module that answers knows them (speech.h).
    void call(ActorCall call, std::function<void(Answer)> done, bool speak = false);

    /// Makes instances of it, asks them how they are, and lets them take over. Only one at a time; calls go on.
    SwapReport swap(std::shared_ptr<const ActorModule> next);
    /// Swaps back to the module before; its memory is that of a fresh one.
    SwapReport undo();

    /// Ends a call under way, or all of them with 0; they fail with that sentence. How many there were.
    size_t kill(uint64_t id, const std::string &why);
    ActorState state() const;

private:
    struct Core;
    explicit Actor(std::shared_ptr<Core> core);
    std::shared_ptr<Core> m; ///< threads that were given up have it, too
};

} // namespace watchglass::host
