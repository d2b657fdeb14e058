// SPDX-License-Identifier: Apache-2.0
/// The text forms of keys and tokens, read strictly: there is one text for every sequence of bytes, and no other is
/// accepted. That is what makes every edit of a token visible.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/host/claims/result.h"

namespace watchglass::claims {

/// base64url without padding (RFC 4648 §5).
std::string toBase64Url(std::span<const uint8_t> bytes);
/// `what` names the text for people; the place of a wrong character is counted from 0 in it.
Result<std::string> fromBase64Url(std::string_view text, std::string_view what);

/// base32 without padding (RFC 4648 §6).
std::string toBase32(std::span<const uint8_t> bytes);
/// Says nothing of the text itself in its trouble, which may be a secret.
Result<std::string> fromBase32(std::string_view text);

/// CRC-16/XMODEM: polynomial 0x1021, begins with 0, most significant bit first.
uint16_t crc16(std::span<const uint8_t> bytes);

inline std::span<const uint8_t> bytesOf(std::string_view text)
{
    return {reinterpret_cast<const uint8_t *>(text.data()), text.size()};
}

/// Text of others for a terminal: control characters and marks that turn the direction become visible as \u{…}.
std::string forTerminal(std::string_view text);

} // namespace watchglass::claims
