// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "engine/host/contracts/codecs.h"
#include "engine/host/contracts/msgpack.h"
#include "engine/wasm/byte_reader.h"

namespace watchglass::contracts::detail {

namespace {

std::string_view textOf(const Item &item)
{
    return {reinterpret_cast<const char *>(item.bytes.data()), item.bytes.size()};
}

/// Whether the key is the name in snake_case, as "query_string" for queryString.
bool isSnakeCase(std::string_view key, std::string_view name)
{
    size_t at = 0;
    for (const char c : name) {
        const bool capital = c >= 'A' && c <= 'Z';
        if (capital && (at == key.size() || key[at++] != '_'))
            return false;
        if (at == key.size() || key[at++] != (capital ? char(c - 'A' + 'a') : c))
            return false;
    }
    return at == key.size();
}

/// Reads what a message's table says. Recurses as deep as the table does, whatever the payload says.
class Decoder
{
public:
    explicit Decoder(std::span<const uint8_t> payload) : m_reader(payload) {}

    Value message(const Message &message)
    {
        if (message.shape == Message::Bare) {
            Value value;
            value.set(message.fields[0].name, field(message.fields[0], m_reader.next()));
            return value;
        }
        return structure(message, m_reader.next(), true);
    }
    std::string takeError() { return std::move(m_error); }

private:
    void fail(std::string error)
    {
        if (m_error.empty())
            m_error = std::move(error);
    }
    Value wrong(const Field &field, const Item &item, const char *wanted)
    {
        fail(item.kind == Item::Broken ? "the payload ends or is broken at " + std::string(field.name)
                                       : std::string(field.name) + " must be " + wanted);
        m_reader.skipRest(item);
        return emptyValue(field);
    }

    Value structure(const Message &message, const Item &item, bool outermost)
    {
        Value value = emptyValue(message);
        std::vector<bool> seen(message.fields.size());
        if (item.kind == Item::Map) {
            if (readMap(message, item, value, seen, outermost))
                return value;
        } else if (item.kind == Item::Array && outermost && message.wrapper) {
            return unwrapped(message, item);
        } else if (item.kind == Item::Array && message.shape == Message::Choice && item.number == 1) {
            readChoice(message, value, seen);
        } else if (item.kind == Item::Array) {
            for (uint64_t i = 0; i < item.number && m_error.empty(); ++i)
                readMember(message, i < message.fields.size() ? &message.fields[i] : nullptr, value, seen);
        } else if (item.kind != Item::Nil) {
            fail(item.kind == Item::Broken ? "the payload is empty or broken"
                                           : "the payload is neither a map nor an array");
        }
        for (size_t i = 0; i < seen.size(); ++i)
            if (!seen[i] && message.fields[i].need == Field::Required)
                fail(std::string(message.fields[i].name) + " is missing");
        return value;
    }

    /// Whether the map was one that only wraps another message.
    bool readMap(const Message &message, const Item &map, Value &value, std::vector<bool> &seen, bool outermost)
    {
        for (uint64_t i = 0; i < map.number && m_error.empty(); ++i) {
            const Item key = m_reader.next();
            if (key.kind == Item::Broken)
                fail("the payload ends in the middle of a map");
            if (key.kind != Item::Text) {
                m_reader.skipRest(key);
                m_reader.skip();
                continue;
            }
            const Field *const member = findField(message, textOf(key));
            if (!member && outermost && map.number == 1 && (message.wrapper || !message.within.empty())) {
                // By whatever name: that changed, too.
                value = structure(message, m_reader.next(), false);
                return true;
            }
            readMember(message, member, value, seen);
        }
        return false;
    }

    static const Field *findField(const Message &message, std::string_view key)
    {
        const auto found = std::find_if(message.fields.begin(), message.fields.end(), [&](const Field &field) {
            return key == field.name || (!key.empty() && (key == field.wire || key == field.alias)) ||
                   isSnakeCase(key, field.name);
        });
        return found == message.fields.end() ? nullptr : &*found;
    }

    void readMember(const Message &message, const Field *member, Value &value, std::vector<bool> &seen)
    {
        if (!member) {
            m_reader.skip();
            if (m_reader.broken()) // or an array of four billion would be waited for
                fail("the payload ends too early");
            return;
        }
        const Item item = m_reader.next();
        if (item.kind == Item::Nil)
            return;
        value.set(member->name, field(*member, item));
        seen[size_t(member - message.fields.data())] = true;
    }

    /// [[…]]
    Value unwrapped(const Message &message, const Item &outer)
    {
        if (outer.number == 0) {
            fail("the message is missing");
            return emptyValue(message);
        }
        return structure(message, m_reader.next(), false);
    }

    /// [{case: its content}], the case as its number from 0
    void readChoice(const Message &message, Value &value, std::vector<bool> &seen)
    {
        const Item map = m_reader.next();
        const Item key = map.kind == Item::Map && map.number == 1 ? m_reader.next() : Item{};
        const auto found = std::find_if(message.fields.begin(), message.fields.end(), [&](const Field &field) {
            return field.choice && key.kind == Item::Integer && field.choice == key.number + 1;
        });
        if (found == message.fields.end())
            return fail("it is none of the choices");
        if (found->type != FieldType::Flag)
            return readMember(message, &*found, value, seen);
        value.set(found->name, true);
        const Item content = m_reader.next();
        size_t at = 0;
        for (uint64_t i = 0; content.kind == Item::Array && i < content.number && m_error.empty(); ++i) {
            while (at < message.fields.size() && message.fields[at].choice)
                ++at;
            readMember(message, at < message.fields.size() ? &message.fields[at] : nullptr, value, seen);
            ++at;
        }
    }

