// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/server_process.h"

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace watchglass {

namespace {

sockaddr_in addressOf(uint16_t port)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

} // namespace

bool isInstalled(const std::string &program)
{
    const char *const path = std::getenv("PATH");
    std::string folders = path ? path : "";
    for (size_t from = 0; from <= folders.size();) {
        const size_t end = std::min(folders.find(':', from), folders.size());
        if (access((folders.substr(from, end - from) + "/" + program).c_str(), X_OK) == 0)
            return true;
        from = end + 1;
    }
    return false;
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

int connectedTo(uint16_t port)
{
    const int one = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = addressOf(port);
    if (connect(one, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
        return one;
    close(one);
    return -1;
}

void ServerProcess::start(std::vector<std::string> words)
{
    std::vector<char *> arguments;
    for (std::string &word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    for (const int descriptor : {0, 1, 2})
        posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0);
    EXPECT_EQ(posix_spawnp(&m_process, arguments[0], &files, nullptr, arguments.data(), environ), 0);
    posix_spawn_file_actions_destroy(&files);
}

void ServerProcess::kill()
{
    if (!m_process)
        return;
    ::kill(m_process, SIGKILL);
    waitpid(m_process, nullptr, 0);
    m_process = 0;
}

void ServerProcess::halt()
{
    ::kill(m_process, SIGSTOP);
    waitpid(m_process, nullptr, WUNTRACED); // until all of its threads stand still
}

void ServerProcess::resume()
{
    ::kill(m_process, SIGCONT);
}

} // namespace watchglass
