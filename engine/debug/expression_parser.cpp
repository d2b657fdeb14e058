// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <optional>

#include "engine/debug/expression.h"
#include "engine/exec/machine.h"

namespace watchglass::debug {

using wasm::TypeKind;

/// By descent; writes the steps as it goes.
class ExpressionParser
{
public:
    using Type = Expression::Type;
    using Code = Expression::Code;

    ExpressionParser(std::string_view text, const wasm::Module &module, const wasm::Names &names, uint32_t offset)
        : m_text(text), m_module(module), m_names(names), m_offset(offset), m_function(module.functionAt(offset))
    {
        if (m_function)
            m_locals = module.localTypes(*m_function);
    }

    std::variant<Expression, TextProblem> whole()
    {
        const Operand value = binary(0);
        skipSpace();
        if (!m_problem && m_at < m_text.size())
            fail(m_at, 1, "This is not expected here");
        if (m_problem)
            return std::move(*m_problem);
        m_made.m_type = value.type;
        return std::move(m_made);
    }

private:
    struct Operand {
        Type type = Type::I32;
        bool literal = false; ///< an integer that takes the type of its partner; the last step
        uint64_t value = 0;
    };
    struct Operator {
        std::string_view text;
        int level;
        Code code;
        bool swapped = false; ///< a > b is b < a
        bool compares = false, wholeNumbers = false;
    };

    Operand fail(size_t at, size_t length, std::string message)
    {
        if (!m_problem)
            m_problem = TextProblem{at, length, std::move(message)};
        m_at = m_text.size();
        return {};
    }
    void skipSpace()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t'))
            ++m_at;
    }
    bool take(std::string_view what)
    {
        skipSpace();
        if (!m_text.substr(m_at).starts_with(what))
            return false;
        m_at += what.size();
        return true;
    }
    bool expect(std::string_view what)
    {
        if (take(what))
            return true;
        fail(m_at, 1, "\"" + std::string(what) + "\" is missing here");
        return false;
    }
    void emit(Code code, Type type = Type::I32, uint64_t operand = 0, uint32_t memory = 0)
    {
        const bool pushes = code <= Code::Global;
        m_depth += pushes ? 1 : (code >= Code::Add && code <= Code::LessEqualU) || code == Code::Drop ? -1 : 0;
        if (m_depth > 60)
            fail(m_at, 1, "This is nested too deeply");
        m_made.m_steps.push_back({code, type, memory, operand});
    }

    /// The value `fromTop` below the top becomes one of that type.
    void convert(Operand &value, Type type, bool belowTop)
    {
        if (value.type == type)
            return;
        if (value.literal && !belowTop) {
            m_made.m_steps.back().operand = constant(value.value, type);
            value.type = type;
            return;
        }
        if (belowTop)
            emit(Code::Swap);
        if (type == Type::I64)
            emit(Code::Extend);
        else
            emit(type == Type::F32 ? Code::ToF32 : Code::ToF64, value.type);
        if (belowTop)
            emit(Code::Swap);
        value.type = type;
    }
    static uint64_t constant(uint64_t value, Type type)
    {
        switch (type) {
        case Type::I32:
            return uint32_t(value);
        case Type::I64:
            return value;
        case Type::F32: {
            const auto number = float(int64_t(value));
            uint32_t bits = 0;
            std::memcpy(&bits, &number, sizeof bits);
            return bits;
        }
        default: {
            const auto number = double(int64_t(value));
            uint64_t bits = 0;
            std::memcpy(&bits, &number, sizeof bits);
            return bits;
        }
        }
    }
    void unify(Operand &left, Operand &right, size_t leftStep)
    {
        const Type type = std::max(left.type, right.type);
        if (left.literal && left.type != type) {
            m_made.m_steps[leftStep].operand = constant(left.value, type);
            left.type = type;
        }
        convert(right, type, false);
        convert(left, type, true);
    }

