// SPDX-License-Identifier: Apache-2.0
#include "plugins/keyvalue/provider.h"
#include "plugins/kv_redis/redis_store.h"

namespace {

using namespace watchglass::keyvalue;

class KeyValueInRedis : public KeyValueProvider
{
    /// Does not ask whether the server is there: a link may be made before it is.
    std::shared_ptr<Store> open(const Settings &settings) override
    {
        const Address address = addressOf(textOf(settings, "URL", "redis://localhost:6379"));
        const std::lock_guard lock(m_mutex);
        auto store = m_stores[address].lock();
        if (!store) {
            store = std::make_shared<RedisStore>(address);
            m_stores[address] = store;
        }
        return store;
    }

    std::mutex m_mutex;
    std::map<Address, std::weak_ptr<RedisStore>> m_stores;
};

} // namespace

WATCHGLASS_PROVIDER(KeyValueInRedis)
