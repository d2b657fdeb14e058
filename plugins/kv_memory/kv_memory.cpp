// SPDX-License-Identifier: Apache-2.0
#include "plugins/keyvalue/provider.h"
#include "plugins/kv_memory/memory_store.h"

namespace {

using namespace watchglass::keyvalue;

class KeyValueInMemory : public KeyValueProvider
{
    /// One for all; the limit is that of whoever was linked last.
    std::shared_ptr<Store> open(const Settings &settings) override
    {
        m_store->setLimit(numberOf(settings, "LIMIT_MB", 256, 1, 1'000'000) * 1'000'000);
        return m_store;
    }

    std::shared_ptr<MemoryStore> m_store = std::make_shared<MemoryStore>();
};

} // namespace

WATCHGLASS_PROVIDER(KeyValueInMemory)
