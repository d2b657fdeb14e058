// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/crypto.h"

#include <algorithm>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace watchglass::claims {

namespace {

template <auto free>
struct Free {
    template <typename T>
    void operator()(T *object) const
    {
        free(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

Key privateKey(const Secret &secret)
{
    return Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret.bytes().data(), secret.bytes().size()));
}

const uint8_t *data(std::string_view text)
{
    return reinterpret_cast<const uint8_t *>(text.data());
}

} // namespace

void wipe(std::span<uint8_t> bytes)
{
    OPENSSL_cleanse(bytes.data(), bytes.size());
}

void wipe(std::string &text)
{
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

Secret::Secret(std::span<const uint8_t, 32> bytes)
{
    std::copy(bytes.begin(), bytes.end(), m_bytes.begin());
}

std::optional<Secret> Secret::random()
{
    KeyBytes bytes;
    if (RAND_priv_bytes(bytes.data(), int(bytes.size())) != 1)
        return std::nullopt;
    std::optional<Secret> secret(std::in_place, std::span<const uint8_t, 32>(bytes));
    wipe(bytes);
    return secret;
}

Secret::Secret(Secret &&other) noexcept : m_bytes(other.m_bytes)
{
    wipe(other.m_bytes);
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        m_bytes = other.m_bytes;
        wipe(other.m_bytes);
    }
    return *this;
}

std::optional<KeyBytes> publicKeyOf(const Secret &secret)
{
    const Key key = privateKey(secret);
    KeyBytes bytes;
    size_t size = bytes.size();
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), bytes.data(), &size) != 1 || size != bytes.size())
        return std::nullopt;
    return bytes;
}

std::optional<SignatureBytes> signWith(const Secret &secret, std::string_view message)
{
    const Key key = privateKey(secret);
    const DigestContext context(EVP_MD_CTX_new());
    SignatureBytes signature;
    size_t size = signature.size();
    if (!key || !context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), signature.data(), &size, data(message), message.size()) != 1 ||
        size != signature.size())
        return std::nullopt;
    return signature;
}

bool signatureHolds(const KeyBytes &bytes, std::string_view message, const SignatureBytes &signature)
{
    const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes.data(), bytes.size()));
    const DigestContext context(EVP_MD_CTX_new());
    return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), signature.data(), signature.size(), data(message), message.size()) == 1;
}

struct Sha256::State {
    DigestContext context{EVP_MD_CTX_new()};
    bool ok = context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
};

Sha256::Sha256() : m_state(std::make_unique<State>()) {}
Sha256::~Sha256() = default;

void Sha256::add(std::span<const uint8_t> bytes)
{
    m_state->ok = m_state->ok && EVP_DigestUpdate(m_state->context.get(), bytes.data(), bytes.size()) == 1;
}

std::string Sha256::hex()
{
    constexpr char digits[] = "0123456789ABCDEF";
    KeyBytes hash;
    if (!m_state->ok || EVP_DigestFinal_ex(m_state->context.get(), hash.data(), nullptr) != 1)
        return {};
    m_state->ok = false; // OpenSSL finishes a digest once
    std::string text;
    for (const uint8_t byte : hash)
        (text += digits[byte >> 4]) += digits[byte & 15];
    return text;
}

std::string randomBase62(size_t length)
{
    constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string text;
    while (text.size() < length) {
        uint8_t byte = 0;
        if (RAND_bytes(&byte, 1) != 1)
            return {};
        if (byte < letters.size() * 4) // 248 of 256: what lies above would favour the first letters
            text += letters[byte % letters.size()];
    }
    return text;
}

} // namespace watchglass::claims
