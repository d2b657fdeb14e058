// SPDX-License-Identifier: Apache-2.0
#include "plugins/kv_redis/connection.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/socket.h>

#include "plugins/kit/time_left.h"

namespace watchglass::keyvalue {

namespace {

using namespace std::chrono_literals;
using plugins::timeLeft;

constexpr Milliseconds mostToConnect = 1s; ///< a server that is there takes far less

/// As the server reads it (redis.io/docs/reference/protocol-spec).
void append(std::string &bytes, const Command &command)
{
    bytes += "*" + std::to_string(command.size()) + "\r\n";
    for (const std::string &word : command) {
        bytes += "$" + std::to_string(word.size()) + "\r\n";
        bytes += word;
        bytes += "\r\n";
    }
}

} // namespace

void FreeReply::operator()(redisReply *reply) const
{
    freeReplyObject(reply);
}

void Connection::FreeContext::operator()(redisContext *context) const
{
    redisFree(context);
}

bool isError(const redisReply &reply)
{
    return reply.type == REDIS_REPLY_ERROR;
}

std::string textOf(const redisReply &reply)
{
    return reply.str ? std::string(reply.str, size_t(reply.len)) : std::string();
}

Connection::Connection(const Address &address, Deadline deadline) : m_name(address.name())
{
    const Milliseconds time = std::min(timeLeft(deadline), mostToConnect);
    if (time <= 0ms)
        throw Failed(Failure::Deadline, "there was no time left to ask " + m_name);
    const timeval value = {time.count() / 1000, (time.count() % 1000) * 1000};
    m_context.reset(redisConnectWithTimeout(address.host.c_str(), address.port, value));
    if (!m_context || m_context->err)
        throw Unavailable(m_name + " cannot be reached: " + (m_context ? m_context->errstr : "no memory"));
    // From here on we wait ourselves, so that no call waits longer than it may.
    const int flags = fcntl(m_context->fd, F_GETFL);
    fcntl(m_context->fd, F_SETFL, flags | O_NONBLOCK);
    m_context->flags &= ~REDIS_BLOCK;

    std::vector<Command> greeting;
    if (!address.password.empty())
        greeting.push_back(address.user.empty() ? Command{"AUTH", address.password}
                                                : Command{"AUTH", address.user, address.password});
    if (address.database)
        greeting.push_back({"SELECT", std::to_string(address.database)});
    if (greeting.empty())
        return;
    for (const Reply &reply : ask(greeting, deadline))
        if (isError(*reply))
            throw Unavailable(m_name + " refuses the link: " + textOf(*reply));
}

Connection::~Connection() = default;

bool Connection::alive() const
{
    pollfd one = {m_context->fd, POLLIN, 0};
    return poll(&one, 1, 0) == 0; // nobody was asked, so whatever comes is the end
}

void Connection::wait(short event, Deadline deadline)
{
    pollfd one = {m_context->fd, event, 0};
    int ready = 0;
    do {
        ready = poll(&one, 1, int(timeLeft(deadline).count()));
    } while (ready < 0 && errno == EINTR);
    if (ready == 0)
        throw Failed(Failure::Deadline, m_name + " has not answered in time");
    if (ready < 0)
        throw Unavailable(m_name + " cannot be asked: " + std::strerror(errno));
}

/// Not by hiredis, whose writing ends a program by SIGPIPE when the server is gone.
void Connection::send(const std::string &bytes, Deadline deadline)
{
    for (size_t done = 0; done < bytes.size();) {
        const ssize_t sent = ::send(m_context->fd, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (sent >= 0)
            done += size_t(sent);
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            wait(POLLOUT, deadline);
        else if (errno != EINTR)
            throw Unavailable("the connection to " + m_name + " broke: " + std::strerror(errno));
    }
}

Reply Connection::receive(Deadline deadline)
{
    for (;;) {
        void *reply = nullptr;
        if (redisGetReplyFromReader(m_context.get(), &reply) != REDIS_OK)
            throw Unavailable(m_name + " answers what is not its protocol: " + m_context->errstr);
        if (reply)
            return Reply(static_cast<redisReply *>(reply));
        wait(POLLIN, deadline);
        if (redisBufferRead(m_context.get()) != REDIS_OK)
            throw Unavailable("the connection to " + m_name + " broke: " + m_context->errstr);
    }
}

std::vector<Reply> Connection::ask(const std::vector<Command> &commands, Deadline deadline)
{
    std::string bytes;
    for (const Command &command : commands)
        append(bytes, command);
    send(bytes, deadline);
    std::vector<Reply> replies;
    while (replies.size() < commands.size())
        replies.push_back(receive(deadline));
    return replies;
}

} // namespace watchglass::keyvalue
