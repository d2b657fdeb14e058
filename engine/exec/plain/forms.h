// SPDX-License-Identifier: Apache-2.0
/// The cells of plain (fast) code and the handlers that execute them. One instruction exists in many forms, which
/// differ in where the operands come from and where the result goes; all are generated from the definitions that the
/// watched handlers use. Words after the handler, fields from the low end:
///
///     one or two operands   a:16 | d:16 | b:16 or a constant of 32 bits  [| a constant of 64 bits]
///     load                  a:16 | d:16 | offset:32  [| addend:32 | b:16 | shift:16]
///     store                 a:16 | v:16 | offset:32  [| addend:32 | b:16 | shift:16]
///     base + index          a:16 | d:16 | 0          | addend:32 | b:16 | shift:16
///     compare and branch    a:16 | b:16 or a small constant | distance:32  [| a constant of 64 bits]
///     branch                a:16 | 0 | distance:32
///     br_table              a:16 | number of arms:32 from bit 32 | per arm: distance
///     move                  a:16 | d:16 | constant:32  [| a constant of 64 bits]
///     moves                 a:16 | d:16 | a:16 | d:16  [| as many again]
///     global                slot:16 | 0 | constant:32 | address of the value
///     select                a:16 | d:16 | b:16 | c:16  [| a and b as constants of 32 bits]
///     return                link:16 | a:16 | constant:32  [| a constant of 64 bits]
///     direct call           see callDirectHandler
///     vectors               see vector_forms.h; loads and stores as above
///
/// When the constant is the first operand, the slot of the second stands in a's field.
#pragma once

#include <string_view>
#include <utility>

#include "engine/exec/handler.h"
#include "engine/wasm/instruction_table.h"

namespace watchglass::exec::plain {

using wasm::Op;

/// Where an operand comes from: a slot, the accumulator or the pinned local of its bank, the cell.
enum class From : uint8_t { Slot, Acc, Pin, Const };
inline constexpr size_t fromCount = 4;
/// Where a result goes besides the accumulator: nowhere, a slot, the pinned local's slot and register.
enum class To : uint8_t { Acc, Slot, Pin };
inline constexpr size_t toCount = 3;

/// Which registers hold a value. f32 has no pinned local; vectors and what is not known live in slots only.
enum class Bank : uint8_t { Int, F64, F32, Other };

constexpr Bank bankOf(std::string_view type)
{
    return type == "i32" || type == "i64" || type == "addr" ? Bank::Int
           : type == "f64"                                  ? Bank::F64
           : type == "f32"                                  ? Bank::F32
                                                            : Bank::Other;
}

/// What an instruction with a fixed signature takes and leaves, as far as plain forms care.
struct Signature {
    uint8_t operands = 0, results = 0;
    bool wide[3] = {}; ///< the operand takes 64 bits
    Bank operand[3] = {Bank::Other, Bank::Other, Bank::Other}, result = Bank::Other;
    bool scalar = false; ///< all of them are numbers
};
constexpr Signature parseSignature(std::string_view text)
{
    Signature found;
    if (text.starts_with('*'))
        return found;
    found.scalar = true;
    bool after = false;
    while (!text.empty()) {
        const size_t end = text.find(' ') == std::string_view::npos ? text.size() : text.find(' ');
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(end < text.size() ? end + 1 : end);
        if (word == "->") {
            after = true;
            continue;
        }
        if (word.empty())
            continue;
        const Bank bank = bankOf(word);
        found.scalar = found.scalar && bank != Bank::Other;
        if (after) {
            found.result = bank;
            ++found.results;
        } else if (found.operands < 3) {
            found.wide[found.operands] = word == "i64" || word == "f64";
            found.operand[found.operands++] = bank;
        }
    }
    return found;
}
struct SignatureTable {
    Signature rows[wasm::OpCount];
    constexpr SignatureTable()
        : rows{
#define WG_INSTRUCTION(Id, name, prefix, code, immediate, signature, ...) parseSignature(signature),
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
          }
    {
    }
};
inline constexpr SignatureTable signatures;
constexpr const Signature &signature(Op op)
{
    return signatures.rows[size_t(op)];
}

/// How an access finds its address, before the offset: a; a + addend; a + (b << shift) + addend.
enum class Form : uint8_t { Near, Added, Indexed, Scaled };
inline constexpr size_t formCount = 4;

/// The commonest handlers exist several times over, and the cells of a function take them in turns. Processors predict
/// where a handler goes on from the jumps before it; one that many different ones follow is often mistaken, the more so
/// the fewer places it is at. With a single copy, chance placed handlers so that some programs took half as long again.
#if WG_THREADED && !defined(WG_ASAN) && defined(__OPTIMIZE__)
inline constexpr unsigned copyCount = 4;
#else
inline constexpr unsigned copyCount = 1;
#endif
/// What `make` answers for that copy, which it gets as a constant.
template <class Make>
Handler inCopy(unsigned copy, const Make &make)
{
    return [&]<unsigned... number>(std::integer_sequence<unsigned, number...>)
    {
        Handler found = nullptr;
        ((copy == number ? void(found = make.template operator()<number>()) : void()), ...);
        return found;
    }
    (std::make_integer_sequence<unsigned, copyCount>());
}

// All of these answer null when there is no such form.
Handler evaluateHandler(Op op, From a, From b, To to, unsigned copy = 0); ///< one operand: b is Slot
Handler integerHandler(Op op, From a, From b, To to, unsigned copy = 0);
Handler floatHandler(Op op, From a, From b, To to, unsigned copy = 0);
Handler indexHandler(Form form, From a, From b, To to, unsigned copy = 0); ///< Added, Indexed, Scaled as a value
Handler loadHandler(Op op, Form form, From a, From b, To to, bool guarded, unsigned copy = 0);
Handler storeHandler(Op op, Form form, From a, From b, From value, bool guarded, unsigned copy = 0);
/// Vectors: operands and result in slots only.
Handler simdIntegerHandler(Op op);
Handler simdFloatHandler(Op op);
Handler simdLoadHandler(Op op, Form form, From a, From b, bool guarded);
Handler simdStoreHandler(Op op, Form form, From a, From b, bool guarded);
Handler moveHandler(Bank bank, From from, bool wide, To to, unsigned copy = 0);
Handler movesHandler(size_t count, unsigned copy = 0); ///< 2 to 4, between slots
Handler compareBranchHandler(Op op, bool sense, From a, From b, bool wide, bool back, unsigned copy = 0);
Handler branchIfHandler(bool sense, From from, bool back, unsigned copy = 0);
Handler branchHandler(bool back, unsigned copy = 0);
Handler branchTableHandler(From from);
Handler globalGetHandler(Bank bank, To to);
Handler globalSetHandler(Bank bank, From from);
Handler selectHandler(Bank bank, From condition, bool constants, To to);
Handler returnHandler(Bank bank, From from, bool wide); ///< of one value
Handler returnNothingHandler();
/// Direct calls of functions of the same instance: handler | new frame's slot, number of locals to clear | Function |
/// Code of the caller | pins of the callee (16 bits each), link slot of the caller | pins of the caller | callee's
/// first cell | callee's link slot, parameters and frame in slots (16, 16, 32 bits).
Handler callDirectHandler(bool locals);
/// The same cell while the callee is not translated: does that and becomes the other.
Handler callFirstHandler();

/// In the place of a plain cell that a breakpoint lies in or before: goes on in watched code.
Handler leaveForWatchedHandler();

} // namespace watchglass::exec::plain
