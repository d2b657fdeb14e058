// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/key_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace watchglass::claims {

namespace {

class Descriptor
{
public:
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    int operator*() const { return m_number; }
    bool close()
    {
        const bool closed = m_number < 0 || ::close(m_number) == 0;
        m_number = -1;
        return closed;
    }

private:
    int m_number;
};

Trouble systemTrouble(const std::string &path)
{
    return {path + ": " + std::strerror(errno), {}};
}

/// Everything up to `size` bytes; the number of them, or -1.
ssize_t readAll(int descriptor, char *bytes, size_t size)
{
    size_t got = 0;
    while (got < size) {
        const ssize_t count = ::read(descriptor, bytes + got, size - got);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return -1;
        if (count == 0)
            break;
        got += size_t(count);
    }
    return ssize_t(got);
}

bool writeAll(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        bytes.remove_prefix(size_t(count));
    }
    return true;
}

} // namespace

Result<KeyFile> readKeyFile(const std::string &path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {
    };
    if (*file < 0 || ::fstat(*file, &status) != 0)
        return systemTrouble(path);
    char buffer[256]; // a seed has 58 characters, and spaces around it are nobody's fault
    const ssize_t count = readAll(*file, buffer, sizeof buffer);
    if (count < 0)
        return systemTrouble(path);
    std::string_view text(buffer, size_t(count));
    constexpr std::string_view spaces = " \t\r\n";
    const size_t begin = std::min(text.find_first_not_of(spaces), text.size());
    text = text.substr(begin, text.find_last_not_of(spaces) + 1 - begin);
    Result<KeyPair> keys = KeyPair::readSeed(text);
    wipe({reinterpret_cast<uint8_t *>(buffer), sizeof buffer});
    if (!keys)
        return Trouble{path + ": what it holds " + keys.trouble.sentence,
                       keys.trouble.fix.empty() ? "a key file holds one seed, as keygen writes it" : keys.trouble.fix};
    return KeyFile{std::move(*keys), S_ISREG(status.st_mode) && (status.st_mode & (S_IRGRP | S_IROTH)) != 0};
}

std::optional<Trouble> writeKeyFile(const std::string &path, const KeyPair &keys)
{
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (*file < 0 && errno == EEXIST)
        return Trouble{path + ": it is there already, and keys cannot be had back once they are overwritten",
                       "choose another name"};
    if (*file < 0)
        return systemTrouble(path);
    std::string seed = keys.seed();
    const bool written = writeAll(*file, seed) && writeAll(*file, "\n") && ::fsync(*file) == 0 && file.close();
    const Trouble trouble = systemTrouble(path);
    wipe(seed);
    if (written)
        return std::nullopt;
    ::unlink(path.c_str());
    return trouble;
}

} // namespace watchglass::claims
