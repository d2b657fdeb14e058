// SPDX-License-Identifier: Apache-2.0
/// Sockets that the caller granted, and the connections that they accept.
#include <algorithm>
#include <poll.h>
#include <sys/socket.h>

#include "engine/wasi/calls.h"
#include "engine/wasi/transfer.h"

namespace watchglass::wasi {

namespace {

/// Tries until it succeeds, waiting in between unless the guest does not want to.
template <class Try>
std::optional<Errno> persist(Call &call, const Descriptor &descriptor, bool nonblocking, Try attempt)
{
    for (;;) {
        if (attempt())
            return std::nullopt;
        const Errno error = lastError();
        if (error != Errno::Again || nonblocking)
            return error;
        if (call.wait(descriptor.host(), POLLIN) == Call::Woken::Interrupted)
            return call.again();
    }
}

} // namespace

Errno sockAccept(Call &call, Fd fd, FdFlags flags, Out<uint32_t> accepted)
{
    const auto found = call.findSocket(fd.value, rights::SockAccept);
    if (!found)
        return found.error;
    if (flags.value & ~uint32_t(fdflags::Nonblock))
        return Errno::Invalid;
    HostFile file;
    const auto error = persist(call, *found.descriptor, found->nonblocking, [&] {
        file = HostFile(accept4(found->file.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        return bool(file);
    });
    if (error)
        return *error;
    Descriptor made = ofFile(std::move(file), found->inheriting, found->inheriting);
    made.nonblocking = flags.value & fdflags::Nonblock;
    const auto number = call.state.descriptors.add(std::move(made));
    if (!number)
        return call.refuse(Errno::TooManyOpen, "as many files are open as were granted");
    put(call, accepted, *number);
    return Errno::Success;
}

Errno sockRecv(Call &call, Fd fd, Vectors into, SockFlags flags, Out<uint32_t> count, Out<uint16_t> outFlags)
{
    constexpr uint64_t largest = 65536; // no datagram is longer
    const auto found = call.findSocket(fd.value, rights::FdRead);
    if (!found)
        return found.error;
    if (flags.value & ~(recvPeek | recvWaitall))
        return Errno::Invalid;
    uint64_t room = 0;
    for (const Vectors::One &one : into.all)
        room += one.length;
    std::vector<uint8_t> bytes(std::min(room, largest));
    iovec one{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &one;
    message.msg_iovlen = 1;
    ssize_t got = 0;
    const auto error = persist(call, *found.descriptor, found->nonblocking, [&] {
        got = recvmsg(found->file.get(), &message, flags.value & recvPeek ? MSG_PEEK : 0);
        return got >= 0;
    });
    if (error)
        return *error;
    scatter(call, into, {bytes.data(), size_t(got)});
    put(call, count, uint32_t(got));
    put(call, outFlags, uint16_t(message.msg_flags & MSG_TRUNC ? recvDataTruncated : 0));
    return Errno::Success;
}

Errno sockSend(Call &call, Fd fd, Vectors from, SockFlags flags, Out<uint32_t> count)
{
    const auto found = call.findSocket(fd.value, rights::FdWrite);
    if (!found)
        return found.error;
    return flags.value == 0 ? writeFrom(call, *found.descriptor, from, std::nullopt, count) : Errno::Invalid;
}

Errno sockShutdown(Call &call, Fd fd, SockFlags how)
{
    static constexpr int host[] = {-1, SHUT_RD, SHUT_WR, SHUT_RDWR};
    const auto found = call.findSocket(fd.value, rights::SockShutdown);
    if (!found)
        return found.error;
    if (how.value == 0 || how.value > (shutRead | shutWrite))
        return Errno::Invalid;
    return shutdown(found->file.get(), host[how.value]) == 0 ? Errno::Success : lastError();
}

} // namespace watchglass::wasi
