// SPDX-License-Identifier: Apache-2.0
/// A server of NATS that belongs to the test: on a free port, in a folder of its own.
#pragma once

#include "tests/plugins/folder.h"
#include "tests/plugins/server_process.h"

namespace watchglass {

class NatsServer
{
public:
    static bool isThere() { return isInstalled("nats-server"); }
    explicit NatsServer(std::vector<std::string> options = {});

    void start();
    void kill() { m_process.kill(); } ///< by SIGKILL
    void halt() { m_process.halt(); } ///< goes on, but answers nobody
    void resume() { m_process.resume(); }
    /// Somebody else sends a message, as docs.nats.io/reference/reference-protocols/nats-protocol says.
    void publish(const std::string &subject, const std::string &body) const;
    std::string place() const { return "127.0.0.1:" + std::to_string(m_port); }
    std::string url(const std::string &user = {}) const { return "nats://" + user + place(); }

private:
    Folder m_folder;
    std::vector<std::string> m_options;
    uint16_t m_port = 0;
    ServerProcess m_process; ///< ends before its folder
};

} // namespace watchglass
