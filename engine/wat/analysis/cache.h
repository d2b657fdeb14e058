// SPDX-License-Identifier: Apache-2.0
/// What one analysis hands on to the next: its functions, found again by their text and surroundings.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "engine/wat/analysis/function_reader.h"

namespace watchglass::wat::detail {

/// A function's result depends on its own text, on its type, and on what the module shows to bodies – not on where it
/// stands, nor on which chunk holds it. So these are its key, and a function that only moved is taken over as well.
struct AnalysisCache {
    struct Entry {
        TextRange text; ///< in `source`
        uint64_t environment = 0;
        uint32_t type = 0;
        std::shared_ptr<const FunctionResult> result;
    };
    std::shared_ptr<const std::string> source;
    std::unordered_map<uint64_t, Entry> functions; ///< by hash of the text and the rest of the key

    static uint64_t keyOf(std::string_view text, uint64_t environment, uint32_t type);
    std::shared_ptr<const FunctionResult> find(std::string_view text, uint64_t environment, uint32_t type) const;
};

} // namespace watchglass::wat::detail
