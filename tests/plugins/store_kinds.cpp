// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/store_kinds.h"

#include "tests/plugins/redis_server.h"

namespace watchglass {

void AnyStore::SetUp()
{
    const auto &[backend, codec] = GetParam();
    if (!isBuilt(backend))
        GTEST_SKIP() << "skipped: not there: " << backend << " was not built";
    if (backend == "kv_sqlite")
        settings["PATH"] = folder.file("store.sqlite");
    if (backend == "kv_redis") {
        if (!RedisServer::isThere())
            GTEST_SKIP() << "skipped: not there: redis-server";
        RedisServer::shared().command("FLUSHALL");
        settings["URL"] = RedisServer::shared().url();
    }
    store = std::make_unique<Linked>(backend, settings);
    store->codec = codec;
}

} // namespace watchglass
