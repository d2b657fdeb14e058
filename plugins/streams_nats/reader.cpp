// SPDX-License-Identifier: Apache-2.0
#include "plugins/streams_nats/reader.h"

namespace watchglass::streams {

namespace {

constexpr int batch = 256;

/// What others wrote there, and not in our codec, is one value.
contracts::Object valuesIn(const contracts::Bytes &bytes)
{
    const contracts::Decoded event = contracts::decode(*contracts::findActorOperation("DeliverEvent").request, bytes);
    if (event)
        return event.value["values"].object();
    return {{"data", std::string(bytes.begin(), bytes.end())}};
}

std::optional<Read> readFrom(natsMsg *message)
{
    jsMsgMetaData *about = nullptr;
    if (natsMsg_GetMetaData(&about, message) != NATS_OK)
        return std::nullopt;
    const char *const data = natsMsg_GetData(message);
    const contracts::Bytes bytes(data, data + natsMsg_GetDataLength(message));
    Read read{{about->Sequence.Stream, std::to_string(about->Sequence.Stream), valuesIn(bytes)},
              uint64_t(about->Timestamp / 1'000'000),
              about->NumPending};
    jsMsgMetaData_Destroy(about);
    return read;
}

} // namespace

Reader::Reader(const nats::Connection &connection, const std::string &stream, const std::string &subject, From from,
               int64_t milliseconds)
    : m_connection(connection), m_handle(connection.get())
{
    const std::string what = "the stream " + stream;
    jsOptions options;
    jsOptions_Init(&options);
    options.Wait = milliseconds;
    jsCtx *context = nullptr;
    connection.check(natsConnection_JetStream(&context, m_handle.get(), &options), what);
    m_context.reset(context);
    jsSubOptions wanted;
    jsSubOptions_Init(&wanted);
    wanted.Stream = stream.c_str();
    wanted.Config.AckPolicy = js_AckNone;
    wanted.Config.InactiveThreshold = 30'000'000'000; // nanoseconds
    wanted.Config.DeliverPolicy = from.time ? js_DeliverByStartTime : js_DeliverByStartSequence;
    if (from.time)
        wanted.Config.OptStartTime = int64_t(from.time) * 1'000'000;
    else
        wanted.Config.OptStartSeq = from.number;
    natsSubscription *made = nullptr;
    jsErrCode code = jsErrCode(0);
    connection.check(js_PullSubscribe(&made, context, subject.c_str(), nullptr, &options, &wanted, &code), what);
    m_subscription.reset(made);
    jsConsumerInfo *about = nullptr;
    connection.check(natsSubscription_GetConsumerInfo(&about, made, &options, &code), what);
    m_pending = about->NumPending;
    jsConsumerInfo_Destroy(about);
}

Reader::~Reader()
{
    if (m_subscription)
        natsSubscription_Unsubscribe(m_subscription.get()); // and the consumer with it
}

std::optional<Read> Reader::next(int64_t milliseconds)
{
    if (m_read.empty()) {
        natsMsgList list = {};
        jsErrCode code = jsErrCode(0);
        const natsStatus status = natsSubscription_Fetch(&list, m_subscription.get(), batch, milliseconds, &code);
        for (int i = 0; i < list.Count; ++i)
            if (auto read = readFrom(list.Msgs[i]))
                m_read.push_back(std::move(*read));
        natsMsgList_Destroy(&list);
        if (m_read.empty()) {
            m_connection.get(); // so that one that broke is told
            if (status != NATS_TIMEOUT)
                m_connection.check(status, "a stream");
            return std::nullopt;
        }
    }
    Read read = std::move(m_read.front());
    m_read.pop_front();
    return read;
}

} // namespace watchglass::streams
