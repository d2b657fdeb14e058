// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/redis_server.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace watchglass {

bool RedisServer::isThere()
{
    return isInstalled("redis-server");
}

RedisServer::RedisServer(std::vector<std::string> options) : m_options(std::move(options)), m_port(freePort())
{
    start();
}

RedisServer &RedisServer::shared()
{
    static RedisServer server;
    return server;
}

void RedisServer::start()
{
    std::vector<std::string> words = {"redis-server",
                                      "--port",
                                      std::to_string(m_port),
                                      "--bind",
                                      "127.0.0.1",
                                      "--dir",
                                      m_folder.path,
                                      "--save",
                                      "",
                                      "--appendonly",
                                      "yes",
                                      "--logfile",
                                      m_folder.file("log.txt")};
    words.insert(words.end(), m_options.begin(), m_options.end());
    m_process.start(std::move(words));
    for (int i = 0; i < 1000; ++i) {
        const std::string answer = command("PING");
        if (answer == "+PONG" || answer.starts_with("-NOAUTH"))
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    FAIL() << "redis-server does not answer";
}

std::string RedisServer::command(const std::string &line) const
{
    const int one = connectedTo(m_port);
    std::string answer;
    if (one < 0)
        return answer;
    const std::string bytes = line + "\r\n";
    send(one, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    for (char byte = 0; read(one, &byte, 1) == 1 && byte != '\r';)
        answer += byte;
    close(one);
    return answer;
}

std::string RedisServer::url(const std::string &user, const std::string &rest) const
{
    return "redis://" + user + "127.0.0.1:" + std::to_string(m_port) + rest;
}

} // namespace watchglass
