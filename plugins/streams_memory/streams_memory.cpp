// SPDX-License-Identifier: Apache-2.0
#include "plugins/kit/contract_answer.h"
#include "plugins/streams/provider.h"
#include "plugins/streams_memory/memory_streams.h"

namespace {

using namespace watchglass::streams;
using namespace watchglass::host;
using watchglass::contracts::Object;

class MemoryCursor : public Cursor
{
public:
    MemoryCursor(std::shared_ptr<MemoryStreams> streams, std::string stream, uint64_t place)
        : m_streams(std::move(streams)), m_stream(std::move(stream)), m_place(place)
    {
    }
    std::optional<Event> next() override
    {
        auto event = m_streams->next(m_stream, m_place);
        if (event)
            m_place = event->id;
        return event;
    }
    uint64_t place() const override { return m_place; }

private:
    const std::shared_ptr<MemoryStreams> m_streams;
    const std::string m_stream;
    uint64_t m_place;
};

/// The streams, as one link has them.
class MemoryStore : public StreamStore
{
public:
    MemoryStore(std::shared_ptr<MemoryStreams> streams, uint64_t mostEvents)
        : m_streams(std::move(streams)), m_mostEvents(mostEvents)
    {
    }
    std::string write(const std::string &stream, const Object &values, Deadline) override
    {
        return m_streams->write(stream, values, m_mostEvents).name;
    }
    std::vector<Event> query(const Query &query, Deadline) override { return m_streams->query(query); }
    std::unique_ptr<Cursor> follow(const std::string &stream, std::optional<uint64_t> behind) override
    {
        return std::make_unique<MemoryCursor>(m_streams, stream, behind ? *behind : m_streams->last(stream));
    }
    Health health() override { return {}; }

private:
    const std::shared_ptr<MemoryStreams> m_streams;
    const uint64_t m_mostEvents;
};

class StreamsInMemory : public StreamsProvider
{
public:
    std::optional<std::string> copyOut(const std::function<bool(const Entry &)> &take) override
    {
        m_streams->copyOut(take);
        return std::nullopt;
    }
    std::optional<std::string> copyIn(const Entry &entry) override
    {
        try {
            m_streams->copyIn(entry);
        } catch (const watchglass::plugins::Failed &error) {
            return error.what();
        }
        return std::nullopt;
    }

private:
    std::shared_ptr<StreamStore> open(const watchglass::plugins::Settings &settings) override
    {
        return std::make_shared<MemoryStore>(m_streams,
                                             watchglass::plugins::numberOf(settings, "LIMIT", 100'000, 1, 100'000'000));
    }

    const std::shared_ptr<MemoryStreams> m_streams = std::make_shared<MemoryStreams>();
};

} // namespace

WATCHGLASS_PROVIDER(StreamsInMemory)
