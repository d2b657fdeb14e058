// SPDX-License-Identifier: Apache-2.0
/// What a place for events is.
#pragma once

#include <memory>

#include "engine/host/contracts/value.h"
#include "engine/host/provider.h"

namespace watchglass::streams {

struct Event {
    uint64_t id = 0;  ///< greater than those before it in its stream
    std::string name; ///< what actors call it by
    contracts::Object values;
};

struct Query {
    std::string stream;
    uint64_t first = 0, last = UINT64_MAX; ///< milliseconds since 1970, both included
    uint64_t most = 0;
};

/// A place in a stream, that moves on. Used by one thread.
class Cursor
{
public:
    virtual ~Cursor() = default;
    /// The next event, or nothing when none comes within a moment. Throws Failed; then it is of no more use.
    virtual std::optional<Event> next() = 0;
    /// The event that it is behind; 0 at the beginning.
    virtual uint64_t place() const = 0;
};

/// Called by many threads at once; all throw Failed, by the deadline.
class StreamStore
{
public:
    virtual ~StreamStore() = default;
    /// What the event is called.
    virtual std::string write(const std::string &stream, const contracts::Object &values, host::Deadline deadline) = 0;
    /// In their order; none when there is no such stream.
    virtual std::vector<Event> query(const Query &query, host::Deadline deadline) = 0;
    /// Behind that event; behind the last one that there is when no event is named.
    virtual std::unique_ptr<Cursor> follow(const std::string &stream, std::optional<uint64_t> behind) = 0;
    /// Comes back at once.
    virtual host::Health health() = 0;
};

} // namespace watchglass::streams
