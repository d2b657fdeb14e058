// SPDX-License-Identifier: Apache-2.0
/// Files of the host as they are held here.
#pragma once

#include <sys/types.h>
#include <utility>

#include "engine/wasi/stream.h"

namespace watchglass::wasi {

/// Owns a file descriptor; -1 is none.
class HostFile
{
public:
    HostFile() = default;
    explicit HostFile(int descriptor) : m_descriptor(descriptor) {}
    HostFile(HostFile &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    HostFile &operator=(HostFile &&other) noexcept
    {
        std::swap(m_descriptor, other.m_descriptor);
        return *this;
    }
    ~HostFile();

    int get() const { return m_descriptor; }
    explicit operator bool() const { return m_descriptor >= 0; }

private:
    int m_descriptor = -1;
};

/// From st_mode.
FileType fileType(mode_t mode);
/// The result of read(2) and its like.
Moved moved(ssize_t result);

} // namespace watchglass::wasi
