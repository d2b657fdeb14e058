// SPDX-License-Identifier: Apache-2.0
/// A file of SQLite with one connection, which callers have one after the other.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <sys/types.h>
#include <utility>

#include "plugins/keyvalue/store.h"
#include "plugins/kv_sqlite/checkpointer.h"

struct sqlite3;
struct sqlite3_stmt;

namespace watchglass::keyvalue {

class Database
{
public:
    /// Throws Failed when the file cannot be had.
    Database(std::string path, Deadline deadline);
    ~Database();
    Database(const Database &) = delete;

    /// 0 for none.
    void setLimit(uint64_t bytes) { m_limit = bytes; }
    /// Why the last turn that was to write did not; nothing when it did.
    std::string problem() const;
    void note(std::string problem);

    /// The results of a statement, which ends with it.
    class Rows
    {
    public:
        Rows(Database &database, sqlite3_stmt *statement) : m_database(&database), m_statement(statement) {}
        Rows(Rows &&other) noexcept
            : m_database(other.m_database), m_statement(std::exchange(other.m_statement, nullptr))
        {
        }
        ~Rows();
        bool next(); ///< false at the end
        int64_t number(int column) const;
        std::string text(int column) const;
        bool isNothing(int column) const;

    private:
        Database *m_database;
        sqlite3_stmt *m_statement;
    };

    /// A caller's time with the connection: a transaction, undone unless it is committed.
    class Turn
    {
    public:
        enum Kind : uint8_t { Reads, Writes };
        /// Throws Failed when there is no connection to be had by the deadline.
        Turn(Database &database, Kind kind, Deadline deadline);
        ~Turn();
        Turn(const Turn &) = delete;

        /// Values are texts and whole numbers; they must live as long as the rows.
        template <class... Values>
        Rows query(const char *sql, const Values &...values)
        {
            sqlite3_stmt *const statement = m_database.prepare(sql);
            Rows rows(m_database, statement);
            int column = 0;
            (m_database.bind(statement, ++column, values), ...);
            return rows;
        }
        /// How many rows that changed.
        template <class... Values>
        uint64_t change(const char *sql, const Values &...values)
        {
            query(sql, values...).next();
            return m_database.changed();
        }
        void commit();

    private:
        std::unique_lock<std::timed_mutex> m_lock;
        Database &m_database;
        Kind m_kind;
        bool m_committed = false;
    };

private:
    void open();
    void close();
    bool isOurs();
    void reopenWhenReplaced();
    void applyLimit();
    void run(const char *sql);
    sqlite3_stmt *prepare(const char *sql);
    void bind(sqlite3_stmt *statement, int column, std::string_view text);
    void bind(sqlite3_stmt *statement, int column, int64_t number);
    uint64_t changed() const;
    Failed failure() const; ///< of the last thing that was tried
    void check(int result) const;
    static int waitWhileLocked(void *self, int);

    const std::string m_path;
    std::timed_mutex m_mutex; ///< of all that follows
    sqlite3 *m_connection = nullptr;
    std::unique_ptr<Checkpointer> m_checkpointer;
    std::map<const char *, sqlite3_stmt *> m_statements; ///< by their text, which is a constant
    dev_t m_device = 0;
    ino_t m_node = 0; ///< of the file as it was opened
    Deadline m_deadline{};
    std::atomic<uint64_t> m_limit = 0;
    uint64_t m_appliedLimit = 0;
    mutable std::mutex m_problemMutex;
    std::string m_problem;
};

} // namespace watchglass::keyvalue
