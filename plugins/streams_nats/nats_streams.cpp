// SPDX-License-Identifier: Apache-2.0
#include "plugins/streams_nats/nats_streams.h"

#include "plugins/kit/time_left.h"

namespace watchglass::streams {

namespace {

using namespace std::chrono_literals;
using contracts::Codec;
using contracts::Object;
using plugins::Failed;
using Context = std::unique_ptr<jsCtx, void (*)(jsCtx *)>;

constexpr int64_t moment = 250, mostToFollow = 2000; // milliseconds

int64_t timeFor(host::Deadline deadline, const nats::Connection &connection)
{
    const auto time = plugins::timeLeft(deadline);
    if (time <= 0ms)
        throw Failed(host::Failure::Deadline, "there was no time left to ask " + connection.name());
    return time.count();
}

Context contextOf(const nats::Connection &connection, natsConnection *handle, jsOptions &options)
{
    jsCtx *made = nullptr;
    connection.check(natsConnection_JetStream(&made, handle, &options), "JetStream");
    return {made, jsCtx_Destroy};
}

class NatsCursor : public Cursor
{
public:
    NatsCursor(const nats::Connection &connection, const std::string &stream, uint64_t behind)
        : m_reader(connection, nameFor(stream), subjectFor(stream), {behind + 1}, mostToFollow), m_place(behind)
    {
    }
    std::optional<Event> next() override
    {
        auto read = m_reader.next(moment);
        if (!read)
            return std::nullopt;
        m_place = read->event.id;
        return std::move(read->event);
    }
    uint64_t place() const override { return m_place; }

private:
    Reader m_reader;
    uint64_t m_place;
};

} // namespace

std::string nameFor(const std::string &stream)
{
    constexpr char digits[] = "0123456789ABCDEF";
    std::string made;
    for (const char letter : stream)
        if ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
            letter == '-' || letter == '_')
            made += letter;
        else
            made += {'=', digits[uint8_t(letter) >> 4], digits[uint8_t(letter) & 15]};
    return made;
}

std::string subjectFor(const std::string &stream)
{
    return "eventstreams." + nameFor(stream);
}

NatsStreams::NatsStreams(nats::Address address, uint64_t mostEvents)
    : m_mostEvents(mostEvents), m_connection(std::move(address), "watchglass streams")
{
}

void NatsStreams::makeStream(jsCtx *context, const std::string &stream, jsOptions &options)
{
    const std::string name = nameFor(stream), subject = subjectFor(stream);
    const char *subjects[] = {subject.c_str()};
    jsStreamConfig wanted;
    jsStreamConfig_Init(&wanted);
    wanted.Name = name.c_str();
    wanted.Subjects = subjects;
    wanted.SubjectsLen = 1;
    wanted.MaxMsgs = int64_t(m_mostEvents);
    wanted.Storage = js_FileStorage;
    jsErrCode code = jsErrCode(0);
    const natsStatus status = js_AddStream(nullptr, context, &wanted, &options, &code);
    if (code != JSStreamNameExistErr) // another made it just now
        m_connection.check(status, "the stream \"" + stream + "\" cannot be made");
}

std::optional<uint64_t> NatsStreams::lastOf(const std::string &stream, bool make, int64_t milliseconds)
{
    const auto handle = m_connection.get();
    jsOptions options;
    jsOptions_Init(&options);
    options.Wait = milliseconds;
    const Context context = contextOf(m_connection, handle.get(), options);
    for (;;) {
        jsStreamInfo *about = nullptr;
        jsErrCode code = jsErrCode(0);
        const natsStatus status = js_GetStreamInfo(&about, context.get(), nameFor(stream).c_str(), &options, &code);
        if (status == NATS_OK) {
            const uint64_t last = about->State.LastSeq;
            jsStreamInfo_Destroy(about);
            return last;
        }
        if (status == NATS_NO_RESPONDERS || code == JSNotEnabledErr || code == JSNotEnabledForAccountErr)
            throw plugins::Unavailable(m_connection.name() + " keeps no events: it runs without JetStream");
        if (code != JSStreamNotFoundErr && status != NATS_NOT_FOUND)
            m_connection.check(status, "the stream \"" + stream + "\"");
        if (!make)
            return std::nullopt;
        makeStream(context.get(), stream, options);
    }
}

std::string NatsStreams::write(const std::string &stream, const Object &values, host::Deadline deadline)
{
    const int64_t time = timeFor(deadline, m_connection);
    const auto handle = m_connection.get();
    jsOptions options;
    jsOptions_Init(&options);
    options.Wait = time;
    const Context context = contextOf(m_connection, handle.get(), options);
    const contracts::Encoded event = contracts::encode(*contracts::findActorOperation("DeliverEvent").request,
                                                       Object{{"stream", stream}, {"values", values}}, Codec::Maps);
    if (!event)
        throw plugins::Refused(event.error);
    jsPubOptions wanted;
    jsPubOptions_Init(&wanted);
    wanted.MaxWait = time;
    for (bool made = false;; made = true) {
        jsPubAck *taken = nullptr;
        jsErrCode code = jsErrCode(0);
        const natsStatus status = js_Publish(&taken, context.get(), subjectFor(stream).c_str(), event.bytes.data(),
                                             int(event.bytes.size()), &wanted, &code);
        if (status == NATS_OK) {
            const std::string name = std::to_string(taken->Sequence);
            jsPubAck_Destroy(taken);
            return name;
        }
        if (status != NATS_NO_RESPONDERS || made)
            m_connection.check(status, "an event of \"" + stream + "\"");
        lastOf(stream, true, timeFor(deadline, m_connection)); // nobody keeps what goes there
    }
}

std::vector<Event> NatsStreams::query(const Query &query, host::Deadline deadline)
{
    std::vector<Event> events;
    if (const auto last = lastOf(query.stream, false, timeFor(deadline, m_connection)); !last || *last == 0)
        return events;
    if (query.first > uint64_t(INT64_MAX / 1'000'000))
        return events;
    // From a whole second on: 3.4 of the library writes fractions that begin with 0 as if they did not.
    Reader reader(m_connection, nameFor(query.stream), subjectFor(query.stream), {1, query.first / 1000 * 1000},
                  timeFor(deadline, m_connection));
    for (uint64_t left = reader.pending(); left > 0 && events.size() < query.most;) {
        auto read = reader.next(timeFor(deadline, m_connection));
        if (!read)
            throw Failed(host::Failure::Deadline, m_connection.name() + " has not given all events in time");
        if (read->time > query.last)
            break;
        left = read->pending;
        if (read->time >= query.first)
            events.push_back(std::move(read->event));
    }
    return events;
}

std::unique_ptr<Cursor> NatsStreams::follow(const std::string &stream, std::optional<uint64_t> behind)
{
    const auto last = lastOf(stream, true, mostToFollow);
    return std::make_unique<NatsCursor>(m_connection, stream, behind.value_or(*last));
}

} // namespace watchglass::streams
