// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/names.h"

#include <algorithm>

#include "engine/base/interactive.h"
#include "engine/wasm/byte_reader.h"

namespace watchglass::wasm {

namespace {

using detail::ByteReader;

void readMap(ByteReader &reader, Names::Map &map)
{
    for (uint32_t left = reader.count("names", UINT32_MAX); left && reader.ok(); --left) {
        const uint32_t index = reader.u32("an index");
        std::string name = reader.name("a name");
        if (reader.ok())
            map[index] = std::move(name);
    }
}

void readIndirectMap(ByteReader &reader, std::map<uint32_t, Names::Map> &maps)
{
    for (uint32_t left = reader.count("groups of names", UINT32_MAX); left && reader.ok(); --left) {
        const uint32_t index = reader.u32("an index");
        if (reader.ok())
            readMap(reader, maps[index]);
    }
}

void readSubsection(uint8_t id, ByteReader &reader, Names &names)
{
    switch (id) {
    case 0:
        names.module = reader.name("the module's name");
        break;
    case 1:
        readMap(reader, names.functions);
        break;
    case 2:
        readIndirectMap(reader, names.locals);
        break;
    case 3:
        readIndirectMap(reader, names.labels);
        break;
    case 4:
        readMap(reader, names.types);
        break;
    case 5:
        readMap(reader, names.tables);
        break;
    case 6:
        readMap(reader, names.memories);
        break;
    case 7:
        readMap(reader, names.globals);
        break;
    case 8:
        readMap(reader, names.elements);
        break;
    case 9:
        readMap(reader, names.data);
        break;
    case 10:
        readIndirectMap(reader, names.fields);
        break;
    case 11:
        readMap(reader, names.tags);
        break;
    default:
        break; // from a later version of the section
    }
}

void readSection(const Bytes &bytes, Range content, Names &names)
{
    std::optional<Problem> problem;
    ByteReader reader(bytes, content, problem);
    while (reader.ok() && !reader.atEnd()) {
        const uint8_t id = reader.u8("a part of the name section");
        const Range part = reader.block("a part of the name section");
        if (!reader.ok())
            return;
        ByteReader inner(bytes, part, problem);
        readSubsection(id, inner, names);
    }
}

/// The name of an item in the name section, else of its export, else of its import.
std::string nameOf(const Module &module, const Names::Map &names, ExternKind kind, uint32_t index)
{
    if (const auto found = names.find(index); found != names.end() && !found->second.empty())
        return found->second;
    for (const Export &item : module.exports)
        if (item.kind == kind && item.index == index)
            return item.name;
    for (const Import &item : module.imports)
        if (item.kind == kind && item.index == index)
            return item.module + "." + item.name;
    return {};
}

} // namespace

Names readNames(const Module &module)
{
    longCall("wasm::readNames");
    Names names;
    if (!module.bytes)
        return names;
    for (const Section &section : module.sections)
        if (section.id == 0 && section.name == "name")
            readSection(*module.bytes, section.content, names);
    return names;
}

std::string Names::function(const Module &module, uint32_t index) const
{
    return nameOf(module, functions, ExternKind::Func, index);
}

std::string Names::local(uint32_t function, uint32_t index) const
{
    const auto group = locals.find(function);
    if (group == locals.end())
        return {};
    const auto found = group->second.find(index);
    return found == group->second.end() ? std::string() : found->second;
}

std::string Names::global(const Module &module, uint32_t index) const
{
    return nameOf(module, globals, ExternKind::Global, index);
}

std::string Names::display(const std::string &name, uint32_t index) const
{
    // The text format's identifiers (spec §6.3.5); any other name needs quotes there.
    const auto isIdentifier = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("!#$%&'*+-./:<=>?@\\^_`|~").find(c) != std::string_view::npos;
    };
    const auto isControl = [](char c) { return uint8_t(c) < 0x20 || c == 0x7f; };
    if (name.empty() || std::any_of(name.begin(), name.end(), isControl))
        return std::to_string(index);
    if (std::all_of(name.begin(), name.end(), isIdentifier))
        return "$" + name;
    std::string quoted = "$\"";
    for (char c : name) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

} // namespace watchglass::wasm
