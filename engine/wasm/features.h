// SPDX-License-Identifier: Apache-2.0
/// The steps of the language beyond 1.0: which of them a module needs and where, and switching them off.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/wasm/instruction_table.h"
#include "engine/wasm/module.h"
#include "engine/wasm/problem.h"

namespace watchglass::wasm {

inline constexpr size_t featureCount = size_t(Feature::ExtendedConst) + 1;
using FeatureSet = std::bitset<featureCount>;

/// "vectors": what people call it.
std::string_view featureName(Feature feature);
/// "simd": what options call it; the names of wabt's and binaryen's options where they have one.
std::string_view featureKey(Feature feature);
/// All features but Mvp, in the order of the enum.
std::vector<Feature> allFeatures();
std::optional<Feature> featureFromKey(std::string_view key);
/// The set with every feature that cannot be without one of them: no relaxed vectors without vectors.
FeatureSet withDependents(FeatureSet features);

struct FeatureUse {
    Feature feature;
    uint32_t offset = 0;   ///< of the instruction or definition
    std::string_view what; ///< "i32x4.add", "a type": lives as long as the program
};
/// The first use of each feature, in the order of the enum; found by reading every body once.
std::vector<FeatureUse> featureUses(const Module &module);
std::vector<Feature> usedFeatures(const Module &module);

/// Every use of a feature that is switched off, in the order of the module, at most `limit`.
std::vector<Problem> refuseFeatures(const Module &module, const FeatureSet &off, size_t limit = 100);

} // namespace watchglass::wasm
