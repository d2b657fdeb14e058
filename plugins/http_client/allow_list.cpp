// SPDX-License-Identifier: Apache-2.0
#include "plugins/http_client/allow_list.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <netinet/in.h>

#include "plugins/kit/contract_answer.h"

namespace watchglass::plugins {

namespace {

std::string plain(std::string host)
{
    std::transform(host.begin(), host.end(), host.begin(),
                   [](char letter) { return letter >= 'A' && letter <= 'Z' ? char(letter - 'A' + 'a') : letter; });
    if (host.size() > 1 && host.ends_with('.')) // the root, which names the same host
        host.pop_back();
    return host;
}

/// Of IPv4, as one number.
bool isPrivate(uint32_t address)
{
    struct Block {
        uint32_t first;
        int bits;
    };
    constexpr Block blocks[] = {
        {0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},  {0xa9fe0000, 16},
        {0xac100000, 12}, {0xc0000000, 24}, {0xc0a80000, 16}, {0xc6120000, 15}, {0xe0000000, 3},
    };
    return std::any_of(std::begin(blocks), std::end(blocks), [&](const Block &block) {
        return address >> (32 - block.bits) == block.first >> (32 - block.bits);
    });
}

bool isPrivate(const in6_addr &address)
{
    const uint8_t *const byte = address.s6_addr;
    const auto last = [&] {
        return uint32_t(byte[12]) << 24 | uint32_t(byte[13]) << 16 | uint32_t(byte[14]) << 8 | byte[15];
    };
    constexpr uint8_t translated[] = {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    if (std::memcmp(byte, translated, sizeof translated) == 0 || IN6_IS_ADDR_V4MAPPED(&address))
        return isPrivate(last()); // IPv4 in IPv6
    // Of global unicast are only those that begin with 001.
    return byte[0] >> 5 != 1 || (byte[0] == 0x20 && byte[1] == 0x02);
}

} // namespace

AllowList::AllowList(const std::vector<std::string> &words)
{
    for (const std::string &word : words) {
        const Refused misread("the setting HOSTS wants hosts as example.com, example.com:8080, *.example.com, [::1] or "
                              "*, separated by commas, not \"" +
                              word + "\"");
        Entry entry;
        std::string host = word;
        const size_t colon = host.rfind(':'), bracket = host.find(']');
        if (colon != host.npos && (bracket == host.npos ? host.find(':') == colon : colon > bracket)) {
            const char *const begin = host.data() + colon + 1, *const end = host.data() + host.size();
            const auto [to, error] = std::from_chars(begin, end, entry.port);
            if (error != std::errc() || to != end || !entry.port)
                throw misread;
            host.resize(colon);
        }
        if (host.starts_with('*')) {
            entry.pattern = true;
            host.erase(0, 1);
            if (!host.empty() && (!host.starts_with('.') || host.size() < 2))
                throw misread;
        }
        const bool address = host.starts_with('[') && host.ends_with(']');
        if ((host.empty() && !entry.pattern) || host.find_first_of("*/@?# \t") != host.npos ||
            (host.find(':') != host.npos && !address))
            throw misread;
        entry.host = plain(host);
        m_entries.push_back(std::move(entry));
        m_text += (m_text.empty() ? "" : ", ") + word;
    }
    if (m_text.empty())
        m_text = "nothing";
}

AllowList::Grant AllowList::allows(const std::string &host, uint16_t port) const
{
    const std::string name = plain(host);
    Grant grant = Grant::None;
    for (const Entry &entry : m_entries) {
        if (entry.port && entry.port != port)
            continue;
        if (!entry.pattern && entry.host == name)
            return Grant::Named;
        if (entry.pattern && name.size() > entry.host.size() && name.ends_with(entry.host))
            grant = Grant::Public;
    }
    return grant;
}

bool isPrivate(const sockaddr &address)
{
    if (address.sa_family == AF_INET) {
        sockaddr_in four;
        std::memcpy(&four, &address, sizeof four);
        return isPrivate(ntohl(four.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 six;
        std::memcpy(&six, &address, sizeof six);
        return isPrivate(six.sin6_addr);
    }
    return true;
}

} // namespace watchglass::plugins
