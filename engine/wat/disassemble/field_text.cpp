// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/disassemble/field_text.h"

#include <cstdio>

#include "engine/wat/disassemble/instruction_text.h"
#include "engine/wat/disassemble/literal_text.h"

namespace watchglass::wat {

using namespace wasm;

std::string problemText(const Problem &problem)
{
    char offset[32];
    std::snprintf(offset, sizeof offset, "offset 0x%x: ", problem.offset);
    return offset + problem.message;
}

void FieldText::types()
{
    for (uint32_t index = 0; index < m_module.types.size(); ++index) {
        const SubType &type = m_module.types[index];
        const bool group = type.groupSize > 1;
        if (group && index == type.groupStart) {
            m_out.newLine(1);
            m_out.text += "(rec";
        }
        this->type(index, group ? 2 : 1);
        if (group && index + 1 == type.groupStart + type.groupSize)
            m_out.text += ')';
    }
}

void FieldText::type(uint32_t index, uint32_t depth)
{
    const SubType &type = m_module.types[index];
    m_out.newLine(depth);
    m_out.text += "(type";
    m_identifiers.appendDefinition(m_out.text, Space::Type, index);
    m_out.text += ' ';
    const bool plain = type.isFinal && !type.super;
    if (!plain) {
        m_out.text += type.isFinal ? "(sub final" : "(sub";
        if (type.super)
            m_identifiers.appendUse(m_out.text, Space::Type, *type.super);
        m_out.text += ' ';
    }
    structure(index);
    m_out.text += plain ? ")" : "))";
}

void FieldText::structure(uint32_t index)
{
    const SubType &type = m_module.types[index];
    if (type.kind == SubType::Kind::Func) {
        m_out.text += "(func";
        m_identifiers.appendSignature(m_out.text, type.func);
    } else if (type.kind == SubType::Kind::Array) {
        m_out.text += "(array ";
        for (const FieldType &own : type.fields)
            field(own);
    } else {
        m_out.text += "(struct";
        const IdentifierSpace names = m_identifiers.fields(index);
        for (uint32_t i = 0; i < type.fields.size(); ++i) {
            m_out.text += " (field ";
            if (const std::string &name = names.identifier(i); !name.empty())
                m_out.text += name + ' ';
            field(type.fields[i]);
            m_out.text += ')';
        }
    }
    m_out.text += ')';
}

void FieldText::field(const FieldType &field)
{
    if (field.isMutable)
        m_out.text += "(mut ";
    m_identifiers.appendType(m_out.text, field.type);
    if (field.isMutable)
        m_out.text += ')';
}

void FieldText::imports()
{
    for (const Import &item : m_module.imports) {
        m_out.newLine(1);
        import(item);
    }
}

void FieldText::import(const Import &import)
{
    static constexpr const char *keywords[] = {" (func", " (table", " (memory", " (global", " (tag"};
    static constexpr Space spaces[] = {Space::Function, Space::Table, Space::Memory, Space::Global, Space::Tag};
    std::string &out = m_out.text;
    out += "(import ";
    appendName(out, import.module);
    out += ' ';
    appendName(out, import.name);
    out += keywords[size_t(import.kind)];
    m_identifiers.appendDefinition(out, spaces[size_t(import.kind)], import.index);
    switch (import.kind) {
    case ExternKind::Func:
        m_identifiers.appendTypeUse(out, m_module.functions[import.index].type);
        break;
    case ExternKind::Table:
        table(m_module.tables[import.index].type);
        break;
    case ExternKind::Memory:
        memory(m_module.memories[import.index].type);
        break;
    case ExternKind::Global:
        global(m_module.globals[import.index].type);
        break;
    case ExternKind::Tag:
        m_identifiers.appendTypeUse(out, m_module.tags[import.index].type.type);
        break;
    }
    out += "))";
}

void FieldText::limits(const Limits &limits)
{
    if (limits.is64)
        m_out.text += " i64";
    m_out.text += ' ';
    appendNumber(m_out.text, limits.min);
    if (limits.max) {
        m_out.text += ' ';
        appendNumber(m_out.text, *limits.max);
    }
    if (limits.shared)
        m_out.text += " shared";
}

void FieldText::table(const TableType &type)
{
    limits(type.limits);
    m_out.text += ' ';
    m_identifiers.appendType(m_out.text, type.element);
}

void FieldText::memory(const MemoryType &type)
{
    limits(type.limits);
}

void FieldText::global(const GlobalType &type)
{
    m_out.text += ' ';
    field({type.type, type.isMutable});
}

void FieldText::tables()
{
    for (uint32_t i = 0; i < m_module.tables.size(); ++i) {
        if (m_module.tables[i].imported)
            continue;
        m_out.newLine(1);
        m_out.text += "(table";
        m_identifiers.appendDefinition(m_out.text, Space::Table, i);
        table(m_module.tables[i].type);
        if (m_module.tables[i].init)
            expression(*m_module.tables[i].init, nullptr);
        m_out.text += ')';
    }
}

void FieldText::memories()
{
    for (uint32_t i = 0; i < m_module.memories.size(); ++i) {
        if (m_module.memories[i].imported)
            continue;
        m_out.newLine(1);
        m_out.text += "(memory";
        m_identifiers.appendDefinition(m_out.text, Space::Memory, i);
        memory(m_module.memories[i].type);
        m_out.text += ')';
    }
}

void FieldText::globals()
{
    for (uint32_t i = 0; i < m_module.globals.size(); ++i) {
        if (m_module.globals[i].imported)
            continue;
        m_out.newLine(1);
        m_out.text += "(global";
        m_identifiers.appendDefinition(m_out.text, Space::Global, i);
        global(m_module.globals[i].type);
        expression(m_module.globals[i].init, nullptr);
        m_out.text += ')';
    }
}

void FieldText::tags()
{
    for (uint32_t i = 0; i < m_module.tags.size(); ++i) {
        if (m_module.tags[i].imported)
            continue;
        m_out.newLine(1);
        m_out.text += "(tag";
        m_identifiers.appendDefinition(m_out.text, Space::Tag, i);
        m_identifiers.appendTypeUse(m_out.text, m_module.tags[i].type.type);
        m_out.text += ')';
    }
}

void FieldText::exports()
{
    static constexpr const char *keywords[] = {" (func", " (table", " (memory", " (global", " (tag"};
    static constexpr Space spaces[] = {Space::Function, Space::Table, Space::Memory, Space::Global, Space::Tag};
    for (const Export &item : m_module.exports) {
        m_out.newLine(1);
        m_out.text += "(export ";
        appendName(m_out.text, item.name);
        m_out.text += keywords[size_t(item.kind)];
        m_identifiers.appendUse(m_out.text, spaces[size_t(item.kind)], item.index);
        m_out.text += "))";
    }
}

void FieldText::start()
{
    if (!m_module.start)
        return;
    m_out.newLine(1);
    m_out.text += "(start";
    m_identifiers.appendUse(m_out.text, Space::Function, *m_module.start);
    m_out.text += ')';
}

void FieldText::expression(const ConstExpr &expression, const char *keyword)
{
    InstructionText text(m_identifiers, UINT32_MAX);
    std::string inside;
    uint32_t count = 0;
    InstructionReader reader(*m_module.bytes, expression.code);
    for (Instruction instruction; reader.next(instruction);) {
        if (instruction.op == Op::End && text.depth() == 0)
            break;
        if (count++ > 0)
            inside += ' ';
        text.append(inside, instruction);
    }
    if (reader.problem())
        appendComment(inside, problemText(*reader.problem()));
    std::string &out = m_out.text;
    out += ' ';
    if (count == 1)
        out += '(' + inside + ')';
    else if (keyword)
        out += '(' + std::string(keyword) + ' ' + inside + ')';
    else
        out += inside;
}

void FieldText::elements()
{
    for (uint32_t i = 0; i < m_module.elements.size(); ++i) {
        m_out.newLine(1);
        element(i);
    }
}

void FieldText::element(uint32_t index)
{
    const Element &own = m_module.elements[index];
    std::string &out = m_out.text;
    out += "(elem";
    m_identifiers.appendDefinition(out, Space::Element, index);
    if (own.mode == SegmentMode::Declarative)
        out += " declare";
    if (own.mode == SegmentMode::Active) {
        if (own.table != 0) {
            out += " (table";
            m_identifiers.appendUse(out, Space::Table, own.table);
            out += ')';
        }
        expression(own.offset, "offset");
    }
    const bool expressions = !own.items.empty() || (own.functions.empty() && own.type.heap != HeapKind::Func);
    out += ' ';
    expressions ? m_identifiers.appendType(out, own.type) : void(out += "func");
    for (const ConstExpr &item : own.items)
        expression(item, "item");
    for (const uint32_t function : own.functions)
        m_identifiers.appendUse(out, Space::Function, function);
    out += ')';
}

void FieldText::data()
{
    for (uint32_t i = 0; i < m_module.data.size(); ++i) {
        m_out.newLine(1);
        segment(i);
    }
}

void FieldText::segment(uint32_t index)
{
    constexpr size_t bytesALine = 64;
    const Data &own = m_module.data[index];
    std::string &out = m_out.text;
    out += "(data";
    m_identifiers.appendDefinition(out, Space::Data, index);
    if (own.mode == SegmentMode::Active) {
        if (own.memory != 0) {
            out += " (memory";
            m_identifiers.appendUse(out, Space::Memory, own.memory);
            out += ')';
        }
        expression(own.offset, "offset");
    }
    std::string_view bytes(reinterpret_cast<const char *>(m_module.bytes->data()) + own.bytes.begin, own.bytes.size());
    const bool split = bytes.size() > bytesALine;
    do {
        split ? m_out.newLine(2) : void(out += ' ');
        appendBytes(out, bytes.substr(0, bytesALine));
        bytes.remove_prefix(std::min(bytes.size(), bytesALine));
    } while (!bytes.empty());
    out += ')';
}

void FieldText::customSections()
{
    for (const Section &section : m_module.sections) {
        if (section.id != 0 || section.name == "name")
            continue;
        m_out.newLine(1);
        m_out.text += ";; custom section";
        appendComment(m_out.text, section.name);
        m_out.text += ", ";
        appendNumber(m_out.text, section.content.size());
        m_out.text += " bytes";
    }
}

} // namespace watchglass::wat
