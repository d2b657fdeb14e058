// SPDX-License-Identifier: Apache-2.0
#include "plugins/kit/keep_loaded.h"

#include <dlfcn.h>

namespace watchglass::plugins {

void keepLoaded(const void *function)
{
    Dl_info library = {};
    if (dladdr(function, &library) && library.dli_fname)
        dlopen(library.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE); // never closed
}

} // namespace watchglass::plugins
