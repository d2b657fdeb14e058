// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/disassemble/instruction_text.h"

#include "engine/wat/disassemble/literal_text.h"

namespace watchglass::wat {

using namespace wasm;

InstructionText::InstructionText(const Identifiers &identifiers, uint32_t function)
    : m_identifiers(identifiers), m_function(function), m_locals(identifiers.locals(function))
{
}

void InstructionText::append(std::string &out, const Instruction &instruction)
{
    out += info(instruction.op).name;
    switch (instruction.op) {
    case Op::Block:
    case Op::Loop:
    case Op::If:
    case Op::Try:
    case Op::TryTable:
        return openBlock(out, instruction);
    case Op::End:
        return closeBlock();
    case Op::Delegate:
        closeBlock(); // its label counts from outside the try
        return appendLabel(out, instruction.a);
    default:
        if (!appendIndices(out, instruction))
            appendOthers(out, instruction);
    }
}

void InstructionText::openBlock(std::string &out, const Instruction &instruction)
{
    std::string label = m_identifiers.label(m_function, m_blocks++);
    const uint32_t place = depth();
    if (!label.empty()) {
        out += ' ' + label;
    } else {
        out += " (;@";
        appendNumber(out, place + 1);
        out += ";)";
    }
    appendBlockType(out, instruction.block);
    for (const Catch &clause : instruction.op == Op::TryTable ? instruction.catches : std::span<const Catch>{})
        appendCatch(out, clause);
    if (!label.empty())
        m_labelPlaces[label].push_back(place);
    m_labels.push_back(std::move(label));
}

void InstructionText::closeBlock()
{
    if (m_labels.empty())
        return;
    if (const std::string &label = m_labels.back(); !label.empty())
        m_labelPlaces[label].pop_back();
    m_labels.pop_back();
}

void InstructionText::appendBlockType(std::string &out, const BlockType &type) const
{
    if (type.kind == BlockType::Kind::Index) {
        m_identifiers.appendTypeUse(out, type.index);
    } else if (type.kind == BlockType::Kind::Value) {
        out += " (result ";
        m_identifiers.appendType(out, type.value);
        out += ')';
    }
}

/// By name when no inner label of the same name hides it, else by depth.
void InstructionText::appendLabel(std::string &out, uint32_t depth) const
{
    out += ' ';
    const bool own = depth < m_labels.size();
    const uint32_t place = uint32_t(m_labels.size()) - 1 - depth;
    if (own && !m_labels[place].empty() && m_labelPlaces.at(m_labels[place]).back() == place) {
        out += m_labels[place];
        return;
    }
    appendNumber(out, depth);
    if (own && m_labels[place].empty()) {
        out += " (;@";
        appendNumber(out, place + 1);
        out += ";)";
    }
}

void InstructionText::appendCatch(std::string &out, const Catch &clause) const
{
    static constexpr const char *names[] = {" (catch", " (catch_ref", " (catch_all", " (catch_all_ref"};
    out += names[size_t(clause.kind)];
    if (clause.kind == Catch::Kind::Catch || clause.kind == Catch::Kind::CatchRef)
        m_identifiers.appendUse(out, Space::Tag, clause.tag);
    appendLabel(out, clause.label);
    out += ')';
}

void InstructionText::appendLocal(std::string &out, uint32_t index) const
{
    out += ' ';
    if (const std::string &identifier = m_locals.identifier(index); !identifier.empty())
        out += identifier;
    else
        appendNumber(out, index);
}

void InstructionText::appendField(std::string &out, const Instruction &instruction)
{
    m_identifiers.appendUse(out, Space::Type, instruction.a);
    auto found = m_fields.find(instruction.a);
    if (found == m_fields.end())
        found = m_fields.emplace(instruction.a, m_identifiers.fields(instruction.a)).first;
    out += ' ';
    if (const std::string &identifier = found->second.identifier(instruction.b); !identifier.empty())
        out += identifier;
    else
        appendNumber(out, instruction.b);
}

void InstructionText::appendCast(std::string &out, const ValType &type) const
{
    out += ' ';
    m_identifiers.appendType(out, type);
}

void InstructionText::appendMemArg(std::string &out, const Instruction &instruction) const
{
    if (instruction.a != 0)
        m_identifiers.appendUse(out, Space::Memory, instruction.a);
    if (instruction.value != 0) {
        out += " offset=";
        appendNumber(out, instruction.value);
    }
    const uint64_t align = instruction.align < 64 ? uint64_t(1) << instruction.align : 0;
    if (align != accessWidth(instruction.op)) {
        out += " align=";
        appendNumber(out, align);
    }
}

/// Both indices, or neither when they are the ones that may be left out.
void InstructionText::appendPair(std::string &out, Space space, uint32_t first, uint32_t second) const
{
    if (first == 0 && second == 0)
        return;
    m_identifiers.appendUse(out, space, first);
    m_identifiers.appendUse(out, space, second);
}

void InstructionText::appendConstant(std::string &out, const Instruction &instruction) const
{
    out += ' ';
    switch (info(instruction.op).immediate) {
    case Immediate::I32:
        return appendSigned(out, int32_t(uint32_t(instruction.value)));
    case Immediate::I64:
        return appendSigned(out, int64_t(instruction.value));
    case Immediate::F32:
        return appendF32(out, uint32_t(instruction.value));
    case Immediate::F64:
        return appendF64(out, instruction.value);
    default:
        return appendV128(out, instruction.v128);
    }
}

/// Immediates that are indices of the module's things; false when there are others.
bool InstructionText::appendIndices(std::string &out, const Instruction &instruction)
{
    const auto use = [&](Space space, uint32_t index) { m_identifiers.appendUse(out, space, index); };
    const auto useUnlessFirst = [&](Space space, uint32_t index) {
        if (index != 0)
            use(space, index);
    };
    const uint32_t a = instruction.a, b = instruction.b;
    switch (info(instruction.op).immediate) {
    case Immediate::None:
    case Immediate::Fence:
        break;
    case Immediate::Func:
        use(Space::Function, a);
        break;
    case Immediate::Type:
        use(Space::Type, a);
        break;
    case Immediate::Global:
        use(Space::Global, a);
        break;
    case Immediate::Table:
        use(Space::Table, a);
        break;
    case Immediate::Elem:
        use(Space::Element, a);
        break;
    case Immediate::Data:
        use(Space::Data, a);
        break;
    case Immediate::Tag:
        use(Space::Tag, a);
        break;
    case Immediate::Memory:
        useUnlessFirst(Space::Memory, a);
        break;
    case Immediate::TableTable:
        appendPair(out, Space::Table, a, b);
        break;
    case Immediate::MemoryMemory:
        appendPair(out, Space::Memory, a, b);
        break;
    case Immediate::TypeType:
        use(Space::Type, a), use(Space::Type, b);
        break;
    case Immediate::TypeData:
        use(Space::Type, a), use(Space::Data, b);
        break;
    case Immediate::TypeElem:
        use(Space::Type, a), use(Space::Element, b);
        break;
    case Immediate::ElemTable:
        useUnlessFirst(Space::Table, b), use(Space::Element, a);
        break;
    case Immediate::DataMemory:
        useUnlessFirst(Space::Memory, b), use(Space::Data, a);
        break;
    case Immediate::CallIndirect:
        useUnlessFirst(Space::Table, b);
        m_identifiers.appendTypeUse(out, a);
        break;
    default:
        return false;
    }
    return true;
}

void InstructionText::appendOthers(std::string &out, const Instruction &instruction)
{
    const auto number = [&](uint64_t value) {
        out += ' ';
        appendNumber(out, value);
    };
    switch (info(instruction.op).immediate) {
    case Immediate::Local:
        return appendLocal(out, instruction.a);
    case Immediate::Label:
        return appendLabel(out, instruction.a);
    case Immediate::BrTable:
        for (const uint32_t label : instruction.labels)
            appendLabel(out, label);
        return;
    case Immediate::MemArg:
        return appendMemArg(out, instruction);
    case Immediate::MemArgLane:
        appendMemArg(out, instruction);
        return number(instruction.lane);
    case Immediate::Lane:
        return number(instruction.lane);
    case Immediate::Shuffle:
        for (const uint8_t lane : instruction.v128)
            number(lane);
        return;
    case Immediate::HeapType:
        if (instruction.op != Op::RefNull)
            return appendCast(out, instruction.castTo);
        out += ' ';
        return m_identifiers.appendHeap(out, instruction.castTo);
    case Immediate::SelectTypes:
        out += " (result";
        for (const ValType &type : instruction.types)
            appendCast(out, type);
        out += ')';
        return;
    case Immediate::StructField:
        return appendField(out, instruction);
    case Immediate::TypeLen:
        m_identifiers.appendUse(out, Space::Type, instruction.a);
        return number(instruction.b);
    case Immediate::BrOnCast:
        appendLabel(out, instruction.a);
        appendCast(out, instruction.castFrom);
        return appendCast(out, instruction.castTo);
    default:
        return appendConstant(out, instruction);
    }
}

} // namespace watchglass::wat
