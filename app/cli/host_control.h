// SPDX-License-Identifier: Apache-2.0
/// How a host that serves is asked and changed by its own user: a socket in the file system, one JSON object on a line
/// as the request, one as the answer.
///
///     {"watchglass_control": 1, "request": "status"}
///     {"watchglass_control": 1, "request": "swap", "actor": "counter", "module": "/home/me/counter2.wasm"}
///     {"watchglass_control": 1, "request": "undo", "actor": "counter"}
///     {"watchglass_control": 1, "request": "link", "actor": "counter", "capability": "wascc:keyvalue",
///      "binding": "default", "provider": "store", "values": {"LIMIT_MB": "16"}}
///     {"watchglass_control": 1, "request": "unlink", "actor": "counter", "capability": "wascc:keyvalue"}
///     {"watchglass_control": 1, "request": "fault", "actor": "counter", "capability": "wascc:keyvalue",
///      "faults": [{"kind": "delay", "delay": "20 ms", "rate": 0.1}]}
///     {"watchglass_control": 1, "request": "put", "provider": "store", "library": "kv_sqlite", "copy": true}
///     {"watchglass_control": 1, "request": "undo-provider", "provider": "store", "copy": true}
///     {"watchglass_control": 1, "request": "remove", "provider": "store"}
///     {"watchglass_control": 1, "request": "kill", "actor": "counter", "call": 17}
///
/// Every answer has "ok"; where it is false, "error" is a sentence, and all is as it was.
#pragma once

#include <memory>
#include <thread>

#include "engine/host/host.h"

namespace watchglass::cli {

/// In $XDG_RUNTIME_DIR; empty without that.
std::filesystem::path defaultControlPath();

/// Never fails: what is wrong is in the answer. Both without the end of the line.
std::string answerControl(host::Host &host, const std::string &request);

class HostControl
{
public:
    struct Made {
        std::unique_ptr<HostControl> control;
        std::string error; ///< a sentence
    };
    /// Makes the socket, which only this user may use. One that nobody listens on any more is replaced.
    static Made listen(const std::filesystem::path &path);
    ~HostControl();

    /// Answers one after the other, on a thread of its own.
    void serve(host::Host &host);
    /// Finishes the request under way, and removes the socket.
    void end();

private:
    HostControl(std::filesystem::path path, int socket);
    void serveAll(host::Host &host);

    const std::filesystem::path m_path;
    int m_socket = -1; ///< -1 once it has ended
    const int m_wake;
    std::thread m_thread;
};

struct ControlAnswer {
    std::string line;  ///< without the end of the line
    std::string error; ///< a sentence: there is no answer
};
/// The other side.
ControlAnswer askHost(const std::filesystem::path &path, const std::string &request);

} // namespace watchglass::cli
