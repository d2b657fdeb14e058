// SPDX-License-Identifier: Apache-2.0
/// A socket that accepts requests for one actor.
#pragma once

#include <thread>

#include "plugins/http_server/exchange.h"

namespace watchglass::plugins {

class Listener
{
public:
    struct Made {
        std::unique_ptr<Listener> listener;
        std::string error; ///< a sentence
    };
    /// Takes the descriptor, which listens already.
    static Made start(int descriptor, std::string actor, host::Services &services);
    /// Accepts no more, and waits a while until all connections have ended, each with an answer.
    ~Listener();

    const std::string &place() const { return m_place; } ///< "127.0.0.1:8080"
    bool listens() const { return !m_leaving; }
    /// Accepts no more; goes on with the connections it has, each of which ends with its next answer. The descriptor
    /// belongs to the caller; -1 when it was given away before.
    int giveAway();

private:
    Listener(int descriptor, std::string actor, host::Services &services);
    /// On a thread of its own, not the daemon's: to take the descriptor from a daemon of libmicrohttpd 0.9.75 that
    /// waits with epoll is a race in it that ends the process.
    void acceptAll();
    static void *begin(void *self, const char *address, MHD_Connection *connection);
    static MHD_Result handle(void *self, MHD_Connection *connection, const char *url, const char *method,
                             const char *version, const char *data, size_t *size, void **exchange);
    static void count(void *self, MHD_Connection *connection, void **context, MHD_ConnectionNotificationCode code);
    static void end(void *self, MHD_Connection *connection, void **exchange, MHD_RequestTerminationCode code);
    MHD_Result handle(MHD_Connection *connection, const std::shared_ptr<Exchange> &exchange, const char *method,
                      const char *data, size_t *size);
    MHD_Result tellHealth(MHD_Connection *connection);
    void answerAll(const std::string &sentence);

    const std::string m_actor;
    host::Services &m_services;
    std::string m_place;
    MHD_Daemon *m_daemon = nullptr;
    int m_socket = -1; ///< -1 once it was given away
    int m_wake = -1;   ///< an event that ends the thread
    std::thread m_accepting;
    std::atomic<bool> m_leaving{false};
    std::atomic<size_t> m_open{0}; ///< connections
    std::mutex m_mutex;
    std::vector<std::weak_ptr<Exchange>> m_waiting; ///< the suspended ones, and some that were
    bool m_stopped = false;                         ///< nobody is suspended any more
};

} // namespace watchglass::plugins
