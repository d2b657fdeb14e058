// SPDX-License-Identifier: Apache-2.0
/// libFuzzer: modules run under small limits, in every way the engine has, and all ways agree.
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/observe.h"

using namespace watchglass;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const auto module = fuzz::load(std::make_shared<const wasm::Bytes>(data, data + size));
    if (!module)
        return 0;
    const fuzz::Observation plain = fuzz::observe(module, {});
    fuzz::Way watched, checked, collecting, stepped;
    watched.driver = exec::Driver::Watched;
    checked.limits.checkBounds = true;
    collecting.limits.collectAlways = true;
    stepped.stepped = true;
    for (const fuzz::Way &way : {watched, checked, collecting, stepped})
        if (const std::string difference = fuzz::difference(plain, fuzz::observe(module, way)); !difference.empty()) {
            std::fprintf(stderr, "%s:\n%s", fuzz::nameOf(way), difference.c_str());
            std::abort();
        }
    return 0;
}
