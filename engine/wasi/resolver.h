// SPDX-License-Identifier: Apache-2.0
/// Finds what a guest's path names, never outside the directory it starts from: no absolute path, no `..` and no
/// symbolic link leads out of it, whatever other processes rename meanwhile.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/wasi/host_file.h"
#include "engine/wasi/sandbox.h"

namespace watchglass::wasi {

class Resolver
{
public:
    explicit Resolver(std::optional<Resolution> chosen = std::nullopt);
    static Resolution best(); ///< of this machine
    Resolution how() const { return m_how; }

    struct Opened {
        HostFile file;
        Errno error = Errno::Success; ///< `NotCapable` when the path leads out
    };
    /// As open(2) beneath `directory`; O_CLOEXEC is added, O_NOFOLLOW regards the last component only.
    Opened open(int directory, std::string_view path, int flags, mode_t mode = 0) const;

    struct Entry {
        HostFile parent;
        std::string name; ///< never `..`; with a slash behind it when the path had one, or "." for a directory as such
        Errno error = Errno::Success;
        bool slashed() const { return name.ends_with('/'); }
    };
    /// The directory that holds, or would hold, what the path names. The last component is not looked at. Calls that
    /// follow a link when a slash stands behind its name (stat, readlink, link of the old name) must not be given it.
    Entry entry(int directory, std::string_view path) const;

private:
    Resolution m_how;
};

} // namespace watchglass::wasi
