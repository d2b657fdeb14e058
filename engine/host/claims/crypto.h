// SPDX-License-Identifier: Apache-2.0
/// Ed25519 (RFC 8032) and SHA-256, as OpenSSL has them. Nothing of it is ours.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace watchglass::claims {

using KeyBytes = std::array<uint8_t, 32>;
using SignatureBytes = std::array<uint8_t, 64>;

/// Overwrites bytes in a way that compilers do not remove.
void wipe(std::span<uint8_t> bytes);
void wipe(std::string &text);

/// The seed of a key pair; wiped when it goes, and never copied.
class Secret
{
public:
    explicit Secret(std::span<const uint8_t, 32> bytes);
    /// From the system's generator; nothing when that fails.
    static std::optional<Secret> random();
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret &&other) noexcept;
    ~Secret() { wipe(m_bytes); }

    std::span<const uint8_t, 32> bytes() const { return m_bytes; }

private:
    KeyBytes m_bytes;
};

/// Nothing only when OpenSSL fails, as without memory.
std::optional<KeyBytes> publicKeyOf(const Secret &secret);
std::optional<SignatureBytes> signWith(const Secret &secret, std::string_view message);
bool signatureHolds(const KeyBytes &key, std::string_view message, const SignatureBytes &signature);

class Sha256
{
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256 &) = delete;
    Sha256 &operator=(const Sha256 &) = delete;

    void add(std::span<const uint8_t> bytes);
    /// Of all that was added, as 64 capital hexadecimal digits; empty when OpenSSL failed.
    std::string hex();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Letters and digits, evenly distributed; empty when the system's generator fails.
std::string randomBase62(size_t length);

} // namespace watchglass::claims
