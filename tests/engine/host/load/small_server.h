// SPDX-License-Identifier: Apache-2.0
/// A server that answers just what a test says: well, badly, or not at all.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace watchglass::load {

class SmallServer
{
public:
    /// The bytes to send for a request (one without a body); none: the connection is closed. Many threads.
    using Answer = std::function<std::string(const std::string &request)>;
    explicit SmallServer(Answer answer);
    ~SmallServer();

    uint16_t port() const { return m_port; }
    uint64_t accepted() const { return m_accepted; }

    static std::string ok(const std::string &body, const std::string &headers = {});
    /// What follows the name of a header; or of a parameter: "n=".
    static std::string after(const std::string &request, const std::string &name);

private:
    void accept();
    void serve(int connection);

    const Answer m_answer;
    int m_socket = -1;
    uint16_t m_port = 0;
    std::atomic<uint64_t> m_accepted{0};
    std::mutex m_mutex;
    std::vector<int> m_connections;
    std::list<std::thread> m_threads;
};

} // namespace watchglass::load
