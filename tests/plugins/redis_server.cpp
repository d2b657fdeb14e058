// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/redis_server.h"

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char **environ;

namespace watchglass {

namespace {

using namespace std::chrono_literals;

sockaddr_in addressOf(uint16_t port)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

uint16_t freePort()
{
    const int one = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = addressOf(0);
    socklen_t size = sizeof address;
    bind(one, reinterpret_cast<sockaddr *>(&address), size);
    getsockname(one, reinterpret_cast<sockaddr *>(&address), &size);
    close(one);
    return ntohs(address.sin_port);
}

} // namespace

bool RedisServer::isThere()
{
    const char *const path = std::getenv("PATH");
    std::string folders = path ? path : "";
    for (size_t from = 0; from <= folders.size();) {
        const size_t end = std::min(folders.find(':', from), folders.size());
        if (access((folders.substr(from, end - from) + "/redis-server").c_str(), X_OK) == 0)
            return true;
        from = end + 1;
    }
    return false;
}

RedisServer::RedisServer(std::vector<std::string> options) : m_options(std::move(options)), m_port(freePort())
{
    start();
}

RedisServer::~RedisServer()
{
    kill();
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
    std::vector<char *> arguments;
    for (std::string &word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    for (const int descriptor : {0, 1, 2})
        posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0);
    ASSERT_EQ(posix_spawnp(&m_process, "redis-server", &files, nullptr, arguments.data(), environ), 0);
    posix_spawn_file_actions_destroy(&files);
    for (int i = 0; i < 1000; ++i) {
        const std::string answer = command("PING");
        if (answer == "+PONG" || answer.starts_with("-NOAUTH"))
            return;
        std::this_thread::sleep_for(10ms);
    }
    FAIL() << "redis-server does not answer";
}

void RedisServer::kill()
{
    if (!m_process)
        return;
    ::kill(m_process, SIGKILL);
    waitpid(m_process, nullptr, 0);
    m_process = 0;
}

void RedisServer::halt()
{
    ::kill(m_process, SIGSTOP);
}

void RedisServer::resume()
{
    ::kill(m_process, SIGCONT);
}

std::string RedisServer::command(const std::string &line) const
{
    const int one = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = addressOf(m_port);
    std::string answer;
    if (connect(one, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0) {
        const std::string bytes = line + "\r\n";
        send(one, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        for (char byte = 0; read(one, &byte, 1) == 1 && byte != '\r';)
            answer += byte;
    }
    close(one);
    return answer;
}

std::string RedisServer::url(const std::string &user, const std::string &rest) const
{
    return "redis://" + user + "127.0.0.1:" + std::to_string(m_port) + rest;
}

} // namespace watchglass
