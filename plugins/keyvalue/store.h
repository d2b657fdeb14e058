// SPDX-License-Identifier: Apache-2.0
/// What a backend of key-value is. A key holds a text, a list or a set; what an operation does with one is what Redis
/// does (redis.io/commands), in every backend.
#pragma once

#include "plugins/kit/contract_answer.h"

namespace watchglass::keyvalue {

using host::Deadline;
using host::Entry;
using host::Failure;
using host::Health;
using plugins::Failed;
using plugins::Refused;
using plugins::Unavailable;
using Keys = std::vector<std::string>;
using Milliseconds = std::chrono::milliseconds;

/// Called by many threads at once. Each operation happens as a whole or not at all; what cannot be done by the deadline
/// ends in an error by then. All throw Failed.
class Store
{
public:
    enum class End : uint8_t { First, Last };
    enum class Combine : uint8_t { Union, Intersection };

    virtual ~Store() = default;

    /// The sum, within 32 bits; a greater one is refused and not kept.
    virtual int32_t add(std::string_view key, int32_t amount, Deadline deadline) = 0;
    virtual std::optional<std::string> get(std::string_view key, Deadline deadline) = 0;
    /// Whatever the key held before; without a time to live for ever.
    virtual void set(std::string_view key, std::string_view value, std::optional<Milliseconds> timeToLive,
                     Deadline deadline) = 0;
    /// False when there was nothing.
    virtual bool remove(std::string_view key, Deadline deadline) = 0;
    virtual bool exists(std::string_view key, Deadline deadline) = 0;

    /// From one to the other, both included; below 0 from the end.
    virtual std::vector<std::string> range(std::string_view key, int32_t start, int32_t stop, Deadline deadline) = 0;
    /// How long the list is then.
    virtual uint64_t push(std::string_view key, std::string_view value, End end, Deadline deadline) = 0;
    /// Each time that it is there: how many those were.
    virtual uint64_t removeItem(std::string_view key, std::string_view value, Deadline deadline) = 0;

    /// False when it was there already; of `removeMember`, when it was not there.
    virtual bool addMember(std::string_view key, std::string_view value, Deadline deadline) = 0;
    virtual bool removeMember(std::string_view key, std::string_view value, Deadline deadline) = 0;
    /// Of at least one key; in any order.
    virtual std::vector<std::string> members(const Keys &keys, Combine combine, Deadline deadline) = 0;

    /// Comes back soon, also when the backend is not there.
    virtual Health health() = 0;

    /// Everything that is there, without actor and binding; ends early when `take` answers false.
    virtual void copyOut(const std::function<bool(const Entry &)> &take) = 0;
    /// In the place of what the key held.
    virtual void copyIn(const Entry &entry) = 0;
};

// What backends have in common
// -----------------------------------------------------------------------------------------

/// What a number that is kept as text becomes; a key that is not there holds 0.
int32_t sum(std::string_view key, const std::optional<std::string> &kept, int32_t amount);
/// Which items of a list a range means: the first, and how many.
std::pair<uint64_t, uint64_t> part(int32_t start, int32_t stop, uint64_t count);

Failed wrongKind(std::string_view key);
Failed noNumber(std::string_view key);
Failed tooGreat(std::string_view key);

} // namespace watchglass::keyvalue
