// SPDX-License-Identifier: Apache-2.0
#include "engine/host/manifest.h"

#include <gtest/gtest.h>

namespace watchglass::host {

namespace {

TEST(Manifest, SaysWhatAProviderServesAndWhatCanBeSet)
{
    const ManifestResult read = readManifest(R"({
        "watchglass_provider": 1, "name": "Store", "version": "1.2.0", "summary": "keeps things",
        "capabilities": ["wascc:keyvalue", "wasmcloud:keyvalue"],
        "settings": [{"name": "URL", "default": "redis://localhost", "help": "where"},
                     {"name": "MODE", "kind": "choice", "choices": ["a", "b"], "required": true}],
        "something": "of later"})");
    ASSERT_TRUE(read.manifest) << read.error;
    EXPECT_EQ(read.manifest->name, "Store");
    EXPECT_EQ(read.manifest->version, "1.2.0");
    EXPECT_TRUE(read.manifest->serves("wasmcloud:keyvalue"));
    EXPECT_FALSE(read.manifest->serves("wascc:messaging"));
    ASSERT_EQ(read.manifest->settings.size(), 2u);
    EXPECT_EQ(read.manifest->settings[0].fallback, "redis://localhost");
    EXPECT_EQ(read.manifest->settings[0].kind, Setting::Kind::Text);
    EXPECT_TRUE(read.manifest->settings[1].required);
    EXPECT_EQ(read.manifest->settings[1].choices, (std::vector<std::string>{"a", "b"}));
}

TEST(Manifest, WhatIsWrongIsNamed)
{
    const auto error = [](std::string_view json) { return readManifest(json).error; };
    EXPECT_EQ(error("[]"), "it is no JSON object");
    EXPECT_EQ(error("{}"), "\"watchglass_provider\" must be 1, the only interface this program knows");
    EXPECT_EQ(error(R"({"watchglass_provider": 1, "version": "1", "capabilities": ["x"]})"),
              "the manifest has no \"name\"");
    EXPECT_EQ(error(R"({"watchglass_provider": 1, "name": "n", "version": "1", "capabilities": []})"),
              "the manifest names no \"capabilities\"");
    EXPECT_EQ(error(R"({"watchglass_provider": 1, "name": "n", "version": "1", "capabilities": ["x"],
                        "settings": [{"name": "A", "kind": "colour"}]})"),
              "the setting A: \"kind\" is text, number, flag, path or choice, not \"colour\"");
    EXPECT_NE(error("{").find("parse error"), std::string::npos);
}

} // namespace

} // namespace watchglass::host
