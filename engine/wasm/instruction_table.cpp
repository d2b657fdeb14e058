// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/instruction_table.h"

#include <array>

namespace watchglass::wasm {

namespace {

constexpr InstructionInfo rows[] = {
#define WG_INSTRUCTION(Id, name, prefix, code, immediate, signature, feature, legacy, traps, doc)                      \
    {Op::Id, name, prefix, code, Immediate::immediate, signature, Feature::feature, legacy, traps, doc},
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
};
static_assert(std::size(rows) == OpCount);

constexpr uint16_t none = 0xffff;

constexpr uint32_t codeSpace(uint8_t prefix)
{
    uint32_t space = 0;
    for (const InstructionInfo &row : rows)
        if (row.prefix == prefix && row.code >= space)
            space = row.code + 1;
    return space;
}

template <uint8_t prefix>
constexpr auto codeTable()
{
    std::array<uint16_t, codeSpace(prefix)> table{};
    table.fill(none);
    for (const InstructionInfo &row : rows)
        if (row.prefix == prefix)
            table[row.code] = uint16_t(row.op);
    return table;
}

constexpr auto codes0 = codeTable<0>();
constexpr auto codesFb = codeTable<0xfb>();
constexpr auto codesFc = codeTable<0xfc>();
constexpr auto codesFd = codeTable<0xfd>();
constexpr auto codesFe = codeTable<0xfe>();

/// The width stands in the name: "i64.load32_u", "v128.load8x8_s", "i32.atomic.rmw16.add_u"; where it does not, the
/// type before the dot says it.
constexpr uint8_t widthOf(const InstructionInfo &row)
{
    if (row.immediate != Immediate::MemArg && row.immediate != Immediate::MemArgLane)
        return 0;
    const std::string_view name = row.name;
    if (name == "memory.atomic.notify")
        return 4;
    size_t at = std::string_view::npos;
    for (std::string_view verb : {"load", "store", "rmw", "wait"})
        if (const size_t found = name.find(verb, 4); found != std::string_view::npos)
            at = found + verb.size();
    unsigned bits = 0, lanes = 0;
    const auto digit = [&](size_t i) { return i < name.size() && name[i] >= '0' && name[i] <= '9'; };
    for (; digit(at); ++at)
        bits = bits * 10 + unsigned(name[at] - '0');
    if (bits && at < name.size() && name[at] == 'x')
        for (++at; digit(at); ++at)
            lanes = lanes * 10 + unsigned(name[at] - '0');
    if (!bits)
        bits = name.substr(0, 4) == "v128" ? 128 : name.substr(1, 2) == "64" ? 64 : 32;
    return uint8_t(bits * (lanes ? lanes : 1) / 8);
}

constexpr auto widths = [] {
    std::array<uint8_t, OpCount> table{};
    for (const InstructionInfo &row : rows)
        table[uint16_t(row.op)] = widthOf(row);
    return table;
}();

/// Open addressing over the names: the text side asks once per token.
class NameTable
{
public:
    void add(std::string_view name, Op op)
    {
        for (size_t i = slot(name);; i = (i + 1) % size) {
            if (m_slots[i].name.empty()) {
                m_slots[i] = {name, op};
                return;
            }
            if (m_slots[i].name == name)
                return; // the first row of a name stands for it
        }
    }
    std::optional<Op> find(std::string_view name) const
    {
        for (size_t i = slot(name); !m_slots[i].name.empty(); i = (i + 1) % size)
            if (m_slots[i].name == name)
                return m_slots[i].op;
        return std::nullopt;
    }

private:
    static constexpr size_t size = 2048;
    static_assert(size > 2 * OpCount);
    static size_t slot(std::string_view name)
    {
        uint32_t hash = 2166136261u; // FNV-1a
        for (char c : name)
            hash = (hash ^ uint8_t(c)) * 16777619u;
        return (hash ^ (hash >> 15)) % size;
    }
    struct Slot {
        std::string_view name;
        Op op{};
    };
    std::array<Slot, size> m_slots;
};

const NameTable &currentNames()
{
    static const NameTable table = [] {
        NameTable names;
        for (const InstructionInfo &row : rows)
            names.add(row.name, row.op);
        return names;
    }();
    return table;
}

const NameTable &oldNames()
{
    static const NameTable table = [] {
        NameTable names;
        for (const InstructionInfo &row : rows)
            for (std::string_view rest = row.legacyNames; !rest.empty();) {
                const size_t space = rest.find(' ');
                names.add(rest.substr(0, space), row.op);
                rest = space == std::string_view::npos ? std::string_view{} : rest.substr(space + 1);
            }
        return names;
    }();
    return table;
}

} // namespace

const InstructionInfo &info(Op op)
{
    return rows[uint16_t(op)];
}

std::span<const InstructionInfo> allInstructions()
{
    return rows;
}

std::optional<Op> opFromCode(uint8_t prefix, uint32_t code)
{
    const auto look = [code](const auto &table) -> std::optional<Op> {
        if (code >= table.size() || table[code] == none)
            return std::nullopt;
        return Op(table[code]);
    };
    switch (prefix) {
    case 0:
        return look(codes0);
    case 0xfb:
        return look(codesFb);
    case 0xfc:
        return look(codesFc);
    case 0xfd:
        return look(codesFd);
    case 0xfe:
        return look(codesFe);
    default:
        return std::nullopt;
    }
}

std::optional<Op> opFromName(std::string_view name)
{
    return currentNames().find(name);
}

std::optional<Op> opFromLegacyName(std::string_view name)
{
    return oldNames().find(name);
}

unsigned accessWidth(Op op)
{
    return widths[uint16_t(op)];
}

} // namespace watchglass::wasm
