// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <regex>

#include "engine/host/claims/module_tokens.h"
#include "tests/engine/host/claims/kit.h"

namespace watchglass::claims {
namespace {

using namespace testing;

/// Made by other software from the same keys and claims: Ed25519 and the order of keys leave no choice.
TEST(Signing, GivesTheBytesOfTheFixtures)
{
    for (const char *name : {"kvcounter_v1_s.wasm", "kvcounter_tweaked_s.wasm"}) {
        const Bytes module = readBytes(data(name));
        const Result<Bytes> again = signModule(module, {*verify(module).token->claims}, keys("own_account_signing"));
        ASSERT_TRUE(again) << again.trouble.text();
        EXPECT_EQ(*again, module) << name;
    }
    for (const auto &[name, issuer] : {std::pair{"operator", "own_operator"}, {"account", "own_operator_signing"}}) {
        const auto token = chainToken(name);
        const auto again = signToken(*token->claims, keys(issuer));
        ASSERT_TRUE(again);
        EXPECT_EQ((*again)->text, token->text);
    }
}

TEST(Signing, FillsInWhatIsMissing)
{
    const Bytes module = signedModule(moduleClaims(), newKeys(KeyKind::Account));
    const Claims first = *verify(module).token->claims;
    EXPECT_TRUE(std::regex_match(first.id, std::regex("[0-9A-Za-z]{22}"))) << first.id;
    EXPECT_GT(first.issued, 1'700'000'000u);
    EXPECT_NE(first.id, verify(signedModule(moduleClaims(), newKeys(KeyKind::Account))).token->claims->id);
    EXPECT_EQ(first.module()->hash, hashOf(smallModule()));
}

TEST(Signing, TheSameInputsGiveTheSameBytes)
{
    const KeyPair issuer = keys("own_account");
    Claims claims = moduleClaims();
    claims.id = "chosen";
    claims.issued = 5;
    EXPECT_EQ(signedModule(claims, issuer), signedModule(claims, issuer));
    EXPECT_NE(signedModule(claims, issuer), signedModule(claims, newKeys(KeyKind::Account)));
}

TEST(Signing, KeepsEverythingOfTheModuleButItsTokens)
{
    const Bytes plain = smallModule();
    const Bytes once = signedModule(moduleClaims(), newKeys(KeyKind::Account), "wasmcloud_jwt");
    const Result<Bytes> twice = signModule(once, {moduleClaims(), "jwt"}, newKeys(KeyKind::Account));
    ASSERT_TRUE(twice);
    const Result<ModuleParts> parts = readParts(*twice);
    ASSERT_TRUE(parts);
    ASSERT_EQ(parts->tokens.size(), 1u);
    EXPECT_EQ(parts->tokens[0].name, "jwt");
    EXPECT_TRUE(parts->tokenIsLast);
    EXPECT_EQ(*withoutTokens(*twice), plain);
}

TEST(Signing, RefusesWhatIsNoModule)
{
    const KeyPair issuer = keys("own_account");
    EXPECT_FALSE(signModule({}, {moduleClaims()}, issuer));
    EXPECT_FALSE(signModule(Bytes{0, 'a', 's', 'm', 1, 0, 0, 0, 1}, {moduleClaims()}, issuer));
    EXPECT_FALSE(signModule(smallModule(), {*chainToken("account")->claims}, issuer));
}

} // namespace
} // namespace watchglass::claims
