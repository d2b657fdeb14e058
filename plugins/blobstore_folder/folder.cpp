// SPDX-License-Identifier: Apache-2.0
#include "plugins/blobstore_folder/folder.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "plugins/kit/contract_answer.h"

namespace watchglass::blobstore {

namespace {

using plugins::Refused;
using plugins::Unavailable;

constexpr size_t longestName = 255;
constexpr int folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

bool isName(const std::string &name)
{
    return !name.empty() && name.size() <= longestName && name[0] != '.' &&
           std::none_of(name.begin(), name.end(),
                        [](char letter) { return uint8_t(letter) < ' ' || letter == 0x7f || letter == '/'; });
}

/// As a sentence has it: not too long, and nothing that a terminal would obey.
std::string shown(const std::string &name)
{
    std::string made = name.substr(0, 60);
    for (char &letter : made)
        if (uint8_t(letter) < ' ' || letter == 0x7f)
            letter = '?';
    return "\"" + made + (name.size() > 60 ? "…\"" : "\"");
}

void check(const std::string &name, const char *what)
{
    if (!isName(name))
        throw Refused(shown(name) + " is no name of a " + what +
                      ": up to 255 bytes without /, and without a dot at the beginning");
}

[[noreturn]] void fail(const std::string &what)
{
    const int why = errno;
    if (why == ENOSPC || why == EDQUOT)
        throw Unavailable(what + ": the disk is full");
    throw Unavailable(what + ": " + std::strerror(why));
}

struct CloseFolder {
    void operator()(DIR *folder) const { closedir(folder); }
};

/// Names in a folder, without those that no container or blob can have.
std::vector<std::string> namesIn(const Open &folder)
{
    std::vector<std::string> names;
    const int again = openat(folder.descriptor(), ".", folderFlags); // with a place of its own to read from
    const std::unique_ptr<DIR, CloseFolder> entries(again >= 0 ? fdopendir(again) : nullptr);
    if (!entries)
        fail("a folder cannot be read");
    while (const dirent *const entry = readdir(entries.get()))
        if (isName(entry->d_name))
            names.emplace_back(entry->d_name);
    std::sort(names.begin(), names.end());
    return names;
}

/// A blob is a file, and of this folder alone: a second name may lead to it from outside.
bool isBlob(const struct stat &found)
{
    return S_ISREG(found.st_mode) && found.st_nlink == 1;
}

std::vector<Blob> blobsIn(const Open &container)
{
    std::vector<Blob> blobs;
    for (std::string &name : namesIn(container)) {
        struct stat found = {};
        if (fstatat(container.descriptor(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0 && isBlob(found))
            blobs.push_back({std::move(name), uint64_t(found.st_size)});
    }
    return blobs;
}

} // namespace

Open::~Open()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

Open::Open(Open &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

Open &Open::operator=(Open &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

Folder::Folder(std::string path, uint64_t mostBytes) : m_path(std::move(path)), m_mostBytes(mostBytes)
{
    m_used = used();
}

/// Each time anew: it may have been put away and made again.
Open Folder::root()
{
    Open folder(::open(m_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.ok())
        fail("the folder " + m_path + " cannot be opened");
    return folder;
}

Open Folder::containerFor(const std::string &container)
{
    check(container, "container");
    const Open folder = root();
    Open found(openat(folder.descriptor(), container.c_str(), folderFlags));
    if (!found.ok() && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
        throw Refused("there is no container " + shown(container));
    if (!found.ok())
        fail("the container " + shown(container) + " cannot be opened");
    return found;
}

Open Folder::blobFor(const std::string &container, const std::string &id, int flags)
{
    check(id, "blob");
    const Open folder = containerFor(container);
    // Without waiting for who may be at the other end of a pipe.
    Open found(openat(folder.descriptor(), id.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666));
    struct stat about = {};
    if (found.ok() && (fstat(found.descriptor(), &about) != 0 || !isBlob(about)))
        throw Refused(shown(id) + " in " + shown(container) + " is no blob, but something else of that name");
    if (!found.ok() && errno == ENOENT)
        throw Refused("there is no blob " + shown(id) + " in " + shown(container));
    if (!found.ok() && (errno == ELOOP || errno == EISDIR || errno == ENXIO))
        throw Refused(shown(id) + " in " + shown(container) + " is no blob, but something else of that name");
    if (!found.ok())
        fail("the blob " + shown(id) + " cannot be opened");
    return found;
}

void Folder::createContainer(const std::string &container)
{
    check(container, "container");
    const Open folder = root();
    if (mkdirat(folder.descriptor(), container.c_str(), 0777) != 0 && errno != EEXIST)
        fail("the container " + shown(container) + " cannot be made");
    containerFor(container); // what was there already may be something else
}

void Folder::removeContainer(const std::string &container)
{
    containerFor(container);
    const Open folder = root();
    if (unlinkat(folder.descriptor(), container.c_str(), AT_REMOVEDIR) == 0)
        return;
    if (errno == ENOTEMPTY || errno == EEXIST)
        throw Refused("the container " + shown(container) + " is not empty");
    fail("the container " + shown(container) + " cannot be removed");
}

std::vector<Blob> Folder::list(const std::string &container)
{
    return blobsIn(containerFor(container));
}

bool Folder::has(const std::string &container, const std::string &id, Blob &blob)
{
    check(id, "blob");
    const Open folder = containerFor(container);
    struct stat found = {};
    if (fstatat(folder.descriptor(), id.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0 || !isBlob(found))
        return false;
    blob = {id, uint64_t(found.st_size)};
    return true;
}

void Folder::remove(const std::string &container, const std::string &id)
{
    const std::lock_guard lock(m_mutex);
    Blob blob;
    if (!has(container, id, blob))
        throw Refused("there is no blob " + shown(id) + " in " + shown(container));
    if (unlinkat(containerFor(container).descriptor(), id.c_str(), 0) != 0)
        fail("the blob " + shown(id) + " cannot be removed");
    m_used -= std::min(m_used, blob.size);
}

void Folder::make(const std::string &container, const std::string &id)
{
    const std::lock_guard lock(m_mutex);
    const Open blob = blobFor(container, id, O_WRONLY | O_CREAT); // and emptied only when it is one
    struct stat before = {};
    fstat(blob.descriptor(), &before);
    if (ftruncate(blob.descriptor(), 0) != 0)
        fail("the blob " + shown(id) + " cannot be emptied");
    m_used -= std::min(m_used, uint64_t(before.st_size));
}

void Folder::write(const std::string &container, const std::string &id, uint64_t place, std::span<const uint8_t> bytes)
{
    const std::lock_guard lock(m_mutex);
    const Open blob = blobFor(container, id, O_WRONLY);
    struct stat before = {};
    fstat(blob.descriptor(), &before);
    const auto size = uint64_t(before.st_size);
    const uint64_t from = place == atEnd ? size : place;
    if (from > uint64_t(INT64_MAX) - bytes.size())
        throw Refused("the part lies beyond what a blob can be");
    const uint64_t longer = std::max(size, from + bytes.size()) - size;
    reserve(longer);
    for (size_t done = 0; done < bytes.size();) {
        const ssize_t some = pwrite(blob.descriptor(), bytes.data() + done, bytes.size() - done, off_t(from + done));
        if (some < 0 && errno == EINTR)
            continue;
        if (some < 0) {
            const int why = errno;
            (void)!ftruncate(blob.descriptor(), off_t(size)); // all of the part, or nothing
            errno = why;
            fail("the blob " + shown(id) + " cannot be written");
        }
        done += size_t(some);
    }
    m_used += longer;
}

Open Folder::open(const std::string &container, const std::string &id, uint64_t &size)
{
    Open blob = blobFor(container, id, O_RDONLY);
    struct stat about = {};
    if (fstat(blob.descriptor(), &about) != 0)
        fail("the blob " + shown(id) + " cannot be read");
    size = uint64_t(about.st_size);
    return blob;
}

uint64_t Folder::used()
{
    uint64_t bytes = 0;
    const Open folder = root();
    for (const std::string &name : namesIn(folder)) {
        const Open container(openat(folder.descriptor(), name.c_str(), folderFlags));
        if (container.ok())
            for (const Blob &blob : blobsIn(container))
                bytes += blob.size;
    }
    return bytes;
}

/// With the lock held. Others may change the folder as well: it is counted again before something is refused.
void Folder::reserve(uint64_t bytes)
{
    if (bytes <= m_mostBytes && m_used <= m_mostBytes - bytes)
        return;
    m_used = used();
    if (bytes > m_mostBytes || m_used > m_mostBytes - bytes)
        throw Refused("the store keeps " + std::to_string(m_used) + " bytes already, and no more than the " +
                      std::to_string(m_mostBytes >> 20) + " MB of the setting LIMIT_MB");
}

host::Health Folder::health()
{
    try {
        root();
    } catch (const plugins::Failed &problem) {
        return {false, problem.what()};
    }
    return {};
}

} // namespace watchglass::blobstore
