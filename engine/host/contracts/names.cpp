// SPDX-License-Identifier: Apache-2.0
#include "engine/host/contracts/names.h"

#include <algorithm>

namespace watchglass::contracts {

namespace {

constexpr CapabilityName names[] = {
    {"keyvalue", "K/V Store", "wascc:keyvalue", "wascap:keyvalue", "wasmcloud:keyvalue"},
    {"messaging", "Messaging", "wascc:messaging", "wascap:messaging", "wasmcloud:messaging"},
    {"http_server", "HTTP Server", "wascc:http_server", "wascap:http_server", "wasmcloud:httpserver"},
    {"http_client", "HTTP Client", "wascc:http_client", "wascap:http_client", "wasmcloud:httpclient"},
    {"blobstore", "Blob Store", "wascc:blobstore", "wascap:blobstore", "wasmcloud:blobstore"},
    {"eventstreams", "Event Streams", "wascc:eventstreams", "wascap:eventstreams", "wasmcloud:eventstreams"},
    {"extras", "Extras", "wascc:extras", "wascap:extras", "wasmcloud:extras"},
    {"logging", "Logging", "wascc:logging", "wascap:logging", "wasmcloud:logging"},
    {"", "Logging", "", "", "wasmcloud:builtin:logging"},
    {"", "Random Numbers", "", "", "wasmcloud:builtin:numbergen"},
};

} // namespace

std::span<const CapabilityName> capabilityNames()
{
    return names;
}

const CapabilityName *findCapability(std::string_view id)
{
    const auto found = std::find_if(std::begin(names), std::end(names), [&](const CapabilityName &name) {
        return !id.empty() && (id == name.wascc || id == name.wascap || id == name.wasmcloud);
    });
    return found == std::end(names) ? nullptr : &*found;
}

std::string capabilityTitle(std::string_view id)
{
    const CapabilityName *name = findCapability(id);
    return std::string(name ? name->title : id);
}

} // namespace watchglass::contracts
