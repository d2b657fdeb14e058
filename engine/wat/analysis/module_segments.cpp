// SPDX-License-Identifier: Apache-2.0
/// Element and data segments, and the constant expressions they begin at (spec §6.6.9 – §6.6.10).
#include <algorithm>

#include "engine/wat/analysis/module_reader.h"

namespace watchglass::wat::detail {

void ModuleReader::constant(uint32_t begin, uint32_t end, wasm::ValType type, uint32_t globals)
{
    m_scope.constants.push_back({begin, end, type, globals});
}

/// `(table $t)`, `(memory $m)` or, in older text, the bare number. False when nothing of that kind stands here.
bool ModuleReader::segmentTarget(uint32_t &at, Space space, uint32_t &target)
{
    uint32_t index = at, after = at + 1;
    if (m_words.opens(at, space == Space::Table ? "table" : "memory")) {
        index = at + 2;
        after = closeOf(at) + 1;
    } else if (!m_words.is(at, TokenKind::Number)) {
        return false;
    }
    if (m_words.is(index, TokenKind::Id) || m_words.is(index, TokenKind::Number))
        target = resolve(m_words, index, space, m_scope.space(space), &m_out).value_or(target);
    else
        m_out.error(m_words[at + 1].range, "the " + std::string(nounOf(space)) + "'s name or number is missing here");
    at = after;
    return true;
}

/// `(offset …)` or one folded instruction. False when neither stands here.
bool ModuleReader::offset(uint32_t &at, wasm::ValType type)
{
    if (!m_words.is(at, TokenKind::LeftParen) || m_words.opens(at, "item") || m_words.opens(at, "ref"))
        return false;
    const uint32_t globals = uint32_t(m_scope.environment.globals.size());
    if (m_words.opens(at, "offset"))
        constant(at + 2, closeOf(at), type, globals);
    else
        constant(at, closeOf(at) + 1, type, globals);
    at = closeOf(at) + 1;
    return true;
}

void ModuleReader::element(const Field &field)
{
    wasm::Element &segment = m_scope.environment.elements[field.index];
    uint32_t at = field.at;
    const uint32_t close = closeOf(field.open);
    segment.mode = wasm::SegmentMode::Passive;
    bool bare = false;
    if (m_words.isKeyword(at, "declare")) {
        segment.mode = wasm::SegmentMode::Declarative;
        ++at;
    } else {
        const bool target = segmentTarget(at, Space::Table, segment.table);
        const auto &tables = m_scope.environment.tables;
        const bool is64 = segment.table < tables.size() && tables[segment.table].type.limits.is64;
        if (offset(at, is64 ? wasm::I64 : wasm::I32))
            segment.mode = wasm::SegmentMode::Active;
        else if (target)
            m_out.error(m_words[at].range, "the offset is missing here: (offset …)");
        bare = segment.mode == wasm::SegmentMode::Active;
        if (bare) // a list without a type is one of functions
            segment.type = wasm::ValType::ref(wasm::HeapKind::Func, false);
    }
    elementList(at, close, field.index, bare);
    m_out.symbols[field.symbol].detail = wasm::toString(segment.type);
}

/// `func $f $g`, `funcref (ref.func $f) (item …)`, or bare functions where these are allowed.
void ModuleReader::elementList(uint32_t at, uint32_t close, uint32_t index, bool mayOmitFunc)
{
    wasm::Element &segment = m_scope.environment.elements[index];
    const bool func = m_words.isKeyword(at, "func");
    if (func || (mayOmitFunc && (at >= close || isIndex(at)))) {
        segment.type = wasm::ValType::ref(wasm::HeapKind::Func, false);
        functionList(at + func, close, index, false);
    } else if (TypeReader(m_words, m_scope, &m_out).refType(at, segment.type)) {
        expressionList(at, close, index);
    }
}

/// Each function must fit the type of the segment where that is not just any function.
void ModuleReader::functionList(uint32_t at, uint32_t close, uint32_t index, bool typed)
{
    for (; at < close && isIndex(at); ++at) {
        const auto function = resolve(m_words, at, Space::Function, m_scope.space(Space::Function), &m_out);
        if (!function)
            continue;
        m_scope.environment.elements[index].functions.push_back(*function);
        if (typed)
            m_typedItems.push_back({at, *function, index});
    }
    if (at < close && m_words[at].kind != TokenKind::Error)
        m_out.error(m_words[at].range, "a function's name or number is expected here");
}

void ModuleReader::expressionList(uint32_t at, uint32_t close, uint32_t index)
{
    const wasm::ValType type = m_scope.environment.elements[index].type;
    const uint32_t globals = uint32_t(m_scope.environment.globals.size());
    while (at < close) {
        if (!m_words.is(at, TokenKind::LeftParen)) {
            if (m_words[at].kind != TokenKind::Error)
                m_out.error(m_words[at].range, "an element is expected here, such as (ref.func $f)");
            return;
        }
        if (m_words.opens(at, "item"))
            constant(at + 2, closeOf(at), type, globals);
        else
            constant(at, closeOf(at) + 1, type, globals);
        at = closeOf(at) + 1;
    }
}

void ModuleReader::checkTypedItems()
{
    for (const TypedItem &item : m_typedItems) {
        const uint32_t type = m_scope.environment.functions[item.function].type;
        const wasm::ValType reference = wasm::ValType::ref(wasm::HeapKind::Defined, false, type);
        const wasm::ValType wanted = m_scope.environment.elements[item.segment].type;
        if (!m_scope.isBroken(type) && !wasm::matches(m_scope.environment, reference, wanted))
            m_out.error(m_words[item.word].range,
                        "the table wants " + toString(wanted) + " but this function is " + toString(reference),
                        DiagnosticSource::Types);
    }
}

void ModuleReader::data(const Field &field)
{
    wasm::Data &segment = m_scope.environment.data[field.index];
    uint32_t at = field.at;
    const bool target = segmentTarget(at, Space::Memory, segment.memory);
    const auto &memories = m_scope.environment.memories;
    const bool is64 = segment.memory < memories.size() && memories[segment.memory].type.limits.is64;
    segment.mode = wasm::SegmentMode::Passive;
    if (offset(at, is64 ? wasm::I64 : wasm::I32))
        segment.mode = wasm::SegmentMode::Active;
    else if (target)
        m_out.error(m_words[at].range, "the offset is missing here: (offset …)");
    strings(at, closeOf(field.open));
    m_out.symbols[field.symbol].detail = segment.mode == wasm::SegmentMode::Active ? "active" : "passive";
}

void ModuleReader::strings(uint32_t at, uint32_t close)
{
    for (; at < close; ++at) {
        if (m_words[at].kind == TokenKind::String || m_words[at].kind == TokenKind::Error)
            continue;
        m_out.error(m_words[at].range, "a string is expected here");
        return;
    }
}

} // namespace watchglass::wat::detail
