// SPDX-License-Identifier: Apache-2.0
/// The insides of an actor, shared with the threads that work for it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <list>

#include "engine/host/actor.h"
#include "engine/host/call_place.h"

namespace watchglass::host {

struct Version;

/// One call: whoever comes first answers it, nobody answers it twice.
struct Job {
    ActorCall call;
    uint64_t id = 0;
    Deadline deadline;
    std::function<void(Answer)> done;
    bool extra = false;  ///< has a thread of its own
    bool speaks = false; ///< is to be put as the module knows it
    std::atomic<bool> answered{false};
    std::chrono::steady_clock::time_point begun{};

    // While an instance works on it; under the core's mutex.
    Guest *guest = nullptr;
    std::shared_ptr<Version> version; ///< of the instance
    bool givenUp = false;
    CallPlace place; ///< of the thread

    void answer(Answer answer)
    {
        if (!answered.exchange(true))
            done(std::move(answer));
    }
};

/// A module with its instances that wait for work.
struct Version {
    std::shared_ptr<const ActorModule> module;
    uint64_t number = 1;
    std::vector<std::unique_ptr<Guest>> idle; ///< under the core's mutex
    bool answersHealth = false;               ///< its first instance did
    std::optional<RolloutWatch> watch;        ///< while it may be rolled back, and how it went
    ErrorWindow errors;                       ///< what the next one is compared with
    bool ends = false;                        ///< it is being rolled back

    explicit Version(const RolloutSettings &settings) : errors(settings) {}
};

/// Of a version that does worse than the one before; done only while that version serves.
struct Rollback {
    uint64_t from = 0; ///< its number; 0: it is none
    std::string reason;
};

struct Actor::Core : std::enable_shared_from_this<Actor::Core> {
    std::string name;
    ActorSettings settings;
    ActorHooks hooks;

    std::mutex swapping; ///< one swap at a time
    mutable std::mutex mutex;
    std::condition_variable work, ended;
    std::shared_ptr<Version> current;
    std::shared_ptr<const ActorModule> previous;
    std::deque<std::shared_ptr<Job>> queue;
    std::list<std::shared_ptr<Job>> underWay;
    size_t waitingWorkers = 0, workers = 0, extras = 0; ///< threads; those given up do not count
    bool stopping = false;
    uint64_t served = 0, failed = 0, remade = 0, givenUp = 0, rollbacks = 0;
    std::string sentence;
    std::optional<Rollout> rolledBack; ///< the last swap, when it was

    struct Prepared {
        std::shared_ptr<Version> version;
        std::string error;
    };
    Prepared prepare(std::shared_ptr<const ActorModule> module, bool mustBeWell);
    Guest::Made makeGuest(const std::shared_ptr<const ActorModule> &module);
    /// One that was set up and, with `health`, asked how it is; within the time there is for both.
    struct Ready {
        std::unique_ptr<Guest> guest;
        std::string error;
        bool answersHealth = false;
    };
    Ready makeReady(const std::shared_ptr<const ActorModule> &module, bool health, bool mustBeWell);
    SwapReport swap(std::shared_ptr<const ActorModule> next, bool watched, const Rollback &rollback = {});
    void observe(const std::shared_ptr<Version> &version, bool failed, const std::string &error); ///< under the mutex
    void rollBack(const Rollback &rollback);

    void startWorker();
    void startExtra(std::shared_ptr<Job> job);
    void workOn();
    /// False: the thread was given up and is to end.
    bool perform(const std::shared_ptr<Job> &job);
    std::unique_ptr<Guest> takeGuest(std::shared_ptr<Version> &version, std::string &error);
    void giveUp(const std::shared_ptr<Job> &job);
    enum class Settled : uint8_t { Done, Remake, GivenUp };
    Settled settle(const std::shared_ptr<Job> &job, std::unique_ptr<Guest> &guest, const Outcome &outcome);
    void remake(const std::shared_ptr<Version> &version);
};

} // namespace watchglass::host
