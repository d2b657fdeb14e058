// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/expression.h"

#include <charconv>
#include <cstring>
#include <utility>

namespace watchglass::debug {

namespace {

constexpr size_t mostValues = 64; // on the evaluation stack

template <class T>
T as(uint64_t bits)
{
    T value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}
template <class T>
uint64_t bitsOf(T value)
{
    uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    return bits;
}

} // namespace

bool Expression::Value::isTrue() const
{
    switch (type) {
    case Type::I32:
        return uint32_t(bits) != 0;
    case Type::I64:
        return bits != 0;
    case Type::F32:
        return as<float>(bits) != 0;
    case Type::F64:
        return as<double>(bits) != 0;
    }
    return false;
}

std::string Expression::Value::text() const
{
    if (!error.empty())
        return "(" + error + ")";
    const auto real = [](auto number) {
        char digits[40];
        return std::string(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    };
    switch (type) {
    case Type::I32:
        return std::to_string(int32_t(bits));
    case Type::I64:
        return std::to_string(int64_t(bits));
    case Type::F32:
        return real(as<float>(bits));
    case Type::F64:
        return real(as<double>(bits));
    }
    return {};
}

namespace {

using Bits = uint64_t;

template <class T, class F>
Bits calculated(Bits a, Bits b, F apply)
{
    return bitsOf(T(apply(as<T>(a), as<T>(b))));
}
template <class T, class F>
Bits compared(Bits a, Bits b, F apply)
{
    return apply(as<T>(a), as<T>(b));
}

} // namespace

/// Unsigned types do what signed ones do where that wraps.
#define WG_NUMBERS(how, expression)                                                                                    \
    [&] {                                                                                                              \
        const auto apply = [](auto x, auto y) { return expression; };                                                  \
        switch (step.type) {                                                                                           \
        case Type::I32:                                                                                                \
            return how<int32_t>(a, b, apply);                                                                          \
        case Type::I64:                                                                                                \
            return how<int64_t>(a, b, apply);                                                                          \
        case Type::F32:                                                                                                \
            return how<float>(a, b, apply);                                                                            \
        default:                                                                                                       \
            return how<double>(a, b, apply);                                                                           \
        }                                                                                                              \
    }()
#define WG_WRAPPING(expression)                                                                                        \
    [&] {                                                                                                              \
        const auto apply = [](auto x, auto y) { return expression; };                                                  \
        switch (step.type) {                                                                                           \
        case Type::I32:                                                                                                \
            return calculated<uint32_t>(a, b, apply);                                                                  \
        case Type::I64:                                                                                                \
            return calculated<uint64_t>(a, b, apply);                                                                  \
        case Type::F32:                                                                                                \
            return calculated<float>(a, b, apply);                                                                     \
        default:                                                                                                       \
            return calculated<double>(a, b, apply);                                                                    \
        }                                                                                                              \
    }()
#define WG_UNSIGNED(how, expression)                                                                                   \
    [&] {                                                                                                              \
        const auto apply = [](auto x, auto y) { return expression; };                                                  \
        return step.type == Type::I32 ? how<uint32_t>(a, b, apply) : how<uint64_t>(a, b, apply);                       \
    }()
#define WG_SIGNED(how, expression)                                                                                     \
    [&] {                                                                                                              \
        const auto apply = [](auto x, auto y) { return expression; };                                                  \
        return step.type == Type::I32 ? how<int32_t>(a, b, apply) : how<int64_t>(a, b, apply);                         \
    }()

Expression::Value Expression::evaluate(const exec::Instance &instance, const uint64_t *frame) const
{
    Bits stack[mostValues];
    size_t top = 0; // number of values
    const auto failed = [](std::string why) {
        Value value;
        value.error = std::move(why);
        return value;
    };
    for (size_t at = 0; at < m_steps.size(); ++at) {
        const Step &step = m_steps[at];
        const bool isBinary = step.code >= Code::Add && step.code <= Code::LessEqualU;
        Bits b = isBinary ? stack[--top] : 0;
        Bits a = top ? stack[top - 1] : 0, result = a;
        switch (step.code) {
        case Code::Constant:
            stack[top++] = step.operand;
            continue;
        case Code::Slot:
            stack[top++] = frame[step.operand];
            continue;
        case Code::Global:
            stack[top++] = instance.globals[step.operand]->value.bits[0];
            continue;
        case Code::Load8S:
        case Code::Load8U:
        case Code::Load16S:
        case Code::Load16U:
        case Code::Load32:
        case Code::Load64: {
            const exec::Memory &memory = *instance.memories[step.memory];
            const uint64_t address = step.type == Type::I64 ? a : uint32_t(a);
            const uint64_t width = step.code <= Code::Load8U    ? 1
                                   : step.code <= Code::Load16U ? 2
                                   : step.code == Code::Load64  ? 8
                                                                : 4;
            if (width > memory.size() || address > memory.size() - width)
                return failed(std::to_string(width) + (width == 1 ? " byte" : " bytes") + " at " +
                              std::to_string(address) + " lie outside of memory " + std::to_string(step.memory) +
                              ", which ends at " + std::to_string(memory.size()));
            result = 0;
            std::memcpy(&result, memory.base() + address, width);
            if (step.code == Code::Load8S)
                result = uint32_t(int8_t(result));
            else if (step.code == Code::Load16S)
                result = uint32_t(int16_t(result));
            break;
        }
        case Code::Extend:
            result = Bits(int64_t(int32_t(a)));
            break;
        case Code::ToF32:
            result = bitsOf(step.type == Type::I32 ? float(int32_t(a)) : float(int64_t(a)));
            break;
        case Code::ToF64:
            result = bitsOf(step.type == Type::I32   ? double(int32_t(a))
                            : step.type == Type::I64 ? double(int64_t(a))
                                                     : double(as<float>(a)));
            break;
        case Code::Add:
            result = WG_WRAPPING(x + y);
            break;
        case Code::Subtract:
            result = WG_WRAPPING(x - y);
            break;
        case Code::Multiply:
            result = WG_WRAPPING(x * y);
            break;
        case Code::Divide:
        case Code::DivideU:
        case Code::Remainder:
        case Code::RemainderU: {
            const bool divides = step.code == Code::Divide || step.code == Code::DivideU;
            if (step.type == Type::F32 || step.type == Type::F64) {
                result = step.type == Type::F32 ? bitsOf(as<float>(a) / as<float>(b))
                                                : bitsOf(as<double>(a) / as<double>(b));
                break;
            }
            if ((step.type == Type::I32 ? uint32_t(b) : b) == 0)
                return failed("division by zero");
            if (step.code == Code::DivideU || step.code == Code::RemainderU)
                result = divides ? WG_UNSIGNED(calculated, x / y) : WG_UNSIGNED(calculated, x % y);
            else if (step.type == Type::I32 ? int32_t(b) == -1 : int64_t(b) == -1) // the least number has no negative
                result = divides ? (step.type == Type::I32 ? Bits(uint32_t(0 - a)) : 0 - a) : 0;
            else
                result = divides ? WG_SIGNED(calculated, x / y) : WG_SIGNED(calculated, x % y);
            break;
        }
        case Code::And:
            result = a & b;
            break;
        case Code::Or:
            result = a | b;
            break;
        case Code::Xor:
            result = a ^ b;
            break;
        case Code::Left:
            result = step.type == Type::I32 ? uint32_t(a) << (b & 31) : a << (b & 63);
            break;
        case Code::Right:
            result = step.type == Type::I32 ? Bits(uint32_t(int32_t(a) >> (b & 31))) : Bits(int64_t(a) >> (b & 63));
            break;
        case Code::RightU:
            result = step.type == Type::I32 ? uint32_t(a) >> (b & 31) : a >> (b & 63);
            break;
        case Code::Equal:
            result = WG_NUMBERS(compared, x == y);
            break;
        case Code::Unequal:
            result = WG_NUMBERS(compared, x != y);
            break;
        case Code::Less:
            result = WG_NUMBERS(compared, x < y);
            break;
        case Code::LessEqual:
            result = WG_NUMBERS(compared, x <= y);
            break;
        case Code::LessU:
            result = WG_UNSIGNED(compared, x < y);
            break;
        case Code::LessEqualU:
            result = WG_UNSIGNED(compared, x <= y);
            break;
        case Code::Swap:
            std::swap(stack[top - 1], stack[top - 2]);
            continue;
        case Code::Negate:
            result = step.type == Type::I32   ? uint32_t(0 - a)
                     : step.type == Type::I64 ? 0 - a
                     : step.type == Type::F32 ? bitsOf(-as<float>(a))
                                              : bitsOf(-as<double>(a));
            break;
        case Code::Invert:
            result = step.type == Type::I32 ? uint32_t(~a) : ~a;
            break;
        case Code::Not:
        case Code::Truth:
            result = Value{step.type, a, {}}.isTrue() == (step.code == Code::Truth);
            break;
        case Code::JumpIfFalse:
        case Code::JumpIfTrue:
            if ((uint32_t(a) != 0) == (step.code == Code::JumpIfTrue))
                at = step.operand - 1;
            continue;
        case Code::Drop:
            --top;
            continue;
        default:
            break;
        }
        stack[top - 1] = result;
    }
    return {m_type, stack[0], {}};
}

} // namespace watchglass::debug
