// SPDX-License-Identifier: Apache-2.0
/// Payloads ↔ values, in the three codecs that actors have spoken, by the table of contracts.
#pragma once

#include <optional>

#include "engine/host/contracts/contract.h"
#include "engine/host/contracts/value.h"

namespace watchglass::contracts {

enum class Codec : uint8_t {
    Protobuf, ///< December 2019 to March 2020
    Arrays,   ///< MessagePack, March 2020: structures as arrays, bytes as arrays of numbers
    Maps,     ///< MessagePack, from April 2020 on: structures as maps, names in camelCase
};
std::string_view nameOf(Codec codec); ///< "protobuf"

/// By the first byte of a payload; nothing when it is empty. Not of bare and raw messages, which give no hint.
std::optional<Codec> codecOf(std::span<const uint8_t> payload);

struct Speech {
    std::optional<Codec> codec; ///< nothing when the module holds no hint: most likely maps then
    Dialect dialect = Dialect::Wascc;
};
/// What a module most likely wants to be spoken to in, before it has said anything: by texts that the libraries of its
/// day left in it.
Speech speechOf(std::span<const uint8_t> module);

struct Decoded {
    Value value;               ///< an object with all fields of the message
    Codec codec = Codec::Maps; ///< in which to answer
    std::string error;         ///< "AddRequest: key is missing"; empty when there is none
    explicit operator bool() const { return error.empty(); }
};
/// Accepts maps and arrays alike, ignores members that it does not know and bytes behind the end, and never reads
/// outside of the payload. `assumed` counts when the payload is empty.
Decoded decode(const Message &message, std::span<const uint8_t> payload, Codec assumed = Codec::Maps);

struct Encoded {
    Bytes bytes;
    std::string error; ///< "AddResponse: value does not fit 32 bits"
    explicit operator bool() const { return error.empty(); }
};
/// Members that the message does not have are left out; missing ones are empty, 0 or false.
Encoded encode(const Message &message, const Value &value, Codec codec);

/// A payload as another form and codec have it; empty where one of the messages is null. So a provider is written for
/// one codec, and an actor gets what it understands.
Encoded translate(const Message *from, std::span<const uint8_t> payload, const Message *to, Codec codec);

/// A payload as people read it, in JSON; nothing when it cannot be read as that message.
std::optional<std::string> readable(const Message *message, std::span<const uint8_t> payload);

} // namespace watchglass::contracts
