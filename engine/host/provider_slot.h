// SPDX-License-Identifier: Apache-2.0
/// The place of a provider in the host, by name: who is in it may change while calls go on. Each call takes its own
/// hold of the provider, so a change never frees one under a call.
#pragma once

#include <condition_variable>
#include <list>
#include <utility>

#include "engine/exec/interrupt.h"
#include "engine/host/loader.h"

namespace watchglass::host {

class ProviderSlot
{
public:
    explicit ProviderSlot(std::string name) : m_name(std::move(name)) {}

    const std::string &name() const { return m_name; }
    std::shared_ptr<LoadedProvider> provider() const;

    struct Inside {
        std::shared_ptr<LoadedProvider> provider;
        Deadline deadline;
    };
    /// A call's hold of the provider, until it goes.
    class Visit
    {
    public:
        Visit(Visit &&other) noexcept : slot(std::exchange(other.slot, nullptr)), at(other.at) {}
        ~Visit();
        Provider &provider() const { return at->provider->provider(); }
        const LoadedProvider &loaded() const { return *at->provider; }

    private:
        friend class ProviderSlot;
        Visit(ProviderSlot *of, std::list<Inside>::iterator where) : slot(of), at(where) {}
        ProviderSlot *slot;
        std::list<Inside>::iterator at;
    };
    struct Entry {
        std::optional<Visit> visit; ///< nothing when there is nobody to go to …
        std::string sentence;       ///< … and this is why
    };
    /// Waits while calls are held, until the deadline or until `interrupt` rings. Refused when many calls hang in the
    /// provider already: whoever comes would hang, too.
    Entry enter(Deadline deadline, exec::Interrupt *interrupt);

    /// Who serves from now on.
    void put(std::shared_ptr<LoadedProvider> next);
    /// Nobody does; calls wait so long for the next one, then fail with the sentence.
    void clear(std::string sentence, std::chrono::milliseconds grace);

    /// Newcomers wait from now on. Whether all that are inside left in that time; those that hang do not count.
    bool close(std::chrono::milliseconds patience);
    void open();

    /// Calls that should have come back from the provider that is in it now.
    size_t hanging() const;
    size_t inside() const;

private:
    size_t hangingNow() const;
    std::optional<std::string> obstacle(std::chrono::steady_clock::time_point now) const;

    const std::string m_name;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::shared_ptr<LoadedProvider> m_provider;
    std::list<Inside> m_inside;
    bool m_closed = false;
    std::string m_sentence = "nothing was put there yet";
    Deadline m_holdUntil{};
};

} // namespace watchglass::host
