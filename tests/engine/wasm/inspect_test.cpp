// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/wasm/decoder.h"
#include "engine/wasm/hosts.h"
#include "engine/wasm/inspect.h"
#include "module_builder.h"

namespace watchglass::wasm {

namespace {

using testing::ModuleBuilder;

std::shared_ptr<const Module> sample(const Bytes &nameSection)
{
    Bytes custom = ModuleBuilder::name("name");
    custom.insert(custom.end(), nameSection.begin(), nameSection.end());
    return decode(ModuleBuilder()
                      .section(1, {2, 0x60, 0, 0, 0x60, 1, 0x7f, 2, 0x7f, 0x7f})
                      .section(2, {1, 1, 'm', 1, 'f', 0, 0})
                      .section(3, {2, 0, 0})
                      .section(5, {1, 5, 1, 2})
                      .section(6, {1, 0x7f, 1, 0x41, 1, 0x41, 2, 0x6a, 0x0b})
                      .section(7, {1, 3, 'r', '"', '\n', 0, 1})
                      .section(10, {2, 2, 0, 0x0b, 4, 0, 0xc0, 0x1a, 0x0b})
                      .section(0, custom)
                      .take())
        .module;
}

} // namespace

TEST(Names, fromSectionThenExportThenImport)
{
    const auto module = sample({0, 2, 1, 'M', 1, 4, 1, 2, 1, 'x', 2, 6, 1, 2, 1, 0, 1, 'v'});
    ASSERT_TRUE(module);
    const Names names = readNames(*module);
    EXPECT_EQ(names.module, "M");
    EXPECT_EQ(names.function(*module, 0), "m.f");
    EXPECT_EQ(names.function(*module, 1), "r\"\n");
    EXPECT_EQ(names.function(*module, 2), "x");
    EXPECT_EQ(names.function(*module, 3), "");
    EXPECT_EQ(names.local(2, 0), "v");
    EXPECT_EQ(names.local(2, 1), "");
    EXPECT_EQ(names.display("x", 2), "$x");
    EXPECT_EQ(names.display("a b", 2), "$\"a b\"");
    EXPECT_EQ(names.display("", 2), "2");
    EXPECT_EQ(names.display("a\nb", 2), "2") << "no one can type it";
}

TEST(Names, damageEndsTheSectionSilently)
{
    const auto module = sample({1, 5, 9, 1, 1, 'g', 7, 2, 6, 1});
    ASSERT_TRUE(module);
    EXPECT_NO_FATAL_FAILURE(readNames(*module));
    EXPECT_EQ(readNames(*sample({1, 4, 1, 2, 1, 0xff})).functions.size(), 0u) << "not UTF-8";
}

TEST(Inspect, features)
{
    const auto used = usedFeatures(*sample({}));
    EXPECT_EQ(used,
              (std::vector<Feature>{Feature::SignExt, Feature::MultiValue, Feature::Memory64, Feature::ExtendedConst}));
    EXPECT_EQ(featureName(Feature::Memory64), "64-bit memory");
}

TEST(Features, haveAKeyAndAName)
{
    for (const Feature feature : allFeatures()) {
        EXPECT_EQ(featureFromKey(featureKey(feature)), feature);
        EXPECT_FALSE(featureName(feature).empty());
    }
    EXPECT_EQ(featureFromKey("mvp"), std::nullopt);
    EXPECT_EQ(featureFromKey("simd128"), std::nullopt);
}

TEST(Features, areFoundWhereTheyAreFirstUsed)
{
    const auto module = sample({});
    const auto uses = featureUses(*module);
    ASSERT_EQ(uses.size(), 4u);
    EXPECT_EQ(uses[0].what, "i32.extend8_s");
    EXPECT_TRUE(module->functions[2].code.contains(uses[0].offset));
    EXPECT_EQ(uses[1].what, "a type");
    EXPECT_EQ(uses[2].what, "a memory");
    EXPECT_EQ(uses[2].offset, module->memories[0].at);
}

TEST(Features, areRefusedWhenSwitchedOffAndNotOtherwise)
{
    const auto module = sample({});
    FeatureSet off;
    EXPECT_TRUE(refuseFeatures(*module, off).empty());
    off.set(size_t(Feature::Simd)).set(size_t(Feature::Gc));
    EXPECT_TRUE(refuseFeatures(*module, off).empty());
    off.set(size_t(Feature::Memory64));
    const auto problems = refuseFeatures(*module, off);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].offset, module->memories[0].at);
    EXPECT_EQ(problems[0].message, "a memory needs 64-bit memory (memory64), which is switched off");
    EXPECT_EQ(withDependents(FeatureSet().set(size_t(Feature::RefTypes))).count(), 3u)
        << "typed references and garbage collection go with it";
}

