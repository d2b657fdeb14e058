// SPDX-License-Identifier: Apache-2.0
/// A link at work: whoever serves, the faults, the breaker and the limits between a guest and that. The link's value
/// may be replaced while calls go on; each call goes by the one it began with.
#pragma once

#include <atomic>

#include "engine/host/link.h"
#include "engine/host/provider_slot.h"
#include "engine/wasm/types.h"

namespace watchglass::host {

/// A link whose target was looked up.
struct BoundLink {
    Link link;
    std::optional<wasm::FuncType> type; ///< of a plain import
    std::shared_ptr<ProviderSlot> slot; ///< of ToProvider
    /// Of ToActor.
    std::function<Answer(const Call &, exec::Interrupt *)> actor;
};

class LiveLink
{
public:
    explicit LiveLink(std::shared_ptr<const BoundLink> bound);

    /// Both on the guest's thread. `call` names capability, link and operation as they are routed.
    Answer call(const Call &call, exec::Interrupt *interrupt);
    /// An answer without bytes; what fails traps the guest, with `error`.
    Answer callFunction(FunctionCall &call, exec::Interrupt *interrupt);

    std::shared_ptr<const BoundLink> bound() const;
    /// The next calls go by that one.
    void replace(std::shared_ptr<const BoundLink> next);
    /// Somebody else is there now: what failed before says nothing about who comes.
    void forgive();
    LinkState state() const;

private:
    struct Turn;
    std::optional<Answer> obstacle(const Turn &turn, Deadline deadline, exec::Interrupt *interrupt);
    template <class Perform>
    Answer guarded(Deadline deadline, exec::Interrupt *interrupt, Perform perform);
    Answer perform(const BoundLink &bound, const Call &call, exec::Interrupt *interrupt);
    Answer perform(const BoundLink &bound, FunctionCall &call, exec::Interrupt *interrupt);
    std::shared_ptr<const BoundLink> awaitTarget(Deadline deadline, exec::Interrupt *interrupt);

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::shared_ptr<const BoundLink> m_bound;
    Deadline m_unboundSince{};
    std::string m_sentence;           ///< of the last call that failed; empty after one that did not
    std::atomic<bool> m_wrong{false}; ///< whether there is a sentence: most calls need not take the lock
    mutable Breaker m_breaker;
    RateLimiter m_limiter;
    std::atomic<uint64_t> m_calls{0}, m_failures{0};
};

} // namespace watchglass::host
