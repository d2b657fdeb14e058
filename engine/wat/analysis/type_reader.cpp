// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/analysis/type_reader.h"

#include <algorithm>

#include "engine/wasm/limits.h"
#include "engine/wat/analysis/literals.h"

namespace watchglass::wat::detail {

using wasm::HeapKind;
using wasm::TypeKind;
using wasm::ValType;

namespace {

struct NamedType {
    std::string_view name;
    ValType type;
};

constexpr NamedType valueTypes[] = {
    {"i32", {TypeKind::I32}},
    {"i64", {TypeKind::I64}},
    {"f32", {TypeKind::F32}},
    {"f64", {TypeKind::F64}},
    {"v128", {TypeKind::V128}},
    {"funcref", ValType::ref(HeapKind::Func)},
    {"externref", ValType::ref(HeapKind::Extern)},
    {"anyref", ValType::ref(HeapKind::Any)},
    {"eqref", ValType::ref(HeapKind::Eq)},
    {"i31ref", ValType::ref(HeapKind::I31)},
    {"structref", ValType::ref(HeapKind::Struct)},
    {"arrayref", ValType::ref(HeapKind::Array)},
    {"exnref", ValType::ref(HeapKind::Exn)},
    {"nullref", ValType::ref(HeapKind::None)},
    {"nullfuncref", ValType::ref(HeapKind::NoFunc)},
    {"nullexternref", ValType::ref(HeapKind::NoExtern)},
    {"nullexnref", ValType::ref(HeapKind::NoExn)},
    {"anyfunc", ValType::ref(HeapKind::Func)}, // the spelling of 2017
};

struct NamedHeap {
    std::string_view name;
    HeapKind heap;
};

constexpr NamedHeap heapTypes[] = {
    {"func", HeapKind::Func},     {"extern", HeapKind::Extern},     {"any", HeapKind::Any},
    {"eq", HeapKind::Eq},         {"i31", HeapKind::I31},           {"struct", HeapKind::Struct},
    {"array", HeapKind::Array},   {"exn", HeapKind::Exn},           {"none", HeapKind::None},
    {"nofunc", HeapKind::NoFunc}, {"noextern", HeapKind::NoExtern}, {"noexn", HeapKind::NoExn},
    {"anyfunc", HeapKind::Func},
};

const NamedType *findValueType(std::string_view name)
{
    const auto found =
        std::find_if(std::begin(valueTypes), std::end(valueTypes), [&](const NamedType &t) { return t.name == name; });
    return found == std::end(valueTypes) ? nullptr : found;
}

void appendTypes(std::string &out, std::string_view form, const std::vector<ValType> &types)
{
    if (types.empty())
        return;
    out += out.empty() ? "(" : " (";
    out += form;
    for (const ValType &type : types)
        out += " " + wasm::toString(type);
    out += ")";
}

} // namespace

std::string textOf(const wasm::FuncType &type)
{
    std::string out;
    appendTypes(out, "param", type.params);
    appendTypes(out, "result", type.results);
    return out;
}

std::span<const std::string_view> typeWords()
{
    static const auto words = [] {
        std::array<std::string_view, std::size(valueTypes) - 1> names; // all but the old spelling
        for (size_t i = 0; i < names.size(); ++i)
            names[i] = valueTypes[i].name;
        return names;
    }();
    return words;
}

void TypeReader::error(uint32_t at, std::string message)
{
    if (m_out)
        m_out->error(at < m_words.size() ? m_words[at].range : TextRange{}, std::move(message));
}

/// Says that a type was expected here and steps over what stands in its place.
bool TypeReader::expectedType(uint32_t &at)
{
    if (at >= m_words.size() || m_words[at].kind == TokenKind::RightParen) {
        error(at, "a type is missing here, such as i32");
        return false;
    }
    if (m_words[at].kind == TokenKind::LeftParen) {
        error(at, "this is not a type");
        at = m_words[at].close + 1;
        return false;
    }
    if (m_out && m_words[at].kind != TokenKind::Error) {
        std::string message = "there is no type " + std::string(m_words.text(at));
        const std::string_view near =
            m_out->mayGuess() ? nearestWord(typeWords(), m_words.text(at)) : std::string_view{};
        if (!near.empty())
            message += "; did you mean " + std::string(near) + "?";
        Diagnostic &diagnostic = m_out->error(m_words[at].range, std::move(message));
        if (!near.empty())
            diagnostic.fixes.push_back({"Replace by " + std::string(near), {{m_words[at].range, std::string(near)}}});
    }
    ++at;
    return false;
}

bool TypeReader::heapType(uint32_t &at, ValType &out)
{
    if (m_words.is(at, TokenKind::Id) || m_words.is(at, TokenKind::Number)) {
        const auto index = resolve(m_words, at, Space::Type, m_scope.space(Space::Type), m_out);
        ++at;
        if (index)
            out = ValType::ref(HeapKind::Defined, out.nullable, *index);
        return index.has_value();
    }
    if (m_words.is(at, TokenKind::Keyword)) {
        for (const NamedHeap &heap : heapTypes) {
            if (m_words.text(at) != heap.name)
                continue;
            out = ValType::ref(heap.heap, out.nullable);
            ++at;
            return true;
        }
    }
    return expectedType(at);
}

bool TypeReader::refType(uint32_t &at, ValType &out)
{
    if (m_words.opens(at, "ref")) {
        const uint32_t close = m_words[at].close;
        at += 2;
        const bool nullable = m_words.isKeyword(at, "null");
        at += nullable;
        out = ValType::ref(HeapKind::Func, nullable);
        bool ok = heapType(at, out);
        if (ok && at != close) {
            error(at, "one heap type is enough here");
            ok = false;
        }
        at = close + 1;
        return ok;
    }
    const NamedType *found = m_words.is(at, TokenKind::Keyword) ? findValueType(m_words.text(at)) : nullptr;
    if (!found || !found->type.isRef())
        return expectedType(at);
    out = found->type;
    ++at;
    return true;
}

bool TypeReader::valType(uint32_t &at, ValType &out)
{
    const NamedType *found = m_words.is(at, TokenKind::Keyword) ? findValueType(m_words.text(at)) : nullptr;
    if (!found)
        return refType(at, out);
    out = found->type;
    ++at;
    return true;
}

bool TypeReader::storageType(uint32_t &at, ValType &out)
{
    if (m_words.isKeyword(at, "i8") || m_words.isKeyword(at, "i16")) {
        out = {m_words.text(at) == "i8" ? TypeKind::I8 : TypeKind::I16};
        ++at;
        return true;
    }
    return valType(at, out);
}

bool TypeReader::mutableType(uint32_t &at, wasm::FieldType &out)
{
    out.isMutable = m_words.opens(at, "mut");
    if (!out.isMutable)
        return storageType(at, out.type);
    const uint32_t close = m_words[at].close;
    at += 2;
    bool ok = storageType(at, out.type);
    if (ok && at != close) {
        error(at, "mut takes one type");
        ok = false;
    }
    at = close + 1;
    return ok;
}

bool TypeReader::typeList(uint32_t &at, std::string_view form, bool mayName, std::vector<TypedName> &out)
{
    bool ok = true;
    while (m_words.opens(at, form)) {
        const uint32_t close = m_words[at].close;
        at += 2;
        TextRange name;
        if (m_words.is(at, TokenKind::Id)) {
            name = m_words[at].range;
            if (!mayName)
                error(at, "a name is not allowed here");
            ++at;
        }
        uint32_t count = 0;
        while (at < close) {
            if (out.size() > wasm::limits::locals) {
                error(at, "these are more than 50000 types");
                at = close + 1;
                return false;
            }
            TypedName entry{count == 0 ? name : TextRange{}, m_words[at].range, {}};
            ok = valType(at, entry.value) && ok;
            entry.type.end = m_words[at - 1].range.end;
            if (name.size() && ++count > 1) {
                if (count == 2)
                    error(at - 1, "a named " + std::string(form) + " has one type; write another (" +
                                      std::string(form) + " …) for the next");
                ok = false;
            }
            out.push_back(entry);
        }
        if (name.size() && count == 0) {
            error(close, "the type of " + std::string(m_words.text(name)) + " is missing");
            ok = false;
        }
        at = close + 1;
    }
    return ok;
}

bool TypeReader::results(uint32_t &at, std::vector<ValType> &out)
{
    std::vector<TypedName> list;
    const bool ok = typeList(at, "result", false, list);
    for (const TypedName &entry : list)
        out.push_back(entry.value);
    return ok;
}

TypeUse TypeReader::typeUse(uint32_t &at, bool mayName)
{
    TypeUse use;
    const uint32_t begin = at;
    if (m_words.opens(at, "type")) {
        const uint32_t close = m_words[at].close;
        at += 2;
        if (m_words.is(at, TokenKind::Id) || m_words.is(at, TokenKind::Number)) {
            use.index = resolve(m_words, at, Space::Type, m_scope.space(Space::Type), m_out);
            use.ok = use.index.has_value();
        } else {
            error(close, "the type's name or number is missing here");
            use.ok = false;
        }
        at = close + 1;
    }
    use.hasInline = m_words.opens(at, "param") || m_words.opens(at, "result");
    use.ok = typeList(at, "param", mayName, use.params) && use.ok;
    for (const TypedName &param : use.params)
        use.inlined.params.push_back(param.value);
    use.ok = results(at, use.inlined.results) && use.ok;
    while (m_words.opens(at, "param") || (m_words.opens(at, "type") && at > begin)) {
        error(at + 1, "type, params and results stand in this order");
        use.ok = false;
        at = m_words[at].close + 1;
    }
    if (use.index && m_out && use.ok)
        checkInline(begin, use);
    return use;
}

/// A type use that names a type and spells it out must say the same twice.
void TypeReader::checkInline(uint32_t at, const TypeUse &use)
{
    if (*use.index >= m_scope.environment.types.size())
        return;
    const wasm::SubType &type = m_scope.environment.types[*use.index];
    if (type.kind != wasm::SubType::Kind::Func)
        error(at + 2, "type " + std::string(m_words.text(at + 2)) + " is not a function type");
    else if (use.hasInline && !(type.func == use.inlined))
        error(at + 2, "type " + std::string(m_words.text(at + 2)) + " is " + toString(type.func) +
                          " but the types written out say " + toString(use.inlined));
}

std::optional<uint32_t> TypeReader::indexOf(const TypeUse &use) const
{
    if (!use.ok)
        return std::nullopt;
    if (!use.index)
        return m_scope.findPlain(use.inlined);
    const auto &types = m_scope.environment.types;
    const bool isFunction = *use.index < types.size() && types[*use.index].kind == wasm::SubType::Kind::Func;
    return isFunction ? use.index : std::nullopt;
}

bool TypeReader::blockType(uint32_t &at, wasm::BlockType &out)
{
    const TypeUse use = typeUse(at, false);
    out = {};
    if (!use.index && use.inlined.params.empty() && use.inlined.results.size() <= 1) {
        if (!use.inlined.results.empty())
            out = {wasm::BlockType::Kind::Value, use.inlined.results[0], 0};
        return use.ok;
    }
    const auto index = indexOf(use);
    out = {wasm::BlockType::Kind::Index, {}, index.value_or(0)};
    return index.has_value();
}

bool TypeReader::limits(uint32_t &at, wasm::Limits &out, std::string_view what)
{
    if (m_words.isKeyword(at, "i64") || m_words.isKeyword(at, "i32")) {
        out.is64 = m_words.text(at) == "i64";
        ++at;
    }
    bool ok = true;
    const auto number = [&](uint64_t &value) {
        const LiteralError error = parseUnsigned(m_words.text(at), 64, value);
        if (error == LiteralError::IllFormed)
            this->error(at, std::string(m_words.text(at)) + " is not a size");
        else if (error == LiteralError::OutOfRange)
            this->error(at, std::string(m_words.text(at)) + " is too large for a " + std::string(what));
        ok = ok && error == LiteralError::None;
        ++at;
    };
    if (!m_words.is(at, TokenKind::Number)) {
        error(at, "the smallest size of the " + std::string(what) + " is missing here");
        return false;
    }
    number(out.min);
    if (m_words.is(at, TokenKind::Number))
        number(out.max.emplace());
    if (m_words.isKeyword(at, "shared")) {
        out.shared = true;
        ++at;
    }
    return ok;
}

} // namespace watchglass::wat::detail
