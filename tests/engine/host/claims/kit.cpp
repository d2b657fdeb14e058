// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/host/claims/kit.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "engine/host/claims/key_file.h"

namespace watchglass::claims::testing {

const char *const demoSeed = "SAAGJYAKODWV42YVRMUAIQFT6KFYT4R6A2LAS3WCH3BJ3KSBFKQOAU5LEU";

std::string readText(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

Bytes readBytes(const std::filesystem::path &path)
{
    const std::string text = readText(path);
    return {text.begin(), text.end()};
}

std::filesystem::path data(const std::string &name)
{
    return std::filesystem::path(CLAIMS_DATA) / name;
}

KeyPair keys(const std::string &name)
{
    Result<KeyFile> file = readKeyFile(data(name + ".nk").string());
    EXPECT_TRUE(file) << file.trouble.text();
    return std::move(file->keys);
}

std::shared_ptr<const Token> chainToken(const std::string &name)
{
    const auto json = nlohmann::json::parse(readText(data("chain_tokens.json")));
    const Result<std::shared_ptr<const Token>> token = readToken(json[name].get<std::string>());
    EXPECT_TRUE(token) << token.trouble.text();
    return *token;
}

Trust chainTrust()
{
    Trust trust;
    EXPECT_FALSE(trust.add(chainToken("operator")));
    EXPECT_FALSE(trust.add(chainToken("account")));
    return trust;
}

KeyPair newKeys(KeyKind kind)
{
    Result<KeyPair> made = KeyPair::generate(kind);
    EXPECT_TRUE(made) << made.trouble.text();
    return std::move(*made);
}

Bytes smallModule()
{
    return {0, 'a', 's', 'm', 1, 0, 0, 0, 0, 6, 4, 'n', 'o', 't', 'e', 42};
}

Claims moduleClaims()
{
    ModuleClaims module;
    module.name = "Small";
    module.tags = Texts{};
    module.capabilities = Texts{"wascc:keyvalue"};
    Claims claims;
    claims.subject = newKeys(KeyKind::Module).publicKey().text();
    claims.about = module;
    return claims;
}

Bytes signedModule(const Claims &claims, const KeyPair &issuer, const std::string &section)
{
    Result<Bytes> made = signModule(smallModule(), Signing{claims, section}, issuer);
    EXPECT_TRUE(made) << made.trouble.text();
    return *made;
}

std::shared_ptr<const Token> signedToken(TokenKind kind, const std::string &subject, const KeyPair &issuer,
                                         const Texts &signers)
{
    Claims claims;
    claims.kind = kind;
    claims.subject = subject;
    claims.about = SignerClaims{"Test " + std::string(nameOf(kind)), signers};
    const Result<std::shared_ptr<const Token>> token = signToken(claims, issuer);
    EXPECT_TRUE(token) << token.trouble.text();
    return *token;
}

Verification verify(const Bytes &module, const Trust &trust, uint64_t now)
{
    return verifyModule(module, trust, now);
}

std::string errorOf(const Verification &verification)
{
    const Finding *error = firstError(verification.findings);
    return error ? error->sentence : "";
}

} // namespace watchglass::claims::testing
