// SPDX-License-Identifier: Apache-2.0
#include "engine/wasi/stream.h"

#include <algorithm>
#include <climits>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/wasi/host_file.h"

namespace watchglass::wasi {

Moved Stream::read(std::span<uint8_t>)
{
    return {Errno::BadDescriptor};
}

Moved Stream::write(std::span<const uint8_t>)
{
    return {Errno::BadDescriptor};
}

namespace {

class DescriptorStream : public Stream
{
public:
    explicit DescriptorStream(int descriptor) : m_descriptor(descriptor)
    {
        struct stat about;
        m_type = fstat(descriptor, &about) == 0 ? fileType(about.st_mode) : FileType::Unknown;
        if (m_type == FileType::CharacterDevice && !isatty(descriptor))
            m_type = FileType::Unknown;
    }

    Moved read(std::span<uint8_t> into) override
    {
        if (!ready(POLLIN))
            return {Errno::Again};
        return moved(::read(m_descriptor, into.data(), into.size()));
    }

    Moved write(std::span<const uint8_t> bytes) override
    {
        if (!ready(POLLOUT))
            return {Errno::Again};
        // A pipe that is ready takes this much at once (POSIX, poll); the descriptor is not ours to make non-blocking.
        const size_t most = m_type == FileType::RegularFile ? bytes.size() : std::min<size_t>(bytes.size(), PIPE_BUF);
        return moved(::write(m_descriptor, bytes.data(), most));
    }

    int descriptor() const override { return m_descriptor; }
    FileType type() const override { return m_type; }

private:
    bool ready(short events) const
    {
        pollfd wanted{m_descriptor, events, 0};
        return poll(&wanted, 1, 0) != 0; // an error shows itself in the transfer
    }

    int m_descriptor;
    FileType m_type;
};

class BytesStream : public Stream
{
public:
    explicit BytesStream(std::string bytes) : m_bytes(std::move(bytes)) {}
    Moved read(std::span<uint8_t> into) override
    {
        const size_t count = std::min(into.size(), m_bytes.size() - m_read);
        std::copy_n(m_bytes.begin() + ptrdiff_t(m_read), count, into.begin());
        m_read += count;
        return {Errno::Success, count};
    }
    FileType type() const override { return FileType::Unknown; }

private:
    std::string m_bytes;
    size_t m_read = 0;
};

class CallbackStream : public Stream
{
public:
    explicit CallbackStream(std::function<void(std::string_view)> take) : m_take(std::move(take)) {}
    Moved write(std::span<const uint8_t> bytes) override
    {
        m_take({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
        return {Errno::Success, bytes.size()};
    }

private:
    std::function<void(std::string_view)> m_take;
};

class NullStream : public Stream
{
public:
    Moved read(std::span<uint8_t>) override { return {}; }
    Moved write(std::span<const uint8_t> bytes) override { return {Errno::Success, bytes.size()}; }
    FileType type() const override { return FileType::Unknown; }
};

} // namespace

std::shared_ptr<Stream> descriptorStream(int descriptor)
{
    return std::make_shared<DescriptorStream>(descriptor);
}

std::shared_ptr<Stream> bytesStream(std::string bytes)
{
    return std::make_shared<BytesStream>(std::move(bytes));
}

std::shared_ptr<Stream> callbackStream(std::function<void(std::string_view)> take)
{
    return std::make_shared<CallbackStream>(std::move(take));
}

std::shared_ptr<Stream> nullStream()
{
    return std::make_shared<NullStream>();
}

} // namespace watchglass::wasi
