// SPDX-License-Identifier: Apache-2.0
// operator → account → module
#include <gtest/gtest.h>

#include "tests/engine/host/claims/kit.h"

namespace watchglass::claims {
namespace {

using namespace testing;

/// An operator, an account and a module, each with a signing key of its own.
struct House : ::testing::Test {
    KeyPair root = newKeys(KeyKind::Operator), rootSigning = newKeys(KeyKind::Operator);
    KeyPair account = newKeys(KeyKind::Account), accountSigning = newKeys(KeyKind::Account);

    std::string textOf(const KeyPair &keys) { return keys.publicKey().text(); }
    std::shared_ptr<const Token> rootToken()
    {
        return signedToken(TokenKind::Operator, textOf(root), root, {textOf(rootSigning)});
    }
    std::shared_ptr<const Token> accountToken(const KeyPair &issuer)
    {
        return signedToken(TokenKind::Account, textOf(account), issuer, {textOf(accountSigning)});
    }
    Trust trust(std::shared_ptr<const Token> top, std::shared_ptr<const Token> middle)
    {
        Trust made;
        EXPECT_FALSE(made.add(std::move(top)));
        EXPECT_FALSE(made.add(std::move(middle)));
        return made;
    }
    Verification check(const KeyPair &issuer, const Trust &trust, uint64_t now = today)
    {
        return verify(signedModule(moduleClaims(), issuer), trust, now);
    }
    static void expectReason(const Verification &verification, const std::string &part)
    {
        EXPECT_EQ(verification.verdict, Verdict::Refused);
        EXPECT_NE(verification.sentence.find(part), std::string::npos) << verification.sentence;
    }
};

TEST_F(House, AnAccountSignsWithItsOwnKeyOrThoseItNames)
{
    const Trust all = trust(rootToken(), accountToken(rootSigning));
    EXPECT_EQ(check(account, all).verdict, Verdict::Trusted);
    EXPECT_EQ(check(accountSigning, all).verdict, Verdict::Trusted);
    expectReason(check(newKeys(KeyKind::Account), all), "no account that is known here says that it signs with");
}

TEST_F(House, AnOperatorsOwnKeySignsNoAccounts)
{
    expectReason(check(account, trust(rootToken(), accountToken(root))), "instead of one of its signing keys");
    const auto careless = signedToken(TokenKind::Operator, textOf(root), root, {textOf(root), textOf(rootSigning)});
    expectReason(check(account, trust(careless, accountToken(root))), "instead of one of its signing keys");
}

TEST_F(House, AnOperatorWithoutSigningKeysIsOfNoUse)
{
    Trust none;
    const auto trouble = none.add(signedToken(TokenKind::Operator, textOf(root), root));
    ASSERT_TRUE(trouble);
    EXPECT_NE(trouble->sentence.find("names no keys"), std::string::npos);
    EXPECT_TRUE(none.empty());
}

TEST_F(House, AStrangersOperatorVouchesForNobody)
{
    const KeyPair other = newKeys(KeyKind::Operator);
    const auto token = signedToken(TokenKind::Operator, textOf(other), other, {textOf(other)});
    expectReason(check(account, trust(token, accountToken(rootSigning))), "no operator that is trusted here");
    Trust both = trust(token, accountToken(rootSigning));
    EXPECT_FALSE(both.add(rootToken()));
    EXPECT_EQ(check(account, both).verdict, Verdict::Trusted) << "one of them is enough";
}

TEST_F(House, EveryLinkIsChecked)
{
    const auto forged = signedToken(TokenKind::Operator, textOf(root), rootSigning, {textOf(rootSigning)});
    expectReason(check(account, trust(forged, accountToken(rootSigning))), "signs its own token");

    Claims claims;
    claims.kind = TokenKind::Account;
    claims.subject = textOf(account);
    claims.about = SignerClaims{"Late", {}};
    claims.expires = today - 1;
    const auto late = signToken(claims, rootSigning);
    ASSERT_TRUE(late);
    expectReason(check(account, trust(rootToken(), *late)), "the token of account \"Late\" does not hold: it expired");

    const auto wrongKind = signedToken(TokenKind::Account, textOf(account), rootSigning, {textOf(rootSigning)});
    expectReason(check(account, trust(rootToken(), wrongKind)), "one of the keys that may sign for it is the key of");
}

TEST_F(House, NothingVouchesForItself)
{
    Claims claims = moduleClaims();
    claims.subject = textOf(account);
    expectReason(verify(signedModule(claims, account), trust(rootToken(), accountToken(rootSigning))), "");
    const Provenance provenance = [&] {
        claims.issuer = claims.subject;
        return traceProvenance(claims, trust(rootToken(), accountToken(rootSigning)), today);
    }();
    EXPECT_EQ(provenance.finding.severity, Severity::Error);
    EXPECT_EQ(provenance.finding.sentence, "it signed itself, so nobody vouches for it");
}

TEST_F(House, TokensOfSignersHaveAChainToo)
{
    const Trust all = trust(rootToken(), accountToken(rootSigning));
    EXPECT_EQ(verifyToken(accountToken(rootSigning), all, today).verdict, Verdict::Trusted);
    EXPECT_EQ(verifyToken(accountToken(root), all, today).verdict, Verdict::Refused);
    EXPECT_EQ(verifyToken(rootToken(), all, today).verdict, Verdict::Trusted);
    EXPECT_EQ(verifyToken(rootToken(), {}, today).verdict, Verdict::Intact);
    EXPECT_EQ(verifyToken(chainToken("operator"), all, today).verdict, Verdict::Refused);
}

TEST_F(House, ModulesVouchForNobody)
{
    const Verification module = check(account, {});
    Trust trust;
    EXPECT_TRUE(trust.add(module.token));
}

} // namespace
} // namespace watchglass::claims
