// SPDX-License-Identifier: Apache-2.0
/// Keys as text, in the form of NATS and wasmCloud ("nkeys"): a prefix that says what the key is for, the key, and a
/// CRC-16 over both with its low byte first, in base32. Public keys have 56 characters, seeds 58.
#pragma once

#include "engine/host/claims/crypto.h"
#include "engine/host/claims/result.h"

namespace watchglass::claims {

/// The value is the first byte of a public key.
enum class KeyKind : uint8_t {
    Account = 0 << 3,
    Cluster = 2 << 3,
    Module = 12 << 3,
    Host = 13 << 3,
    Operator = 14 << 3,
    User = 20 << 3,
    Provider = 21 << 3,
    Curve = 23 << 3,
};

struct KeyKindName {
    KeyKind kind;
    char letter;           ///< the first of its public keys; the second of its seeds
    std::string_view name; ///< "module"
    std::string_view noun; ///< "a module"
};
std::span<const KeyKindName> keyKinds();
const KeyKindName &nameOf(KeyKind kind);

struct PublicKey {
    KeyKind kind = KeyKind::Module;
    KeyBytes bytes{};

    /// The sentence of the trouble goes on after the name of what was read: "has 55 characters instead of 56".
    static Result<PublicKey> read(std::string_view text);
    std::string text() const;
    bool operator==(const PublicKey &) const = default;
};

/// A pair that can sign; its seed is wiped when it goes. Pairs of curve keys exist elsewhere and cannot sign.
class KeyPair
{
public:
    static Result<KeyPair> generate(KeyKind kind);
    /// The trouble never quotes the text.
    static Result<KeyPair> readSeed(std::string_view text);

    const PublicKey &publicKey() const { return m_public; }
    std::optional<SignatureBytes> sign(std::string_view message) const { return signWith(m_secret, message); }
    /// The secret as text. Whoever asks wipes it.
    std::string seed() const;

private:
    KeyPair(PublicKey key, Secret secret) : m_public(key), m_secret(std::move(secret)) {}
    static Result<KeyPair> make(KeyKind kind, Secret secret);

    PublicKey m_public;
    Secret m_secret;
};

/// Whether a word has the looks of a seed, which has no place on a command line.
bool looksLikeSeed(std::string_view word);

} // namespace watchglass::claims
