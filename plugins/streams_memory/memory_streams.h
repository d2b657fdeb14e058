// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

#include "plugins/streams/stream_store.h"

namespace watchglass::streams {

/// All streams of the provider. Events are numbered by the milliseconds since 1970 and a count within each, so that
/// those of a later instance come after those of an earlier one.
class MemoryStreams
{
public:
    Event write(const std::string &stream, const contracts::Object &values, uint64_t mostEvents);
    std::vector<Event> query(const Query &query) const;
    uint64_t last(const std::string &stream) const; ///< 0 when there is none
    /// The first behind that one; waits a moment for it.
    std::optional<Event> next(const std::string &stream, uint64_t behind) const;

    void copyOut(const std::function<bool(const host::Entry &)> &take) const;
    void copyIn(const host::Entry &entry);

private:
    using Events = std::deque<Event>;
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_written;
    std::map<std::string, Events> m_streams;
    uint64_t m_last = 0;
};

} // namespace watchglass::streams