TEST(Hosts, areJudgedByWhatTheyLackAndByTheVersionThatHasAll)
{
    const auto verdict = [](std::string_view host, std::vector<Feature> features) {
        const auto all = judgeHosts(features);
        return *std::find_if(all.begin(), all.end(), [&](const HostVerdict &v) { return v.host == host; });
    };
    EXPECT_EQ(verdict("Chrome", {}).since, "");
    EXPECT_EQ(verdict("Chrome", {Feature::Simd, Feature::TailCall, Feature::SignExt}).since, "112");
    EXPECT_EQ(verdict("Wasmtime", {Feature::Simd, Feature::Gc}).since, "47") << "0.33 is older";
    EXPECT_EQ(verdict("Safari", {Feature::Simd, Feature::Memory64}).lacks, std::vector{Feature::Memory64});
    EXPECT_FALSE(verdict("wasm3", {Feature::Simd}).runs());
    EXPECT_EQ(verdict("wazero", {Feature::TailCall}).asked, std::vector{Feature::TailCall});
    EXPECT_TRUE(verdict("wazero", {Feature::TailCall}).runs());
}

TEST(Inspect, jsonIsWellFormedAndComplete)
{
    const auto module = sample({1, 4, 1, 2, 1, 'x'});
    const auto json = nlohmann::json::parse(inspectJson(*module));
    EXPECT_EQ(json.at("size"), module->bytes->size());
    EXPECT_EQ(json.at("exports").at(0).at("name"), "r\"\n");
    EXPECT_EQ(json.at("functions").size(), 3u);
    EXPECT_EQ(json.at("functions").at(2).at("name"), "x");
    EXPECT_EQ(json.at("functions").at(2).at("size"), 4);
    EXPECT_EQ(json.at("functions").at(2).at("offset"), module->functions[2].body.begin);
    EXPECT_EQ(json.at("types").at(1).at("results"), (std::vector<std::string>{"i32", "i32"}));
    EXPECT_EQ(json.at("memories").at(0).at("is64"), true);
    EXPECT_EQ(json.at("memories").at(0).at("max"), 2);
    EXPECT_EQ(json.at("globals").at(0).at("mutable"), true);
    EXPECT_EQ(json.at("needs").at(2).at("key"), "memory64");
    EXPECT_EQ(json.at("limits").at("functions"), 3);
    for (const char *key : {"imports", "tables", "tags", "elements", "data", "sections", "features", "needs", "hosts"})
        EXPECT_TRUE(json.at(key).is_array()) << key;
}

TEST(Inspect, textHasALineForEverything)
{
    const std::string text = inspectText(*sample({1, 4, 1, 2, 1, 'x'}));
    EXPECT_NE(text.find("func 2 x: () -> (), 4 bytes at 0x"), std::string::npos) << text;
    EXPECT_NE(text.find("  64-bit memory (memory64), first for a memory at 0x"), std::string::npos) << text;
    EXPECT_NE(text.find("  Safari: lacks 64-bit memory\n"), std::string::npos) << text;
    EXPECT_NE(text.find("  imports from m: 1 function\n"), std::string::npos) << text;
    EXPECT_NE(text.find("memory 0: 1 to 2, 64-bit pages"), std::string::npos) << text;
    EXPECT_NE(text.find("m.f: func 0"), std::string::npos) << text;
}

} // namespace watchglass::wasm
