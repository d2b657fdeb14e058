// SPDX-License-Identifier: Apache-2.0
// Modules that carry tokens: which are trusted, and what is wrong with the others.
#include <gtest/gtest.h>

#include "engine/host/claims/card.h"
#include "engine/host/claims/dates.h"
#include "engine/host/claims/encoding.h"
#include "engine/host/claims/module_tokens.h"
#include "tests/engine/host/claims/kit.h"

namespace watchglass::claims {
namespace {

using namespace testing;

bool says(const std::string &sentence, const std::string &part)
{
    return sentence.find(part) != sentence.npos;
}

TEST(SignedModule, TheFixturesAreTrusted)
{
    for (const char *name : {"kvcounter_v1_s.wasm", "kvcounter_tweaked_s.wasm"}) {
        const Bytes module = readBytes(data(name));
        const Verification alone = verify(module), vouched = verify(module, chainTrust());
        EXPECT_EQ(alone.verdict, Verdict::Intact) << alone.sentence;
        EXPECT_EQ(vouched.verdict, Verdict::Trusted) << vouched.sentence;
        EXPECT_EQ(vouched.section, "jwt");
        ASSERT_EQ(vouched.chain.size(), 3u);
        EXPECT_EQ(vouched.chain[0].name, "Demo operator");
        EXPECT_EQ(vouched.chain[1].name, "Demo account");
        EXPECT_EQ(vouched.chain[2].subject, keys("own_module_kvcounter").publicKey().text());
    }
}

TEST(SignedModule, AnyOtherByteAnywhereIsRefused)
{
    const KeyPair issuer = newKeys(KeyKind::Account);
    for (const char *section : {"jwt", "wasmcloud_jwt"}) {
        const Bytes module = signedModule(moduleClaims(), issuer, section);
        ASSERT_TRUE(verify(module).good());
        for (size_t i = 0; i < module.size(); ++i)
            for (int change = 1; change < 256; ++change) {
                Bytes other = module;
                other[i] = uint8_t(other[i] ^ change);
                const Verification verification = verify(other);
                ASSERT_FALSE(verification.good()) << "byte " << i << " of " << module.size() << " xor " << change;
                ASSERT_EQ(verification.claims(), nullptr);
                ASSERT_FALSE(verification.sentence.empty());
            }
    }
}

TEST(SignedModule, AnyOtherByteOfARealOneIsRefused)
{
    const Bytes module = readBytes(data("kvcounter_v1_s.wasm"));
    for (size_t i = 0; i < module.size(); ++i)
        for (const int change : {1, 0x80, 0xFF}) {
            Bytes other = module;
            other[i] = uint8_t(other[i] ^ change);
            ASSERT_FALSE(verify(other).good()) << "byte " << i << " xor " << change;
        }
    for (size_t size = 0; size < module.size(); ++size)
        ASSERT_FALSE(verify(Bytes(module.begin(), module.begin() + ptrdiff_t(size))).good()) << size;
}

TEST(SignedModule, OneThatNobodySignedSaysSo)
{
    const Verification verification = verify(smallModule());
    EXPECT_EQ(verification.verdict, Verdict::Unsigned);
    EXPECT_EQ(verification.sentence, "The module is not trusted: it carries no token, so nobody signed it.");
    EXPECT_EQ(verify({'x'}).verdict, Verdict::Refused);
    EXPECT_TRUE(says(errorOf(verify({})), "at byte 0x0"));
}

TEST(SignedModule, TheHashIsAskedAtEveryRevision)
{
    for (const std::optional<uint64_t> format :
         {std::optional<uint64_t>(), std::optional<uint64_t>(2), std::optional<uint64_t>(3)}) {
        Claims claims = moduleClaims();
        claims.format = format;
        Bytes module = signedModule(claims, newKeys(KeyKind::Account));
        ASSERT_TRUE(verify(module).good());
        module[15] = 43; // in the section "note"
        EXPECT_TRUE(says(errorOf(verify(module)), "not the one that was signed")) << verify(module).sentence;
    }
}

/// A linker that reserves five bytes for each length changes no meaning; what was signed may have been either spelling.
TEST(SignedModule, LengthsOfSectionsMayBeSpelledLonger)
{
    const Bytes module = signedModule(moduleClaims(), newKeys(KeyKind::Account));
    Bytes longer(module.begin(), module.begin() + 9);
    longer.insert(longer.end(), {0x86, 0x80, 0x80, 0x80, 0x00});
    longer.insert(longer.end(), module.begin() + 10, module.end());
    EXPECT_TRUE(verify(longer).good()) << verify(longer).sentence;
    longer[13] = 0x10; // bits above the 32nd
    EXPECT_TRUE(says(errorOf(verify(longer)), "at byte 0x9")) << errorOf(verify(longer));
    longer[13] = 0x80; // a sixth byte
    EXPECT_FALSE(verify(longer).good());
}

TEST(SignedModule, SeveralTokensAreNone)
{
    const Bytes first = signedModule(moduleClaims(), newKeys(KeyKind::Account));
    const Bytes second = signedModule(moduleClaims(), newKeys(KeyKind::Account), "wasmcloud_jwt");
    Bytes both = first;
    both.insert(both.end(), second.begin() + 16, second.end());
    EXPECT_TRUE(says(errorOf(verify(both)), "it carries 2 tokens")) << errorOf(verify(both));
    Bytes again = first;
    again.insert(again.end(), first.begin() + 16, first.end());
    EXPECT_FALSE(verify(again).good());
    const Result<Bytes> resigned = signModule(both, {moduleClaims()}, newKeys(KeyKind::Account));
    ASSERT_TRUE(resigned);
    EXPECT_TRUE(verify(*resigned).good()) << "signing removes them all";
}

TEST(SignedModule, ATokenElsewhereIsNoted)
{
    const Bytes module = signedModule(moduleClaims(), newKeys(KeyKind::Account));
    Bytes moved(module.begin(), module.begin() + 8);
    moved.insert(moved.end(), module.begin() + 16, module.end());
    moved.insert(moved.end(), module.begin() + 8, module.begin() + 16);
    const Verification verification = verify(moved);
    EXPECT_TRUE(verification.good()) << verification.sentence;
    EXPECT_EQ(verification.findings.front().severity, Severity::Note);
}

TEST(SignedModule, DatesAreKept)
{
    const KeyPair issuer = newKeys(KeyKind::Account);
    Claims claims = moduleClaims();
    claims.issued = claims.notBefore.emplace(1000);
    claims.expires = 2000;
    const Bytes module = signedModule(claims, issuer);
    EXPECT_TRUE(says(errorOf(verify(module, {}, 999)), "must not be used before 1970-01-01 00:16:40 UTC"));
    EXPECT_TRUE(verify(module, {}, 1000).good());
    EXPECT_TRUE(verify(module, {}, 2000).good());
    EXPECT_TRUE(says(errorOf(verify(module, {}, 2001)), "it expired on 1970-01-01 00:33:20 UTC"));
    claims.notBefore.reset();
    EXPECT_TRUE(verify(signedModule(claims, issuer), {}, 10).good()) << "clocks differ: a warning only";
}

TEST(SignedModule, OnlyAnAccountSignsIt)
{
    for (const KeyKindName &kind : keyKinds()) {
        if (kind.kind == KeyKind::Curve)
            continue;
        const Verification verification = verify(signedModule(moduleClaims(), newKeys(kind.kind)));
        EXPECT_EQ(verification.good(), kind.kind == KeyKind::Account) << kind.name;
        if (!verification.good()) {
            EXPECT_TRUE(says(verification.sentence, "the issuer is the key of " + std::string(kind.noun)))
                << verification.sentence;
        }
        Claims claims = moduleClaims();
        claims.subject = newKeys(kind.kind).publicKey().text();
        EXPECT_EQ(verify(signedModule(claims, newKeys(KeyKind::Account))).good(),
                  kind.kind == KeyKind::Module || kind.kind == KeyKind::Provider)
            << kind.name;
    }
    Claims claims = moduleClaims();
    claims.subject = "test.wasm";
    EXPECT_FALSE(verify(signedModule(claims, newKeys(KeyKind::Account))).good());
}

TEST(SignedModule, ATokenOfAnotherKindSaysNothingOfIt)
{
    const KeyPair account = newKeys(KeyKind::Operator);
    Bytes module = smallModule();
    appendToken(module, "jwt",
                signedToken(TokenKind::Account, newKeys(KeyKind::Account).publicKey().text(), account)->text);
    EXPECT_TRUE(says(errorOf(verify(module)), "not that of a module"));
}

/// A component with one module in it.
Bytes componentOf(const Bytes &inner)
{
    Bytes component{0, 'a', 's', 'm', 0x0d, 0, 1, 0, 1};
    for (size_t size = inner.size();; size >>= 7) {
        component.push_back(uint8_t(size & 0x7f) | (size > 0x7f ? 0x80 : 0));
        if (size <= 0x7f)
            break;
    }
    component.insert(component.end(), inner.begin(), inner.end());
    return component;
}

TEST(SignedModule, ATokenPutIntoAPartOfAComponentIsNoticed)
{
    const Result<Bytes> made = signModule(componentOf(smallModule()), {moduleClaims()}, newKeys(KeyKind::Account));
    ASSERT_TRUE(made && verify(*made).good());
    Bytes smuggled = componentOf(signedModule(moduleClaims(), newKeys(KeyKind::Account)));
    const auto token = made->begin() + ptrdiff_t(componentOf(smallModule()).size());
    smuggled.insert(smuggled.end(), token, made->end());
    EXPECT_TRUE(says(errorOf(verify(smuggled)), "not the one that was signed")) << verify(smuggled).sentence;
}

/// Tokens inside the parts of a component belong to those parts.
TEST(SignedModule, AComponentCarriesItsOutermostToken)
{
    const Bytes component = componentOf(signedModule(moduleClaims(), newKeys(KeyKind::Account)));
    EXPECT_EQ(verify(component).verdict, Verdict::Unsigned);
    const Result<Bytes> made = signModule(component, {moduleClaims()}, newKeys(KeyKind::Account));
    ASSERT_TRUE(made) << made.trouble.text();
    EXPECT_TRUE(verify(*made).good()) << verify(*made).sentence;
    EXPECT_EQ(cardOf(verify(*made)).kind, "component");
    EXPECT_LT(made->size(), component.size() + 16) << "the token of the part is gone";
}

TEST(SignedModule, BrokenOnesNameTheByte)
{
    Bytes module = smallModule();
    module[9] = 200;
    EXPECT_TRUE(says(errorOf(verify(module)), "at byte 0x")) << errorOf(verify(module));
    module = smallModule();
    module[4] = 2;
    EXPECT_TRUE(says(errorOf(verify(module)), "neither a module of version 1 nor a component"));
    module = smallModule();
    module[10] = 9; // a name longer than its section
    EXPECT_TRUE(says(errorOf(verify(module)), "at byte 0x"));
}

TEST(ClaimsCard, ShowsWhatAPersonAsks)
{
    const Card card = cardOf(verify(readBytes(data("kvcounter_v1_s.wasm")), chainTrust()));
    EXPECT_EQ(card.verdict, Verdict::Trusted);
    EXPECT_EQ(card.sentence, "The module \"KV Counter\" is trusted: operator \"Demo operator\" vouches for account "
                             "\"Demo account\", and that one signed this module.");
    EXPECT_EQ(card.kind, "module");
    EXPECT_EQ(card.name, "KV Counter");
    EXPECT_EQ(card.issuer, keys("own_account_signing").publicKey().text());
    EXPECT_EQ(card.issuerKind, "account");
    EXPECT_EQ(card.version, "1.0.0 (1)");
    EXPECT_EQ(card.expires, "never");
    EXPECT_EQ(card.notBefore, "immediately");
    EXPECT_EQ(card.form, "wascap before 0.9, in section jwt");
    EXPECT_EQ(card.hash, card.claimedHash);
    ASSERT_EQ(card.capabilities.size(), 2u);
    EXPECT_EQ(card.capabilities[0].title, "K/V Store");
    EXPECT_EQ(card.tags, Texts{"demo"});
    const std::string text = toText(card);
    for (const char *part : {"KV Counter - Module", "│ Version     │ 1.0.0 (1)", "K/V Store (wascc:keyvalue)",
                             "✓ signature", "is trusted"})
        EXPECT_TRUE(says(text, part)) << part << "\n" << text;
}

TEST(ClaimsCard, OfABrokenModuleSaysWhyAllTheSame)
{
    const Card card = cardOf(verify({1, 2, 3}));
    EXPECT_TRUE(card.kind.empty());
    EXPECT_TRUE(says(toText(card), "not trusted"));
}

TEST(Dates, AreReadAndShown)
{
    EXPECT_EQ(dateText(0), "1970-01-01 00:00:00 UTC");
    EXPECT_EQ(dateText(1581327000), "2020-02-10 09:30:00 UTC");
    EXPECT_EQ(dateText(253402300799), "9999-12-31 23:59:59 UTC");
    EXPECT_EQ(dateText(UINT64_MAX), "after the year 9999");
    EXPECT_EQ(readDate("2", 1000), 1000u + 2 * 86400);
    EXPECT_EQ(readDate("2020-02-10", 5), 1581292800u);
    for (const char *wrong : {"", "-1", "2020-02-30", "2020-2-1", "soon", "1969-12-31", "99999999999"})
        EXPECT_FALSE(readDate(wrong, 0)) << wrong;
}

} // namespace
} // namespace watchglass::claims
