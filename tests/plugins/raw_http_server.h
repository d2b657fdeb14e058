// SPDX-License-Identifier: Apache-2.0
/// An HTTP server that says what the test wants, also what no good server would.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace watchglass {

class RawHttpServer
{
public:
    /// Gets a whole request, and gives back what is sent, as it is. An empty answer: it says nothing, until the client
    /// hangs up. One that ends a connection after its answer says "Connection: close".
    using Handler = std::function<std::string(const std::string &request)>;
    explicit RawHttpServer(Handler handler);
    ~RawHttpServer();
    RawHttpServer(const RawHttpServer &) = delete;

    int port() const { return m_port; }
    std::string url(const std::string &path = "/") const;
    std::vector<std::string> requests() const;
    int connections() const; ///< that were made so far

private:
    void serve(int connection);

    const Handler m_handler;
    int m_listening = -1, m_port = 0, m_connections = 0;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_requests;
    std::vector<int> m_open;
    std::vector<std::thread> m_threads;
    std::thread m_accepting;
};

} // namespace watchglass
