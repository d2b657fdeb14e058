// SPDX-License-Identifier: Apache-2.0
#include "engine/wasi/host_file.h"

#include <sys/stat.h>
#include <unistd.h>

namespace watchglass::wasi {

HostFile::~HostFile()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

FileType fileType(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR:
        return FileType::Directory;
    case S_IFREG:
        return FileType::RegularFile;
    case S_IFLNK:
        return FileType::SymbolicLink;
    case S_IFCHR:
        return FileType::CharacterDevice;
    case S_IFBLK:
        return FileType::BlockDevice;
    case S_IFSOCK:
        return FileType::StreamSocket;
    default: // WASI has no name for a FIFO
        return FileType::Unknown;
    }
}

Moved moved(ssize_t result)
{
    if (result < 0)
        return {lastError()};
    return {Errno::Success, size_t(result)};
}

} // namespace watchglass::wasi
