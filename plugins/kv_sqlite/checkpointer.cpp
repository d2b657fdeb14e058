// SPDX-License-Identifier: Apache-2.0
#include "plugins/kv_sqlite/checkpointer.h"

#include <sqlite3.h>

namespace watchglass::keyvalue {

namespace {

constexpr int manyPages = 1000; ///< from which on it is worth the work; SQLite's own number

} // namespace

Checkpointer::Checkpointer(const std::string &path) : m_thread([this, path] { work(path); }) {}

Checkpointer::~Checkpointer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

void Checkpointer::grown(int pages)
{
    if (pages < manyPages)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_wanted = true;
    }
    m_changed.notify_one();
}

/// What fails is tried again when the log has grown further; until then everything is in the log.
void Checkpointer::work(const std::string &path)
{
    sqlite3 *connection = nullptr;
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_wanted || m_ending; });
        if (m_ending)
            break;
        m_wanted = false;
        lock.unlock();
        if (!connection)
            sqlite3_open_v2(path.c_str(), &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
        // Passive: neither readers nor writers wait for it.
        sqlite3_wal_checkpoint_v2(connection, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        lock.lock();
    }
    sqlite3_close(connection);
}

} // namespace watchglass::keyvalue
