// SPDX-License-Identifier: Apache-2.0
/// Where the requests of a link may go.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

struct sockaddr;

namespace watchglass::plugins {

class AllowList
{
public:
    /// Of the words of the setting HOSTS. Throws Refused.
    explicit AllowList(const std::vector<std::string> &words);

    enum class Grant : uint8_t {
        None,
        Public, ///< by a pattern: nobody wrote that machines of the own network are meant
        Named,
    };
    Grant allows(const std::string &host, uint16_t port) const;
    /// "example.com, *.example.org"; "nothing".
    const std::string &text() const { return m_text; }

private:
    struct Entry {
        bool pattern = false; ///< then `host` is how its end is
        std::string host;
        uint16_t port = 0; ///< 0: any
    };
    std::vector<Entry> m_entries;
    std::string m_text;
};

/// Whether an address belongs to this machine, to the network around it, or to nobody (RFC 6890).
bool isPrivate(const sockaddr &address);

} // namespace watchglass::plugins
