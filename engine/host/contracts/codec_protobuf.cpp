// SPDX-License-Identifier: Apache-2.0
// The wire format of protocol buffers, version 3 (protobuf.dev, "Encoding"), for messages of the table. Google's
// library would want every message in a file of its own language and compiled; the format itself is this small.
#include <algorithm>

#include "engine/host/contracts/codecs.h"
#include "engine/wasm/byte_reader.h"

namespace watchglass::contracts::detail {

namespace {

enum Wire : uint8_t { Varint = 0, Fixed64 = 1, Sized = 2, Fixed32 = 5 };

constexpr Field mapFields[] = {{"name", FieldType::Text, 1, ""}, {"text", FieldType::Text, 2, ""}};
constexpr Message mapEntry{"entry", mapFields};

bool isVarint(FieldType type)
{
    switch (type) {
    case FieldType::Flag:
    case FieldType::I32:
    case FieldType::I64:
    case FieldType::U32:
    case FieldType::U64:
    case FieldType::Level:
        return true;
    default:
        return false;
    }
}

class Decoder
{
public:
    Decoder(std::span<const uint8_t> bytes, std::string &error) : m_bytes(bytes), m_error(error) {}

    Value message(const Message &message)
    {
        Value value = emptyValue(message);
        while (!m_bytes.empty() && m_error.empty()) {
            const uint64_t tag = varint();
            const auto wire = Wire(tag & 7);
            const uint64_t scalar = wire == Varint ? varint() : 0;
            const auto bytes = wire == Sized     ? take(varint())
                               : wire == Fixed64 ? take(8)
                               : wire == Fixed32 ? take(4)
                                                 : std::span<const uint8_t>();
            if (wire != Varint && wire != Fixed64 && wire != Sized && wire != Fixed32)
                fail("the payload is no protobuf");
            if (!m_error.empty())
                break;
            for (const Field &field : message.fields)
                if (field.number && field.number == tag >> 3)
                    member(field, wire, scalar, bytes, value);
        }
        return value;
    }

    /// The last field of that number, as a message of its own.
    std::span<const uint8_t> inner(uint8_t number)
    {
        std::span<const uint8_t> found;
        while (!m_bytes.empty() && m_error.empty()) {
            const uint64_t tag = varint();
            if ((tag & 7) == Varint) {
                varint();
                continue;
            }
            if ((tag & 7) != Sized)
                fail("the payload is no protobuf");
            const auto bytes = take(varint());
            if (tag >> 3 == number)
                found = bytes;
        }
        return found;
    }

private:
    void fail(std::string error)
    {
        if (m_error.empty())
            m_error = std::move(error);
    }

    uint64_t varint()
    {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 70; shift += 7) {
            if (m_bytes.empty()) {
                fail("the payload ends inside a number");
                return 0;
            }
            const uint8_t byte = m_bytes[0];
            m_bytes = m_bytes.subspan(1);
            if (shift == 63 && byte > 1)
                break;
            value |= uint64_t(byte & 0x7f) << shift;
            if (byte < 0x80)
                return value;
        }
        fail("a number is longer than 64 bits");
        return 0;
    }

    std::span<const uint8_t> take(uint64_t size)
    {
        if (size > m_bytes.size()) {
            fail("the payload ends inside a field");
            return {};
        }
        const auto taken = m_bytes.first(size_t(size));
        m_bytes = m_bytes.subspan(size_t(size));
        return taken;
    }

    void member(const Field &field, Wire wire, uint64_t scalar, std::span<const uint8_t> bytes, Value &value)
    {
        const std::string name(field.name);
        if ((wire == Varint) != isVarint(field.type) || wire == Fixed64 || wire == Fixed32)
            return fail(name + " has another type");
        switch (field.type) {
        case FieldType::Flag:
            value.set(name, field.choice ? scalar == field.choice : scalar != 0);
            return;
        case FieldType::I32:
            value.set(name, int32_t(uint32_t(scalar))); // as every reader of the format cuts it
            return;
        case FieldType::I64:
            value.set(name, int64_t(scalar));
            return;
        case FieldType::U32:
        case FieldType::Level:
            value.set(name, uint64_t(uint32_t(scalar)));
            return;
        case FieldType::U64:
            value.set(name, scalar);
            return;
        case FieldType::Binary:
            value.set(name, contracts::Bytes(bytes.begin(), bytes.end()));
            return;
        case FieldType::Text:
        case FieldType::Identified:
            value.set(name, text(field, bytes));
            return;
        case FieldType::Texts:
            value.member(name).append(text(field, bytes));
            return;
        case FieldType::Nested:
            value.set(name, Decoder(bytes, m_error).message(*field.message));
            return;
        case FieldType::NestedList:
            if (value[name].list().size() == mostItems)
                return fail(name + tooMany);
            value.member(name).append(Decoder(bytes, m_error).message(*field.message));
            return;
        case FieldType::Headers:
        case FieldType::HeaderLists: {
            const Value entry = Decoder(bytes, m_error).message(mapEntry);
            Value &headers = value.member(name);
            if (headers.object().size() == mostHeaders)
                return fail(name + tooMany);
            headers.set(entry["name"].text(), entry["text"]);
            return;
        }
        case FieldType::LevelName:
            return;
        }
    }

