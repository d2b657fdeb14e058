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
    for (const fuzz::Way &way : {fuzz::Way{.driver = exec::Driver::Single}, fuzz::Way{.stepped = true}})
        if (const std::string difference = fuzz::difference(plain, fuzz::observe(module, way)); !difference.empty()) {
            std::fprintf(stderr, "%s:\n%s", way.stepped ? "stepped" : "driven by the loop", difference.c_str());
            std::abort();
        }
    return 0;
}
