// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>

#include "plugins/keyvalue/provider.h"
#include "plugins/kv_sqlite/sqlite_store.h"

namespace {

using namespace watchglass::keyvalue;
namespace fs = std::filesystem;

fs::path home()
{
    const char *folder = std::getenv("HOME");
    return folder && *folder ? folder : "/";
}

/// Its folder is made when it is not there.
fs::path defaultPath()
{
    const char *data = std::getenv("XDG_DATA_HOME");
    const fs::path folder = (data && *data ? fs::path(data) : home() / ".local/share") / "watchglass";
    std::error_code ignored;
    fs::create_directories(folder, ignored);
    return folder / "keyvalue.sqlite";
}

fs::path pathOf(const Settings &settings)
{
    const std::string path = textOf(settings, "PATH", "");
    if (path.empty())
        return defaultPath();
    return path.starts_with("~/") ? home() / path.substr(2) : fs::absolute(path);
}

class KeyValueInSqlite : public KeyValueProvider
{
    std::shared_ptr<Store> open(const Settings &settings) override
    {
        const uint64_t limit = numberOf(settings, "LIMIT_MB", 0, 0, 1'000'000) * 1'000'000;
        std::error_code ignored;
        const std::string path = fs::weakly_canonical(pathOf(settings), ignored).string();
        const std::lock_guard lock(m_mutex);
        auto store = m_stores[path].lock();
        if (!store) {
            store = std::make_shared<SqliteStore>(path, std::chrono::steady_clock::now() + std::chrono::seconds(2));
            m_stores[path] = store;
        }
        store->setLimit(limit);
        return store;
    }

    std::mutex m_mutex;
    std::map<std::string, std::weak_ptr<SqliteStore>> m_stores; ///< by file
};

} // namespace

WATCHGLASS_PROVIDER(KeyValueInSqlite)
