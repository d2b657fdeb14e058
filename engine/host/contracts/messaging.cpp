// SPDX-License-Identifier: Apache-2.0
// Messaging, event streams, logging.
#include "engine/host/contracts/messages.h"

namespace watchglass::contracts::detail {

namespace {

using enum FieldType;
constexpr auto required = Field::Required;
constexpr auto toProvider = Direction::ToProvider;

constexpr Field brokerFields[] = {
    {"subject", Text, 1, "to whom", required},
    {"replyTo", Text, 2, "where an answer is to go; empty when none is wanted"},
    {"body", Binary, 3, "what is sent"},
};
constexpr Message deliver{"DeliverMessage", brokerFields, Message::Struct, 1};
constexpr Message publish{"PublishMessage", brokerFields, Message::Struct, 2}; // 2 it is, in the file of the talk
constexpr Field requestFields[] = {
    {"subject", Text, 1, "to whom", required},
    {"body", Binary, 2, "what is sent"},
    {"timeout", I64, 3, "milliseconds to wait for the answer", Field::Usual, nullptr, {}, 0, "timeout_ms"},
};
constexpr Message request{"RequestMessage", requestFields};
constexpr Field replyFields[] = {{"body", Binary, 1, "what was answered"}};
constexpr Message rawReply{"bytes", replyFields, Message::Raw};

constexpr Field cloudMessageFields[] = {
    {"subject", Text, 0, "to whom", required},
    {"replyTo", Text, 0, "where an answer is to go", Field::Optional},
    {"body", Binary, 0, "what is sent"},
};
constexpr Message subMessage{"SubMessage", cloudMessageFields}, pubMessage{"PubMessage", cloudMessageFields};
constexpr Message replyMessage{"ReplyMessage", cloudMessageFields}, brokerMessage{"BrokerMessage", brokerFields};
constexpr Field cloudRequestFields[] = {
    {"subject", Text, 0, "to whom", required},
    {"body", Binary, 0, "what is sent"},
    {"timeout", U32, 0, "milliseconds to wait for the answer", Field::Usual, nullptr, "timeoutMs"},
};
constexpr Message cloudRequest{"RequestMessage", cloudRequestFields};

constexpr Field publishedFields[] = {{"published", Flag, 0, "whether it was"}};
constexpr Message published{"PublishResponse", publishedFields};

constexpr Form deliverForms[] = {{"HandleMessage", &brokerMessage, nullptr, Dialect::Interim},
                                 {"MessageSubscriber.HandleMessage", &subMessage, nullptr}};
constexpr Form publishForms[] = {{"Publish", &brokerMessage, &published, Dialect::Interim},
                                 {"Messaging.Publish", &pubMessage, nullptr}};
constexpr Form requestForms[] = {{"Request", &request, &brokerMessage, Dialect::Interim},
                                 {"Messaging.Request", &cloudRequest, &replyMessage}};
constexpr Operation messaging[] = {
    {"Publish", toProvider, &publish, nullptr, "Sends a message to whoever listens.", publishForms},
    {"Request", toProvider, &request, &rawReply, "Sends a message and waits for an answer.", requestForms},
    {"DeliverMessage", Direction::ToActor, &deliver, nullptr, "A message on a subject of the link's.", deliverForms},
};

constexpr Field eventFields[] = {
    {"eventId", Text, 1, "given by the stream; empty when it is written"},
    {"stream", Text, 2, "in which it happened", required},
    {"values", Headers, 3, "what happened"},
};
constexpr Message event{"Event", eventFields};
constexpr Field writtenFields[] = {{"eventId", Text, 1, "what the stream called it"}};
constexpr Message written{"WriteResponse", writtenFields};
constexpr Field rangeFields[] = {
    {"minTime", U64, 1, "milliseconds since 1970"},
    {"maxTime", U64, 2, "likewise"},
};
constexpr Message range{"TimeRange", rangeFields};
constexpr Field queryFields[] = {
    {"streamId", Text, 1, "which", required},
    {"range", Nested, 2, "of which time; without it of all", Field::Optional, &range},
    {"count", U64, 3, "the most of them, 0 for all"},
};
constexpr Message query{"StreamQuery", queryFields};
constexpr Field resultsFields[] = {{"events", NestedList, 2, "in their order", Field::Usual, &event}};
constexpr Message results{"StreamResults", resultsFields};
constexpr Field interimStream{"stream", Text, 0, "in which it happened", required, nullptr, "streamId"};
constexpr Field interimEventFields[] = {
    {"eventId", Text, 0, "given by the stream"},
    interimStream,
    {"values", Headers, 0, "what happened"},
};
constexpr Message interimEvent{"Event", interimEventFields};
constexpr Field writeFields[] = {interimStream, {"values", Headers, 0, "what happened"}};
constexpr Message write{"WriteEventArgs", writeFields};
constexpr Field ackFields[] = {
    {"eventId", Text, 0, "what the stream called it", Field::Optional},
    {"error", Text, 0, "why it was not written", Field::Optional},
};
constexpr Message ack{"EventAck", ackFields};
constexpr Field eventListFields[] = {{"events", NestedList, 0, "in their order", Field::Usual, &interimEvent}};
constexpr Message eventList{"EventList", eventListFields};
constexpr Form writeForms[] = {{"WriteEvent", &write, &ack, Dialect::Interim}};
constexpr Form queryForms[] = {{"QueryStream", &query, &eventList, Dialect::Interim}};
constexpr Form eventForms[] = {{"DeliverEvent", &interimEvent, nullptr, Dialect::Interim}};
constexpr Operation eventStreams[] = {
    {"WriteEvent", toProvider, &event, &written, "Appends an event to a stream.", writeForms},
    {"QueryStream", toProvider, &query, &results, "Events of a stream.", queryForms},
    {"DeliverEvent", Direction::ToActor, &event, nullptr, "An event of a stream of the link's.", eventForms},
};

constexpr Field logFields[] = {
    {"level", Level, 1, "0 off, 1 error, 2 warning, 3 information, 4 debug, 5 trace"},
    {"body", Text, 2, "the line", Field::Usual, nullptr, {}, 0, "text"},
};
constexpr Message log{"WriteLogRequest", logFields};
constexpr Field entryFields[] = {
    {"level", LevelName, 0, "error, warn, info, debug or trace"},
    {"body", Text, 0, "the line", Field::Usual, nullptr, "text"},
};
constexpr Message entry{"LogEntry", entryFields};
constexpr Form logForms[] = {{"Logging.WriteLog", &entry, nullptr}};
constexpr Operation logging[] = {{"WriteLog", toProvider, &log, nullptr, "Writes a line.", logForms}};

} // namespace

std::span<const Operation> messagingOperations()
{
    return messaging;
}

std::span<const Operation> eventStreamOperations()
{
    return eventStreams;
}

std::span<const Operation> loggingOperations()
{
    return logging;
}

} // namespace watchglass::contracts::detail
