// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/http_client.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace watchglass::host {

HttpConnection::~HttpConnection()
{
    close();
}

void HttpConnection::close()
{
    if (m_socket >= 0)
        ::close(m_socket);
    m_socket = -1;
    m_rest.clear();
}

bool HttpConnection::connect()
{
    m_socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(uint16_t(m_port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int yes = 1;
    setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return ::connect(m_socket, reinterpret_cast<sockaddr *>(&to), sizeof to) == 0;
}

HttpAnswer HttpConnection::failed(const std::string &what)
{
    HttpAnswer answer;
    answer.body = what + ": " + std::strerror(errno);
    close();
    return answer;
}

HttpAnswer HttpConnection::request(const std::string &method, const std::string &path, const std::string &body,
                                   const std::string &headers)
{
    if (m_socket < 0 && !connect())
        return failed("connect");
    const std::string bytes = method + " " + path + " HTTP/1.1\r\nHost: test\r\n" + headers +
                              (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" +
                              body;
    if (send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) != ssize_t(bytes.size()))
        return failed("send");
    HttpAnswer answer;
    size_t headEnd = std::string::npos, length = 0;
    for (;;) {
        if (headEnd == std::string::npos && (headEnd = m_rest.find("\r\n\r\n")) != std::string::npos) {
            answer.head = m_rest.substr(0, headEnd);
            answer.status = std::atoi(answer.head.c_str() + 9);
            answer.closes = answer.head.find("Connection: close") != std::string::npos;
            if (const size_t at = answer.head.find("Content-Length: "); at != std::string::npos)
                length = size_t(std::atoll(answer.head.c_str() + at + 16));
        }
        if (headEnd != std::string::npos && m_rest.size() >= headEnd + 4 + length)
            break;
        char buffer[4096];
        const ssize_t got = recv(m_socket, buffer, sizeof buffer, 0);
        if (got <= 0)
            return failed(got == 0 ? "the connection was closed before the answer" : "receive");
        m_rest.append(buffer, size_t(got));
    }
    answer.body = m_rest.substr(headEnd + 4, length);
    m_rest.erase(0, headEnd + 4 + length);
    if (answer.closes)
        close();
    return answer;
}

void HttpConnection::abandon(const std::string &bytes)
{
    if (m_socket < 0 && !connect())
        return;
    send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    close();
}

} // namespace watchglass::host
