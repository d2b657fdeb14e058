// SPDX-License-Identifier: Apache-2.0
/// Where a thread is with the call it makes, for whoever wonders what it hangs in, and what is called from there.
#pragma once

#include <mutex>
#include <string>

namespace watchglass::host {

class CallPlace
{
public:
    /// "the provider KV"; empty: in the guest itself.
    void enter(std::string where)
    {
        const std::lock_guard lock(m_mutex);
        m_where = std::move(where);
    }
    std::string where() const
    {
        const std::lock_guard lock(m_mutex);
        return m_where;
    }

    // Of the thread itself.
    uint64_t call = 0; ///< the call under way; 0 = none
    std::string peer;  ///< who answered the last call that was made from there

    /// Of this thread; null on threads that run no guest.
    static CallPlace *&current();

private:
    mutable std::mutex m_mutex;
    std::string m_where;
};

} // namespace watchglass::host
