// SPDX-License-Identifier: Apache-2.0
#include "engine/host/load/request_text.h"

#include <charconv>
#include <random>

namespace watchglass::load {

namespace {

constexpr size_t loadDigits = 6, ownDigits = 10; ///< together a whole number that JSON keeps exact
constexpr std::string_view placeholder = "{n}";

bool isDigit(char one)
{
    return one >= '0' && one <= '9';
}

std::string replaced(std::string text, const std::string &by)
{
    for (size_t at = 0; (at = text.find(placeholder, at)) != text.npos; at += by.size())
        text.replace(at, placeholder.size(), by);
    return text;
}

} // namespace

RequestText::RequestText(const Settings &settings)
    : m_load(std::to_string(std::uniform_int_distribution<>(100'000, 899'999)(*std::make_unique<std::random_device>())))
{
    const std::string zero = textOf(0), body = replaced(settings.body, zero);
    m_text = settings.method + " " + settings.target + " HTTP/1.1\r\nHost: " + settings.address + ":" +
             std::to_string(settings.port) + "\r\nX-Request-Number: {n}\r\n";
    if (!settings.keepAlive)
        m_text += "Connection: close\r\n";
    for (const auto &[name, value] : settings.headers)
        m_text += name + ": " + value + "\r\n";
    if (!body.empty() || settings.method != "GET")
        m_text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    m_text = replaced(m_text + "\r\n" + settings.body, zero);
    for (size_t at = 0; (at = m_text.find(zero, at)) != m_text.npos; at += zero.size())
        m_places.push_back(at);
}

std::string RequestText::textOf(uint64_t number) const
{
    const std::string digits = std::to_string(number);
    return m_load + std::string(ownDigits - std::min(ownDigits, digits.size()), '0') + digits;
}

std::string_view RequestText::with(uint64_t number)
{
    const std::string text = textOf(number);
    for (const size_t at : m_places)
        m_text.replace(at, text.size(), text);
    return m_text;
}

Ended::Number RequestText::find(uint64_t number, const AnswerReader &answer) const
{
    const std::string own = textOf(number);
    const Ended::Number inBody = find(own, answer.body());
    return inBody == Ended::Number::None ? find(own, answer.head()) : inBody;
}

Ended::Number RequestText::find(const std::string &own, std::string_view text) const
{
    Ended::Number found = Ended::Number::None;
    for (size_t at = 0; (at = text.find(m_load, at)) != text.npos;) {
        size_t end = at;
        while (end < text.size() && isDigit(text[end]))
            ++end;
        if (end - at == loadDigits + ownDigits && (at == 0 || !isDigit(text[at - 1]))) {
            if (text.substr(at, end - at) != own)
                return Ended::Number::Other;
            found = Ended::Number::Own;
        }
        at = end;
    }
    return found;
}

std::optional<int64_t> counterIn(std::string_view body, const std::string &name)
{
    if (name.empty())
        return std::nullopt;
    for (size_t at = 0; (at = body.find(name, at)) != body.npos; at += name.size()) {
        size_t value = at + name.size();
        if (at == 0 || body[at - 1] != '"' || value >= body.size() || body[value] != '"')
            continue;
        for (++value; value < body.size() && (body[value] == ' ' || body[value] == ':');)
            ++value;
        int64_t read = 0;
        if (std::from_chars(body.data() + value, body.data() + body.size(), read).ec == std::errc())
            return read;
    }
    return std::nullopt;
}

} // namespace watchglass::load
