// SPDX-License-Identifier: Apache-2.0
/// What is done to files by their paths, beneath a directory that is open.
#include <climits>
#include <fcntl.h>
#include <unistd.h>

#include "engine/wasi/calls.h"
#include "engine/wasi/stat.h"

namespace watchglass::wasi {

namespace {

Errno result(int status)
{
    return status == 0 ? Errno::Success : lastError();
}

Errno outside(Call &call, Errno error, const Text &path)
{
    if (error == Errno::NotCapable && call.note.empty())
        call.note = tell(path) + " leads out of its directory";
    return error;
}

/// The file itself, or the link, without a right to its contents.
Resolver::Opened look(Call &call, const Descriptor &directory, LookupFlags lookup, const Text &path)
{
    const int nofollow = lookup.value & symlinkFollow ? 0 : O_NOFOLLOW;
    return call.state.resolver.open(directory.file.get(), path.value, O_PATH | nofollow);
}

/// Finds the directory entry that the path names and acts on it.
template <class Action>
Errno onEntry(Call &call, Fd fd, uint64_t right, const Text &path, Action action)
{
    const auto found = call.findDirectory(fd.value, right);
    if (!found)
        return found.error;
    const auto entry = call.state.resolver.entry(found->file.get(), path.value);
    if (entry.error != Errno::Success)
        return outside(call, entry.error, path);
    return action(entry);
}

/// What open(2) is to be told, and the rights of what it opens.
struct Opening {
    int flags = O_CLOEXEC | O_NOCTTY | O_NONBLOCK; // a FIFO must not make it wait
    uint64_t base = 0, inheriting = 0;
    uint64_t needed = rights::PathOpen; ///< of the directory
    uint64_t inherited = 0;             ///< of what the directory hands on
};

Opening openingOf(const Descriptor &directory, LookupFlags lookup, OFlags how, Rights base, Rights inheriting,
                  FdFlags flags)
{
    Opening opening;
    // C and Rust libraries ask for every right that could be of use; those that the directory does not hand on are left
    // out. Only those that decide how the file is opened must be there.
    constexpr uint64_t reading = rights::FdRead | rights::FdReaddir;
    constexpr uint64_t writing = rights::FdDatasync | rights::FdWrite | rights::FdAllocate | rights::FdFilestatSetSize;
    opening.inherited = base.value & (rights::FdRead | rights::FdWrite);
    opening.base = base.value & directory.inheriting;
    opening.inheriting = inheriting.value & directory.inheriting;
    const bool writes = opening.base & writing & ~rights::FdDatasync;
    opening.flags |= writes ? (opening.base & reading ? O_RDWR : O_WRONLY) : O_RDONLY;
    const auto wants = [&](bool wanted, int flag, uint64_t right) {
        if (!wanted)
            return;
        opening.flags |= flag;
        opening.needed |= right;
    };
    wants(how.value & oflags::Creat, O_CREAT, rights::PathCreateFile);
    wants(how.value & oflags::Directory, O_DIRECTORY, 0);
    wants(how.value & oflags::Excl, O_EXCL, 0);
    wants(how.value & oflags::Trunc, O_TRUNC, rights::PathFilestatSetSize);
    wants(flags.value & fdflags::Append, O_APPEND, 0);
    wants(flags.value & fdflags::Dsync, O_DSYNC, 0);
    wants(flags.value & (fdflags::Sync | fdflags::Rsync), O_SYNC, 0);
    wants(!(lookup.value & symlinkFollow), O_NOFOLLOW, 0);
    if (flags.value & fdflags::Dsync)
        opening.inherited |= rights::FdDatasync;
    if (flags.value & (fdflags::Sync | fdflags::Rsync))
        opening.inherited |= rights::FdSync;
    return opening;
}

} // namespace

Errno pathOpen(Call &call, Fd fd, LookupFlags lookup, Text path, OFlags how, Rights base, Rights inheriting,
               FdFlags flags, Out<uint32_t> opened)
{
    const auto directory = call.findDirectory(fd.value, rights::PathOpen);
    if (!directory)
        return directory.error;
    if (how.value & oflags::Creat && how.value & oflags::Directory)
        return Errno::Invalid;
    const Opening opening = openingOf(*directory.descriptor, lookup, how, base, inheriting, flags);
    if (const auto allowed = call.find(fd.value, opening.needed); !allowed)
        return allowed.error;
    if (const uint64_t lacking = opening.inherited & ~directory->inheriting)
        return call.refuse(Errno::NotCapable,
                           "descriptor " + std::to_string(fd.value) + " does not hand on " + rightNames(lacking));
    auto found = call.state.resolver.open(directory->file.get(), path.value, opening.flags, 0666);
    if (!found.file)
        return outside(call, found.error, path);
    Descriptor made = ofFile(std::move(found.file), opening.base, opening.inheriting);
    made.nonblocking = flags.value & fdflags::Nonblock;
    const auto number = call.state.descriptors.add(std::move(made));
    if (!number)
        return call.refuse(Errno::TooManyOpen, "as many files are open as were granted");
    put(call, opened, *number);
    return Errno::Success;
}

Errno pathFilestatGet(Call &call, Fd fd, LookupFlags lookup, Text path, Address stat)
{
    const auto directory = call.findDirectory(fd.value, rights::PathFilestatGet);
    if (!directory)
        return directory.error;
    const auto found = look(call, *directory.descriptor, lookup, path);
    struct stat about;
    if (!found.file)
        return outside(call, found.error, path);
    if (fstat(found.file.get(), &about) != 0)
        return lastError();
    return putFilestat(call, stat, about, fileType(about.st_mode));
}

Errno pathFilestatSetTimes(Call &call, Fd fd, LookupFlags lookup, Text path, Timestamp accessed, Timestamp modified,
                           FstFlags flags)
{
    const auto directory = call.findDirectory(fd.value, rights::PathFilestatSetTimes);
    if (!directory)
        return directory.error;
    const Times wanted = times(call, accessed, modified, flags);
    if (wanted.error != Errno::Success)
        return wanted.error;
    const auto found = look(call, *directory.descriptor, lookup, path);
    if (!found.file)
        return outside(call, found.error, path);
    if (utimensat(found.file.get(), "", wanted.values, AT_EMPTY_PATH) == 0)
        return Errno::Success;
    if (errno != EINVAL)
        return lastError();
    // Before Linux 5.8 there was no empty path; what is open has a name here.
    const std::string name = "/proc/self/fd/" + std::to_string(found.file.get());
    return result(utimensat(AT_FDCWD, name.c_str(), wanted.values, 0));
}

Errno pathCreateDirectory(Call &call, Fd fd, Text path)
{
    return onEntry(call, fd, rights::PathCreateDirectory, path, [](const Resolver::Entry &entry) {
        return result(mkdirat(entry.parent.get(), entry.name.c_str(), 0777));
    });
}

Errno pathRemoveDirectory(Call &call, Fd fd, Text path)
{
    return onEntry(call, fd, rights::PathRemoveDirectory, path, [](const Resolver::Entry &entry) {
        return result(unlinkat(entry.parent.get(), entry.name.c_str(), AT_REMOVEDIR));
    });
}

Errno pathUnlinkFile(Call &call, Fd fd, Text path)
{
    return onEntry(call, fd, rights::PathUnlinkFile, path, [](const Resolver::Entry &entry) {
        return result(unlinkat(entry.parent.get(), entry.name.c_str(), 0));
    });
}

Errno pathRename(Call &call, Fd oldFd, Text oldPath, Fd newFd, Text newPath)
{
    return onEntry(call, oldFd, rights::PathRenameSource, oldPath, [&](const Resolver::Entry &from) {
        return onEntry(call, newFd, rights::PathRenameTarget, newPath, [&](const Resolver::Entry &to) {
            return result(renameat(from.parent.get(), from.name.c_str(), to.parent.get(), to.name.c_str()));
        });
    });
}

Errno pathLink(Call &call, Fd oldFd, LookupFlags lookup, Text oldPath, Fd newFd, Text newPath)
{
    if (lookup.value & symlinkFollow)
        return call.refuse(Errno::Invalid, "a hard link to what a symbolic link leads to cannot be made");
    return onEntry(call, oldFd, rights::PathLinkSource, oldPath, [&](const Resolver::Entry &from) {
        return onEntry(call, newFd, rights::PathLinkTarget, newPath, [&](const Resolver::Entry &to) {
            if (from.slashed()) // a directory, and those have no second name
                return Errno::NotPermitted;
            return result(linkat(from.parent.get(), from.name.c_str(), to.parent.get(), to.name.c_str(), 0));
        });
    });
}

Errno pathSymlink(Call &call, Text target, Fd fd, Text path)
{
    const std::string kept(target.value);
    if (kept.find('\0') != kept.npos)
        return Errno::Invalid;
    return onEntry(call, fd, rights::PathSymlink, path, [&](const Resolver::Entry &entry) {
        if (kept.starts_with('/'))
            return call.refuse(Errno::NotCapable, "a link to an absolute path would lead out of its directory");
        return result(symlinkat(kept.c_str(), entry.parent.get(), entry.name.c_str()));
    });
}

Errno pathReadlink(Call &call, Fd fd, Text path, Buffer target, Out<uint32_t> used)
{
    return onEntry(call, fd, rights::PathReadlink, path, [&](const Resolver::Entry &entry) {
        if (entry.slashed())
            return Errno::Invalid;
        uint8_t bytes[PATH_MAX];
        const ssize_t length =
            readlinkat(entry.parent.get(), entry.name.c_str(), reinterpret_cast<char *>(bytes), sizeof bytes);
        if (length < 0)
            return lastError();
        const size_t kept = std::min<size_t>(size_t(length), target.length);
        call.memory.write(target.address, {bytes, kept});
        put(call, used, uint32_t(kept));
        return Errno::Success;
    });
}

} // namespace watchglass::wasi
