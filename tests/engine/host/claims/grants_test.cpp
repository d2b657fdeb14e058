// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/host/claims/grants.h"
#include "tests/engine/host/claims/kit.h"

namespace watchglass::claims {
namespace {

using namespace testing;

TEST(Grants, OnlyWhatTheTokenSays)
{
    Claims claims = moduleClaims();
    const std::string friendKey = newKeys(KeyKind::Module).publicKey().text();
    std::get<ModuleClaims>(claims.about).capabilities = Texts{"wascc:keyvalue", "acme:lamp", friendKey};
    for (const std::string &granted :
         {std::string("wascc:keyvalue"), std::string("acme:lamp"), friendKey, claims.subject})
        EXPECT_TRUE(grantFor(&claims, granted)) << granted;
    for (const std::string &denied :
         {std::string("wascc:messaging"), std::string("wascap:keyvalue"), std::string("wasmcloud:keyvalue"),
          std::string("wascc:key"), std::string(), newKeys(KeyKind::Module).publicKey().text()})
        EXPECT_FALSE(grantFor(&claims, denied)) << denied;
}

TEST(Grants, TheSentenceNamesTheMissingOne)
{
    Claims claims = moduleClaims();
    EXPECT_EQ(grantFor(&claims, "wascc:http_server").sentence,
              "\"Small\" may not use wascc:http_server (HTTP Server): its token grants wascc:keyvalue.");
    auto &module = std::get<ModuleClaims>(claims.about);
    module.capabilities = Texts{"a:a", "b:b", "c:c"};
    EXPECT_EQ(grantFor(&claims, "acme:lamp").sentence,
              "\"Small\" may not use acme:lamp: its token grants a:a, b:b and c:c.");
    module.capabilities.reset();
    EXPECT_EQ(grantFor(&claims, "a:a").sentence, "\"Small\" may not use a:a: its token grants nothing.");
    EXPECT_EQ(grantFor(nullptr, "wascc:keyvalue").sentence,
              "The module may not use wascc:keyvalue (K/V Store): it has no token that grants it.");
}

TEST(Grants, TheTokenOfAnAccountGrantsNothing)
{
    EXPECT_FALSE(grantFor(chainToken("account")->claims.get(), "wascc:keyvalue"));
}

TEST(Succession, WantsSameSubjectSameIssuerNewerRevision)
{
    const auto claimsOf = [](const char *file) { return verify(readBytes(data(file))).token->claims; };
    const auto v1 = claimsOf("kvcounter_v1_s.wasm"), tweaked = claimsOf("kvcounter_tweaked_s.wasm");
    EXPECT_FALSE(mayReplace(*v1, *tweaked)) << mayReplace(*v1, *tweaked)->text();
    EXPECT_NE(mayReplace(*tweaked, *v1)->sentence.find("is not newer"), std::string::npos);
    EXPECT_TRUE(mayReplace(*v1, *v1));
    Claims other = *tweaked;
    other.subject = newKeys(KeyKind::Module).publicKey().text();
    EXPECT_NE(mayReplace(*v1, other)->sentence.find("another module"), std::string::npos);
    other = *tweaked;
    other.issuer = newKeys(KeyKind::Account).publicKey().text();
    EXPECT_NE(mayReplace(*v1, other)->sentence.find("somebody else"), std::string::npos);
    EXPECT_TRUE(mayReplace(*v1, *chainToken("account")->claims));
}

} // namespace
} // namespace watchglass::claims
