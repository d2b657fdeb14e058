// SPDX-License-Identifier: Apache-2.0
/// What a token says, as a value: wascap of 2019 to wasmCloud's last. Absent members were absent, and what is written
/// again has the same bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace watchglass::claims {

using Texts = std::vector<std::string>;
using TextPairs = std::vector<std::pair<std::string, std::string>>;

/// Of an actor, or of a provider that is a module itself.
struct ModuleClaims {
    std::optional<std::string> name;
    std::string hash; ///< capital hexadecimal SHA-256 of the module without its tokens
    std::optional<Texts> tags, capabilities;
    std::optional<int32_t> revision;
    std::optional<std::string> version, callAlias;
    std::optional<bool> provider = false; ///< absent in the first tokens
    bool topLevel = false; ///< 2019: hash, tags and capabilities beside issuer and subject, and nothing else
};
/// Of a provider in a library of the machine's.
struct ProviderClaims {
    std::optional<std::string> name, capability;
    std::string vendor;
    std::optional<int32_t> revision;
    std::optional<std::string> version;
    TextPairs hashes;                          ///< by target triple
    std::optional<std::string> settingsSchema; ///< JSON
};
/// Of an account, an operator or a cluster.
struct SignerClaims {
    std::optional<std::string> name;
    Texts validSigners; ///< public keys that sign for it
};
struct HostClaims {
    std::optional<std::string> name;
    TextPairs labels;
};
/// Of one call across a lattice.
struct InvocationClaims {
    std::string target, origin, hash;
};

enum class TokenKind : uint8_t { Module, Provider, Account, Operator, Cluster, Host, Invocation };
std::string_view nameOf(TokenKind kind); ///< "module"

struct Claims {
    TokenKind kind = TokenKind::Module;
    std::string id;      ///< `jti`
    uint64_t issued = 0; ///< seconds since 1970, as the next two
    std::optional<uint64_t> expires, notBefore;
    std::string issuer, subject;    ///< public keys; an invocation's subject is none
    std::optional<uint64_t> format; ///< `wascap_revision`: none before wascap 0.9, then 2, from 0.10.1 on 3
    std::variant<ModuleClaims, ProviderClaims, SignerClaims, HostClaims, InvocationClaims> about;

    const ModuleClaims *module() const { return std::get_if<ModuleClaims>(&about); }
    const SignerClaims *signer() const { return std::get_if<SignerClaims>(&about); }
    /// What it is called; empty when it has no name.
    std::string name() const;
};

} // namespace watchglass::claims
