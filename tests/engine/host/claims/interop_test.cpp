// SPDX-License-Identifier: Apache-2.0
// Modules that others signed, where they are: WATCHGLASS_INTEROP names a folder of them.
#include <gtest/gtest.h>

#include <cstdlib>

#include "engine/host/claims/module_tokens.h"
#include "tests/engine/host/claims/kit.h"

namespace watchglass::claims {
namespace {

using namespace testing;

std::vector<std::filesystem::path> interopModules()
{
    std::vector<std::filesystem::path> files;
    const char *folder = std::getenv("WATCHGLASS_INTEROP");
    if (folder && std::filesystem::is_directory(folder))
        for (const auto &entry : std::filesystem::directory_iterator(folder))
            if (entry.path().extension() == ".wasm")
                files.push_back(entry.path());
    return files;
}

TEST(ClaimsInterop, WhatOthersSignedVerifies)
{
    const auto files = interopModules();
    if (files.empty())
        GTEST_SKIP() << "skipped: not there";
    size_t count = 0;
    for (const auto &file : files) {
        const Verification verification = verify(readBytes(file));
        if (verification.verdict == Verdict::Unsigned)
            continue;
        EXPECT_EQ(verification.verdict, Verdict::Intact) << file << verification.sentence;
        ++count;
    }
    EXPECT_GT(count, 0u);
    RecordProperty("signed", int(count));
}

TEST(ClaimsInterop, AnyOtherByteOfASmallOneIsRefused)
{
    const auto files = interopModules();
    if (files.empty())
        GTEST_SKIP() << "skipped: not there";
    for (const auto &file : files) {
        const Bytes module = readBytes(file);
        if (module.size() > 2000 || !verify(module).good())
            continue;
        for (size_t i = 0; i < module.size(); ++i)
            for (const int change : {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
                Bytes other = module;
                other[i] = uint8_t(other[i] ^ change);
                ASSERT_FALSE(verify(other).good()) << file << " byte " << i << " xor " << change;
            }
    }
}

TEST(ClaimsInterop, SigningAgainGivesTheSameFile)
{
    const auto files = interopModules();
    if (files.empty())
        GTEST_SKIP() << "skipped: not there";
    const Result<KeyPair> demo = KeyPair::readSeed(demoSeed);
    ASSERT_TRUE(demo);
    size_t count = 0;
    for (const auto &file : files) {
        const Bytes module = readBytes(file);
        const Verification verification = verify(module);
        if (!verification.token || verification.token->claims->issuer != demo->publicKey().text())
            continue;
        const Result<Bytes> again = signModule(module, {*verification.token->claims, verification.section}, *demo);
        ASSERT_TRUE(again) << again.trouble.text();
        EXPECT_TRUE(*again == module) << file;
        ++count;
    }
    EXPECT_GT(count, 0u);
    RecordProperty("signed again", int(count));
}

/// With anybody's tokens: what we write of the claims is what the other tool wrote.
TEST(ClaimsInterop, NothingOfAModuleIsLost)
{
    const auto files = interopModules();
    if (files.empty())
        GTEST_SKIP() << "skipped: not there";
    for (const auto &file : files) {
        const Bytes module = readBytes(file);
        const Result<ModuleParts> parts = readParts(module);
        ASSERT_TRUE(parts) << file << parts.trouble.text();
        if (parts->tokens.size() != 1 || !parts->tokenIsLast || parts->hash != parts->reframedHash)
            continue; // signing spells the lengths of sections anew
        Result<Bytes> again = withoutTokens(module);
        ASSERT_TRUE(again);
        appendToken(*again, parts->tokens[0].name, parts->tokens[0].text);
        EXPECT_TRUE(*again == module) << file;
    }
}

} // namespace
} // namespace watchglass::claims
