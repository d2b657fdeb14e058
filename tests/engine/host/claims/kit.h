// SPDX-License-Identifier: Apache-2.0
/// Signed modules and tokens for the tests: those of the folder data, and ones made on the spot.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/host/claims/sign.h"
#include "engine/host/claims/verify.h"

namespace watchglass::claims::testing {

using Bytes = std::vector<uint8_t>;

constexpr uint64_t today = 1'800'000'000; ///< 2027: later than all fixtures

/// "SAAGJ…": of wascc-host, published with it.
extern const char *const demoSeed;

std::string readText(const std::filesystem::path &path);
Bytes readBytes(const std::filesystem::path &path);
std::filesystem::path data(const std::string &name);
/// "own_account" … of the folder; fails the test when there is none.
KeyPair keys(const std::string &name);
/// "operator", "account" of chain_tokens.json.
std::shared_ptr<const Token> chainToken(const std::string &name);
Trust chainTrust();

KeyPair newKeys(KeyKind kind);
/// (module) with a custom section, so that there is something to flip.
Bytes smallModule();
/// Claims of a module with a fresh subject.
Claims moduleClaims();
/// The small module with these claims.
Bytes signedModule(const Claims &claims, const KeyPair &issuer, const std::string &section = "jwt");
std::shared_ptr<const Token> signedToken(TokenKind kind, const std::string &subject, const KeyPair &issuer,
                                         const Texts &signers = {});

Verification verify(const Bytes &module, const Trust &trust = {}, uint64_t now = today);
/// The sentence of the first error, or empty.
std::string errorOf(const Verification &verification);

} // namespace watchglass::claims::testing
