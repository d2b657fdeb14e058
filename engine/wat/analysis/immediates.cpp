// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/analysis/immediates.h"

#include <bit>

#include "engine/wat/analysis/literals.h"

namespace watchglass::wat::detail {

using wasm::Immediate;
using wasm::Op;

void ImmediateReader::read(uint32_t &at, Lowered &lowered)
{
    m_at = &at;
    m_lowered = &lowered;
    wasm::Instruction &instruction = lowered.instruction;
    if (instruction.op == Op::Select && m.words.opens(at, "result")) {
        instruction.op = Op::SelectT;
        lowered.broken = !m_types.results(at, lowered.types);
    }
    if (const unsigned width = wasm::accessWidth(instruction.op))
        instruction.align = uint32_t(std::countr_zero(width));
    readPart(wasm::info(instruction.op).immediate);
    lowered.extent = {lowered.keyword.begin, m.words[at - 1].range.end};
}

void ImmediateReader::readPart(Immediate immediate)
{
    wasm::Instruction &i = m_lowered->instruction;
    switch (immediate) {
    case Immediate::None:
    case Immediate::Fence:
    case Immediate::SelectTypes:
        return;
    case Immediate::Block:
        if (!m_types.blockType(*m_at, i.block) ||
            (i.block.kind == wasm::BlockType::Kind::Index && m.scope.isBroken(i.block.index)))
            m_lowered->broken = true;
        return;
    case Immediate::TryTable:
        return tryTable();
    case Immediate::Label:
        return labelIndex(i.a);
    case Immediate::BrTable:
        return branchTable();
    case Immediate::Func:
        return function();
    case Immediate::CallIndirect:
        return callIndirect();
    case Immediate::Type:
        return typeIndex();
    case Immediate::Local:
        index(Space::Local, i.a);
        return;
    case Immediate::Global:
        index(Space::Global, i.a);
        return;
    case Immediate::Table:
        optionalIndex(Space::Table, i.a);
        return;
    case Immediate::Memory:
        optionalIndex(Space::Memory, i.a);
        return;
    case Immediate::Elem:
        index(Space::Element, i.a);
        return;
    case Immediate::Data:
        index(Space::Data, i.a);
        return;
    case Immediate::TableTable:
        return twoOrNone(Space::Table);
    case Immediate::MemoryMemory:
        return twoOrNone(Space::Memory);
    case Immediate::ElemTable:
        return segmentAndSpace(Space::Table, Space::Element);
    case Immediate::DataMemory:
        return segmentAndSpace(Space::Memory, Space::Data);
    case Immediate::MemArg:
        return memArg(false);
    case Immediate::MemArgLane:
        return memArg(true);
    case Immediate::Tag:
        return tag(i.a);
    case Immediate::StructField:
        return field();
    case Immediate::TypeLen: {
        typeIndex();
        uint64_t length = 0;
        unsignedNumber(32, "the number of elements", length);
        i.b = uint32_t(length);
        return;
    }
    case Immediate::TypeData:
        typeIndex();
        index(Space::Data, i.b);
        return;
    case Immediate::TypeElem:
        typeIndex();
        index(Space::Element, i.b);
        return;
    case Immediate::TypeType:
        typeIndex();
        if (index(Space::Type, i.b) && m.scope.isBroken(i.b))
            m_lowered->broken = true;
        return;
    case Immediate::HeapType:
    case Immediate::BrOnCast:
        return castTypes();
    case Immediate::I32:
        return integer(32, i.value);
    case Immediate::I64:
        return integer(64, i.value);
    case Immediate::F32:
        return f32(i.value);
    case Immediate::F64:
        return f64(i.value);
    case Immediate::V128:
        return vector();
    case Immediate::Lane: {
        uint64_t lane = 0;
        unsignedNumber(8, "a lane number", lane);
        i.lane = uint8_t(lane);
        return;
    }
    case Immediate::Shuffle:
        return shuffle();
    }
}

void ImmediateReader::fail(TextRange range, std::string message)
{
    m_lowered->broken = true;
    m.out.error(range, std::move(message));
}

/// Says that an immediate is not there; an error token in its place was said by the tree.
void ImmediateReader::missing(std::string_view what)
{
    if (m.words.is(*m_at, TokenKind::Error)) {
        ++*m_at;
        m_lowered->broken = true;
        return;
    }
    fail(m_lowered->keyword, std::string(m.words.text(m_lowered->keyword)) + " needs " + std::string(what));
}

bool ImmediateReader::index(Space space, uint32_t &out)
{
    if (!isIndex(*m_at)) {
        missing(aNounOf(space) + ": its $name or its number");
        return false;
    }
    const uint32_t at = (*m_at)++;
    if (space == Space::Local && !m.localsKnown && m.words.is(at, TokenKind::Number)) {
        m_lowered->broken = true;
        return false;
    }
    const IndexSpace &indices = space == Space::Local ? m.locals : m.scope.space(space);
    const auto found = resolve(m.words, at, space, indices, &m.out);
    if (!found)
        m_lowered->broken = true;
    out = found.value_or(0);
    return found.has_value();
}

bool ImmediateReader::optionalIndex(Space space, uint32_t &out)
{
    out = 0;
    return !isIndex(*m_at) || index(space, out);
}

void ImmediateReader::twoOrNone(Space space)
{
    if (isIndex(*m_at) && index(space, m_lowered->instruction.a))
        index(space, m_lowered->instruction.b);
}

/// `table.init $table? $elem` and `memory.init $memory? $data`: the binary format has them the other way round.
void ImmediateReader::segmentAndSpace(Space space, Space segment)
{
    m_lowered->instruction.b = 0;
    if (isIndex(*m_at) && isIndex(*m_at + 1))
        index(space, m_lowered->instruction.b);
    index(segment, m_lowered->instruction.a);
}

std::optional<uint32_t> ImmediateReader::label(uint32_t at)
{
    const TextRange range = m.words[at].range;
    const auto depthOf = [this](size_t i) { return uint32_t(m.labels.size() - 1 - i); };
    if (m.words.is(at, TokenKind::Id)) {
        const std::string name = canonicalName(m.words.text(at));
        for (size_t i = m.labels.size(); i-- > 0;) {
            if (m.labels[i].name != name)
                continue;
            m.out.mentions.push_back({range, Space::Label, m.labels[i].symbol});
            return depthOf(i);
        }
        IndexSpace visible;
        for (size_t i = 0; m.out.mayGuess() && i < m.labels.size(); ++i)
            visible.add(m.labels[i].name, 0);
        resolve(m.words, at, Space::Label, visible, &m.out);
        return std::nullopt;
    }
    uint64_t depth = 0;
    if (parseUnsigned(m.words.text(at), 32, depth) != LiteralError::None || depth > m.labels.size()) {
        m.out.error(range, "there is no label " + std::string(m.words.text(at)) +
                               "; the outermost one here, the function's own, is " + std::to_string(m.labels.size()));
        return std::nullopt;
    }
    if (depth < m.labels.size())
        m.out.mentions.push_back({range, Space::Label, m.labels[m.labels.size() - 1 - depth].symbol});
    return uint32_t(depth);
}

void ImmediateReader::labelIndex(uint32_t &out)
{
    if (!isIndex(*m_at))
        return missing("a label: its $name or its depth");
    const auto depth = label((*m_at)++);
    if (!depth)
        m_lowered->broken = true;
    out = depth.value_or(0);
}

void ImmediateReader::branchTable()
{
    if (!isIndex(*m_at))
        return missing("labels, the default last");
    while (isIndex(*m_at))
        labelIndex(m_lowered->labels.emplace_back());
}

void ImmediateReader::typeIndex()
{
    if (index(Space::Type, m_lowered->instruction.a) && m.scope.isBroken(m_lowered->instruction.a))
        m_lowered->broken = true;
}

void ImmediateReader::function()
{
    if (index(Space::Function, m_lowered->instruction.a) &&
        m.scope.isBroken(m.scope.environment.functions[m_lowered->instruction.a].type))
        m_lowered->broken = true;
}

void ImmediateReader::tag(uint32_t &out)
{
    if (index(Space::Tag, out) && m.scope.isBroken(m.scope.environment.tags[out].type.type))
        m_lowered->broken = true;
}

void ImmediateReader::callIndirect()
{
    optionalIndex(Space::Table, m_lowered->instruction.b);
    const TypeUse use = m_types.typeUse(*m_at, false);
    const auto type = m_types.indexOf(use);
    if (!type || m.scope.isBroken(*type))
        m_lowered->broken = true;
    m_lowered->instruction.a = type.value_or(0);
}

void ImmediateReader::field()
{
    const bool known = index(Space::Type, m_lowered->instruction.a);
    if (known && !m.scope.isBroken(m_lowered->instruction.a) && isIndex(*m_at)) {
        const uint32_t type = m_lowered->instruction.a;
        const auto found = resolve(m.words, (*m_at)++, Space::Field, m.scope.fields[type], &m.out, type);
        m_lowered->instruction.b = found.value_or(0);
        m_lowered->broken = m_lowered->broken || !found;
    } else if (isIndex(*m_at)) {
        m_lowered->broken = true;
        ++*m_at;
    } else {
        missing("a field: its $name or its number");
    }
}

void ImmediateReader::memArg(bool lane)
{
    const auto isPart = [this](uint32_t at) {
        return m.words.is(at, TokenKind::Keyword) &&
               (m.words.text(at).starts_with("offset=") || m.words.text(at).starts_with("align="));
    };
    // A single number is the lane.
    if (!lane || m.words.is(*m_at, TokenKind::Id) || m.words.is(*m_at + 1, TokenKind::Number) || isPart(*m_at + 1))
        optionalIndex(Space::Memory, m_lowered->instruction.a);
    for (bool first = true; isPart(*m_at); first = false) {
        const std::string_view word = m.words.text(*m_at);
        if (!first && word.starts_with("offset="))
            fail(m.words[*m_at].range, "offset stands before align");
        memArgPart(word);
        ++*m_at;
    }
    if (lane) {
        uint64_t number = 0;
        unsignedNumber(8, "a lane number", number);
        m_lowered->instruction.lane = uint8_t(number);
    }
}

void ImmediateReader::memArgPart(std::string_view word)
{
    const size_t equals = word.find('=');
    const std::string_view digits = word.substr(equals + 1);
    const TextRange range = m.words[*m_at].range;
    uint64_t value = 0;
    const LiteralError error = parseUnsigned(digits, 64, value);
    if (error == LiteralError::OutOfRange)
        return fail(range, std::string(digits) + " is too large for an offset or alignment");
    if (error != LiteralError::None)
        return fail(range, std::string(word.substr(0, equals)) + "= needs a number right behind it");
    if (word.starts_with("offset="))
        m_lowered->instruction.value = value;
    else if (!std::has_single_bit(value))
        fail(range, "an alignment is a power of two, and " + std::string(digits) + " is none");
    else
        m_lowered->instruction.align = uint32_t(std::countr_zero(value));
}

void ImmediateReader::tryTable()
{
    wasm::BlockType &block = m_lowered->instruction.block;
    if (!m_types.blockType(*m_at, block) ||
        (block.kind == wasm::BlockType::Kind::Index && m.scope.isBroken(block.index)))
        m_lowered->broken = true;
    while (m.words.is(*m_at, TokenKind::LeftParen) && m.words.formName(*m_at).starts_with("catch")) {
        const uint32_t open = *m_at;
        catchClause(open);
        *m_at = m.words[open].close + 1;
    }
}

void ImmediateReader::catchClause(uint32_t open)
{
    constexpr std::string_view names[] = {"catch", "catch_ref", "catch_all", "catch_all_ref"};
    const std::string_view name = m.words.formName(open);
    wasm::Catch clause;
    bool known = false;
    for (uint8_t i = 0; i < 4; ++i) {
        if (name == names[i]) {
            clause.kind = wasm::Catch::Kind(i);
            known = true;
        }
    }
    if (!known)
        return fail(m.words[open + 1].range, "there is no clause " + std::string(name));
    *m_at = open + 2;
    if (clause.kind == wasm::Catch::Kind::Catch || clause.kind == wasm::Catch::Kind::CatchRef)
        tag(clause.tag);
    labelIndex(clause.label);
    if (*m_at < m.words[open].close)
        fail(m.words[*m_at].range, "this is too much in a (" + std::string(name) + " …)");
    m_lowered->catches.push_back(clause);
}

void ImmediateReader::castTypes()
{
    wasm::Instruction &i = m_lowered->instruction;
    const auto isBroken = [this](const wasm::ValType &type) {
        return type.isRef() && type.heap == wasm::HeapKind::Defined && m.scope.isBroken(type.index);
    };
    bool ok = true;
    if (i.op == Op::RefNull) {
        i.castTo = wasm::ValType::ref(wasm::HeapKind::Func);
        ok = m_types.heapType(*m_at, i.castTo);
    } else if (i.op == Op::RefTest || i.op == Op::RefCast) {
        ok = m_types.refType(*m_at, i.castTo);
        if (i.castTo.nullable)
            i.op = i.op == Op::RefTest ? Op::RefTestNull : Op::RefCastNull;
    } else {
        labelIndex(i.a);
        ok = m_types.refType(*m_at, i.castFrom) && m_types.refType(*m_at, i.castTo);
    }
    if (!ok || isBroken(i.castFrom) || isBroken(i.castTo))
        m_lowered->broken = true;
}

} // namespace watchglass::wat::detail