    Value field(const Field &field, const Item &item)
    {
        switch (field.type) {
        case FieldType::Text:
        case FieldType::Identified:
            return text(field, item);
        case FieldType::Binary:
            return bytes(field, item);
        case FieldType::Flag:
            return item.kind == Item::Flag ? Value(item.number != 0) : wrong(field, item, "true or false");
        case FieldType::I32:
        case FieldType::I64:
        case FieldType::U32:
        case FieldType::U64:
            return number(field, item);
        case FieldType::Level:
        case FieldType::LevelName:
            return item.kind == Item::Text ? level(field, item) : number(field, item);
        case FieldType::Texts:
            return list(field, item, "a list of texts");
        case FieldType::NestedList:
            return list(field, item, "a list");
        case FieldType::Headers:
        case FieldType::HeaderLists:
            return headers(field, item);
        case FieldType::Nested:
            return structure(*field.message, item, false);
        }
        return {};
    }

    Value text(const Field &field, Item item)
    {
        // Some later code of providers has a container as an object with nothing but its id.
        if (item.kind == Item::Map && item.number == 1) {
            const Item key = m_reader.next();
            if (key.kind != Item::Text || textOf(key) != "id")
                return wrong(field, key, "a text");
            item = m_reader.next();
        }
        if (item.kind != Item::Text)
            return wrong(field, item, "a text");
        if (!wasm::detail::isUtf8(textOf(item)))
            return wrong(field, item, "a text in UTF-8");
        return textOf(item);
    }

    Value bytes(const Field &field, const Item &item)
    {
        if (item.kind == Item::Binary || item.kind == Item::Text)
            return Bytes(item.bytes.begin(), item.bytes.end());
        if (item.kind != Item::Array)
            return wrong(field, item, "bytes");
        Bytes bytes;
        for (uint64_t i = 0; i < item.number; ++i) {
            const Item byte = m_reader.next();
            if (byte.kind != Item::Integer || byte.number > UINT8_MAX)
                return wrong(field, byte, "bytes");
            bytes.push_back(uint8_t(byte.number));
        }
        return bytes;
    }

    Value number(const Field &field, const Item &item)
    {
        Value number;
        if (item.kind == Item::Integer)
            number = item.number;
        else if (item.kind == Item::Negative)
            number = int64_t(item.number);
        else if (item.kind == Item::Real && std::trunc(item.real) == item.real && std::fabs(item.real) < 0x1p53)
            number = int64_t(item.real); // JavaScript has no other numbers
        else
            return wrong(field, item, "a whole number");
        if (std::string error = misfit(field, number); !error.empty()) {
            fail(std::move(error));
            return emptyValue(field);
        }
        return field.type == FieldType::I32 || field.type == FieldType::I64 ? Value(number.number())
                                                                            : Value(number.count());
    }

    Value level(const Field &field, const Item &item)
    {
        const auto names = levelNames();
        const auto found = std::find(names.begin(), names.end(), textOf(item));
        if (found != names.end())
            return uint64_t(found - names.begin());
        return wrong(field, item, "error, warn, info, debug or trace");
    }

    Value list(const Field &field, const Item &item, const char *wanted)
    {
        if (item.kind != Item::Array)
            return wrong(field, item, wanted);
        List list;
        if (item.number > mostItems)
            fail(std::string(field.name) + tooMany);
        for (uint64_t i = 0; i < item.number && m_error.empty(); ++i) {
            const Item one = m_reader.next();
            list.push_back(field.type == FieldType::Texts ? text(field, one) : structure(*field.message, one, false));
        }
        return list;
    }

    Value headers(const Field &field, const Item &item)
    {
        if (item.kind != Item::Map)
            return wrong(field, item, "a map of texts");
        Value headers{Object{}};
        if (item.number > mostHeaders)
            fail(std::string(field.name) + tooMany);
        const Field lines{field.name, FieldType::Texts, 0, {}};
        for (uint64_t i = 0; i < item.number && m_error.empty(); ++i) {
            const Value name = text(field, m_reader.next());
            const Item content = m_reader.next();
            headers.set(name.text(),
                        content.kind == Item::Array ? list(lines, content, "texts") : text(field, content));
        }
        return headers;
    }

    MessagePackReader m_reader;
    std::string m_error;
};

} // namespace

Decoded decodeMessagePack(const Message &message, std::span<const uint8_t> payload)
{
    Decoder decoder(payload);
    Decoded decoded;
    if (payload.empty()) {
        decoded.value = emptyValue(message);
        for (const Field &field : message.fields)
            if (field.need == Field::Required && decoded.error.empty())
                decoded.error = "the payload is empty";
        return decoded;
    }
    decoded.value = decoder.message(message);
    decoded.error = decoder.takeError();
    return decoded;
}

} // namespace watchglass::contracts::detail
