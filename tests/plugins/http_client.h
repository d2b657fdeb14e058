// SPDX-License-Identifier: Apache-2.0
/// The least of an HTTP client that the tests need: it says when a connection fails, and hides nothing.
#pragma once

#include <string>

namespace watchglass::host {

struct HttpAnswer {
    int status = 0; ///< 0: no answer came; then `body` says why
    std::string head, body;
    bool closes = false; ///< the server ends the connection
};

class HttpConnection
{
public:
    explicit HttpConnection(int port) : m_port(port) {}
    ~HttpConnection();
    HttpConnection(const HttpConnection &) = delete;

    /// Connects when it is not connected.
    HttpAnswer request(const std::string &method, const std::string &path, const std::string &body = {},
                       const std::string &headers = {});
    /// Sends bytes and hangs up.
    void abandon(const std::string &bytes);

private:
    bool connect();
    void close();
    HttpAnswer failed(const std::string &what);

    const int m_port;
    int m_socket = -1;
    std::string m_rest;
};

} // namespace watchglass::host
