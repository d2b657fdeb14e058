// SPDX-License-Identifier: Apache-2.0
/// One connection of a load: one request at a time, which it opens itself for. It never asks again by itself, as
/// libraries for HTTP do when a connection that was kept open is found closed: that would hide what is to be found.
#pragma once

#include <memory>
#include <netinet/in.h>
#include <utility>

#include "engine/host/load/answer_reader.h"

namespace watchglass::load {

class Connection
{
public:
    enum class State : uint8_t {
        Ready,      ///< for a request
        Connecting, ///< the request goes out once it is open
        Asking,     ///< waits for the answer
        Answered,   ///< there is one; `release` makes it ready
        Failed,     ///< there will be none; `problem` says why; `release` makes it ready
        Closing,    ///< waits for the other side to close
    };
    /// `epoll` reports it with `index`.
    Connection(int epoll, uint32_t index) : m_epoll(epoll), m_index(index) {}
    ~Connection() { close(); }
    Connection(const Connection &) = delete;

    /// Whether it had to be opened for that.
    bool ask(const sockaddr_storage &to, std::string_view request, bool keepAlive);
    /// What epoll tells of it.
    void go(uint32_t events);
    void fail(std::string why);
    void release();

    State state() const { return m_state; }
    const AnswerReader &answer() const { return m_reader; }
    const std::string &problem() const { return m_problem; }
    /// Whether bytes came that nobody had asked for, since this was asked the last time.
    bool strayed() { return std::exchange(m_strayed, false); }

private:
    bool open(const sockaddr_storage &to);
    void send();
    void receive();
    void watch(uint32_t events);
    void close();

    const int m_epoll;
    const uint32_t m_index;
    int m_socket = -1;
    uint32_t m_watched = 0; ///< events
    State m_state = State::Ready;
    bool m_keepAlive = true, m_strayed = false;
    std::string m_request;
    size_t m_sent = 0;
    AnswerReader m_reader;
    std::string m_problem;
};

} // namespace watchglass::load
