// SPDX-License-Identifier: Apache-2.0
/// What can be asked and changed of an open file, directory or stream.
#include <algorithm>
#include <array>
#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/wasi/calls.h"
#include "engine/wasi/stat.h"

namespace watchglass::wasi {

namespace {

Errno result(int status)
{
    return status == 0 ? Errno::Success : lastError();
}

uint16_t flagsOf(const Descriptor &descriptor)
{
    uint16_t flags = descriptor.nonblocking ? fdflags::Nonblock : 0;
    if (descriptor.stream)
        return flags;
    const int host = fcntl(descriptor.file.get(), F_GETFL);
    if (host & O_APPEND)
        flags |= fdflags::Append;
    if ((host & O_SYNC) == O_SYNC)
        flags |= fdflags::Sync; // the host makes no difference between this and Rsync
    else if (host & O_DSYNC)
        flags |= fdflags::Dsync;
    return flags;
}

Errno synchronise(Call &call, Fd fd, uint64_t right, int (*how)(int))
{
    const auto found = call.find(fd.value, right);
    if (!found || found->stream)
        return found.error;
    return result(how(found->file.get()));
}

Errno seek(Call &call, Fd fd, uint64_t right, int64_t offset, int whence, Out<uint64_t> position)
{
    const Descriptor *open = call.state.descriptors.find(fd.value);
    if (open && open->type != FileType::Directory && (open->stream || open->isSocket()))
        return Errno::IllegalSeek;
    const auto found = call.findFile(fd.value, right);
    if (!found)
        return found.error;
    const off_t reached = lseek(found->file.get(), offset, whence);
    if (reached < 0)
        return lastError();
    put(call, position, uint64_t(reached));
    return Errno::Success;
}

/// As the interface lays it out; the name follows.
struct Dirent {
    uint64_t next, inode;
    uint32_t nameLength;
    FileType type;
    uint8_t padding[3];
};
static_assert(sizeof(Dirent) == 24);

Dirent direntOf(int directory, const dirent64 &entry)
{
    struct stat about;
    FileType type = fileType(DTTOIF(entry.d_type));
    if (entry.d_type == DT_UNKNOWN && fstatat(directory, entry.d_name, &about, AT_SYMLINK_NOFOLLOW) == 0)
        type = fileType(about.st_mode);
    return {uint64_t(entry.d_off), entry.d_ino, uint32_t(std::strlen(entry.d_name)), type, {}};
}

} // namespace

Errno fdAdvise(Call &call, Fd fd, Filesize offset, Filesize length, Small advice)
{
    static constexpr int host[] = {POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
                                   POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,   POSIX_FADV_NOREUSE};
    if (advice.value >= std::size(host))
        return Errno::Invalid;
    const auto found = call.find(fd.value, rights::FdAdvise);
    if (!found)
        return found.error;
    return fromHost(posix_fadvise(found->file.get(), off_t(offset.value), off_t(length.value), host[advice.value]));
}

Errno fdAllocate(Call &call, Fd fd, Filesize offset, Filesize length)
{
    const auto found = call.findFile(fd.value, rights::FdAllocate);
    if (!found)
        return found.error;
    uint64_t granted = length.value;
    if (call.grantOutput(granted) != Errno::Success || granted < length.value)
        return Errno::Quota;
    if (fallocate(found->file.get(), 0, off_t(offset.value), off_t(length.value)) != 0)
        return lastError();
    call.state.written += length.value;
    return Errno::Success;
}

Errno fdClose(Call &call, Fd fd)
{
    if (const auto found = call.find(fd.value, 0); !found)
        return found.error;
    call.state.descriptors.close(fd.value);
    return Errno::Success;
}

Errno fdDatasync(Call &call, Fd fd)
{
    return synchronise(call, fd, rights::FdDatasync, fdatasync);
}

Errno fdSync(Call &call, Fd fd)
{
    return synchronise(call, fd, rights::FdSync, fsync);
}

Errno fdFdstatGet(Call &call, Fd fd, Address stat)
{
    const auto found = call.find(fd.value, 0);
    if (!found)
        return found.error;
    if (!call.memory.holds(stat.value, 24))
        return Errno::Fault;
    call.memory.put<uint64_t>(stat.value, uint64_t(found->type) | uint64_t(flagsOf(*found.descriptor)) << 16);
    call.memory.put(stat.value + 8ull, found->base);
    call.memory.put(stat.value + 16ull, found->inheriting);
    return Errno::Success;
}

Errno fdFdstatSetFlags(Call &call, Fd fd, FdFlags flags)
{
    constexpr uint32_t fixed = fdflags::Dsync | fdflags::Rsync | fdflags::Sync; // once a file is open (fcntl(2))
    const auto found = call.find(fd.value, rights::FdFdstatSetFlags);
    if (!found)
        return found.error;
    if ((flags.value & fixed) != (flagsOf(*found.descriptor) & fixed))
        return call.refuse(Errno::Invalid, "the host can change no sync flag of an open file");
    found->nonblocking = flags.value & fdflags::Nonblock;
    if (found->stream || found->type == FileType::Directory)
        return Errno::Success;
    const int kept = fcntl(found->file.get(), F_GETFL) & ~O_APPEND;
    return result(fcntl(found->file.get(), F_SETFL, kept | (flags.value & fdflags::Append ? O_APPEND : 0)));
}

Errno fdFdstatSetRights(Call &call, Fd fd, Rights base, Rights inheriting)
{
    const auto found = call.find(fd.value, base.value);
    if (!found)
        return found.error;
    if (inheriting.value & ~found->inheriting)
        return call.refuse(Errno::NotCapable, "it cannot inherit " + rightNames(inheriting.value & ~found->inheriting));
    found->base = base.value;
    found->inheriting = inheriting.value;
    return Errno::Success;
}

Errno fdFilestatGet(Call &call, Fd fd, Address stat)
{
    const auto found = call.find(fd.value, rights::FdFilestatGet);
    if (!found)
        return found.error;
    struct stat about {
    };
    if (!found->stream && fstat(found->file.get(), &about) != 0)
        return lastError();
    return putFilestat(call, stat, about, found->type);
}

Errno fdFilestatSetSize(Call &call, Fd fd, Filesize size)
{
    const auto found = call.findFile(fd.value, rights::FdFilestatSetSize);
    return found ? result(ftruncate(found->file.get(), off_t(size.value))) : found.error;
}

Errno fdFilestatSetTimes(Call &call, Fd fd, Timestamp accessed, Timestamp modified, FstFlags flags)
{
    const auto found = call.find(fd.value, rights::FdFilestatSetTimes);
    if (!found)
        return found.error;
    const Times wanted = times(call, accessed, modified, flags);
    if (wanted.error != Errno::Success)
        return wanted.error;
    return result(futimens(found->file.get(), wanted.values));
}

/// C libraries ask for 3, 4, … until the answer is EBADF.
Errno fdPrestatGet(Call &call, Fd fd, Address stat)
{
    const auto found = call.find(fd.value, 0);
    if (!found || !found->preopened)
        return Errno::BadDescriptor;
    if (!call.memory.holds(stat.value, 8))
        return Errno::Fault;
    constexpr uint64_t directory = 0; // the only kind there is
    call.memory.put<uint64_t>(stat.value, directory | uint64_t(found->preopened->size()) << 32);
    return Errno::Success;
}

Errno fdPrestatDirName(Call &call, Fd fd, Buffer name)
{
    const auto found = call.find(fd.value, 0);
    if (!found || !found->preopened)
        return Errno::BadDescriptor;
    if (name.length < found->preopened->size())
        return Errno::NameTooLong;
    call.memory.write(name.address,
                      {reinterpret_cast<const uint8_t *>(found->preopened->data()), found->preopened->size()});
    return Errno::Success;
}

/// The cookies are the host's own positions in the directory, which stay valid while entries come and go
/// (getdents64(2)). A buffer that is filled to its end, with an entry cut off, says that there is more.
Errno fdReaddir(Call &call, Fd fd, Buffer entries, Cookie cookie, Out<uint32_t> used)
{
    const auto found = call.findDirectory(fd.value, rights::FdReaddir);
    if (!found)
        return found.error;
    const int host = found->file.get();
    const auto &before = call.state.unfinished;
    uint64_t filled = before ? before->done : 0, next = before ? before->place : cookie.value;
    if (lseek(host, off_t(next), SEEK_SET) < 0)
        return lastError();
    const auto append = [&](const void *bytes, uint64_t size) {
        size = std::min<uint64_t>(size, entries.length - filled);
        call.memory.write(entries.address + filled, {static_cast<const uint8_t *>(bytes), size});
        filled += size;
    };
    alignas(dirent64) std::array<char, 32768> batch;
    while (filled < entries.length) {
        if (call.interrupted()) {
            call.unfinished().done = filled;
            call.unfinished().place = next;
            return call.again();
        }
        const long got = syscall(SYS_getdents64, host, batch.data(), batch.size());
        if (got < 0)
            return lastError();
        if (got == 0)
            break;
        for (long at = 0; at < got && filled < entries.length;) {
            const auto *entry = reinterpret_cast<const dirent64 *>(batch.data() + at);
            at += entry->d_reclen;
            next = uint64_t(entry->d_off);
            const Dirent head = direntOf(host, *entry);
            append(&head, sizeof head);
            append(entry->d_name, head.nameLength);
        }
    }
    put(call, used, uint32_t(filled));
    return Errno::Success;
}

Errno fdRenumber(Call &call, Fd from, Fd to)
{
    for (const Fd fd : {from, to})
        if (const auto found = call.find(fd.value, 0); !found)
            return found.error;
    call.state.descriptors.renumber(from.value, to.value);
    return Errno::Success;
}

Errno fdSeek(Call &call, Fd fd, Delta offset, Small whence, Out<uint64_t> position)
{
    static constexpr int preview1[] = {SEEK_SET, SEEK_CUR, SEEK_END}, unstable[] = {SEEK_CUR, SEEK_END, SEEK_SET};
    if (whence.value > 2)
        return Errno::Invalid;
    const int host = (call.dialect == Dialect::Preview1 ? preview1 : unstable)[whence.value];
    const bool asks = offset.value == 0 && host == SEEK_CUR;
    return seek(call, fd, asks ? rights::FdTell : rights::FdSeek, offset.value, host, position);
}

Errno fdTell(Call &call, Fd fd, Out<uint64_t> position)
{
    return seek(call, fd, rights::FdTell, 0, SEEK_CUR, position);
}

} // namespace watchglass::wasi
