// SPDX-License-Identifier: Apache-2.0
/// Key-value in memory. One lock: an operation takes well under a microsecond, but for those on long lists and sets.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <variant>

#include "plugins/keyvalue/store.h"

namespace watchglass::keyvalue {

class MemoryStore : public Store
{
public:
    void setLimit(uint64_t bytes);

    int32_t add(std::string_view key, int32_t amount, Deadline deadline) override;
    std::optional<std::string> get(std::string_view key, Deadline deadline) override;
    void set(std::string_view key, std::string_view value, std::optional<Milliseconds> timeToLive,
             Deadline deadline) override;
    bool remove(std::string_view key, Deadline deadline) override;
    bool exists(std::string_view key, Deadline deadline) override;
    std::vector<std::string> range(std::string_view key, int32_t start, int32_t stop, Deadline deadline) override;
    uint64_t push(std::string_view key, std::string_view value, End end, Deadline deadline) override;
    uint64_t removeItem(std::string_view key, std::string_view value, Deadline deadline) override;
    bool addMember(std::string_view key, std::string_view value, Deadline deadline) override;
    bool removeMember(std::string_view key, std::string_view value, Deadline deadline) override;
    std::vector<std::string> members(const Keys &keys, Combine combine, Deadline deadline) override;
    Health health() override;
    void copyOut(const std::function<bool(const Entry &)> &take) override;
    void copyIn(const Entry &entry) override;

private:
    using Clock = std::chrono::steady_clock;
    using Text = std::string;
    using List = std::deque<std::string>;
    using Set = std::unordered_set<std::string>;
    using Expiring = std::multimap<Clock::time_point, std::string>;
    struct Item {
        std::variant<Text, List, Set> data;
        std::optional<Expiring::iterator> expires;
    };
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    using Items = std::unordered_map<std::string, Item, Hash, std::equal_to<>>;

    std::unique_lock<std::mutex> enter();
    template <class Kind>
    Kind *find(std::string_view key); ///< null when there is nothing
    template <class Kind>
    Kind &make(std::string_view key);
    void expireAt(Items::iterator at, std::optional<Milliseconds> timeToLive);
    void erase(Items::iterator at);
    void grow(uint64_t bytes);
    std::optional<Entry> entryOf(const std::string &key);

    std::mutex m_mutex;
    Items m_items;
    Expiring m_expiring;
    uint64_t m_bytes = 0, m_limit = UINT64_MAX; ///< m_bytes: of keys and values, each with what its place takes
    bool m_full = false;                        ///< something was refused, and nothing removed since
};

} // namespace watchglass::keyvalue
