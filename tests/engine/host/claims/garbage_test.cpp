// SPDX-License-Identifier: Apache-2.0
// Signed modules that somebody cut, joined and overwrote, from a seed.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "engine/host/claims/card.h"
#include "engine/host/claims/encoding.h"
#include "engine/host/claims/module_tokens.h"
#include "tests/engine/host/claims/kit.h"

namespace watchglass::claims {
namespace {

using namespace testing;
using Random = std::mt19937;

size_t below(size_t limit, Random &random)
{
    return std::uniform_int_distribution<size_t>(0, limit - 1)(random);
}

/// Overwrites, removes, repeats or moves some of the bytes.
void damage(Bytes &bytes, Random &random)
{
    const size_t from = below(bytes.size(), random),
                 length = 1 + below(std::min<size_t>(bytes.size() - from, 40), random);
    const auto begin = bytes.begin() + ptrdiff_t(from), end = begin + ptrdiff_t(length);
    const Bytes part(begin, end);
    switch (random() % 4) {
    case 0:
        std::generate(begin, end, [&] { return uint8_t(random()); });
        break;
    case 1:
        bytes.erase(begin, end);
        break;
    case 2:
        bytes.insert(begin, part.begin(), part.end());
        break;
    default:
        bytes.erase(begin, end);
        bytes.insert(bytes.begin() + ptrdiff_t(bytes.empty() ? 0 : below(bytes.size(), random)), part.begin(),
                     part.end());
    }
}

TEST(Garbage, NoDamagedModuleIsGood)
{
    Random random(1);
    const Bytes module = signedModule(moduleClaims(), newKeys(KeyKind::Account));
    // Two tokens' worth of bytes around the boundaries of sections, and of a real module.
    for (const Bytes &original : {module, readBytes(data("kvcounter_v1_s.wasm"))})
        for (int round = 0; round < 4000; ++round) {
            Bytes other = original;
            for (unsigned times = 1 + random() % 3; times && !other.empty(); --times)
                damage(other, random);
            if (other == original)
                continue;
            const Verification verification = verify(other);
            ASSERT_FALSE(verification.good()) << "round " << round;
            ASSERT_FALSE(toText(cardOf(verification)).empty());
            ASSERT_FALSE(toJson(cardOf(verification), verification).empty());
        }
}

TEST(Garbage, TokensOfRandomClaims)
{
    Random random(2);
    const std::string head = toBase64Url(bytesOf(R"({"typ":"jwt","alg":"Ed25519"})"));
    const std::string tail = toBase64Url(SignatureBytes{});
    const std::string good = readToken(chainToken("account")->text).value.value()->json;
    for (int round = 0; round < 20'000; ++round) {
        std::string json = good;
        for (unsigned times = 1 + random() % 4; times; --times)
            json[below(json.size(), random)] = "{}[]:,\"0-.en \\u\xc3"[random() % 16];
        const auto token = readToken(head + "." + toBase64Url(bytesOf(json)) + "." + tail);
        if (token)
            EXPECT_FALSE(verifyToken(*token, chainTrust(), today).good());
    }
}

/// The parts of two modules that are both good make none that is, unless it is one of the two.
TEST(Garbage, PartsOfTwoModules)
{
    const KeyPair issuer = newKeys(KeyKind::Account);
    Bytes longer = smallModule();
    longer.insert(longer.end(), {0, 2, 1, 'x'});
    const Result<Bytes> second = signModule(longer, {moduleClaims()}, issuer);
    ASSERT_TRUE(second);
    const Bytes first = signedModule(moduleClaims(), issuer);
    const Result<ModuleParts> one = readParts(first), two = readParts(*second);
    ASSERT_TRUE(one && two);
    Bytes swapped = smallModule();
    appendToken(swapped, "jwt", two->tokens[0].text);
    EXPECT_FALSE(verify(swapped).good()) << "another module's token";
    swapped = longer;
    appendToken(swapped, "jwt", one->tokens[0].text);
    EXPECT_FALSE(verify(swapped).good());
    // The head and claims of one, the signature of the other.
    const std::string mixed = std::string(one->tokens[0].text.substr(0, one->tokens[0].text.rfind('.'))) +
                              std::string(two->tokens[0].text.substr(two->tokens[0].text.rfind('.')));
    swapped = smallModule();
    appendToken(swapped, "jwt", mixed);
    EXPECT_FALSE(verify(swapped).good());
}

} // namespace
} // namespace watchglass::claims
