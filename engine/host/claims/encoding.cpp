// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/encoding.h"

#include <cstdio>

#include "engine/host/claims/crypto.h"

namespace watchglass::claims {

namespace {

constexpr std::string_view base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string encode(std::span<const uint8_t> bytes, std::string_view alphabet, unsigned bitsPerLetter)
{
    std::string text;
    uint32_t bits = 0;
    unsigned count = 0;
    for (const uint8_t byte : bytes) {
        bits = bits << 8 | byte;
        for (count += 8; count >= bitsPerLetter; count -= bitsPerLetter)
            text += alphabet[bits >> (count - bitsPerLetter) & (alphabet.size() - 1)];
    }
    if (count)
        text += alphabet[bits << (bitsPerLetter - count) & (alphabet.size() - 1)];
    return text;
}

enum class Wrong { Nothing, Letter, Length, SpareBits };

/// On a wrong letter `bytes` has come as far as it.
Wrong decode(std::string_view text, std::string_view alphabet, unsigned bitsPerLetter, std::string &bytes, size_t &at)
{
    bytes.reserve(text.size() * bitsPerLetter / 8); // so that growing leaves no copy of a secret behind
    uint32_t bits = 0;
    unsigned count = 0;
    for (at = 0; at < text.size(); ++at) {
        const size_t digit = alphabet.find(text[at]);
        if (digit == alphabet.npos)
            return Wrong::Letter;
        bits = bits << bitsPerLetter | uint32_t(digit);
        if ((count += bitsPerLetter) >= 8)
            bytes += char(uint8_t(bits >> (count -= 8)));
    }
    if (count >= bitsPerLetter)
        return Wrong::Length; // the last letter adds nothing
    return bits & ((1u << count) - 1) ? Wrong::SpareBits : Wrong::Nothing;
}

} // namespace

std::string toBase64Url(std::span<const uint8_t> bytes)
{
    return encode(bytes, base64, 6);
}

Result<std::string> fromBase64Url(std::string_view text, std::string_view what)
{
    std::string bytes;
    size_t at = 0;
    switch (decode(text, base64, 6, bytes, at)) {
    case Wrong::Nothing:
        return bytes;
    case Wrong::Letter: {
        char code[8];
        std::snprintf(code, sizeof code, "0x%02X", unsigned(uint8_t(text[at])));
        return Trouble{"character " + std::to_string(at) + " of " + std::string(what) + " (" + code +
                           ") is none of base64url",
                       {}};
    }
    case Wrong::Length:
        return Trouble{std::string(what) + " has a length that base64url never has", {}};
    case Wrong::SpareBits:
        break;
    }
    return Trouble{"the last character of " + std::string(what) + " has bits that belong to no byte", {}};
}

std::string toBase32(std::span<const uint8_t> bytes)
{
    return encode(bytes, base32, 5);
}

Result<std::string> fromBase32(std::string_view text)
{
    std::string bytes;
    size_t at = 0;
    const Wrong wrong = decode(text, base32, 5, bytes, at);
    if (wrong == Wrong::Nothing)
        return bytes;
    wipe(bytes);
    if (wrong == Wrong::Letter)
        return Trouble{"its character " + std::to_string(at) + " is neither a capital letter nor a digit from 2 to 7",
                       {}};
    return Trouble{"it is not the base32 text of any bytes", {}};
}

uint16_t crc16(std::span<const uint8_t> bytes)
{
    uint16_t crc = 0;
    for (const uint8_t byte : bytes) {
        crc ^= uint16_t(byte << 8);
        for (int bit = 0; bit < 8; ++bit)
            crc = uint16_t(crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1);
    }
    return crc;
}

std::string forTerminal(std::string_view text)
{
    std::string shown;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = uint8_t(text[i]);
        uint32_t hidden = byte < 0x20 || byte == 0x7F ? byte + 1u : 0; // the code point and 1
        size_t length = 1;
        if (byte == 0xC2 && i + 1 < text.size() && uint8_t(text[i + 1]) < 0xA0) // U+0080 to U+009F
            hidden = uint8_t(text[i + 1]) + 1u, length = 2;
        if (byte == 0xE2 && i + 2 < text.size()) {
            const uint32_t code = 0x2000u | (uint8_t(text[i + 1]) & 0x3Fu) << 6 | (uint8_t(text[i + 2]) & 0x3Fu);
            if ((code >= 0x200E && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
                (code >= 0x2066 && code <= 0x2069))
                hidden = code + 1, length = 3;
        }
        if (!hidden) {
            shown += text[i];
            continue;
        }
        char escaped[16];
        std::snprintf(escaped, sizeof escaped, "\\u{%X}", unsigned(hidden - 1));
        shown += escaped;
        i += length - 1;
    }
    return shown;
}

} // namespace watchglass::claims