    std::optional<Operator> takeOperator(int level)
    {
        static constexpr Operator all[] = {
            {"||", 0, Code::Or},
            {"&&", 1, Code::And},
            {"|", 2, Code::Or, false, false, true},
            {"^", 3, Code::Xor, false, false, true},
            {"&", 4, Code::And, false, false, true},
            {"==", 5, Code::Equal, false, true},
            {"!=", 5, Code::Unequal, false, true},
            {"<<", 7, Code::Left, false, false, true},
            {">>u", 7, Code::RightU, false, false, true},
            {">>", 7, Code::Right, false, false, true},
            {"<=u", 6, Code::LessEqualU, false, true, true},
            {">=u", 6, Code::LessEqualU, true, true, true},
            {"<=", 6, Code::LessEqual, false, true},
            {">=", 6, Code::LessEqual, true, true},
            {"<u", 6, Code::LessU, false, true, true},
            {">u", 6, Code::LessU, true, true, true},
            {"<", 6, Code::Less, false, true},
            {">", 6, Code::Less, true, true},
            {"+", 8, Code::Add},
            {"-", 8, Code::Subtract},
            {"*", 9, Code::Multiply},
            {"/u", 9, Code::DivideU, false, false, true},
            {"/", 9, Code::Divide},
            {"%u", 9, Code::RemainderU, false, false, true},
            {"%", 9, Code::Remainder, false, false, true},
        };
        skipSpace();
        for (const Operator &candidate : all) {
            if (!m_text.substr(m_at).starts_with(candidate.text))
                continue;
            if (candidate.level != level)
                return std::nullopt; // the first that fits is the longest
            m_at += candidate.text.size();
            return candidate;
        }
        return std::nullopt;
    }

    Operand binary(int level)
    {
        constexpr int levels = 10;
        if (level == levels)
            return unary();
        const size_t step = m_made.m_steps.size();
        Operand left = binary(level + 1);
        for (;;) {
            skipSpace();
            const size_t at = m_at;
            const auto found = takeOperator(level);
            if (!found || m_problem)
                return left;
            if (level < 2) {
                left = decide(left, level);
                continue;
            }
            Operand right = binary(level + 1);
            if (m_problem)
                return {};
            unify(left, right, step);
            if (found->wholeNumbers && left.type >= Type::F32)
                return fail(at, found->text.size(), "This works on integers only");
            if (found->swapped)
                emit(Code::Swap);
            emit(found->code, left.type);
            left = Operand{found->compares ? Type::I32 : left.type};
        }
    }

    /// && and ||, which leave out their right side when the left one decides.
    Operand decide(const Operand &left, int level)
    {
        emit(Code::Truth, left.type);
        const size_t jump = m_made.m_steps.size();
        emit(level == 0 ? Code::JumpIfTrue : Code::JumpIfFalse);
        emit(Code::Drop);
        const Operand right = binary(level + 1);
        emit(Code::Truth, right.type);
        m_made.m_steps[jump].operand = m_made.m_steps.size();
        return Operand{Type::I32};
    }

    Operand unary()
    {
        constexpr int mostNesting = 200;
        if (++m_nesting > mostNesting)
            return fail(m_at, 1, "This is nested too deeply");
        skipSpace();
        const size_t at = m_at;
        Operand value;
        if (!m_text.substr(m_at).starts_with("!=") && take("!")) {
            value = unary();
            emit(Code::Not, value.type);
            value = Operand{Type::I32};
        } else if (take("~")) {
            value = unary();
            if (value.type >= Type::F32)
                return fail(at, 1, "This works on integers only");
            emit(Code::Invert, value.type);
            value.literal = false;
        } else if (take("-")) {
            value = unary();
            if (value.literal && !m_problem) {
                value.value = 0 - value.value;
                value.type = int64_t(value.value) >= INT32_MIN ? value.type : Type::I64;
                m_made.m_steps.back().operand = constant(value.value, value.type);
            } else {
                emit(Code::Negate, value.type);
            }
        } else {
            value = primary();
        }
        --m_nesting;
        return value;
    }

