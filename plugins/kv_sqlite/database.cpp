// SPDX-License-Identifier: Apache-2.0
#include "plugins/kv_sqlite/database.h"

#include <cstring>
#include <sqlite3.h>
#include <sys/stat.h>
#include <thread>

namespace watchglass::keyvalue {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto margin = 20ms;                 ///< before a deadline: what it takes to say that it will be missed
constexpr int64_t applicationId = 0x57476b76; ///< "WGkv": the file is one of ours

constexpr const char *schema = R"(
    CREATE TABLE entries(key TEXT PRIMARY KEY NOT NULL, kind INTEGER NOT NULL, value TEXT,
                         length INTEGER NOT NULL DEFAULT 0, expires INTEGER) WITHOUT ROWID;
    CREATE INDEX entries_expiring ON entries(expires) WHERE expires IS NOT NULL;
    CREATE TABLE items(key TEXT NOT NULL REFERENCES entries ON DELETE CASCADE, position INTEGER NOT NULL,
                       value TEXT NOT NULL, PRIMARY KEY(key, position)) WITHOUT ROWID;
    CREATE TABLE members(key TEXT NOT NULL REFERENCES entries ON DELETE CASCADE, value TEXT NOT NULL,
                         PRIMARY KEY(key, value)) WITHOUT ROWID;
    PRAGMA application_id = 1464298358;
    PRAGMA user_version = 1;)";
static_assert(applicationId == 1464298358);

/// While callers write without a pause, the log never comes to its end elsewhere: then one of them does the rest.
int logGrown(void *checkpointer, sqlite3 *connection, const char *, int pages)
{
    constexpr int tooManyPages = 10'000;
    static_cast<Checkpointer *>(checkpointer)->grown(pages);
    if (pages >= tooManyPages)
        sqlite3_wal_checkpoint_v2(connection, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    return SQLITE_OK;
}

} // namespace

Database::Database(std::string path, Deadline deadline) : m_path(std::move(path))
{
    m_deadline = deadline;
    open();
}

Database::~Database()
{
    close();
}

void Database::open()
{
    try {
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
        check(sqlite3_open_v2(m_path.c_str(), &m_connection, flags, nullptr));
        sqlite3_busy_handler(m_connection, waitWhileLocked, this);
        m_appliedLimit = 0;
        run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
        if (!isOurs()) { // the lock that this needs may be another's for a while
            run("BEGIN IMMEDIATE");
            if (!isOurs())
                run(schema);
            run("COMMIT");
        }
        struct stat status = {};
        stat(m_path.c_str(), &status);
        m_device = status.st_dev;
        m_node = status.st_ino;
        m_checkpointer = std::make_unique<Checkpointer>(m_path);
        sqlite3_wal_hook(m_connection, logGrown, m_checkpointer.get());
    } catch (...) {
        close();
        throw;
    }
}

/// Of this version; false when nothing is in it yet.
bool Database::isOurs()
{
    const auto number = [&](const char *sql) {
        Rows rows(*this, prepare(sql));
        return rows.next() ? rows.number(0) : 0;
    };
    const int64_t id = number("PRAGMA application_id"), version = number("PRAGMA user_version");
    if (id == applicationId && version == 1)
        return true;
    if (id || version || number("SELECT count(*) FROM sqlite_schema"))
        throw Refused(m_path + " is a database of another program, or of another version of this one");
    return false;
}

void Database::close()
{
    for (const auto &[sql, statement] : m_statements)
        sqlite3_finalize(statement);
    m_statements.clear();
    m_checkpointer.reset();
    sqlite3_close(m_connection); // undoes what is not committed
    m_connection = nullptr;
}

/// What is written to a file that has no name any more is lost.
void Database::reopenWhenReplaced()
{
    struct stat status = {};
    if (m_connection && stat(m_path.c_str(), &status) == 0 && status.st_ino == m_node && status.st_dev == m_device)
        return;
    close();
    open();
}

std::string Database::problem() const
{
    const std::lock_guard lock(m_problemMutex);
    return m_problem;
}

void Database::note(std::string problem)
{
    const std::lock_guard lock(m_problemMutex);
    m_problem = std::move(problem);
}

