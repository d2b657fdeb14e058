// SPDX-License-Identifier: Apache-2.0
#include "plugins/kit/handed_text.h"

#include <sys/mman.h>
#include <unistd.h>

namespace watchglass::plugins {

int descriptorWith(const std::string &text)
{
    if (text.empty())
        return -1;
    const int made = memfd_create("watchglass", MFD_CLOEXEC);
    if (made >= 0 && pwrite(made, text.data(), text.size(), 0) != ssize_t(text.size())) {
        close(made);
        return -1;
    }
    return made;
}

std::string textIn(int descriptor)
{
    std::string text;
    char some[4096];
    for (ssize_t got; (got = pread(descriptor, some, sizeof some, off_t(text.size()))) > 0;)
        text.append(some, size_t(got));
    close(descriptor);
    return text;
}

} // namespace watchglass::plugins
