// SPDX-License-Identifier: Apache-2.0
/// A key-value store in memory.
#pragma once

#include <deque>
#include <mutex>
#include <set>
#include <unordered_map>

#include "plugins/kit/key_value.h"

namespace watchglass::plugins {

class MemoryStore : public KeyValueStore
{
public:
    int32_t add(const std::string &key, int32_t amount) override;
    std::optional<std::string> get(const std::string &key) override;
    void set(const std::string &key, const std::string &value, std::optional<std::chrono::seconds> life) override;
    bool remove(const std::string &key) override;
    bool exists(const std::string &key) override;
    size_t push(const std::string &list, const std::string &value) override;
    Texts range(const std::string &list, int64_t first, int64_t last) override;
    size_t removeFromList(const std::string &list, const std::string &value) override;
    bool addToSet(const std::string &set, const std::string &value) override;
    bool removeFromSet(const std::string &set, const std::string &value) override;
    Texts members(const std::string &set) override;
    Texts unionOf(const Texts &sets) override;
    Texts intersectionOf(const Texts &sets) override;

    size_t size();
    void copyOut(const std::function<bool(const host::Entry &)> &take);
    void copyIn(const host::Entry &entry);

private:
    using Clock = std::chrono::steady_clock;
    using Set = std::set<std::string>;
    struct Kept {
        std::variant<std::string, std::deque<std::string>, Set> content;
        std::optional<Clock::time_point> end;
    };
    Kept *find(const std::string &key);
    template <class Content>
    Content *findAs(const std::string &key, const char *kind);
    template <class Content>
    Content &makeAs(const std::string &key, const char *kind);

    std::mutex m_mutex;
    std::unordered_map<std::string, Kept> m_kept;
};

} // namespace watchglass::plugins
