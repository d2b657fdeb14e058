// SPDX-License-Identifier: Apache-2.0
/// What a guest has open, by number.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/wasi/host_file.h"

namespace watchglass::wasi {

/// A file, directory or socket of the host, which never blocks, or a stream of the caller.
struct Descriptor {
    FileType type = FileType::Unknown;
    uint64_t base = 0, inheriting = 0; ///< rights: its own, and those that what is opened through it may have
    bool nonblocking = false;          ///< as the guest sees it
    HostFile file;
    std::shared_ptr<Stream> stream;
    std::optional<std::string> preopened; ///< the guest's name of a directory that was open at the start

    bool isSocket() const { return type == FileType::StreamSocket || type == FileType::DatagramSocket; }
    /// For poll(2); -1 = always ready.
    int host() const { return stream ? stream->descriptor() : file.get(); }
    /// At `offset`, else where the descriptor stands. `Again` when that would wait.
    Moved read(std::span<uint8_t> into, std::optional<uint64_t> offset = std::nullopt);
    Moved write(std::span<const uint8_t> bytes, std::optional<uint64_t> offset = std::nullopt);
};

/// What is open as `descriptor`, with the rights its kind can have.
Descriptor ofStream(std::shared_ptr<Stream> stream, uint64_t rights);
/// Takes what is asked for of what fits the kind of the file.
Descriptor ofFile(HostFile file, uint64_t base, uint64_t inheriting);

class Descriptors
{
public:
    explicit Descriptors(size_t quota) : m_quota(quota) {}

    /// Its number, the lowest that is free; nothing when as many as may be are open.
    std::optional<uint32_t> add(Descriptor descriptor);
    Descriptor *find(uint32_t number);
    void close(uint32_t number);
    /// Both must be open; what was open as `to` is closed.
    void renumber(uint32_t from, uint32_t to);

private:
    size_t m_quota;
    std::vector<std::optional<Descriptor>> m_open;
};

} // namespace watchglass::wasi
