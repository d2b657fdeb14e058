// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/load.h"

#include "engine/wasm/validator.h"

namespace watchglass::wasm {

DecodeResult load(std::shared_ptr<const Bytes> bytes, size_t limit)
{
    if (!bytes)
        return {nullptr, {{0, "there is no module", {}, true}}};
    DecodeResult result = decode(std::move(bytes));
    if (result)
        result.problems = validate(*result.module, limit);
    if (!result.problems.empty())
        result.module = nullptr;
    return result;
}

} // namespace watchglass::wasm
