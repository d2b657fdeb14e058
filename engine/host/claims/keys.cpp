// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/keys.h"

#include <algorithm>

#include "engine/host/claims/encoding.h"

namespace watchglass::claims {

namespace {

constexpr uint8_t seedPrefix = 18 << 3;
constexpr size_t publicLength = 56, seedLength = 58;

constexpr KeyKindName kinds[] = {
    {KeyKind::Account, 'A', "account", "an account"},    {KeyKind::Cluster, 'C', "cluster", "a cluster"},
    {KeyKind::Module, 'M', "module", "a module"},        {KeyKind::Host, 'N', "host", "a host"},
    {KeyKind::Operator, 'O', "operator", "an operator"}, {KeyKind::User, 'U', "user", "a user"},
    {KeyKind::Provider, 'V', "provider", "a provider"},  {KeyKind::Curve, 'X', "curve", "an encryption"},
};

const KeyKindName *findKind(uint8_t prefix)
{
    const auto found = std::find_if(std::begin(kinds), std::end(kinds),
                                    [&](const KeyKindName &name) { return uint8_t(name.kind) == prefix; });
    return found == std::end(kinds) ? nullptr : &*found;
}

/// Base32 of bytes that end with their checksum; without it. `length` is that of the text.
Result<std::string> checked(std::string_view text, size_t length)
{
    if (text.size() != length)
        return Trouble{"has " + std::to_string(text.size()) + " characters instead of " + std::to_string(length), {}};
    Result<std::string> bytes = fromBase32(text);
    if (!bytes)
        return Trouble{"is no key: " + bytes.trouble.sentence, {}};
    const size_t end = bytes->size() - 2;
    const uint16_t sum = crc16(bytesOf(*bytes).first(end));
    if (uint8_t((*bytes)[end]) != (sum & 0xFF) || uint8_t((*bytes)[end + 1]) != sum >> 8) {
        wipe(*bytes);
        return Trouble{"was mistyped or altered: its checksum is wrong", {}};
    }
    return bytes;
}

std::string withChecksum(std::string bytes)
{
    const uint16_t sum = crc16(bytesOf(bytes));
    (bytes += char(uint8_t(sum))) += char(uint8_t(sum >> 8));
    std::string text = toBase32(bytesOf(bytes));
    wipe(bytes);
    return text;
}

} // namespace

std::span<const KeyKindName> keyKinds()
{
    return kinds;
}

const KeyKindName &nameOf(KeyKind kind)
{
    return *findKind(uint8_t(kind));
}

Result<PublicKey> PublicKey::read(std::string_view text)
{
    if (text.starts_with('S') && text.size() == seedLength)
        return Trouble{"is a seed, which is a secret, where a public key belongs", {}};
    const Result<std::string> bytes = checked(text, publicLength);
    if (!bytes)
        return bytes.trouble;
    const KeyKindName *kind = findKind(uint8_t(bytes->front()));
    if (!kind)
        return Trouble{"begins with " + std::string(text.substr(0, 1)) + ", which is no kind of public key", {}};
    PublicKey key{kind->kind, {}};
    std::copy_n(bytes->begin() + 1, key.bytes.size(), key.bytes.begin());
    return key;
}

std::string PublicKey::text() const
{
    std::string raw(1, char(uint8_t(kind)));
    raw.reserve(1 + bytes.size() + 2);
    raw.append(bytes.begin(), bytes.end());
    return withChecksum(std::move(raw));
}

Result<KeyPair> KeyPair::make(KeyKind kind, Secret secret)
{
    if (kind == KeyKind::Curve)
        return Trouble{"is a key for encryption, which cannot sign", {}};
    const std::optional<KeyBytes> bytes = publicKeyOf(secret);
    if (!bytes)
        return Trouble{"could not be used: OpenSSL failed", {}};
    return KeyPair(PublicKey{kind, *bytes}, std::move(secret));
}

Result<KeyPair> KeyPair::generate(KeyKind kind)
{
    std::optional<Secret> secret = Secret::random();
    if (!secret)
        return Trouble{"could not be made: the system gave no random numbers", {}};
    return make(kind, std::move(*secret));
}

Result<KeyPair> KeyPair::readSeed(std::string_view text)
{
    if (text.size() == publicLength && PublicKey::read(text))
        return Trouble{"is a public key, which cannot sign", "give the file that holds its seed"};
    Result<std::string> bytes = checked(text, seedLength);
    if (!bytes)
        return bytes.trouble;
    // The kind's 8 bits stand between the 5 of the seed's own prefix and 3 unused ones.
    const auto first = uint8_t((*bytes)[0]), second = uint8_t((*bytes)[1]);
    const KeyKindName *kind = findKind(uint8_t((first & 7) << 5 | second >> 3));
    const bool isSeed = (first & 0xF8) == seedPrefix && (second & 7) == 0 && kind;
    Secret secret(bytesOf(*bytes).subspan<2, 32>());
    wipe(*bytes);
    if (!isSeed)
        return Trouble{"is no seed: those begin with S and the letter of their kind", {}};
    return make(kind->kind, std::move(secret));
}

std::string KeyPair::seed() const
{
    std::string raw;
    raw.reserve(2 + 32 + 2);
    const auto kind = uint8_t(m_public.kind);
    (raw += char(uint8_t(seedPrefix | kind >> 5))) += char(uint8_t((kind & 31) << 3));
    raw.append(m_secret.bytes().begin(), m_secret.bytes().end());
    return withChecksum(std::move(raw));
}

bool looksLikeSeed(std::string_view word)
{
    return word.size() == seedLength && word.starts_with('S') &&
           word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == word.npos;
}

} // namespace watchglass::claims
