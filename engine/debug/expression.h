// SPDX-License-Identifier: Apache-2.0
/// Expressions over the state of a stopped guest, as conditions of breakpoints and in log points:
///
///     $n  $0  $"odd name"      a local, by name or number         @counter  @0    a global
///     $$0  $$1                 an operand, counted from the top
///     [$p + 4]:i32             what stands in memory 0 (1:[…] in memory 1) as i8 u8 i16 u16 i32 u32 i64 f32 f64
///     1  0x10  2.5             constants
///     ||  &&  |  ^  &  == !=  < <= > >=  << >>  + -  * / %  ! ~ -     as in C; signed, with a `u` behind it unsigned:
///                                                                     <u <=u >u >=u >>u /u %u
///
/// Values are i32, i64, f32 or f64; arithmetic wraps. Of two types the larger one counts: i32, i64, f32, f64.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/exec/instance.h"

namespace watchglass::debug {

/// What is wrong with a text, and where: bytes from its beginning.
struct TextProblem {
    size_t at = 0, length = 0;
    std::string message; ///< "There is no local $x here"
};

class Expression
{
public:
    enum class Type : uint8_t { I32, I64, F32, F64 };
    struct Value {
        Type type = Type::I32;
        uint64_t bits = 0;
        std::string error; ///< why there is none: "4 bytes at 70000 lie outside of memory 0, which ends at 65536"
        bool isTrue() const;
        std::string text() const;
    };
    /// For the place before that instruction of the module.
    static std::variant<Expression, TextProblem> compile(std::string_view text, const wasm::Module &module,
                                                         const wasm::Names &names, uint32_t offset);

    bool usesOperands() const { return m_usesOperands; }
    /// `frame` stands at the place; its slots as in code.h.
    Value evaluate(const exec::Instance &instance, const uint64_t *frame) const;

private:
    friend class ExpressionParser;
    enum class Code : uint8_t {
        Constant,
        Slot,
        Global,
        Load8S,
        Load8U,
        Load16S,
        Load16U,
        Load32,
        Load64,
        Extend,
        ToF32,
        ToF64, // of the top: i32 → i64; `from` to a float
        Add,
        Subtract,
        Multiply,
        Divide,
        DivideU,
        Remainder,
        RemainderU,
        And,
        Or,
        Xor,
        Left,
        Right,
        RightU,
        Equal,
        Unequal,
        Less,
        LessU,
        LessEqual,
        LessEqualU,
        Swap,
        Negate,
        Not,
        Invert,
        Truth,
        JumpIfFalse,
        JumpIfTrue, // keeping the value
        Drop,
    };
    struct Step {
        Code code = Code::Constant;
        Type type = Type::I32; ///< of the operands
        uint32_t memory = 0;
        uint64_t operand = 0; ///< constant, slot, global or target
    };
    std::vector<Step> m_steps;
    Type m_type = Type::I32;
    bool m_usesOperands = false;
};

/// A text with {expressions}; {{ stands for a brace.
class LogTemplate
{
public:
    static std::variant<LogTemplate, TextProblem> compile(std::string_view text, const wasm::Module &module,
                                                          const wasm::Names &names, uint32_t offset);
    bool usesOperands() const;
    /// An expression without a value shows as its error.
    std::string fill(const exec::Instance &instance, const uint64_t *frame) const;

private:
    struct Part {
        std::string text;
        std::vector<Expression> expression; ///< one or none, behind the text
    };
    std::vector<Part> m_parts;
};

} // namespace watchglass::debug
