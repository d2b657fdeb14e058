// SPDX-License-Identifier: Apache-2.0
#include "engine/host/load/connection.h"

#include <cerrno>
#include <cstring>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace watchglass::load {

void Connection::close()
{
    if (m_socket >= 0)
        ::close(m_socket);
    m_socket = -1;
    m_watched = 0;
}

void Connection::fail(std::string why)
{
    close();
    m_problem = std::move(why);
    m_state = State::Failed;
}

/// A connection that goes on is watched all the time: that it was closed meanwhile is no failure.
void Connection::release()
{
    const bool goesOn = m_state == State::Answered && m_keepAlive && !m_reader.closes() && !m_reader.unasked();
    if (m_state == State::Answered && !goesOn && m_socket >= 0 && !m_reader.unasked()) {
        m_state = State::Closing; // whoever closes first keeps the port for a minute
        return;
    }
    if (!goesOn)
        close();
    m_state = State::Ready;
}

bool Connection::open(const sockaddr_storage &to)
{
    m_socket = socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (m_socket < 0) {
        fail(std::string("cannot connect: ") + std::strerror(errno));
        return false;
    }
    const int yes = 1;
    setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const socklen_t size = to.ss_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    if (connect(m_socket, reinterpret_cast<const sockaddr *>(&to), size) != 0 && errno != EINPROGRESS) {
        fail(std::string("cannot connect: ") + std::strerror(errno));
        return false;
    }
    m_state = State::Connecting;
    watch(EPOLLOUT);
    return true;
}

bool Connection::ask(const sockaddr_storage &to, std::string_view request, bool keepAlive)
{
    m_request = request;
    m_sent = 0;
    m_keepAlive = keepAlive;
    m_reader.restart();
    if (m_socket < 0)
        return open(to);
    m_state = State::Asking;
    send();
    return false;
}

void Connection::watch(uint32_t events)
{
    if (events == m_watched)
        return;
    epoll_event event{};
    event.events = events;
    event.data.u32 = m_index;
    epoll_ctl(m_epoll, m_watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, m_socket, &event);
    m_watched = events;
}

void Connection::send()
{
    while (m_sent < m_request.size()) {
        const ssize_t count = ::send(m_socket, m_request.data() + m_sent, m_request.size() - m_sent, MSG_NOSIGNAL);
        if (count > 0)
            m_sent += size_t(count);
        else if (errno == EAGAIN)
            return watch(EPOLLIN | EPOLLOUT);
        else if (errno != EINTR)
            return fail(std::string("cannot send: ") + std::strerror(errno));
    }
    watch(EPOLLIN);
}

void Connection::go(uint32_t events)
{
    if (m_state == State::Connecting) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(m_socket, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0)
            return fail(std::string("cannot connect: ") + std::strerror(error));
        m_state = State::Asking;
        return send();
    }
    if (m_state == State::Asking && (events & EPOLLOUT))
        send();
    if (m_socket >= 0 && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
        receive();
}

void Connection::receive()
{
    char piece[16384];
    const ssize_t count = recv(m_socket, piece, sizeof piece, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (m_state != State::Asking) { // it was closed by the other side, as it may
        m_strayed = count > 0;
        close();
        m_state = State::Ready;
        return;
    }
    if (count < 0)
        return fail(std::string(m_reader.begun() ? "the answer broke off: " : "no answer: ") + std::strerror(errno));
    const AnswerReader::State state = count == 0 ? m_reader.end() : m_reader.take({piece, size_t(count)});
    if (state == AnswerReader::State::Unreadable)
        return fail(m_reader.problem());
    if (state != AnswerReader::State::Whole)
        return;
    if (count == 0)
        close();
    m_state = State::Answered;
}

} // namespace watchglass::load
