// SPDX-License-Identifier: Apache-2.0
#include "plugins/streams/provider.h"

#include <algorithm>
#include <sstream>

#include "plugins/kit/contract_answer.h"
#include "plugins/kit/handed_text.h"

namespace watchglass::streams {

namespace {

using contracts::List;
using contracts::Object;
using contracts::Operation;
using contracts::Value;
using plugins::Failed;
using plugins::Refused;
using Problem = std::optional<std::string>;

constexpr uint64_t mostEvents = 100'000; ///< of one answer

const std::string &checked(const std::string &stream)
{
    if (stream.empty() || stream.size() > 200 ||
        std::any_of(stream.begin(), stream.end(), [](char letter) { return uint8_t(letter) < ' ' || letter == 0x7f; }))
        throw Refused("\"" + stream.substr(0, 60) + "\" is no name of a stream: up to 200 bytes of text");
    return stream;
}

Query queryOf(const Value &request)
{
    Query query{checked(request["streamId"].text())};
    if (const Value &range = request["range"]; !range.isNothing()) {
        query.first = range["minTime"].count();
        query.last = range["maxTime"].count();
    }
    const uint64_t count = request["count"].count();
    query.most = count ? std::min(count, mostEvents) : mostEvents;
    return query;
}

} // namespace

Problem StreamsProvider::start(host::Services &services)
{
    m_services = &services;
    return std::nullopt;
}

/// Where each stream was left by the link before, of this provider or of another: there it goes on.
Problem StreamsProvider::bind(const host::Binding &binding)
{
    try {
        const auto streams = plugins::wordsOf(binding.values, "STREAMS");
        std::for_each(streams.begin(), streams.end(), checked);
        const bool all = plugins::textOf(binding.values, "FROM", "now") == "beginning";
        auto link = std::make_shared<Link>();
        link->store = open(binding.values);
        Places places;
        if (const auto before = m_links.find(binding.actor, binding.name)) {
            places = leave(*before);
            end(m_links.remove(binding.actor, binding.name));
        }
        if (binding.inherited >= 0) {
            std::istringstream lines(plugins::textIn(binding.inherited));
            uint64_t place = 0;
            for (std::string stream; lines >> place && lines.get() && std::getline(lines, stream);)
                places[stream] = place;
        }
        for (const std::string &stream : streams) {
            const auto place = places.find(stream);
            link->followers.push_back(std::make_unique<Follower>(*m_services, link->store, binding.actor, stream,
                                                                 place != places.end() ? std::optional(place->second)
                                                                 : all                 ? std::optional<uint64_t>(0)
                                                                                       : std::nullopt));
        }
        m_links.set(binding.actor, binding.name, std::move(link));
    } catch (const Failed &error) {
        return error.what();
    }
    return std::nullopt;
}

StreamsProvider::Places StreamsProvider::leave(Link &link)
{
    Places places;
    for (const auto &follower : link.followers) {
        follower->leave();
        if (const auto place = follower->place())
            places[follower->stream()] = *place;
    }
    return places;
}

void StreamsProvider::unbind(std::string_view actor, std::string_view binding)
{
    auto link = m_links.remove(actor, binding);
    if (link)
        leave(*link); // no event from now on
    end(std::move(link));
}

void StreamsProvider::end(std::shared_ptr<Link> link)
{
    const std::lock_guard lock(m_mutex);
    m_endings.add(std::move(link));
}

int StreamsProvider::handOver(std::string_view actor, std::string_view binding)
{
    const auto link = m_links.find(actor, binding);
    if (!link)
        return -1;
    std::string text;
    for (const auto &[stream, place] : leave(*link))
        text += std::to_string(place) + " " + stream + "\n";
    return plugins::descriptorWith(text);
}

host::Answer StreamsProvider::call(const host::Call &call)
{
    return plugins::answerBy(call, [&](const Operation &operation, const Value &request) -> Value {
        const auto link = m_links.find(call.actor, call.binding);
        if (!link)
            throw plugins::Unavailable("the streams have no link for " + std::string(call.actor));
        if (operation.name == "WriteEvent")
            return Object{{"eventId", link->store->write(checked(request["stream"].text()), request["values"].object(),
                                                         call.deadline)}};
        const Query query = queryOf(request);
        List events;
        for (Event &event : link->store->query(query, call.deadline))
            events.push_back(Object{
                {"eventId", std::move(event.name)}, {"stream", query.stream}, {"values", std::move(event.values)}});
        return Object{{"events", std::move(events)}};
    });
}

/// The sentence of whichever store is not well.
host::Health StreamsProvider::health()
{
    host::Health all;
    for (const auto &link : m_links.all())
        if (all = link->store->health(); !all.ok)
            return all;
    return all;
}

} // namespace watchglass::streams