    Operand primary()
    {
        skipSpace();
        const size_t at = m_at;
        if (take("(")) {
            const Operand value = binary(0);
            expect(")");
            return {value.type};
        }
        if (take("$$"))
            return operand(at);
        if (take("$"))
            return local(at);
        if (take("@"))
            return global(at);
        if (take("["))
            return load(at, 0);
        if (m_at < m_text.size() && ((m_text[m_at] >= '0' && m_text[m_at] <= '9') || m_text[m_at] == '.'))
            return number();
        return fail(at, 1,
                    m_at < m_text.size() ? "A value is missing here: $local, @global, $$0, [address]:i32 or a number"
                                         : "A value is missing at the end");
    }

    std::string_view word()
    {
        const size_t begin = m_at;
        const auto isName = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
                   c == '$';
        };
        while (m_at < m_text.size() && isName(m_text[m_at]))
            ++m_at;
        return m_text.substr(begin, m_at - begin);
    }
    /// A name as it is typed behind $ or @.
    std::string_view name()
    {
        if (m_at >= m_text.size() || m_text[m_at] != '"')
            return word();
        const size_t begin = ++m_at, end = m_text.find('"', m_at);
        if (end == std::string_view::npos) {
            fail(begin - 1, 1, "The second quotation mark is missing");
            return {};
        }
        m_at = end + 1;
        return m_text.substr(begin, end - begin);
    }
    static std::optional<uint32_t> index(std::string_view text)
    {
        uint32_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
    }
    std::optional<Type> typeOf(const wasm::ValType &type, size_t at)
    {
        switch (type.kind) {
        case TypeKind::I32:
            return Type::I32;
        case TypeKind::I64:
            return Type::I64;
        case TypeKind::F32:
            return Type::F32;
        case TypeKind::F64:
            return Type::F64;
        default:
            fail(at, m_at - at, "A " + wasm::toString(type) + " cannot be computed with");
            return std::nullopt;
        }
    }

    Operand local(size_t at)
    {
        const std::string_view called = name();
        if (!m_function)
            return fail(at, m_at - at, "There are no locals here");
        std::optional<uint32_t> found;
        for (uint32_t i = 0; i < m_locals.size() && !found && !called.empty(); ++i)
            if (m_names.local(*m_function, i) == called)
                found = i;
        if (!found)
            found = index(called);
        if (!found || *found >= m_locals.size())
            return fail(at, m_at - at, "There is no local $" + std::string(called) + " here");
        const auto type = typeOf(m_locals[*found], at);
        uint32_t slot = 0;
        for (uint32_t i = 0; i < *found; ++i)
            slot += m_locals[i].kind == TypeKind::V128 ? 2 : 1;
        return value(Code::Slot, type, slot);
    }
    Operand global(size_t at)
    {
        const std::string_view called = name();
        std::optional<uint32_t> found;
        for (uint32_t i = 0; i < m_module.globals.size() && !found && !called.empty(); ++i)
            if (m_names.global(m_module, i) == called)
                found = i;
        if (!found)
            found = index(called);
        if (!found || *found >= m_module.globals.size())
            return fail(at, m_at - at, "There is no global @" + std::string(called));
        return value(Code::Global, typeOf(m_module.globals[*found].type.type, at), *found);
    }
    Operand operand(size_t at)
    {
        const auto fromTop = index(word());
        if (!fromTop)
            return fail(at, m_at - at, "The number of the operand is missing: $$0 is the top");
        const exec::StateShape shape =
            m_function ? exec::describe(m_module, *m_function, m_offset) : exec::StateShape{};
        if (*fromTop >= shape.operands.size())
            return fail(at, m_at - at,
                        "There are " + std::to_string(shape.operands.size()) + " operands on the stack here");
        const size_t which = shape.operands.size() - 1 - *fromTop;
        uint32_t slot = 1; // the link's
        for (const wasm::ValType &type : m_locals)
            slot += type.kind == TypeKind::V128 ? 2 : 1;
        m_made.m_usesOperands = true;
        return value(Code::Slot, typeOf(shape.operands[which].type, at), slot + shape.firstSlots[which]);
    }
    Operand value(Code code, std::optional<Type> type, uint64_t which)
    {
        emit(code, Type::I32, which);
        return {type.value_or(Type::I32)};
    }

    Operand load(size_t at, uint64_t memory)
    {
        if (memory >= m_module.memories.size())
            return fail(at, m_at - at, "There is no memory " + std::to_string(memory));
        const Operand address = binary(0);
        if (address.type >= Type::F32)
            return fail(at, m_at - at, "An address is an integer");
        if (!expect("]") || !expect(":"))
            return {};
        const size_t typeAt = m_at;
        const std::string_view type = word();
        struct Kind {
            std::string_view name;
            Code code;
            Type type;
        };
        static constexpr Kind kinds[] = {
            {"i8", Code::Load8S, Type::I32},   {"u8", Code::Load8U, Type::I32},  {"i16", Code::Load16S, Type::I32},
            {"u16", Code::Load16U, Type::I32}, {"i32", Code::Load32, Type::I32}, {"u32", Code::Load32, Type::I64},
            {"i64", Code::Load64, Type::I64},  {"f32", Code::Load32, Type::F32}, {"f64", Code::Load64, Type::F64},
        };
        for (const Kind &kind : kinds)
            if (kind.name == type) {
                emit(kind.code, address.type, 0, uint32_t(memory));
                return {kind.type};
            }
        return fail(typeAt, std::max<size_t>(m_at - typeAt, 1),
                    "Memory is read as i8, u8, i16, u16, i32, u32, i64, f32 or f64");
    }

    Operand number()
    {
        const size_t at = m_at;
        const bool hex = m_text.substr(at).starts_with("0x");
        const char *begin = m_text.data() + at + (hex ? 2 : 0), *end = m_text.data() + m_text.size();
        uint64_t whole = 0;
        const auto [behind, error] = std::from_chars(begin, end, whole, hex ? 16 : 10);
        if (!hex && (behind == begin || (behind < end && (*behind == '.' || *behind == 'e')))) {
            double real = 0;
            const auto [last, wrong] = std::from_chars(begin, end, real);
            if (wrong != std::errc())
                return fail(at, 1, "This is not a number");
            m_at = size_t(last - m_text.data());
            emit(Code::Constant, Type::F64, std::bit_cast<uint64_t>(real));
            return {Type::F64};
        }
        if (behind == begin || error != std::errc())
            return fail(at, 1, behind == begin ? "This is not a number" : "This number has more than 64 bits");
        m_at = size_t(behind - m_text.data());
        if (m_at < m_text.size() && m_text[m_at] == ':' && !hex && whole <= 0xffffffff) { // 1:[…]
            ++m_at;
            if (expect("["))
                return load(at, whole);
            return {};
        }
        const Type type = whole <= 0xffffffff ? Type::I32 : Type::I64;
        emit(Code::Constant, type, constant(whole, type));
        return {type, true, whole};
    }

    std::string_view m_text;
    const wasm::Module &m_module;
    const wasm::Names &m_names;
    const uint32_t m_offset;
    const std::optional<uint32_t> m_function;
    std::vector<wasm::ValType> m_locals;
    size_t m_at = 0;
    int m_depth = 0, m_nesting = 0;
    std::optional<TextProblem> m_problem;
    Expression m_made;
};

std::variant<Expression, TextProblem> Expression::compile(std::string_view text, const wasm::Module &module,
                                                          const wasm::Names &names, uint32_t offset)
{
    return ExpressionParser(text, module, names, offset).whole();
}

} // namespace watchglass::debug
