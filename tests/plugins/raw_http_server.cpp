// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/raw_http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace watchglass {

namespace {

/// Of the request that it begins with; 0 while that is not known.
size_t lengthOf(const std::string &read)
{
    const size_t end = read.find("\r\n\r\n"), field = read.find("\r\nContent-Length: ");
    if (end == read.npos)
        return 0;
    return end + 4 + (field < end ? std::stoul(read.substr(field + 18)) : 0);
}

} // namespace

RawHttpServer::RawHttpServer(Handler handler) : m_handler(std::move(handler))
{
    m_listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(m_listening, reinterpret_cast<sockaddr *>(&address), size);
    getsockname(m_listening, reinterpret_cast<sockaddr *>(&address), &size);
    m_port = ntohs(address.sin_port);
    listen(m_listening, 100);
    m_accepting = std::thread([this] {
        for (int one; (one = accept4(m_listening, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
            const std::lock_guard lock(m_mutex);
            ++m_connections;
            m_open.push_back(one);
            m_threads.emplace_back([this, one] { serve(one); });
        }
    });
}

RawHttpServer::~RawHttpServer()
{
    shutdown(m_listening, SHUT_RDWR);
    m_accepting.join();
    close(m_listening);
    for (const int one : m_open)
        shutdown(one, SHUT_RDWR);
    for (std::thread &thread : m_threads)
        thread.join();
    for (const int one : m_open)
        close(one);
}

void RawHttpServer::serve(int connection)
{
    std::string read;
    char bytes[65536];
    for (;;) {
        size_t whole = 0;
        while (!(whole = lengthOf(read)) || read.size() < whole) {
            const ssize_t got = recv(connection, bytes, sizeof bytes, 0);
            if (got <= 0)
                return;
            read.append(bytes, size_t(got));
        }
        const std::string request = read.substr(0, whole);
        read.erase(0, request.size());
        {
            const std::lock_guard lock(m_mutex);
            m_requests.push_back(request);
        }
        const std::string answer = m_handler(request);
        for (size_t sent = 0; sent < answer.size();) {
            const ssize_t some = send(connection, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
            if (some <= 0)
                return;
            sent += size_t(some);
        }
        if (answer.find("Connection: close") != answer.npos) {
            shutdown(connection, SHUT_RDWR);
            return;
        }
    }
}

std::string RawHttpServer::url(const std::string &path) const
{
    return "http://127.0.0.1:" + std::to_string(m_port) + path;
}

std::vector<std::string> RawHttpServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

int RawHttpServer::connections() const
{
    const std::lock_guard lock(m_mutex);
    return m_connections;
}

} // namespace watchglass
