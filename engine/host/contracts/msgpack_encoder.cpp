// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/host/contracts/codecs.h"
#include "engine/host/contracts/msgpack.h"

namespace watchglass::contracts::detail {

namespace {

class Encoder
{
public:
    explicit Encoder(bool arrays) : m_arrays(arrays) {}

    void message(const Message &message, const Value &value)
    {
        if (message.shape == Message::Bare)
            return member(message.fields[0], value[message.fields[0].name]);
        if (m_arrays && message.wrapper)
            m_writer.array(1);
        if (!m_arrays && !message.within.empty()) {
            m_writer.map(1);
            m_writer.text(message.within);
        }
        if (m_arrays && message.shape == Message::Choice)
            return choice(message, value);
        if (m_arrays)
            m_writer.array(message.fields.size());
        else
            m_writer.map(message.fields.size());
        for (const Field &field : message.fields) {
            if (!m_arrays)
                m_writer.text(field.wire.empty() ? field.name : field.wire);
            member(field, value[field.name]);
        }
    }
    Encoded take() { return {m_writer.take(), std::move(m_error)}; }

private:
    void choice(const Message &message, const Value &value)
    {
        const Field *which = chosen(message, value);
        if (!which) {
            m_error = "none of the choices is made";
            return;
        }
        m_writer.array(1);
        m_writer.map(1);
        m_writer.integer(uint64_t(which->choice - 1));
        if (which->type != FieldType::Flag)
            return member(*which, value[which->name]);
        const auto isContent = [&](const Field &field) { return !field.choice && field.type == FieldType::U32; };
        const bool last = which->choice == std::count_if(message.fields.begin(), message.fields.end(),
                                                         [](const Field &field) { return field.choice != 0; });
        if (!last)
            return m_writer.nil(); // only the last case has content
        m_writer.array(size_t(std::count_if(message.fields.begin(), message.fields.end(), isContent)));
        for (const Field &field : message.fields)
            if (isContent(field))
                member(field, value[field.name]);
    }

    void member(const Field &field, const Value &value)
    {
        if (value.isNothing() && field.need == Field::Optional)
            return m_writer.nil();
        switch (field.type) {
        case FieldType::Text:
            return m_writer.text(value.text());
        case FieldType::Identified:
            if (!m_arrays) {
                m_writer.map(1);
                m_writer.text("id");
            }
            return m_writer.text(value.text());
        case FieldType::Binary:
            return bytes(value.bytes());
        case FieldType::Flag:
            return m_writer.flag(value.flag());
        case FieldType::I32:
        case FieldType::I64:
        case FieldType::U32:
        case FieldType::U64:
        case FieldType::Level:
            return number(field, value);
        case FieldType::LevelName:
            return m_writer.text(levelNames()[std::min<size_t>(value.count(), levelNames().size() - 1)]);
        case FieldType::Texts:
            m_writer.array(value.list().size());
            for (const Value &one : value.list())
                m_writer.text(one.text());
            return;
        case FieldType::NestedList:
            m_writer.array(value.list().size());
            for (const Value &one : value.list())
                message(*field.message, one);
            return;
        case FieldType::Headers:
        case FieldType::HeaderLists:
            return headers(field, value.object());
        case FieldType::Nested:
            return message(*field.message, value);
        }
    }

    void bytes(const Bytes &bytes)
    {
        if (!m_arrays)
            return m_writer.binary(bytes);
        m_writer.array(bytes.size());
        for (const uint8_t byte : bytes)
            m_writer.integer(uint64_t(byte));
    }

    void number(const Field &field, const Value &value)
    {
        if (std::string error = misfit(field, value); !error.empty() && m_error.empty())
            m_error = std::move(error);
        if (std::holds_alternative<int64_t>(value.data()))
            m_writer.integer(value.number());
        else
            m_writer.integer(value.count());
    }

    void headers(const Field &field, const Object &headers)
    {
        m_writer.map(headers.size());
        for (const Member &header : headers) {
            m_writer.text(header.name);
            const List &lines = header.value.list();
            if (field.type == FieldType::HeaderLists) {
                const bool one = std::holds_alternative<std::string>(header.value.data());
                m_writer.array(one ? 1 : lines.size());
                if (one)
                    m_writer.text(header.value.text());
                for (const Value &line : lines)
                    m_writer.text(line.text());
            } else {
                m_writer.text(joined(header.value));
            }
        }
    }

    MessagePackWriter m_writer;
    bool m_arrays;
    std::string m_error;
};

} // namespace

std::string joined(const Value &header)
{
    std::string text = header.text();
    for (const Value &line : header.list())
        text += (text.empty() ? "" : ", ") + line.text();
    return text;
}

Encoded encodeMessagePack(const Message &message, const Value &value, Codec codec)
{
    Encoder encoder(codec == Codec::Arrays && message.shape != Message::Bare);
    encoder.message(message, value);
    return encoder.take();
}

} // namespace watchglass::contracts::detail
