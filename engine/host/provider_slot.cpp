// SPDX-License-Identifier: Apache-2.0
#include "engine/host/provider_slot.h"

namespace watchglass::host {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr size_t mostHanging = 4;
constexpr auto lateness = 100ms; ///< after its deadline a call counts as one that hangs

} // namespace

std::shared_ptr<LoadedProvider> ProviderSlot::provider() const
{
    const std::lock_guard lock(m_mutex);
    return m_provider;
}

ProviderSlot::Visit::~Visit()
{
    if (!slot)
        return;
    std::shared_ptr<LoadedProvider> last; // ends outside of the lock
    const std::lock_guard lock(slot->m_mutex);
    last = std::move(at->provider);
    slot->m_inside.erase(at);
    if (slot->m_closed)
        slot->m_changed.notify_all();
}

size_t ProviderSlot::hangingNow() const
{
    if (m_inside.size() == 0)
        return 0;
    const auto now = steady_clock::now();
    return size_t(std::count_if(m_inside.begin(), m_inside.end(), [&](const Inside &one) {
        return one.provider == m_provider && one.deadline < now && one.deadline + lateness < now;
    }));
}

/// Why nobody can go in now; nothing when one can. An empty one: for a while.
std::optional<std::string> ProviderSlot::obstacle(steady_clock::time_point now) const
{
    if (m_closed || (!m_provider && now < m_holdUntil))
        return std::string();
    if (!m_provider)
        return m_sentence;
    // Few are inside as a rule; only then it is worth to look who hangs.
    if (m_inside.size() >= mostHanging && hangingNow() >= mostHanging)
        return "the provider " + m_name + " hangs: " + std::to_string(mostHanging) +
               " calls have not come back from it";
    return std::nullopt;
}

ProviderSlot::Entry ProviderSlot::enter(Deadline deadline, exec::Interrupt *interrupt)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        const auto now = m_provider && !m_closed ? steady_clock::time_point() : steady_clock::now();
        const auto why = obstacle(now);
        if (!why) {
            m_inside.push_back({m_provider, deadline});
            return {Visit(this, std::prev(m_inside.end())), {}};
        }
        if (!why->empty())
            return {std::nullopt, *why};
        if (now >= deadline || (interrupt && interrupt->wanted()))
            return {std::nullopt, "the provider " + m_name + " was being changed, and the call could not wait longer"};
        m_changed.wait_until(lock, std::min(deadline, now + 5ms)); // the interrupt has no voice in here
    }
}

void ProviderSlot::put(std::shared_ptr<LoadedProvider> next)
{
    {
        const std::lock_guard lock(m_mutex);
        m_provider.swap(next);
    }
    m_changed.notify_all();
}

void ProviderSlot::clear(std::string sentence, std::chrono::milliseconds grace)
{
    std::shared_ptr<LoadedProvider> last;
    const std::lock_guard lock(m_mutex);
    last = std::move(m_provider);
    m_provider.reset();
    m_sentence = std::move(sentence);
    m_holdUntil = steady_clock::now() + grace;
}

bool ProviderSlot::close(std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    m_closed = true;
    const auto end = steady_clock::now() + patience;
    while (m_inside.size() > hangingNow())
        if (steady_clock::now() >= end ||
            m_changed.wait_until(lock, std::min(end, steady_clock::now() + 20ms)) == std::cv_status::timeout)
            if (steady_clock::now() >= end)
                return m_inside.size() <= hangingNow();
    return true;
}

void ProviderSlot::open()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = false;
    }
    m_changed.notify_all();
}

size_t ProviderSlot::hanging() const
{
    const std::lock_guard lock(m_mutex);
    return hangingNow();
}

size_t ProviderSlot::inside() const
{
    const std::lock_guard lock(m_mutex);
    return m_inside.size();
}

} // namespace watchglass::host
