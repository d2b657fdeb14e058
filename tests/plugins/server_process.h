// SPDX-License-Identifier: Apache-2.0
/// A server that belongs to the test, as a process of its own.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace watchglass {

/// Whether a program is installed.
bool isInstalled(const std::string &program);
/// One that nobody listens on now.
uint16_t freePort();
/// A connection to a port of this machine, which the caller closes; -1 when nobody listens there.
int connectedTo(uint16_t port);

class ServerProcess
{
public:
    ServerProcess() = default;
    ~ServerProcess() { kill(); }
    ServerProcess(const ServerProcess &) = delete;

    /// With its name first; a failure of the test when it cannot be started.
    void start(std::vector<std::string> words);
    void kill(); ///< by SIGKILL
    void halt(); ///< goes on, but answers nobody
    void resume();

private:
    pid_t m_process = 0;
};

} // namespace watchglass
