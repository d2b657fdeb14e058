// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/features.h"

#include <algorithm>

namespace watchglass::wasm {

namespace {

struct Row {
    std::string_view key, name;
    Feature needs = Feature::Mvp; ///< cannot be without it
};

constexpr Row rows[] = {
    {"mvp", "version 1.0"},
    {"sign-extension", "sign extension"},
    {"nontrapping-float-to-int", "saturating float to int"},
    {"bulk-memory", "bulk memory"},
    {"reference-types", "reference types"},
    {"multi-value", "multi-value"},
    {"simd", "vectors"},
    {"relaxed-simd", "relaxed vectors", Feature::Simd},
    {"tail-call", "tail calls"},
    {"function-references", "typed function references", Feature::RefTypes},
    {"gc", "garbage collection", Feature::FuncRefs},
    {"exceptions", "exceptions"},
    {"legacy-exceptions", "legacy exceptions"},
    {"threads", "threads"},
    {"multi-memory", "multiple memories"},
    {"memory64", "64-bit memory"},
    {"extended-const", "extended constant expressions"},
};
static_assert(std::size(rows) == featureCount);

} // namespace

std::string_view featureName(Feature feature)
{
    return rows[size_t(feature)].name;
}

std::string_view featureKey(Feature feature)
{
    return rows[size_t(feature)].key;
}

std::vector<Feature> allFeatures()
{
    std::vector<Feature> all;
    for (size_t i = 1; i < featureCount; ++i)
        all.push_back(Feature(i));
    return all;
}

std::optional<Feature> featureFromKey(std::string_view key)
{
    for (const Feature feature : allFeatures())
        if (featureKey(feature) == key)
            return feature;
    return std::nullopt;
}

FeatureSet withDependents(FeatureSet features)
{
    for (size_t i = 1; i < featureCount; ++i) // what a feature needs stands before it
        if (rows[i].needs != Feature::Mvp && features[size_t(rows[i].needs)])
            features.set(i);
    return features;
}

} // namespace watchglass::wasm
