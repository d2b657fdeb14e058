// SPDX-License-Identifier: Apache-2.0
/// One request and its answer, over libcurl. Nothing is followed, and nothing is asked that was not allowed.
#pragma once

#include <memory>
#include <optional>

#include "engine/host/contracts/value.h"
#include "engine/host/provider.h"
#include "plugins/http_client/allow_list.h"

namespace watchglass::plugins {

struct FreeCurl {
    void operator()(void *easy) const; ///< of libcurl; it keeps connections open for the next request
};
using Curl = std::unique_ptr<void, FreeCurl>;
Curl newCurl();

/// An address, taken apart as libcurl does it when it goes there.
class Url
{
public:
    explicit Url(const std::string &text); ///< throws Refused unless it is of http or https
    ~Url();
    Url(Url &&) noexcept;
    Url &operator=(Url &&) noexcept;

    std::string text;         ///< all of it
    std::string scheme, host; ///< "https", "example.com"
    uint16_t port = 0;
    std::string place() const; ///< "example.com:8080"; without the port when it is that of the scheme

    void *parts = nullptr; ///< of libcurl
};

struct HttpRequest {
    std::string method;
    contracts::Object header; ///< texts, or lists of texts
    contracts::Bytes body;
};

struct HttpAnswer {
    uint32_t status = 0;
    std::string reason;
    contracts::Object header; ///< likewise
    contracts::Bytes body;
    std::string next; ///< where a redirect leads, as a whole address
};

/// What no request may say. Throws Refused.
void check(const HttpRequest &request);
/// Throws Failed: by the deadline, also when nobody answers.
HttpAnswer transfer(Curl &curl, const Url &to, const HttpRequest &request, AllowList::Grant grant, size_t mostBytes,
                    host::Deadline deadline);

} // namespace watchglass::plugins
