// SPDX-License-Identifier: Apache-2.0
#include "plugins/streams_memory/memory_streams.h"

#include <algorithm>

#include "plugins/kit/contract_answer.h"

namespace watchglass::streams {

namespace {

using namespace std::chrono_literals;
using contracts::Codec;
using contracts::Object;

constexpr int countBits = 20;
constexpr auto moment = 100ms;

std::string nameOf(uint64_t id)
{
    return std::to_string(id >> countBits) + "-" + std::to_string(id & ((1u << countBits) - 1));
}

uint64_t now()
{
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return uint64_t(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

const contracts::Message &eventMessage()
{
    return *contracts::findActorOperation("DeliverEvent").request;
}

/// The first behind that id.
template <class Events>
auto behindOf(Events &events, uint64_t id)
{
    return std::upper_bound(events.begin(), events.end(), id,
                            [](uint64_t one, const Event &event) { return one < event.id; });
}

} // namespace

Event MemoryStreams::write(const std::string &stream, const Object &values, uint64_t mostEvents)
{
    const std::lock_guard lock(m_mutex);
    m_last = std::max(m_last + 1, now() << countBits);
    Events &events = m_streams[stream];
    events.push_back({m_last, nameOf(m_last), values});
    while (events.size() > mostEvents)
        events.pop_front();
    m_written.notify_all();
    return events.back();
}

std::vector<Event> MemoryStreams::query(const Query &query) const
{
    std::vector<Event> found;
    const std::lock_guard lock(m_mutex);
    const auto stream = m_streams.find(query.stream);
    if (stream == m_streams.end())
        return found;
    const Events &events = stream->second;
    const auto first = std::lower_bound(events.begin(), events.end(), query.first,
                                        [](const Event &event, uint64_t time) { return event.id >> countBits < time; });
    for (auto event = first; event != events.end() && event->id >> countBits <= query.last; ++event) {
        if (found.size() == query.most)
            break;
        found.push_back(*event);
    }
    return found;
}

uint64_t MemoryStreams::last(const std::string &stream) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_streams.find(stream);
    return found == m_streams.end() || found->second.empty() ? 0 : found->second.back().id;
}

std::optional<Event> MemoryStreams::next(const std::string &stream, uint64_t behind) const
{
    std::optional<Event> found;
    std::unique_lock lock(m_mutex);
    m_written.wait_for(lock, moment, [&] {
        const auto events = m_streams.find(stream);
        if (events == m_streams.end())
            return false;
        if (const auto event = behindOf(events->second, behind); event != events->second.end())
            found = *event;
        return found.has_value();
    });
    return found;
}

void MemoryStreams::copyOut(const std::function<bool(const host::Entry &)> &take) const
{
    const std::lock_guard lock(m_mutex);
    for (const auto &[stream, events] : m_streams) {
        host::Entry entry{{}, {}, stream, host::Entry::Kind::List, {}};
        for (const Event &event : events) {
            const Object value{{"eventId", std::to_string(event.id)}, {"stream", stream}, {"values", event.values}};
            entry.values.push_back(contracts::encode(eventMessage(), value, Codec::Maps).bytes);
        }
        if (!take(entry))
            return;
    }
}

void MemoryStreams::copyIn(const host::Entry &entry)
{
    Events events;
    for (const host::Bytes &bytes : entry.values) {
        const contracts::Decoded event = contracts::decode(eventMessage(), bytes);
        const uint64_t id = event ? std::strtoull(event.value["eventId"].text().c_str(), nullptr, 10) : 0;
        if (entry.kind != host::Entry::Kind::List || id == 0 || (!events.empty() && id <= events.back().id))
            throw plugins::Refused("what is under \"" + entry.key + "\" is no stream of events");
        events.push_back({id, nameOf(id), event.value["values"].object()});
    }
    const std::lock_guard lock(m_mutex);
    if (!events.empty())
        m_last = std::max(m_last, events.back().id);
    m_streams[entry.key] = std::move(events);
    m_written.notify_all();
}

} // namespace watchglass::streams
