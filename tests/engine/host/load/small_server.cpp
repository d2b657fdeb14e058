// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/host/load/small_server.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace watchglass::load {

SmallServer::SmallServer(Answer answer) : m_answer(std::move(answer)), m_socket(socket(AF_INET, SOCK_STREAM, 0))
{
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    EXPECT_EQ(bind(m_socket, reinterpret_cast<sockaddr *>(&at), size), 0);
    EXPECT_EQ(listen(m_socket, 256), 0);
    getsockname(m_socket, reinterpret_cast<sockaddr *>(&at), &size);
    m_port = ntohs(at.sin_port);
    m_threads.emplace_back([this] { accept(); });
}

SmallServer::~SmallServer()
{
    shutdown(m_socket, SHUT_RDWR);
    m_threads.front().join();
    m_threads.pop_front();
    for (const int connection : m_connections)
        shutdown(connection, SHUT_RDWR);
    for (std::thread &thread : m_threads)
        thread.join();
    for (const int connection : m_connections)
        close(connection);
    close(m_socket);
}

void SmallServer::accept()
{
    for (int connection = 0; (connection = ::accept(m_socket, nullptr, nullptr)) >= 0;) {
        ++m_accepted;
        const int yes = 1;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        m_connections.push_back(connection); // read only once this thread has ended
        m_threads.emplace_back([this, connection] { serve(connection); });
    }
}

void SmallServer::serve(int connection)
{
    std::string bytes;
    char piece[4096];
    for (ssize_t count = 0; (count = recv(connection, piece, sizeof piece, 0)) > 0;) {
        bytes.append(piece, size_t(count));
        const size_t end = bytes.find("\r\n\r\n");
        if (end == bytes.npos)
            continue;
        const std::string answer = m_answer(bytes);
        const bool closes = answer.empty() || answer.find("Connection: close") != answer.npos ||
                            bytes.find("Connection: close") != bytes.npos;
        send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
        bytes.clear();
        if (closes)
            break;
    }
    shutdown(connection, SHUT_RDWR);
}

std::string SmallServer::ok(const std::string &body, const std::string &headers)
{
    return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string SmallServer::after(const std::string &request, const std::string &name)
{
    const size_t at = request.find(name);
    return at == request.npos
               ? std::string()
               : request.substr(at + name.size(), request.find_first_of(" \r", at + name.size()) - at - name.size());
}

} // namespace watchglass::load
