// SPDX-License-Identifier: Apache-2.0
/// A server of Redis that belongs to the test: on a free port, in a folder of its own.
#pragma once

#include "tests/plugins/folder.h"
#include "tests/plugins/server_process.h"

namespace watchglass {

class RedisServer
{
public:
    /// Whether the program is installed.
    static bool isThere();
    /// Options for the server's command line.
    explicit RedisServer(std::vector<std::string> options = {});

    /// The same server, for all who only want one.
    static RedisServer &shared();

    void start();
    void kill() { m_process.kill(); } ///< by SIGKILL
    void halt() { m_process.halt(); } ///< goes on, but answers nobody
    void resume() { m_process.resume(); }
    /// Its first line, as "+OK".
    std::string command(const std::string &line) const;
    std::string url(const std::string &user = {}, const std::string &rest = {}) const;
    uint16_t port() const { return m_port; }

private:
    Folder m_folder;
    std::vector<std::string> m_options;
    uint16_t m_port = 0;
    ServerProcess m_process; ///< ends before its folder
};

} // namespace watchglass
