// SPDX-License-Identifier: Apache-2.0
#include "engine/wasi/resolver.h"

#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace watchglass::wasi {

namespace {

using Opened = Resolver::Opened;

Opened failed(int error)
{
    return {HostFile(), fromHost(error)};
}

int openBeneath(int directory, const char *path, int flags, mode_t mode)
{
    open_how how{};
    how.flags = uint64_t(flags);
    how.mode = flags & O_CREAT ? mode : 0;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    return int(syscall(SYS_openat2, directory, path, &how, sizeof how));
}

Opened openByKernel(int directory, const std::string &path, int flags, mode_t mode)
{
    for (int tries = 0; tries < 100; ++tries) {
        HostFile file(openBeneath(directory, path.c_str(), flags | O_CLOEXEC, mode));
        if (file)
            return {std::move(file)};
        if (errno == EXDEV)
            return {HostFile(), Errno::NotCapable};
        if (errno != EAGAIN) // a rename elsewhere made it unsure of a `..`
            return failed(errno);
    }
    return {HostFile(), Errno::Again};
}

/// One walk from a directory to what a path names. Each component is opened by itself and never followed by the kernel:
/// links are read and walked here, and `..` returns to the directory it was entered from.
class Walk
{
public:
    Walk(int directory, int flags, mode_t mode) : m_root(directory), m_flags(flags | O_CLOEXEC), m_mode(mode) {}

    Opened run(std::string_view path)
    {
        if (Errno error = prepend(path); error != Errno::Success)
            return {HostFile(), error};
        Opened found;
        while (!step(found)) {
        }
        return found;
    }

private:
    static constexpr int maxLinks = 40; ///< as Linux has it

    int top() const { return m_entered.empty() ? m_root : m_entered.back().get(); }

    /// The components of a path come before those that are left.
    Errno prepend(std::string_view path)
    {
        if (path.starts_with('/'))
            return Errno::NotCapable;
        if (path.empty())
            return Errno::NoEntry;
        if (m_left.empty())
            m_directory = m_directory || path.ends_with('/');
        std::vector<std::string> components;
        for (size_t at = 0; at < path.size();) {
            const size_t end = std::min(path.find('/', at), path.size());
            if (end > at)
                components.emplace_back(path.substr(at, end - at));
            at = end + 1;
        }
        m_left.insert(m_left.end(), components.rbegin(), components.rend());
        return Errno::Success;
    }

    /// True when the walk is over, one way or the other.
    bool step(Opened &found)
    {
        const std::string name = std::move(m_left.back());
        m_left.pop_back();
        const bool last = m_left.empty();
        if (name == "..") {
            if (m_entered.empty())
                return end(found, Errno::NotCapable);
            m_entered.pop_back();
        } else if (name != "." && (!last || m_directory)) {
            if (last && m_flags & O_CREAT)
                return end(found, Errno::IsDirectory);
            return enter(name, found) || (last && m_left.empty() && open(".", found));
        }
        return last && open(name == ".." ? "." : name, found);
    }

    bool end(Opened &found, Errno error)
    {
        found.error = error;
        return true;
    }

    /// Goes into a directory, or puts what a link says before what is left. True on an error.
    bool enter(const std::string &name, Opened &found)
    {
        HostFile file(openat(top(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
        struct stat about;
        if (!file || fstat(file.get(), &about) != 0)
            return end(found, lastError());
        if (S_ISLNK(about.st_mode))
            return follow(file.get(), "", found);
        if (!S_ISDIR(about.st_mode))
            return end(found, Errno::NotDirectory);
        m_entered.push_back(std::move(file));
        return false;
    }

    bool follow(int directory, const char *name, Opened &found)
    {
        if (++m_links > maxLinks)
            return end(found, Errno::Loop);
        char target[PATH_MAX];
        const ssize_t length = readlinkat(directory, name, target, sizeof target);
        if (length < 0)
            return end(found, lastError());
        const Errno error = prepend({target, size_t(length)});
        return error != Errno::Success && end(found, error);
    }

    /// Opens the last component. A link that is to be followed lengthens the walk.
    bool open(const std::string &name, Opened &found)
    {
        HostFile file(openat(top(), name.c_str(), m_flags | O_NOFOLLOW, m_mode));
        const int error = errno;
        struct stat about;
        const bool follows = !(m_flags & O_NOFOLLOW);
        if (!file && follows && (error == ELOOP || error == ENOTDIR) &&
            fstatat(top(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(about.st_mode))
            return follow(top(), name.c_str(), found);
        if (!file)
            return end(found, fromHost(error));
        if (follows && m_flags & O_PATH && fstat(file.get(), &about) == 0 && S_ISLNK(about.st_mode))
            return follow(file.get(), "", found);
        found = {std::move(file)};
        return true;
    }

    const int m_root, m_flags;
    const mode_t m_mode;
    std::vector<HostFile> m_entered; ///< below the root
    std::vector<std::string> m_left; ///< components, the next one last
    bool m_directory = false;        ///< a slash behind the last component
    int m_links = 0;
};

Errno check(std::string_view path)
{
    if (path.empty())
        return Errno::NoEntry;
    if (path.find('\0') != path.npos)
        return Errno::Invalid;
    if (path.size() >= PATH_MAX)
        return Errno::NameTooLong;
    return path.starts_with('/') ? Errno::NotCapable : Errno::Success;
}

} // namespace

Resolution Resolver::best()
{
    static const Resolution found = [] {
        const HostFile here(openBeneath(AT_FDCWD, ".", O_PATH | O_CLOEXEC, 0));
        return here ? Resolution::Kernel : Resolution::Walk;
    }();
    return found;
}

Resolver::Resolver(std::optional<Resolution> chosen) : m_how(chosen.value_or(best())) {}

Opened Resolver::open(int directory, std::string_view path, int flags, mode_t mode) const
{
    if (const Errno error = check(path); error != Errno::Success)
        return {HostFile(), error};
    return m_how == Resolution::Kernel ? openByKernel(directory, std::string(path), flags, mode)
                                       : Walk(directory, flags, mode).run(path);
}

Resolver::Entry Resolver::entry(int directory, std::string_view path) const
{
    if (const Errno error = check(path); error != Errno::Success)
        return {HostFile(), {}, error};
    const size_t end = path.find_last_not_of('/') + 1;
    const size_t begin = path.substr(0, end).find_last_of('/') + 1;
    std::string_view name = path.substr(begin, end - begin), parent = path.substr(0, begin);
    std::string kept(name);
    if (name == "." || name == "..") {
        parent = path;
        kept = ".";
    } else if (end < path.size()) {
        kept += '/';
    }
    Opened opened = open(directory, parent.empty() ? "." : parent, O_PATH | O_DIRECTORY);
    return {std::move(opened.file), std::move(kept), opened.error};
}

} // namespace watchglass::wasi
