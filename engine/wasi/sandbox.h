// SPDX-License-Identifier: Apache-2.0
/// What a WASI program is given of the world. Nothing, unless it is named here.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/wasi/clock.h"
#include "engine/wasi/stream.h"

namespace watchglass::wasi {

/// A directory of the host that the guest finds open when it starts. Nothing above it can be reached.
struct Directory {
    std::string host;  ///< path on this machine
    std::string guest; ///< how the guest calls it: "/", "/data"
    bool writable = false;
};

/// What would be too much. A limit that is missing does not limit.
struct Quotas {
    std::optional<uint64_t> outputBytes;      ///< written in all, to streams, files and sockets; beyond it: EDQUOT
    uint32_t openFiles = 1024;                ///< descriptors open at once; beyond it: EMFILE
    std::optional<uint64_t> sleepNanoseconds; ///< waited in all; a program that wants more is ended by a trap
};

/// One call as it was answered, for whoever watches.
struct CallRecord {
    std::string_view name;      ///< "path_open"
    std::string arguments;      ///< `fd=3, dirflags=SYMLINK_FOLLOW, path="notes.txt", …`
    std::string results;        ///< "opened=4", or empty
    std::optional<Errno> error; ///< empty for calls that do not return
    std::string note;           ///< what the error number does not tell: "fd 3 lacks the right fd_write"
};
/// `path_open(fd=3, …) -> opened=4` or `… -> ENOENT`, on one line.
std::string toString(const CallRecord &call);

/// How paths are resolved: by the kernel with openat2, or component by component where it does not know that.
enum class Resolution : uint8_t { Kernel, Walk };

struct Sandbox {
    std::vector<std::string> arguments;           ///< the program's name first
    std::vector<std::string> environment;         ///< "NAME=value"
    std::vector<Directory> directories;           ///< descriptors 3, 4, …
    std::vector<int> sockets;                     ///< of the caller, who keeps them open; the descriptors after those
    std::shared_ptr<Stream> input, output, error; ///< descriptors 0, 1, 2; null = `nullStream`

    Time time = RealTime{};
    std::shared_ptr<std::vector<uint64_t>> timeRecord; ///< takes every reading of the clock, for `RecordedTime`
    std::optional<uint64_t> randomSeed;                ///< the same numbers in every run; missing = the host's
    Quotas quotas;

    std::optional<Resolution> resolution;            ///< missing = the best this machine has
    std::function<void(const CallRecord &)> observe; ///< after every call, on the guest's thread
};

} // namespace watchglass::wasi