    Value text(const Field &field, std::span<const uint8_t> bytes)
    {
        const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        if (!wasm::detail::isUtf8(text))
            fail(std::string(field.name) + " must be a text in UTF-8");
        return m_error.empty() ? text : std::string_view();
    }

    std::span<const uint8_t> m_bytes;
    std::string &m_error;
};

class Encoder
{
public:
    explicit Encoder(std::string &error) : m_error(error) {}

    Bytes message(const Message &message, const Value &value)
    {
        const Field *only = message.shape == Message::Choice ? chosen(message, value) : nullptr;
        for (const Field &field : message.fields) {
            if (!field.number || (message.shape == Message::Choice && field.choice && &field != only))
                continue;
            if (field.choice && field.type == FieldType::Flag)
                scalar(field, field.choice);
            else
                member(field, value[field.name], &field == only);
        }
        return std::move(m_bytes);
    }
    Bytes wrapped(uint8_t number, const Bytes &inner)
    {
        sized(number, inner);
        return std::move(m_bytes);
    }

private:
    void varint(uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            m_bytes.push_back(uint8_t(value) | 0x80);
        m_bytes.push_back(uint8_t(value));
    }
    void scalar(const Field &field, uint64_t value)
    {
        varint(uint64_t(field.number) << 3 | Varint);
        varint(value);
    }
    void sized(uint8_t number, std::span<const uint8_t> bytes)
    {
        varint(uint64_t(number) << 3 | Sized);
        varint(bytes.size());
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    }
    void text(uint8_t number, std::string_view text)
    {
        sized(number, {reinterpret_cast<const uint8_t *>(text.data()), text.size()});
    }

    /// What is empty is not written, but for the case of a choice that was made.
    void member(const Field &field, const Value &value, bool always)
    {
        if (value.isNothing() || (!always && value == emptyValue(field)))
            return;
        switch (field.type) {
        case FieldType::Flag:
            return scalar(field, value.flag());
        case FieldType::I32:
        case FieldType::I64:
        case FieldType::U32:
        case FieldType::U64:
        case FieldType::Level:
            return number(field, value, always);
        case FieldType::Binary:
            return sized(field.number, value.bytes());
        case FieldType::Text:
        case FieldType::Identified:
            return text(field.number, value.text());
        case FieldType::Texts:
            for (const Value &one : value.list())
                text(field.number, one.text());
            return;
        case FieldType::Nested:
            return sized(field.number, Encoder(m_error).message(*field.message, value));
        case FieldType::NestedList:
            for (const Value &one : value.list())
                sized(field.number, Encoder(m_error).message(*field.message, one));
            return;
        case FieldType::Headers:
        case FieldType::HeaderLists:
            for (const Member &header : value.object()) {
                Value entry;
                entry.set("name", header.name).set("text", joined(header.value));
                sized(field.number, Encoder(m_error).message(mapEntry, entry));
            }
            return;
        case FieldType::LevelName:
            return;
        }
    }

    void number(const Field &field, const Value &value, bool always)
    {
        if (std::string error = misfit(field, value); !error.empty() && m_error.empty())
            m_error = std::move(error);
        const bool isSigned = std::holds_alternative<int64_t>(value.data());
        const uint64_t bits = isSigned ? uint64_t(value.number()) : value.count();
        if (bits || always)
            scalar(field, bits);
    }

    Bytes m_bytes;
    std::string &m_error;
};

} // namespace

Decoded decodeProtobuf(const Message &message, std::span<const uint8_t> payload)
{
    Decoded decoded;
    if (message.wrapper)
        payload = Decoder(payload, decoded.error).inner(message.wrapper);
    decoded.value = Decoder(payload, decoded.error).message(message);
    // Protobuf writes no empty fields, so that a required one that is empty may well have been given.
    return decoded;
}

Encoded encodeProtobuf(const Message &message, const Value &value)
{
    Encoded encoded;
    encoded.bytes = Encoder(encoded.error).message(message, value);
    if (message.wrapper)
        encoded.bytes = Encoder(encoded.error).wrapped(message.wrapper, encoded.bytes);
    return encoded;
}

} // namespace watchglass::contracts::detail
