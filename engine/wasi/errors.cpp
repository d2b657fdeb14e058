// SPDX-License-Identifier: Apache-2.0
#include "engine/wasi/errors.h"

#include <cerrno>
#include <iterator>

namespace watchglass::wasi {

namespace {

struct Row {
    std::string_view name;
    int host;
};

constexpr Row rows[] = {
    {"", 0},
#define WG_ERRNO(name, host) {#host, host},
#include "engine/wasi/errors.def"
#undef WG_ERRNO
    {"ENOTCAPABLE", -1},
};

} // namespace

std::string_view name(Errno error)
{
    return size_t(error) < std::size(rows) ? rows[size_t(error)].name : "an unknown error";
}

Errno fromHost(int error)
{
    for (size_t i = 0; i < std::size(rows); ++i)
        if (rows[i].host == error)
            return Errno(i);
    return Errno::Io;
}

Errno lastError()
{
    return fromHost(errno);
}

} // namespace watchglass::wasi
