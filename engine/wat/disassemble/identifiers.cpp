// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/disassemble/identifiers.h"

#include "engine/wat/disassemble/literal_text.h"

namespace watchglass::wat {

using namespace wasm;

const std::string &IdentifierSpace::find(const Texts &texts, uint32_t index)
{
    static const std::string none;
    const auto found = texts.find(index);
    return found == texts.end() ? none : found->second;
}

void IdentifierSpace::take(const Names::Map &names, uint32_t size)
{
    for (const auto &[index, name] : names) {
        if (index >= size || name.empty() || m_identifiers.contains(index))
            continue;
        if (isIdentifier(name) && m_taken.try_emplace(name, index).second) {
            m_identifiers.emplace(index, "$" + name);
            m_comments.erase(index);
        } else {
            m_comments.try_emplace(index, name);
        }
    }
}

const std::string &IdentifierSpace::identifier(uint32_t index) const
{
    return find(m_identifiers, index);
}

const std::string &IdentifierSpace::comment(uint32_t index) const
{
    return find(m_comments, index);
}

namespace {

/// Exports first, then imports: what a function, table, … without a name of its own is known by outside.
Names::Map exportNames(const Module &module, ExternKind kind)
{
    Names::Map names;
    for (const Export &item : module.exports)
        if (item.kind == kind)
            names.try_emplace(item.index, item.name);
    return names;
}

Names::Map importNames(const Module &module, ExternKind kind)
{
    Names::Map names;
    for (const Import &item : module.imports)
        if (item.kind == kind)
            names.try_emplace(item.index, item.module + "." + item.name);
    return names;
}

} // namespace

Identifiers::Identifiers(const Module &module, const Names &names) : m_module(module), m_names(names)
{
    const auto fill = [&](Space space, const Names::Map &map, size_t size) {
        m_spaces[size_t(space)].take(map, uint32_t(size));
    };
    const auto fillExtern = [&](Space space, const Names::Map &map, size_t size, ExternKind kind) {
        fill(space, map, size);
        fill(space, exportNames(module, kind), size);
        fill(space, importNames(module, kind), size);
    };
    fillExtern(Space::Function, names.functions, module.functions.size(), ExternKind::Func);
    fillExtern(Space::Table, names.tables, module.tables.size(), ExternKind::Table);
    fillExtern(Space::Memory, names.memories, module.memories.size(), ExternKind::Memory);
    fillExtern(Space::Global, names.globals, module.globals.size(), ExternKind::Global);
    fillExtern(Space::Tag, names.tags, module.tags.size(), ExternKind::Tag);
    fill(Space::Type, names.types, module.types.size());
    fill(Space::Element, names.elements, module.elements.size());
    fill(Space::Data, names.data, module.data.size());
}

void Identifiers::appendUse(std::string &out, Space space, uint32_t index) const
{
    out += ' ';
    const IdentifierSpace &own = (*this)[space];
    if (const std::string &identifier = own.identifier(index); !identifier.empty()) {
        out += identifier;
        return;
    }
    appendNumber(out, index);
    if (const std::string &comment = own.comment(index); !comment.empty())
        appendComment(out, comment);
}

void Identifiers::appendDefinition(std::string &out, Space space, uint32_t index) const
{
    out += ' ';
    const IdentifierSpace &own = (*this)[space];
    if (const std::string &identifier = own.identifier(index); !identifier.empty()) {
        out += identifier;
        return;
    }
    out += "(;";
    appendNumber(out, index);
    out += ";)";
    if (const std::string &comment = own.comment(index); !comment.empty())
        appendComment(out, comment);
}

IdentifierSpace Identifiers::locals(uint32_t function) const
{
    IdentifierSpace space;
    if (const auto found = m_names.locals.find(function); found != m_names.locals.end())
        space.take(found->second, UINT32_MAX);
    return space;
}

IdentifierSpace Identifiers::fields(uint32_t type) const
{
    IdentifierSpace space;
    if (const auto found = m_names.fields.find(type); found != m_names.fields.end())
        space.take(found->second, UINT32_MAX);
    return space;
}

std::string Identifiers::label(uint32_t function, uint32_t block) const
{
    const auto own = m_names.labels.find(function);
    if (own == m_names.labels.end())
        return {};
    const auto found = own->second.find(block);
    return found != own->second.end() && isIdentifier(found->second) ? "$" + found->second : std::string();
}

void Identifiers::appendHeap(std::string &out, const ValType &type) const
{
    if (type.heap == HeapKind::Defined) {
        const std::string &identifier = (*this)[Space::Type].identifier(type.index);
        identifier.empty() ? appendNumber(out, type.index) : void(out += identifier);
        return;
    }
    const std::string whole = toString(ValType::ref(type.heap, false)); // "(ref func)"
    out.append(whole, 5, whole.size() - 6);
}

void Identifiers::appendType(std::string &out, const ValType &type) const
{
    if (!type.isRef() || type.heap != HeapKind::Defined) {
        out += toString(type);
        return;
    }
    out += type.nullable ? "(ref null " : "(ref ";
    appendHeap(out, type);
    out += ')';
}

void Identifiers::appendList(std::string &out, const char *keyword, const std::vector<ValType> &types) const
{
    if (types.empty())
        return;
    out += keyword;
    for (const ValType &type : types) {
        out += ' ';
        appendType(out, type);
    }
    out += ')';
}

void Identifiers::appendSignature(std::string &out, const FuncType &type) const
{
    appendList(out, " (param", type.params);
    appendList(out, " (result", type.results);
}

void Identifiers::appendTypeUse(std::string &out, uint32_t type) const
{
    out += " (type";
    appendUse(out, Space::Type, type);
    out += ')';
    if (const FuncType *signature = funcType(type))
        appendSignature(out, *signature);
}

const FuncType *Identifiers::funcType(uint32_t type) const
{
    if (type >= m_module.types.size() || m_module.types[type].kind != SubType::Kind::Func)
        return nullptr;
    return &m_module.types[type].func;
}

} // namespace watchglass::wat
