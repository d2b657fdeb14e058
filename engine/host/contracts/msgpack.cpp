// SPDX-License-Identifier: Apache-2.0
#include "engine/host/contracts/msgpack.h"

#include <bit>

namespace watchglass::contracts::detail {

namespace {

Item integer(uint64_t value)
{
    return {Item::Integer, value, 0, {}};
}

Item signedInteger(int64_t value)
{
    return {value < 0 ? Item::Negative : Item::Integer, uint64_t(value), 0, {}};
}

} // namespace

std::span<const uint8_t> MessagePackReader::take(uint64_t size)
{
    if (m_broken || size > m_bytes.size()) {
        m_broken = true;
        return {};
    }
    const auto taken = m_bytes.first(size_t(size));
    m_bytes = m_bytes.subspan(size_t(size));
    return taken;
}

uint64_t MessagePackReader::number(unsigned size)
{
    uint64_t value = 0;
    for (const uint8_t byte : take(size))
        value = value << 8 | byte;
    return value;
}

Item MessagePackReader::sized(Item::Kind kind, unsigned sizeOfLength)
{
    Item item{kind, number(sizeOfLength), 0, {}};
    if (kind == Item::Extension)
        take(1); // its type
    if (kind == Item::Text || kind == Item::Binary || kind == Item::Extension)
        item.bytes = take(item.number);
    return item;
}

Item MessagePackReader::next()
{
    const auto first = take(1);
    if (first.empty())
        return {};
    const uint8_t code = first[0];
    Item item;
    if (code < 0x80) {
        item = integer(code);
    } else if (code >= 0xe0) {
        item = signedInteger(int8_t(code));
    } else if (code < 0x90) {
        item = {Item::Map, uint64_t(code & 15), 0, {}};
    } else if (code < 0xa0) {
        item = {Item::Array, uint64_t(code & 15), 0, {}};
    } else if (code < 0xc0) {
        item = {Item::Text, uint64_t(code & 31), 0, take(code & 31)};
    } else {
        switch (code) {
        case 0xc0:
            item.kind = Item::Nil;
            break;
        case 0xc2:
        case 0xc3:
            item = {Item::Flag, uint64_t(code & 1), 0, {}};
            break;
        case 0xc4:
        case 0xc5:
        case 0xc6:
            item = sized(Item::Binary, 1u << (code - 0xc4));
            break;
        case 0xc7:
        case 0xc8:
        case 0xc9:
            item = sized(Item::Extension, 1u << (code - 0xc7));
            break;
        case 0xca:
            item = {Item::Real, 0, std::bit_cast<float>(uint32_t(number(4))), {}};
            break;
        case 0xcb:
            item = {Item::Real, 0, std::bit_cast<double>(number(8)), {}};
            break;
        case 0xcc:
        case 0xcd:
        case 0xce:
        case 0xcf:
            item = integer(number(1u << (code - 0xcc)));
            break;
        case 0xd0:
            item = signedInteger(int8_t(number(1)));
            break;
        case 0xd1:
            item = signedInteger(int16_t(number(2)));
            break;
        case 0xd2:
            item = signedInteger(int32_t(number(4)));
            break;
        case 0xd3:
            item = signedInteger(int64_t(number(8)));
            break;
        case 0xd4:
        case 0xd5:
        case 0xd6:
        case 0xd7:
        case 0xd8:
            item = {Item::Extension, 0, 0, take(1 + (1u << (code - 0xd4)))};
            break;
        case 0xd9:
        case 0xda:
        case 0xdb:
            item = sized(Item::Text, 1u << (code - 0xd9));
            break;
        case 0xdc:
        case 0xdd:
            item = sized(Item::Array, 2u << (code - 0xdc));
            break;
        case 0xde:
        case 0xdf:
            item = sized(Item::Map, 2u << (code - 0xde));
            break;
        default:
            m_broken = true; // 0xc1 is never used
        }
    }
    return m_broken ? Item{} : item;
}

void MessagePackReader::skipRest(const Item &item)
{
    // Not by recursion: a payload may be all openings of arrays. Each item takes a byte, so that what is owed and is
    // more than what is left never comes.
    const auto contents = [](const Item &one) {
        return one.kind == Item::Map ? one.number * 2 : one.kind == Item::Array ? one.number : 0;
    };
    for (uint64_t owed = contents(item); owed && !m_broken; --owed) {
        if (owed > m_bytes.size())
            m_broken = true;
        else
            owed += contents(next());
    }
}

void MessagePackWriter::head(uint8_t code, uint64_t value, unsigned size)
{
    m_bytes.push_back(code);
    while (size--)
        m_bytes.push_back(uint8_t(value >> size * 8));
}

void MessagePackWriter::integer(uint64_t value)
{
    if (value < 0x80)
        m_bytes.push_back(uint8_t(value));
    else if (value <= UINT8_MAX)
        head(0xcc, value, 1);
    else if (value <= UINT16_MAX)
        head(0xcd, value, 2);
    else if (value <= UINT32_MAX)
        head(0xce, value, 4);
    else
        head(0xcf, value, 8);
}

void MessagePackWriter::integer(int64_t value)
{
    if (value >= 0)
        integer(uint64_t(value));
    else if (value >= -32)
        m_bytes.push_back(uint8_t(value));
    else if (value >= INT8_MIN)
        head(0xd0, uint64_t(value), 1);
    else if (value >= INT16_MIN)
        head(0xd1, uint64_t(value), 2);
    else if (value >= INT32_MIN)
        head(0xd2, uint64_t(value), 4);
    else
        head(0xd3, uint64_t(value), 8);
}

void MessagePackWriter::text(std::string_view value)
{
    if (value.size() < 32)
        m_bytes.push_back(uint8_t(0xa0 | value.size()));
    else if (value.size() <= UINT8_MAX)
        head(0xd9, value.size(), 1);
    else if (value.size() <= UINT16_MAX)
        head(0xda, value.size(), 2);
    else
        head(0xdb, value.size(), 4);
    append({reinterpret_cast<const uint8_t *>(value.data()), value.size()});
}

void MessagePackWriter::binary(std::span<const uint8_t> value)
{
    if (value.size() <= UINT8_MAX)
        head(0xc4, value.size(), 1);
    else if (value.size() <= UINT16_MAX)
        head(0xc5, value.size(), 2);
    else
        head(0xc6, value.size(), 4);
    append(value);
}

void MessagePackWriter::array(size_t length)
{
    if (length < 16)
        m_bytes.push_back(uint8_t(0x90 | length));
    else if (length <= UINT16_MAX)
        head(0xdc, length, 2);
    else
        head(0xdd, length, 4);
}

void MessagePackWriter::map(size_t length)
{
    if (length < 16)
        m_bytes.push_back(uint8_t(0x80 | length));
    else if (length <= UINT16_MAX)
        head(0xde, length, 2);
    else
        head(0xdf, length, 4);
}

} // namespace watchglass::contracts::detail
