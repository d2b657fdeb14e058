// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/module.h"

#include <algorithm>

namespace watchglass::wasm {

const Export *Module::findExport(std::string_view name) const
{
    for (const Export &item : exports)
        if (item.name == name)
            return &item;
    return nullptr;
}

std::vector<ValType> Module::localTypes(uint32_t function) const
{
    const Function &f = functions[function];
    std::vector<ValType> all;
    if (f.type < types.size())
        all = types[f.type].func.params;
    for (const LocalRun &run : f.locals)
        all.insert(all.end(), run.count, run.type);
    return all;
}

std::optional<uint32_t> Module::functionAt(uint32_t offset) const
{
    // Bodies stand in the order of their indices, after the imports.
    const auto first = functions.begin() + importedFunctions();
    auto after = std::upper_bound(first, functions.end(), offset,
                                  [](uint32_t at, const Function &f) { return at < f.body.begin; });
    if (after == first || !(--after)->body.contains(offset))
        return std::nullopt;
    return uint32_t(after - functions.begin());
}

uint32_t Module::importedFunctions() const
{
    const auto defined =
        std::partition_point(functions.begin(), functions.end(), [](const Function &f) { return f.imported; });
    return uint32_t(defined - functions.begin());
}

} // namespace watchglass::wasm
