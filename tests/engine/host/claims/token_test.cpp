// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/host/claims/claims_json.h"
#include "engine/host/claims/encoding.h"
#include "tests/engine/host/claims/kit.h"

namespace watchglass::claims {
namespace {

using namespace testing;

bool holds(const std::string &text)
{
    const Result<std::shared_ptr<const Token>> token = readToken(text);
    return token && !checkSignature(**token);
}

std::string reasonOf(const std::string &text)
{
    return readToken(text).trouble.sentence;
}

std::string makeToken(const std::string &header, const std::string &claims)
{
    return toBase64Url(bytesOf(header)) + "." + toBase64Url(bytesOf(claims)) + "." + toBase64Url(SignatureBytes{});
}

TEST(Token, AnyOtherCharacterAnywhereIsRefused)
{
    const std::string text = chainToken("account")->text;
    ASSERT_TRUE(holds(text));
    const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ";
    for (size_t i = 0; i < text.size(); ++i)
        for (const char letter : letters) {
            std::string other = text;
            other[i] = letter;
            ASSERT_EQ(holds(other), other == text) << "character " << i << " as " << letter;
        }
}

TEST(Token, AnyCharacterMoreOrLessIsRefused)
{
    const std::string text = chainToken("operator")->text;
    for (size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size()) {
            EXPECT_FALSE(holds(text.substr(0, i) + text.substr(i + 1))) << i;
            EXPECT_FALSE(holds(text.substr(0, i))) << i;
        }
        for (const char letter : std::string("A.=\n \0", 6))
            EXPECT_FALSE(holds(text.substr(0, i) + letter + text.substr(i))) << i << letter;
    }
}

TEST(Token, SaysWhyItCannotBeRead)
{
    const std::string header = R"({"typ":"jwt","alg":"Ed25519"})";
    const std::string claims = R"({"jti":"x","iat":1,"iss":"A","sub":"M","wascap":{"hash":"00"}})";
    EXPECT_EQ(reasonOf(makeToken(header, claims)), "");
    EXPECT_EQ(reasonOf("a.b"), "it has 2 segments instead of 3");
    EXPECT_EQ(reasonOf(makeToken(R"({"typ":"jwt","alg":"none"})", claims)),
              R"(its first segment must say "typ":"jwt" and "alg":"Ed25519")");
    EXPECT_EQ(reasonOf(makeToken("[]", claims)), "its first segment is no JSON object");
    EXPECT_EQ(reasonOf(makeToken(header, "{")), "its second segment is no JSON object");
    EXPECT_EQ(reasonOf(makeToken(header, R"({"iss":"A","iss":"B"})")), "its second segment says \"iss\" twice");
    EXPECT_EQ(reasonOf(makeToken(header, R"({"jti":"x","iat":1,"iss":"A","wascap":{"hash":"00"}})")),
              "its claims must say \"sub\" as text");
    EXPECT_EQ(reasonOf(makeToken(header, R"({"jti":"x","iat":1,"iss":"","sub":"M","wascap":{"hash":"00"}})")),
              "its claims name no issuer");
    EXPECT_EQ(reasonOf(makeToken(header, R"({"jti":"x","iat":1,"iss":"A","sub":"M"})")),
              "its claims have no object \"wascap\", nor the \"hash\" that tokens of 2019 have instead");
    for (const char *wrong : {R"("exp":-1)", R"("exp":1.5)", R"("nbf":"1")", R"("wascap_revision":[])"})
        EXPECT_NE(reasonOf(makeToken(header, "{" + std::string(wrong) + "," + claims.substr(1))), "") << wrong;
    for (const char *wrong : {R"("rev":2147483648)", R"("rev":-2147483649)", R"("caps":"x")", R"("caps":[1])",
                              R"("prov":1)", R"("name":5)"})
        EXPECT_NE(reasonOf(makeToken(header, R"({"jti":"x","iat":1,"iss":"A","sub":"M","wascap":{"hash":"00",)" +
                                                 std::string(wrong) + "}}")),
                  "")
            << wrong;
}

TEST(Token, IsNotHurtByDeepNesting)
{
    const std::string header = R"({"typ":"jwt","alg":"Ed25519"})";
    const std::string deep = "{\"x\":" + std::string(200'000, '[') + std::string(200'000, ']') + "}";
    EXPECT_NE(reasonOf(makeToken(header, deep)), "");
    EXPECT_NE(reasonOf(makeToken(header, "{\"x\":" + std::string(200'000, '['))), "");
}

/// Every kind of claims, as wascap writes them.
TEST(Claims, AreWrittenAsTheyWereRead)
{
    const char *const texts[] = {
        R"({"exp":9,"jti":"a","iat":1,"iss":"A","sub":"M","nbf":2,"wascap":{"name":"n","hash":"00","tags":["t"],"caps":["wascc:keyvalue"],"rev":-3,"ver":"1.0","call_alias":"me","prov":true},"wascap_revision":3})",
        R"({"jti":"a","iat":1,"iss":"A","sub":"M","wascap":{"hash":"00","prov":false}})",
        R"({"jti":"a","iat":1,"iss":"A","sub":"M","hash":"00","tags":[],"caps":["wascap:keyvalue"]})",
        R"({"jti":"a","iat":1,"iss":"A","sub":"M","hash":"00","caps":["wascc:keyvalue"],"prov":false})",
        R"({"jti":"a","iat":1,"iss":"A","sub":"V","wascap":{"name":"n","capid":"wasmcloud:x","vendor":"v","rev":1,"ver":"2","target_hashes":{"x86_64-linux":"00","aarch64-linux":"11"},"config_schema":{"z":1,"a":[2]}},"wascap_revision":2})",
        R"({"jti":"a","iat":1,"iss":"O","sub":"A","wascap":{"name":"n","valid_signers":["A1","A2"]}})",
        R"({"jti":"a","iat":1,"iss":"C","sub":"N","wascap":{"name":"n","labels":{"os":"linux","arch":"x"}}})",
        R"({"jti":"a","iat":1,"iss":"N","sub":"1-2-3","wascap":{"target_url":"t","origin_url":"o","hash":"00"}})",
        R"({"jti":"a","iat":1,"iss":"A","sub":"M","wascap":{"name":"\"\\\b\f\n\r\t\u001fé€😀","hash":"00","prov":false}})",
    };
    const TokenKind kinds[] = {TokenKind::Module, TokenKind::Module,     TokenKind::Module,
                               TokenKind::Module, TokenKind::Provider,   TokenKind::Account,
                               TokenKind::Host,   TokenKind::Invocation, TokenKind::Module};
    for (size_t i = 0; i < std::size(texts); ++i) {
        const Result<std::shared_ptr<const Claims>> claims = readClaims(texts[i]);
        ASSERT_TRUE(claims) << texts[i] << claims.trouble.text();
        EXPECT_EQ((*claims)->kind, kinds[i]) << texts[i];
        const Result<std::string> written = writeClaims(**claims);
        ASSERT_TRUE(written);
        EXPECT_EQ(*written, texts[i]);
    }
}

TEST(Claims, SubjectsTellOperatorsFromClusters)
{
    for (const auto &[kind, token] : {std::pair{KeyKind::Operator, TokenKind::Operator},
                                      {KeyKind::Cluster, TokenKind::Cluster},
                                      {KeyKind::Account, TokenKind::Account},
                                      {KeyKind::Host, TokenKind::Host}}) {
        const std::string subject = newKeys(kind).publicKey().text();
        const Result<std::shared_ptr<const Claims>> claims =
            readClaims(R"({"jti":"a","iat":1,"iss":"O","sub":")" + subject + R"(","wascap":{}})");
        ASSERT_TRUE(claims);
        EXPECT_EQ((*claims)->kind, token);
    }
}

TEST(Claims, TextThatIsNoUtf8IsNotSigned)
{
    Claims claims = moduleClaims();
    claims.id = "\xff";
    EXPECT_FALSE(signModule(smallModule(), {claims}, newKeys(KeyKind::Account)));
}

} // namespace
} // namespace watchglass::claims
