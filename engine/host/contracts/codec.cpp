// SPDX-License-Identifier: Apache-2.0
#include "engine/host/contracts/codec.h"

#include <algorithm>

#include "engine/host/contracts/codecs.h"

namespace watchglass::contracts {

namespace detail {

std::span<const std::string_view> levelNames()
{
    static constexpr std::string_view names[] = {"off", "error", "warn", "info", "debug", "trace"};
    return names;
}

Value emptyValue(const Field &field)
{
    if (field.need == Field::Optional)
        return {};
    switch (field.type) {
    case FieldType::Text:
    case FieldType::Identified:
        return "";
    case FieldType::Binary:
        return Bytes{};
    case FieldType::Flag:
        return false;
    case FieldType::I32:
    case FieldType::I64:
        return 0;
    case FieldType::U32:
    case FieldType::U64:
    case FieldType::Level:
    case FieldType::LevelName:
        return 0u;
    case FieldType::Texts:
    case FieldType::NestedList:
        return List{};
    case FieldType::Headers:
    case FieldType::HeaderLists:
        return Object{};
    case FieldType::Nested:
        return emptyValue(*field.message);
    }
    return {};
}

Value emptyValue(const Message &message)
{
    Object members;
    members.reserve(message.fields.size());
    for (const Field &field : message.fields)
        members.push_back({std::string(field.name), emptyValue(field)});
    return members;
}

std::string misfit(const Field &field, const Value &number)
{
    const bool negative = std::holds_alternative<int64_t>(number.data()) && number.number() < 0;
    const uint64_t count = number.count();
    bool fits = true;
    switch (field.type) {
    case FieldType::I32:
        fits = negative ? number.number() >= INT32_MIN : count <= INT32_MAX;
        break;
    case FieldType::I64:
        fits = negative || count <= INT64_MAX;
        break;
    case FieldType::U32:
    case FieldType::Level:
    case FieldType::LevelName:
        fits = !negative && count <= UINT32_MAX;
        break;
    case FieldType::U64:
        fits = !negative;
        break;
    default:
        break;
    }
    if (fits)
        return {};
    const bool wide = field.type == FieldType::I64 || field.type == FieldType::U64;
    return std::string(field.name) + " does not fit " + (wide ? "64" : "32") + " bits" +
           (field.type == FieldType::I32 || field.type == FieldType::I64 ? "" : " without a sign");
}

const Field *chosen(const Message &message, const Value &value)
{
    const Field *first = nullptr;
    for (const Field &field : message.fields) {
        if (!field.choice)
            continue;
        const Value &member = value[field.name];
        if (!member.isNothing() && member != emptyValue(field))
            return &field;
        if (!first && !member.isNothing() && field.type != FieldType::Flag)
            first = &field; // 0 is an answer too
    }
    return first;
}

} // namespace detail

std::string_view nameOf(Codec codec)
{
    constexpr std::string_view names[] = {"protobuf", "MessagePack arrays", "MessagePack maps"};
    return names[size_t(codec)];
}

std::optional<Codec> codecOf(std::span<const uint8_t> payload)
{
    if (payload.empty())
        return std::nullopt;
    const uint8_t first = payload[0];
    if (first < 0x80) // the tag of a field below 16; all are
        return Codec::Protobuf;
    const bool array = (first >= 0x90 && first < 0xa0) || first == 0xdc || first == 0xdd;
    return array ? Codec::Arrays : Codec::Maps;
}

Speech speechOf(std::span<const uint8_t> module)
{
    const std::string_view bytes(reinterpret_cast<const char *>(module.data()), module.size());
    const auto has = [&](std::string_view text) { return bytes.find(text) != bytes.npos; };
    Speech speech;
    if (has("__wasmbus_rpc_version") || has("__actor_api_version"))
        speech.dialect = Dialect::Wasmcloud;
    else if (has("wasmcloud:") || (has("HandleMessage") && !has("DeliverMessage")))
        speech.dialect = Dialect::Interim;
    // Names of fields, and sentences of the Rust libraries that read them.
    const bool camel = has("queryString") || has("replyTo") || has("statusCode");
    const bool serde = has("de-serialize");
    if (camel || speech.dialect != Dialect::Wascc)
        speech.codec = Codec::Maps;
    else if (!serde && has("delimited length exceeded"))
        speech.codec = Codec::Protobuf;
    else if (serde && (has("query_string") || has("reply_to")))
        speech.codec = Codec::Arrays;
    return speech;
}

Decoded decode(const Message &message, std::span<const uint8_t> payload, Codec assumed)
{
    Decoded decoded;
    if (message.shape == Message::Raw) {
        decoded.codec = assumed;
        decoded.value.set(message.fields[0].name, Bytes(payload.begin(), payload.end()));
        return decoded;
    }
    const Codec codec = message.shape == Message::Bare ? Codec::Maps : codecOf(payload).value_or(assumed);
    decoded = codec == Codec::Protobuf ? detail::decodeProtobuf(message, payload)
                                       : detail::decodeMessagePack(message, payload);
    decoded.codec = codec;
    if (!decoded.error.empty())
        decoded.error = std::string(message.name) + ": " + decoded.error;
    return decoded;
}

Encoded encode(const Message &message, const Value &value, Codec codec)
{
    if (message.shape == Message::Raw)
        return {value[message.fields[0].name].bytes(), {}};
    Encoded encoded = codec == Codec::Protobuf && message.shape != Message::Bare
                          ? detail::encodeProtobuf(message, value)
                          : detail::encodeMessagePack(message, value, codec);
    if (!encoded.error.empty()) {
        encoded.bytes.clear();
        encoded.error = std::string(message.name) + ": " + encoded.error;
    }
    return encoded;
}

Encoded translate(const Message *from, std::span<const uint8_t> payload, const Message *to, Codec codec)
{
    if (!from || !to)
        return {};
    const Decoded decoded = decode(*from, payload, codec);
    return decoded ? encode(*to, decoded.value, codec) : Encoded{{}, decoded.error};
}

std::optional<std::string> readable(const Message *message, std::span<const uint8_t> payload)
{
    if (!message)
        return std::nullopt;
    const Decoded decoded = decode(*message, payload);
    return decoded ? std::optional(toJson(decoded.value)) : std::nullopt;
}

} // namespace watchglass::contracts
