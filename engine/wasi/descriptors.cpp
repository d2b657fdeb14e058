// SPDX-License-Identifier: Apache-2.0
#include "engine/wasi/descriptors.h"

#include <algorithm>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace watchglass::wasi {

namespace {

/// A pipe of the host that nobody reads is an error of the guest's call and no signal for this process.
class QuietPipes
{
public:
    QuietPipes()
    {
        sigemptyset(&m_pipe);
        sigaddset(&m_pipe, SIGPIPE);
        sigset_t pending;
        sigpending(&pending);
        m_others = sigismember(&pending, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
    }
    ~QuietPipes()
    {
        const timespec now{};
        if (!m_others)
            sigtimedwait(&m_pipe, nullptr, &now);
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }

private:
    sigset_t m_pipe, m_before;
    bool m_others;
};

uint64_t rightsOf(FileType type)
{
    switch (type) {
    case FileType::Directory:
        return rights::directory;
    case FileType::RegularFile:
    case FileType::BlockDevice:
        return rights::file;
    case FileType::StreamSocket:
    case FileType::DatagramSocket:
        return rights::socket;
    default:
        return rights::stream;
    }
}

FileType typeOf(int descriptor)
{
    struct stat about;
    if (fstat(descriptor, &about) != 0)
        return FileType::Unknown;
    const FileType type = fileType(about.st_mode);
    int kind = 0;
    socklen_t length = sizeof kind;
    if (type == FileType::StreamSocket && getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &kind, &length) == 0 &&
        kind == SOCK_DGRAM)
        return FileType::DatagramSocket;
    return type;
}

} // namespace

Descriptor ofStream(std::shared_ptr<Stream> stream, uint64_t rights)
{
    Descriptor made;
    made.type = stream->type();
    made.base = rights;
    made.stream = std::move(stream);
    return made;
}

Descriptor ofFile(HostFile file, uint64_t base, uint64_t inheriting)
{
    Descriptor made;
    made.type = typeOf(file.get());
    made.base = base & rightsOf(made.type);
    made.inheriting = made.type == FileType::Directory || made.isSocket() ? inheriting : 0;
    made.file = std::move(file);
    return made;
}

Moved Descriptor::read(std::span<uint8_t> into, std::optional<uint64_t> offset)
{
    if (stream)
        return offset ? Moved{Errno::IllegalSeek} : stream->read(into);
    if (offset)
        return moved(pread(file.get(), into.data(), into.size(), off_t(*offset)));
    return moved(::read(file.get(), into.data(), into.size()));
}

Moved Descriptor::write(std::span<const uint8_t> bytes, std::optional<uint64_t> offset)
{
    if (stream)
        return offset ? Moved{Errno::IllegalSeek} : stream->write(bytes);
    if (isSocket())
        return moved(send(file.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
    if (offset)
        return moved(pwrite(file.get(), bytes.data(), bytes.size(), off_t(*offset)));
    if (type == FileType::RegularFile)
        return moved(::write(file.get(), bytes.data(), bytes.size()));
    const QuietPipes quiet;
    return moved(::write(file.get(), bytes.data(), bytes.size()));
}

std::optional<uint32_t> Descriptors::add(Descriptor descriptor)
{
    auto free = std::find(m_open.begin(), m_open.end(), std::nullopt);
    if (free == m_open.end()) {
        if (m_open.size() >= m_quota)
            return std::nullopt;
        free = m_open.emplace(free);
    }
    free->emplace(std::move(descriptor));
    return uint32_t(free - m_open.begin());
}

Descriptor *Descriptors::find(uint32_t number)
{
    return number < m_open.size() && m_open[number] ? &*m_open[number] : nullptr;
}

void Descriptors::close(uint32_t number)
{
    m_open[number].reset();
}

void Descriptors::renumber(uint32_t from, uint32_t to)
{
    if (from == to)
        return;
    m_open[to] = std::move(m_open[from]);
    m_open[from].reset();
}

} // namespace watchglass::wasi
