// SPDX-License-Identifier: Apache-2.0
/// The short cut for the instructions that make up most code – locals, constants, plain arithmetic, loads and stores,
/// blocks and branches without values – straight from the bytes. It takes an instruction only when that is certainly
/// well-formed and valid, and changes nothing otherwise: every error is found and worded by the long way. Measured: it
/// more than doubles the speed of validation.
#include "engine/wasm/function_checker.h"
#include "engine/wasm/limits.h"

namespace watchglass::wasm::detail {

namespace {

enum class Short : uint8_t {
    No,
    LocalGet,
    LocalSet,
    LocalTee,
    Leb,
    Bytes4,
    Bytes8,
    Plain,
    Load,
    Store,
    Drop,
    GlobalGet,
    Open,
    If,
    BrIf,
    Br,
    End
};

struct ShortRow {
    Short kind = Short::No;
    uint8_t paramCount = 0;
    TypeKind first{}, second{}; ///< of the last two operands, `second` on top
    uint8_t width = 0;          ///< bytes of a constant's longest safe LEB, or of a memory access
    Op op{};
    ValType result; ///< Bottom: none
};

ShortRow rowOf(const InstructionInfo &row)
{
    ShortRow result;
    result.op = row.op;
    switch (row.op) {
    case Op::Block:
    case Op::Loop:
        result.kind = Short::Open;
        return result;
    case Op::If:
        result.kind = Short::If;
        return result;
    case Op::Br:
        result.kind = Short::Br;
        return result;
    case Op::BrIf:
        result.kind = Short::BrIf;
        return result;
    case Op::End:
        result.kind = Short::End;
        return result;
    case Op::Drop:
        result.kind = Short::Drop;
        return result;
    case Op::GlobalGet:
        result.kind = Short::GlobalGet;
        return result;
    default:
        break;
    }
    const Signature &signature = signatures[uint16_t(row.op)];
    switch (row.immediate) {
    case Immediate::Local:
        result.kind = row.op == Op::LocalGet   ? Short::LocalGet
                      : row.op == Op::LocalSet ? Short::LocalSet
                                               : Short::LocalTee;
        return result;
    case Immediate::I32:
    case Immediate::I64:
        // One byte less than the longest form: nothing to check in it.
        result.kind = Short::Leb;
        result.width = row.immediate == Immediate::I32 ? 4 : 9;
        break;
    case Immediate::F32:
        result.kind = Short::Bytes4;
        break;
    case Immediate::F64:
        result.kind = Short::Bytes8;
        break;
    case Immediate::None:
        if (!signature.plain)
            return result;
        result.kind = Short::Plain;
        break;
    case Immediate::MemArg:
        result.kind = signature.result == SigType::None ? Short::Store : Short::Load;
        result.width = uint8_t(accessWidth(row.op));
        if (result.kind == Short::Load)
            result.result = {TypeKind(uint8_t(signature.result))};
        else
            result.second = TypeKind(uint8_t(signature.params[1]));
        return result;
    default:
        return result;
    }
    result.paramCount = signature.paramCount;
    if (signature.paramCount)
        result.second = TypeKind(uint8_t(signature.params[signature.paramCount - 1]));
    if (signature.paramCount == 2)
        result.first = TypeKind(uint8_t(signature.params[0]));
    if (signature.result != SigType::None)
        result.result = {TypeKind(uint8_t(signature.result))};
    return result;
}

const std::array<ShortRow, 256> &shortRows()
{
    static const auto rows = [] {
        std::array<ShortRow, 256> table;
        for (const InstructionInfo &row : allInstructions())
            if (row.prefix == 0)
                table[row.code] = rowOf(row);
        return table;
    }();
    return rows;
}

/// The longest instruction handled: an opcode and nine bytes, or a memory access with one byte of flags.
constexpr uint32_t margin = 12;
constexpr uint8_t emptyBlock = 0x40;

/// Whether a branch there carries no values.
bool isBare(const FunctionChecker::Frame &frame)
{
    return frame.type.kind == BlockType::Kind::Empty ||
           (frame.op == Op::Loop && frame.type.kind == BlockType::Kind::Value);
}

} // namespace

uint32_t FunctionChecker::feedShort(const uint8_t *data, uint32_t at, uint32_t end)
{
    if (m_isConstant || m_frames.empty())
        return at;
    const ShortRow *const rows = shortRows().data();
    const ValType *const locals = m_locals.data();
    const uint32_t localCount = m_locals.size() > UINT32_MAX ? 0 : uint32_t(m_locals.size());
    const bool hasMemory = !m_module.memories.empty();
    const TypeKind address = hasMemory && m_module.memories[0].type.limits.is64 ? TypeKind::I64 : TypeKind::I32;
    const bool allSet = m_isSet.empty();
    Operand *top = m_top;
    Operand *floor = m_floor;
    Operand *const limit = m_limit;

    while (end - at >= margin) {
        const ShortRow &row = rows[data[at]];
        uint32_t next = at + 1;
        switch (row.kind) {
        case Short::LocalGet:
        case Short::LocalSet:
        case Short::LocalTee: {
            uint32_t index = data[next++];
            if (index >= 0x80) {
                index = (index & 0x7f) | uint32_t(data[next]) << 7;
                if (data[next++] >= 0x80)
                    goto longWay;
            }
            if (index >= localCount)
                goto longWay;
            const ValType &type = locals[index];
            if (row.kind == Short::LocalGet) {
                if (top == limit || !(allSet || m_isSet[index]))
                    goto longWay;
                *top++ = {type, at, Op::LocalGet};
                break;
            }
            if (top == floor || type.isRef() || top[-1].type.kind != type.kind)
                goto longWay;
            if (row.kind == Short::LocalSet)
                --top;
            else
                top[-1] = {type, at, Op::LocalTee};
            break;
        }
        case Short::Leb: {
            const uint32_t last = next + row.width;
            while (data[next] >= 0x80 && next != last)
                ++next;
            if (next == last || top == limit)
                goto longWay;
            ++next;
            *top++ = {row.result, at, row.op};
            break;
        }
        case Short::Bytes4:
        case Short::Bytes8:
            if (top == limit)
                goto longWay;
            next += row.kind == Short::Bytes4 ? 4 : 8;
            *top++ = {row.result, at, row.op};
            break;
        case Short::Plain:
            if (row.paramCount) {
                if (top - floor < row.paramCount || top[-1].type.kind != row.second)
                    goto longWay;
                if (row.paramCount == 2 && top[-2].type.kind != row.first)
                    goto longWay;
                top -= row.paramCount;
            }
            if (row.result.kind != TypeKind::Bottom)
                *top++ = {row.result, at, row.op}; // never more than was taken
            break;
        case Short::Load:
        case Short::Store: {
            const bool isStore = row.kind == Short::Store;
            const uint8_t flags = data[next++];
            if (!hasMemory || flags > 4 || (1u << flags) > row.width || top - floor < 1 + isStore ||
                (isStore && top[-1].type.kind != row.second) || top[-1 - isStore].type.kind != address)
                goto longWay;
            const uint32_t last = next + 4; // offsets below 2^28 fit every memory
            while (data[next] >= 0x80 && next != last)
                ++next;
            if (next == last)
                goto longWay;
            ++next;
            if (isStore)
                top -= 2;
            else
                top[-1] = {row.result, at, row.op};
            break;
        }
        case Short::Drop:
            if (top == floor)
                goto longWay;
            --top;
            break;
        case Short::GlobalGet: {
            const uint8_t index = data[next++];
            if (index >= 0x80 || index >= m_module.globals.size() || top == limit)
                goto longWay;
            *top++ = {m_module.globals[index].type.type, at, Op::GlobalGet};
            break;
        }
        case Short::If:
        case Short::Open:
            if (data[next++] != emptyBlock || m_frames.size() >= limits::nesting)
                goto longWay;
            if (row.kind == Short::If) {
                if (top == floor || top[-1].type.kind != TypeKind::I32)
                    goto longWay;
                --top;
            }
            m_frames.push_back({row.op, false, at, uint32_t(top - m_base), uint32_t(m_initialised.size()), {}});
            floor = top;
            break;
        case Short::Br:
        case Short::BrIf: {
            const uint8_t depth = data[next++];
            if (depth >= 0x80 || depth >= m_frames.size() || !isBare(m_frames.end()[-1 - ptrdiff_t(depth)]))
                goto longWay;
            if (row.kind == Short::Br) {
                top = floor;
                m_frames.back().unreachable = true;
            } else {
                if (top == floor || top[-1].type.kind != TypeKind::I32)
                    goto longWay;
                --top;
            }
            break;
        }
        case Short::End:
            if (m_frames.size() == 1 || m_frames.back().type.kind != BlockType::Kind::Empty || top != floor || !allSet)
                goto longWay;
            m_frames.pop_back();
            floor = m_base + m_frames.back().height;
            break;
        case Short::No:
            goto longWay;
        }
        at = next;
    }
longWay:
    m_top = top;
    m_floor = floor;
    return at;
}

} // namespace watchglass::wasm::detail
