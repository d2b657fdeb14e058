// SPDX-License-Identifier: Apache-2.0
#include "engine/wasi/names.h"

#include <cstdio>
#include <iterator>
#include <span>
#include <string_view>

namespace watchglass::wasi {

namespace {

constexpr std::string_view rightTable[] = {"fd_datasync",
                                           "fd_read",
                                           "fd_seek",
                                           "fd_fdstat_set_flags",
                                           "fd_sync",
                                           "fd_tell",
                                           "fd_write",
                                           "fd_advise",
                                           "fd_allocate",
                                           "path_create_directory",
                                           "path_create_file",
                                           "path_link_source",
                                           "path_link_target",
                                           "path_open",
                                           "fd_readdir",
                                           "path_readlink",
                                           "path_rename_source",
                                           "path_rename_target",
                                           "path_filestat_get",
                                           "path_filestat_set_size",
                                           "path_filestat_set_times",
                                           "fd_filestat_get",
                                           "fd_filestat_set_size",
                                           "fd_filestat_set_times",
                                           "path_symlink",
                                           "path_remove_directory",
                                           "path_unlink_file",
                                           "poll_fd_readwrite",
                                           "sock_shutdown",
                                           "sock_accept"};

constexpr std::string_view signalTable[] = {"NONE", "HUP",    "INT",  "QUIT",  "ILL",  "TRAP", "ABRT", "BUS",
                                            "FPE",  "KILL",   "USR1", "SEGV",  "USR2", "PIPE", "ALRM", "TERM",
                                            "CHLD", "CONT",   "STOP", "TSTP",  "TTIN", "TTOU", "URG",  "XCPU",
                                            "XFSZ", "VTALRM", "PROF", "WINCH", "POLL", "PWR",  "SYS"};

constexpr std::string_view clockTable[] = {"REALTIME", "MONOTONIC", "PROCESS_CPUTIME_ID", "THREAD_CPUTIME_ID"};

std::string join(uint64_t flags, std::span<const std::string_view> names, const char *between, const char *none)
{
    std::string text;
    const auto add = [&](std::string_view name) {
        if (!text.empty())
            text += between;
        text += name;
    };
    for (size_t i = 0; i < names.size(); ++i)
        if (flags >> i & 1)
            add(names[i]);
    if (const uint64_t rest = flags >> names.size() << names.size()) {
        char hex[24];
        std::snprintf(hex, sizeof hex, "0x%llx", static_cast<unsigned long long>(rest));
        add(hex);
    }
    return text.empty() ? none : text;
}

std::string pick(uint32_t number, std::span<const std::string_view> names)
{
    return number < names.size() ? std::string(names[number]) : std::to_string(number);
}

} // namespace

std::string rightNames(uint64_t rights)
{
    return join(rights, rightTable, ", ", "none");
}

std::string oflagNames(uint32_t flags)
{
    static constexpr std::string_view names[] = {"CREAT", "DIRECTORY", "EXCL", "TRUNC"};
    return join(flags, names, "|", "0");
}

std::string fdflagNames(uint32_t flags)
{
    static constexpr std::string_view names[] = {"APPEND", "DSYNC", "NONBLOCK", "RSYNC", "SYNC"};
    return join(flags, names, "|", "0");
}

std::string fstflagNames(uint32_t flags)
{
    static constexpr std::string_view names[] = {"ATIM", "ATIM_NOW", "MTIM", "MTIM_NOW"};
    return join(flags, names, "|", "0");
}

std::string lookupflagNames(uint32_t flags)
{
    static constexpr std::string_view names[] = {"SYMLINK_FOLLOW"};
    return join(flags, names, "|", "0");
}

std::string signalName(uint32_t signal)
{
    return pick(signal, signalTable);
}

std::string clockName(uint32_t id)
{
    return pick(id, clockTable);
}

} // namespace watchglass::wasi
