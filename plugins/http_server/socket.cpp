// SPDX-License-Identifier: Apache-2.0
#include "plugins/http_server/socket.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

namespace watchglass::plugins {

namespace {

constexpr int backlog = 1024;

ListenResult failed(const std::string &address, const std::string &port, int reason)
{
    return {-1, "cannot listen on " + address + ":" + port + ": " + std::strerror(reason)};
}

} // namespace

ListenResult listenOn(const std::string &address, const std::string &port)
{
    unsigned number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc() || end != port.data() + port.size() || number > 65535)
        return {-1, "PORT must be a number up to 65535, not \"" + port + "\""};
    addrinfo hints{}, *found = nullptr;
    hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(address.c_str(), port.c_str(), &hints, &found) != 0)
        return {-1, "ADDRESS must be one of this machine in numbers, as 127.0.0.1, not \"" + address + "\""};
    const int made = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int yes = 1;
    const bool listens = made >= 0 && setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
                         bind(made, found->ai_addr, found->ai_addrlen) == 0 && listen(made, backlog) == 0;
    const int reason = errno;
    freeaddrinfo(found);
    if (listens)
        return {made, {}};
    if (made >= 0)
        close(made);
    return failed(address, port, reason);
}

std::string placeOf(int descriptor)
{
    sockaddr_storage at{};
    socklen_t size = sizeof at;
    char host[NI_MAXHOST], port[NI_MAXSERV];
    if (getsockname(descriptor, reinterpret_cast<sockaddr *>(&at), &size) != 0 ||
        getnameinfo(reinterpret_cast<sockaddr *>(&at), size, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return "an unknown place";
    return std::string(host) + ":" + port;
}

} // namespace watchglass::plugins
