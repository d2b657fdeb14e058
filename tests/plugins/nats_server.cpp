// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/nats_server.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace watchglass {

NatsServer::NatsServer(std::vector<std::string> options) : m_options(std::move(options)), m_port(freePort())
{
    start();
}

void NatsServer::start()
{
    std::vector<std::string> words = {"nats-server",
                                      "-a",
                                      "127.0.0.1",
                                      "-p",
                                      std::to_string(m_port),
                                      "-js",
                                      "-sd",
                                      m_folder.path.string(),
                                      "-l",
                                      m_folder.file("log.txt")};
    words.insert(words.end(), m_options.begin(), m_options.end());
    m_process.start(std::move(words));
    for (int i = 0; i < 1000; ++i) {
        char first = 0;
        const int one = connectedTo(m_port);
        const bool speaks = one >= 0 && read(one, &first, 1) == 1; // INFO {…}
        close(one);
        if (speaks)
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    FAIL() << "nats-server does not answer";
}

void NatsServer::publish(const std::string &subject, const std::string &body) const
{
    const int one = connectedTo(m_port);
    const std::string bytes = "CONNECT {\"verbose\":false}\r\nPUB " + subject + " " + std::to_string(body.size()) +
                              "\r\n" + body + "\r\nPING\r\n";
    send(one, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    std::string answer;
    char some[4096];
    while (answer.find("PONG") == answer.npos) {
        const ssize_t got = read(one, some, sizeof some);
        ASSERT_GT(got, 0) << answer;
        answer.append(some, size_t(got));
    }
    close(one);
}

} // namespace watchglass
