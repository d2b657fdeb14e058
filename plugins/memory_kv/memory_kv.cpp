// SPDX-License-Identifier: Apache-2.0
/// The key-value contract in memory.
#include "plugins/memory_kv/memory_store.h"

namespace {

using namespace watchglass::host;

class MemoryKeyValue : public Provider
{
public:
    std::optional<std::string> start(Services &) override { return std::nullopt; }
    Answer call(const Call &call) override { return watchglass::plugins::answerFrom(m_store, call); }
    std::optional<std::string> bind(const Binding &) override { return std::nullopt; }
    void unbind(std::string_view, std::string_view) override {}
    Health health() override { return {true, std::to_string(m_store.size()) + " keys"}; }

    std::optional<std::string> copyOut(const std::function<bool(const Entry &)> &take) override
    {
        m_store.copyOut(take);
        return std::nullopt;
    }
    std::optional<std::string> copyIn(const Entry &entry) override
    {
        m_store.copyIn(entry);
        return std::nullopt;
    }

private:
    watchglass::plugins::MemoryStore m_store;
};

} // namespace

WATCHGLASS_PROVIDER(MemoryKeyValue)
