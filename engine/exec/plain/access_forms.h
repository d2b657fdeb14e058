// SPDX-License-Identifier: Apache-2.0
/// Plain loads and stores. *Guarded* ones look at no bound: memory 0 has room for every address, and the fault handler
/// (guard.h) turns an access outside into the trap. It needs the registers as they were before the cell, so nothing may
/// have changed them when the access happens.
#pragma once

#include "engine/exec/access.h"
#include "engine/exec/evaluate.h"
#include "engine/exec/guard.h"
#include "engine/exec/plain/operands.h"

namespace watchglass::exec::plain {

#if WG_GUARDED
#define WG_GUARDED_TEXT __attribute__((section("wg_guarded")))
// The compiler must have `value` before, and may use the registers of pc and acc for something else only after.
#define WG_ACCESS_DONE(constraint, value)                                                                              \
    do {                                                                                                               \
        register const Cell *keptPc asm("r12") = pc;                                                                   \
        register uint64_t keptAcc asm("rdi") = acc;                                                                    \
        asm volatile("" : "+r"(keptPc), "+r"(keptAcc) : constraint(value) : "memory");                                 \
        pc = keptPc;                                                                                                   \
        acc = keptAcc;                                                                                                 \
    } while (0)
#else
#define WG_GUARDED_TEXT
#endif

constexpr uint32_t accessWords(Form form)
{
    return form == Form::Near ? 2 : 3;
}

/// The address before the offset. `pc[2]` holds addend, index slot and shift.
template <Form form, From a, From b>
inline uint32_t indexOf(const Cell *pc, const Slot *fp, uint64_t acc, uint64_t l0)
{
    const auto part = [&]<From from>(uint32_t slot) {
        return from == From::Slot  ? get<uint32_t>(fp, slot)
               : from == From::Acc ? uint32_t(acc)
               : from == From::Pin ? uint32_t(l0)
                                   : 0; // a constant address: all of it is in the offset
    };
    uint32_t index = part.template operator()<a>(fieldA(pc));
    if constexpr (form == Form::Near)
        return index;
    if constexpr (form != Form::Added) {
        const uint32_t other = part.template operator()<b>(field(pc[2], 32));
        index += form == Form::Scaled ? other << (pc[2] >> 48 & 31) : other;
    }
    return index + uint32_t(pc[2]);
}

template <Op op, Form form, From a, From b, To to, unsigned copy = 0>
WG_HANDLER void loadChecked(WG_PARAMETERS)
{
    using Raw = typename LoadOf<op>::Raw;
    const uint64_t address = uint64_t(indexOf<form, a, b>(pc, fp, acc, l0)) + highHalf(pc[1]);
    if (address + sizeof(Raw) > ctx->memory0->size()) [[unlikely]]
        WG_LEAVE(trapAt<TrapKind::MemoryOutOfBounds>);
    Raw raw;
    std::memcpy(&raw, mem + address, sizeof raw);
    WG_GIVE(to, signature(op).result, LoadOf<op>::make(raw));
    WG_FAST_NEXT(accessWords(form));
}

template <Op op, Form form, From a, From b, From v>
inline auto valueOf(const Cell *pc, const Slot *fp, uint64_t acc, uint64_t l0, double facc, float sacc, double fl0)
{
    using T = typename StoreOf<op>::Operand;
    if constexpr (v == From::Const)
        return StoreOf<op>::make(T(int64_t(int16_t(field(pc[1], 16)))));
    else
        return StoreOf<op>::make(operand<v, signature(op).operand[1], T, 16>(pc, fp, acc, l0, facc, sacc, fl0));
}

/// Also records which pages are written.
template <Op op, Form form, From a, From b, From v, unsigned copy = 0>
WG_HANDLER void storeChecked(WG_PARAMETERS)
{
    const auto raw = valueOf<op, form, a, b, v>(pc, fp, acc, l0, facc, sacc, fl0);
    const uint64_t address = uint64_t(indexOf<form, a, b>(pc, fp, acc, l0)) + highHalf(pc[1]);
    if (address + sizeof raw > ctx->memory0->size()) [[unlikely]]
        WG_LEAVE(trapAt<TrapKind::MemoryOutOfBounds>);
    const uint8_t *dirty = ctx->memory0->dirtyMap();
    if (!dirty[address / dirtyPageSize] || !dirty[(address + sizeof raw - 1) / dirtyPageSize]) [[unlikely]] {
        if (noteWrite(ctx, pc, ctx->memory0, address, sizeof raw)) {
            std::memcpy(mem + address, &raw, sizeof raw);
            pc += accessWords(form);
            WG_LEAVE(afterAccess<WG_THREADED != 0>);
        }
    }
    std::memcpy(mem + address, &raw, sizeof raw);
    WG_FAST_NEXT(accessWords(form));
}

#if WG_GUARDED
template <Op op, Form form, From a, From b, To to, unsigned copy = 0>
WG_HANDLER WG_GUARDED_TEXT void loadGuarded(WG_PARAMETERS)
{
    typename LoadOf<op>::Raw raw;
    std::memcpy(&raw, mem + indexOf<form, a, b>(pc, fp, acc, l0) + highHalf(pc[1]), sizeof raw);
    if constexpr (sizeof raw > sizeof(Slot)) {
        using Native = long long __attribute__((vector_size(sizeof raw)));
        auto vector = std::bit_cast<Native>(raw);
        WG_ACCESS_DONE("x", vector);
        WG_GIVE(to, Bank::Other, std::bit_cast<V128>(vector));
    } else if constexpr (signature(op).result == Bank::Int || signature(op).result == Bank::Other) {
        WG_ACCESS_DONE("r", raw);
        WG_GIVE(to, signature(op).result, LoadOf<op>::make(raw));
    } else {
        auto number = std::bit_cast<std::conditional_t<sizeof raw == 8, double, float>>(raw);
        WG_ACCESS_DONE("x", number);
        WG_GIVE(to, signature(op).result, number);
    }
    WG_FAST_NEXT(accessWords(form));
}

template <Op op, Form form, From a, From b, From v, unsigned copy = 0>
WG_HANDLER WG_GUARDED_TEXT void storeGuarded(WG_PARAMETERS)
{
    const auto raw = valueOf<op, form, a, b, v>(pc, fp, acc, l0, facc, sacc, fl0);
    std::memcpy(mem + indexOf<form, a, b>(pc, fp, acc, l0) + highHalf(pc[1]), &raw, sizeof raw);
    WG_ACCESS_DONE("r", mem);
    WG_FAST_NEXT(accessWords(form));
}
#endif

/// Accesses that are frequent enough for an address of two parts.
constexpr bool isHotAccess(Op op)
{
    switch (op) {
    case Op::I32Load:
    case Op::I64Load:
    case Op::F32Load:
    case Op::F64Load:
    case Op::I32Load8S:
    case Op::I32Load8U:
    case Op::I32Load16S:
    case Op::I32Load16U:
    case Op::I32Store:
    case Op::I64Store:
    case Op::F32Store:
    case Op::F64Store:
    case Op::I32Store8:
    case Op::I32Store16:
    case Op::V128Load:
    case Op::V128Store:
        return true;
    default:
        return false;
    }
}
constexpr bool hasAddress(Op op, Form form, From a, From b)
{
    if (a == From::Const)
        return form == Form::Near && b == From::Slot;
    if (form == Form::Near || form == Form::Added)
        return b == From::Slot;
    return isHotAccess(op) && b != From::Const && !(a == From::Acc && b == From::Acc) &&
           (form == Form::Scaled || rankOf(a) <= rankOf(b));
}

} // namespace watchglass::exec::plain
