// SPDX-License-Identifier: Apache-2.0
#include "plugins/kv_redis/address.h"

#include <charconv>

#include "plugins/kit/contract_answer.h"

namespace watchglass::keyvalue {

namespace {

constexpr std::string_view scheme = "redis://";

/// Takes what stands before the character, and the character; everything when there is none.
std::string_view takeUntil(std::string_view &text, char end)
{
    const std::string_view taken = text.substr(0, text.find(end));
    text.remove_prefix(std::min(text.size(), taken.size() + 1));
    return taken;
}

template <class Number>
bool read(std::string_view text, Number &number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

/// %41 is A.
bool decode(std::string_view text, std::string &decoded)
{
    while (!text.empty()) {
        char byte = text.front();
        uint8_t number = 0;
        if (byte == '%') {
            const std::string_view digits = text.substr(1, 2);
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
            if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2)
                return false;
            byte = char(number);
            text.remove_prefix(2);
        }
        text.remove_prefix(1);
        decoded += byte;
    }
    return true;
}

bool readServer(std::string_view server, Address &address)
{
    if (server.starts_with('[')) { // IPv6
        server.remove_prefix(1);
        if (server.find(']') == server.npos)
            return false;
        address.host = takeUntil(server, ']');
        if (!server.empty() && !server.starts_with(':'))
            return false;
        server.remove_prefix(server.empty() ? 0 : 1);
    } else {
        address.host = takeUntil(server, ':');
    }
    return !address.host.empty() && (server.empty() || (read(server, address.port) && address.port));
}

} // namespace

std::string Address::name() const
{
    return "Redis at " + (host.find(':') == host.npos ? host : "[" + host + "]") + ":" + std::to_string(port);
}

Address addressOf(std::string_view url)
{
    // Without the URL itself, which may hold a password.
    const plugins::Refused misread("the setting URL wants redis://[user:password@]host[:port][/database]; reserved "
                                   "characters in names and passwords are written as %40");
    if (url.starts_with("rediss://"))
        throw plugins::Refused("the setting URL asks for TLS (rediss), which this provider does not speak; a tunnel, "
                               "as of stunnel, can");
    if (!url.starts_with(scheme))
        throw misread;
    url.remove_prefix(scheme.size());
    Address address;
    if (const size_t at = url.find('@'); at != url.npos) {
        std::string_view who = url.substr(0, at);
        url.remove_prefix(at + 1);
        const std::string_view user = takeUntil(who, ':');
        if (!decode(user, address.user) || !decode(who, address.password))
            throw misread;
    }
    const std::string_view server = takeUntil(url, '/');
    if (!readServer(server, address) || (!url.empty() && !read(url, address.database)))
        throw misread;
    return address;
}

} // namespace watchglass::keyvalue
