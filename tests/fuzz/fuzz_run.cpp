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
    fuzz::Way watched, checked, collecting, stepped, counted, countedSingle;
    watched.driver = exec::Driver::Watched;
    checked.limits.checkBounds = true;
    collecting.limits.collectAlways = true;
    stepped.stepped = true;
    counted.counted = countedSingle.counted = true;
    countedSingle.driver = exec::Driver::Single;
    const auto compare = [&](const fuzz::Observation &wanted, const fuzz::Way &way) {
        const fuzz::Observation seen = fuzz::observe(module, way);
        if (const std::string difference = fuzz::difference(wanted, seen); !difference.empty()) {
            std::fprintf(stderr, "%s:\n%s", fuzz::nameOf(way), difference.c_str());
            std::abort();
        }
        return seen;
    };
    for (const fuzz::Way &way : {watched, checked, collecting, stepped})
        compare(plain, way);
    compare(compare(plain, counted), countedSingle);
    return 0;
}
