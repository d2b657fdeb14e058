// SPDX-License-Identifier: Apache-2.0
/// Key-value in Redis: its own commands, over connections that are kept while they are of use.
#pragma once

#include <mutex>

#include "plugins/kv_redis/connection.h"

namespace watchglass::keyvalue {

class RedisStore : public Store
{
public:
    explicit RedisStore(Address address) : m_address(std::move(address)) {}

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
    /// What is of a kind that the contract does not know, as hashes and streams, stays where it is.
    void copyOut(const std::function<bool(const Entry &)> &take) override;
    void copyIn(const Entry &entry) override;

private:
    std::vector<Reply> askAll(const std::vector<Command> &commands, Deadline deadline);
    /// The only answer. Throws what an error means; `key` is for the sentence.
    Reply ask(Command command, Deadline deadline, std::string_view key = {});
    Failed meaning(const std::string &error, std::string_view key) const;
    std::unique_ptr<Connection> take(Deadline deadline);
    void giveBack(std::unique_ptr<Connection> connection);
    std::optional<Entry> entryOf(const std::string &key);

    const Address m_address;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Connection>> m_idle;
};

} // namespace watchglass::keyvalue
