// SPDX-License-Identifier: Apache-2.0
/// The two families of codecs behind codec.h.
#pragma once

#include "engine/host/contracts/codec.h"

namespace watchglass::contracts::detail {

Decoded decodeMessagePack(const Message &message, std::span<const uint8_t> payload);
Encoded encodeMessagePack(const Message &message, const Value &value, Codec codec);
Decoded decodeProtobuf(const Message &message, std::span<const uint8_t> payload);
Encoded encodeProtobuf(const Message &message, const Value &value);

/// A few bytes of a payload may stand for a big value; these are more than anybody sends.
constexpr size_t mostHeaders = 4096, mostItems = 100'000;
constexpr const char *tooMany = " has more entries than anybody sends";

/// What a field is that is not there.
Value emptyValue(const Field &field);
/// All fields, empty.
Value emptyValue(const Message &message);
/// Nothing when the number fits the field; else the sentence.
std::string misfit(const Field &field, const Value &number);
/// The case of a choice that a value speaks of: of flags the one that is set, else a member that is not empty.
const Field *chosen(const Message &message, const Value &value);

/// A header that came several times as one text, with commas (RFC 9110 §5.2).
std::string joined(const Value &header);
std::span<const std::string_view> levelNames(); ///< "off" to "trace"

} // namespace watchglass::contracts::detail
