// SPDX-License-Identifier: Apache-2.0
/// Writes JSON text (RFC 8259) one value at a time; commas and escapes are its business, matching begin and end is not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace watchglass::wasm::detail {

class JsonWriter
{
public:
    JsonWriter &beginObject() { return open('{'); }
    JsonWriter &endObject() { return close('}'); }
    JsonWriter &beginArray() { return open('['); }
    JsonWriter &endArray() { return close(']'); }
    JsonWriter &key(std::string_view name)
    {
        string(name);
        m_text += ':';
        m_first = true;
        return *this;
    }
    JsonWriter &string(std::string_view text)
    {
        separate();
        m_text += '"';
        for (char c : text)
            escape(c);
        m_text += '"';
        return *this;
    }
    JsonWriter &number(uint64_t value)
    {
        separate();
        m_text += std::to_string(value);
        return *this;
    }
    JsonWriter &boolean(bool value)
    {
        separate();
        m_text += value ? "true" : "false";
        return *this;
    }
    std::string take() { return std::move(m_text); }

private:
    void separate()
    {
        if (!m_first)
            m_text += ',';
        m_first = false;
    }
    JsonWriter &open(char bracket)
    {
        separate();
        m_text += bracket;
        m_first = true;
        return *this;
    }
    JsonWriter &close(char bracket)
    {
        m_text += bracket;
        m_first = false;
        return *this;
    }
    void escape(char c)
    {
        constexpr char digits[] = "0123456789abcdef";
        if (c == '"' || c == '\\')
            (m_text += '\\') += c;
        else if (uint8_t(c) < 0x20)
            ((m_text += "\\u00") += digits[c >> 4]) += digits[c & 15];
        else
            m_text += c;
    }

    std::string m_text;
    bool m_first = true;
};

} // namespace watchglass::wasm::detail
