// SPDX-License-Identifier: Apache-2.0
#include "engine/spec/known.h"

#include <algorithm>

namespace watchglass::spec {

namespace {

constexpr std::string_view beforeReferenceTypes = "the file is older than reference types, which allow several tables",
                           beforeMultiMemory = "the file is older than multiple memories, which are in WebAssembly 3.0";

constexpr KnownFault faults[] = {
    {"proposals/threads/imports.wast", 309, "multiple tables", beforeReferenceTypes},
    {"proposals/threads/imports.wast", 313, "multiple tables", beforeReferenceTypes},
    {"proposals/threads/imports.wast", 317, "multiple tables", beforeReferenceTypes},
    {"proposals/threads/imports.wast", 404, "multiple memories", beforeMultiMemory},
    {"proposals/threads/imports.wast", 408, "multiple memories", beforeMultiMemory},
    {"proposals/threads/imports.wast", 412, "multiple memories", beforeMultiMemory},
    {"proposals/threads/memory.wast", 14, "multiple memories", beforeMultiMemory},
    {"proposals/threads/memory.wast", 15, "multiple memories", beforeMultiMemory},
    {"struct.wast", 15, "duplicate field", "wabt 1.0.32 accepts two fields of the same name"},
};

bool endsWithPath(std::string_view path, std::string_view end)
{
    return path.ends_with(end) && (path.size() == end.size() || path[path.size() - end.size() - 1] == '/');
}

} // namespace

std::span<const KnownFault> knownFaults()
{
    return faults;
}

const KnownFault *knownFault(std::string_view file, uint32_t line, std::string_view wanted)
{
    const auto found = std::find_if(std::begin(faults), std::end(faults), [&](const KnownFault &fault) {
        return fault.line == line && fault.wanted == wanted && endsWithPath(file, fault.file);
    });
    return found == std::end(faults) ? nullptr : found;
}

} // namespace watchglass::spec