/// The limit is one of the connection, in pages.
void Database::applyLimit()
{
    const uint64_t limit = m_limit;
    if (limit == m_appliedLimit)
        return;
    const uint64_t pages = limit ? limit / 4096 : 4294967294;
    run(("PRAGMA max_page_count = " + std::to_string(pages)).c_str());
    m_appliedLimit = limit;
}

void Database::run(const char *sql)
{
    check(sqlite3_exec(m_connection, sql, nullptr, nullptr, nullptr));
}

sqlite3_stmt *Database::prepare(const char *sql)
{
    sqlite3_stmt *&statement = m_statements[sql];
    if (!statement)
        check(sqlite3_prepare_v3(m_connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    return statement;
}

void Database::bind(sqlite3_stmt *statement, int column, std::string_view text)
{
    check(sqlite3_bind_text64(statement, column, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC,
                              SQLITE_UTF8));
}

void Database::bind(sqlite3_stmt *statement, int column, int64_t number)
{
    check(sqlite3_bind_int64(statement, column, number));
}

uint64_t Database::changed() const
{
    return uint64_t(sqlite3_changes64(m_connection));
}

void Database::check(int result) const
{
    if (result != SQLITE_OK && result != SQLITE_ROW && result != SQLITE_DONE)
        throw failure();
}

Failed Database::failure() const
{
    const int code = m_connection ? sqlite3_extended_errcode(m_connection) : SQLITE_NOMEM;
    const int system = m_connection ? sqlite3_system_errno(m_connection) : 0;
    const std::string words = system         ? std::strerror(system)
                              : m_connection ? sqlite3_errmsg(m_connection)
                                             : "no memory";
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return Failed(Failure::Unavailable, m_path + " is locked by another program, and was not free in time");
    case SQLITE_FULL:
        return m_limit ? Unavailable(m_path + " has reached its limit of " + std::to_string(m_limit / 1'000'000) +
                                     " MB (setting LIMIT_MB), or the disk is full")
                       : Unavailable("there is no room on the disk for " + m_path);
    case SQLITE_CANTOPEN:
        return Unavailable(m_path + " cannot be opened: " + words);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return Unavailable(m_path + " may not be written: " + words);
    case SQLITE_IOERR:
        return Unavailable(m_path + " cannot be read or written: " + words);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return Unavailable(m_path + " is no database of SQLite, or damaged: " + words);
    case SQLITE_TOOBIG:
        return Refused("a value is greater than SQLite keeps");
    default:
        return Unavailable(m_path + ": " + words);
    }
}

int Database::waitWhileLocked(void *self, int)
{
    if (steady_clock::now() + margin >= static_cast<Database *>(self)->m_deadline)
        return 0;
    std::this_thread::sleep_for(1ms);
    return 1;
}

Database::Rows::~Rows()
{
    if (!m_statement)
        return;
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
}

bool Database::Rows::next()
{
    const int result = sqlite3_step(m_statement);
    m_database->check(result);
    return result == SQLITE_ROW;
}

int64_t Database::Rows::number(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

std::string Database::Rows::text(int column) const
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return text ? std::string(text, size_t(sqlite3_column_bytes(m_statement, column))) : std::string();
}

bool Database::Rows::isNothing(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

Database::Turn::Turn(Database &database, Kind kind, Deadline deadline)
    : m_lock(database.m_mutex, std::min(deadline, steady_clock::now() + 1h) - margin), m_database(database),
      m_kind(kind)
{
    if (!m_lock)
        throw Failed(Failure::Deadline, database.m_path + " was busy with other calls until it was too late");
    m_database.m_deadline = deadline;
    try {
        m_database.reopenWhenReplaced();
        m_database.applyLimit();
        m_database.run(kind == Writes ? "BEGIN IMMEDIATE" : "BEGIN");
    } catch (const Failed &failed) {
        m_database.note(failed.what());
        throw;
    }
}

void Database::Turn::commit()
{
    m_database.run("COMMIT");
    m_committed = true;
    if (m_kind == Writes)
        m_database.note({});
}

Database::Turn::~Turn()
{
    if (!m_committed && m_database.m_connection && !sqlite3_get_autocommit(m_database.m_connection))
        sqlite3_exec(m_database.m_connection, "ROLLBACK", nullptr, nullptr, nullptr);
}

} // namespace watchglass::keyvalue
