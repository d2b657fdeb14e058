// SPDX-License-Identifier: Apache-2.0
/// Key-value in a file of SQLite.
#pragma once

#include "plugins/kv_sqlite/database.h"

namespace watchglass::keyvalue {

class SqliteStore : public Store
{
public:
    SqliteStore(std::string path, Deadline deadline) : m_database(std::move(path), deadline) {}
    void setLimit(uint64_t bytes) { m_database.setLimit(bytes); }

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
    using Turn = Database::Turn;
    template <class Work>
    auto write(Deadline deadline, Work work);
    std::optional<Entry> entryOf(const std::string &key);

    Database m_database;
};

} // namespace watchglass::keyvalue
