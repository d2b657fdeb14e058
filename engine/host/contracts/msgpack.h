// SPDX-License-Identifier: Apache-2.0
/// MessagePack (github.com/msgpack/msgpack, spec.md), one item at a time. Not nlohmann's: that refuses maps whose keys
/// are numbers, which is how Rust wrote enumerations in March 2020, and recurses as deep as a payload says.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace watchglass::contracts::detail {

/// What begins at a place: a value, or the length of what follows.
struct Item {
    enum Kind : uint8_t {
        Nil,
        Flag,
        Integer,
        Negative,
        Real,
        Text,
        Binary,
        Array,
        Map,
        Extension,
        Broken
    } kind = Broken;
    uint64_t number = 0; ///< the value; of a negative one its two's complement; of an array or a map its length
    double real = 0;
    std::span<const uint8_t> bytes; ///< of texts and binaries
};

class MessagePackReader
{
public:
    explicit MessagePackReader(std::span<const uint8_t> bytes) : m_bytes(bytes) {}

    /// Broken at the end of the payload, from then on for ever.
    Item next();
    /// What stands behind an array's or a map's item belongs to it, and is left out too.
    void skipRest(const Item &item);
    void skip() { skipRest(next()); }
    /// Something was wanted that is not there; nothing comes any more.
    bool broken() const { return m_broken; }

private:
    std::span<const uint8_t> take(uint64_t size);
    uint64_t number(unsigned size);
    Item sized(Item::Kind kind, unsigned sizeOfLength);

    std::span<const uint8_t> m_bytes; ///< what is left
    bool m_broken = false;
};

/// In the shortest forms, as Rust's writer does.
class MessagePackWriter
{
public:
    void nil() { m_bytes.push_back(0xc0); }
    void flag(bool value) { m_bytes.push_back(value ? 0xc3 : 0xc2); }
    void integer(uint64_t value);
    void integer(int64_t value);
    void text(std::string_view value);
    void binary(std::span<const uint8_t> value);
    void array(size_t length);
    void map(size_t length);
    std::vector<uint8_t> take() { return std::move(m_bytes); }

private:
    void head(uint8_t code, uint64_t value, unsigned size);
    void append(std::span<const uint8_t> bytes) { m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end()); }

    std::vector<uint8_t> m_bytes;
};

} // namespace watchglass::contracts::detail
