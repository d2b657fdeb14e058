// SPDX-License-Identifier: Apache-2.0
/// The listing for people; inspect_json.cpp writes the same for programs.
#include "engine/wasm/inspect.h"

#include "engine/base/interactive.h"
#include "engine/wasm/describe.h"
#include "engine/wasm/hosts.h"
#include "engine/wasm/needs.h"

namespace watchglass::wasm {

namespace detail {

const char *kindName(ExternKind kind)
{
    switch (kind) {
    case ExternKind::Func:
        return "func";
    case ExternKind::Table:
        return "table";
    case ExternKind::Memory:
        return "memory";
    case ExternKind::Global:
        return "global";
    case ExternKind::Tag:
        return "tag";
    }
    return "";
}

const char *kindName(SubType::Kind kind)
{
    return kind == SubType::Kind::Func ? "func" : kind == SubType::Kind::Struct ? "struct" : "array";
}

const char *modeName(SegmentMode mode)
{
    return mode == SegmentMode::Active ? "active" : mode == SegmentMode::Passive ? "passive" : "declarative";
}

std::string describe(const SubType &type)
{
    std::string text = kindName(type.kind);
    if (type.kind == SubType::Kind::Func) {
        text += " " + toString(type.func);
    } else {
        text += " {";
        for (size_t i = 0; i < type.fields.size(); ++i) {
            const FieldType &field = type.fields[i];
            text += (i ? ", " : " ") + std::string(field.isMutable ? "mut " : "") + toString(field.type);
        }
        text += type.fields.empty() ? "}" : " }";
    }
    if (type.super)
        text += ", subtype of " + std::to_string(*type.super);
    if (!type.isFinal)
        text += ", open";
    return text;
}

std::string describe(const Limits &limits)
{
    std::string text = std::to_string(limits.min);
    text += limits.max ? " to " + std::to_string(*limits.max) : " or more";
    if (limits.is64)
        text += ", 64-bit";
    if (limits.shared)
        text += ", shared";
    return text;
}

std::string describe(const GlobalType &type)
{
    return (type.isMutable ? "mut " : "") + toString(type.type);
}

std::string describeFunctionType(const Module &module, uint32_t type)
{
    if (type >= module.types.size() || module.types[type].kind != SubType::Kind::Func)
        return "type " + std::to_string(type);
    return toString(module.types[type].func);
}

} // namespace detail

namespace {

using namespace detail;

std::string numbered(const char *kind, size_t index, const std::string &name)
{
    std::string text = std::string("  ") + kind + " " + std::to_string(index);
    return name.empty() ? text : text + " " + name;
}

std::string at(uint32_t offset)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    for (uint32_t rest = offset; rest || hex.empty(); rest >>= 4)
        hex.insert(hex.begin(), digits[rest & 15]);
    return " at 0x" + hex;
}

std::string find(const Names::Map &names, uint32_t index)
{
    const auto found = names.find(index);
    return found == names.end() ? std::string() : found->second;
}

void listFunctions(const Module &module, const Names &names, std::string &out)
{
    out += "functions: " + std::to_string(module.functions.size()) + "\n";
    for (uint32_t i = 0; i < module.functions.size(); ++i) {
        const Function &f = module.functions[i];
        out += numbered("func", i, names.function(module, i)) + ": " + describeFunctionType(module, f.type);
        out += f.imported ? ", imported" : ", " + std::to_string(f.body.size()) + " bytes" + at(f.body.begin);
        out += "\n";
    }
}

void listStorage(const Module &module, const Names &names, std::string &out)
{
    for (uint32_t i = 0; i < module.tables.size(); ++i)
        out += numbered("table", i, find(names.tables, i)) + ": " + toString(module.tables[i].type.element) + ", " +
               describe(module.tables[i].type.limits) + (module.tables[i].imported ? ", imported\n" : "\n");
    for (uint32_t i = 0; i < module.memories.size(); ++i)
        out += numbered("memory", i, find(names.memories, i)) + ": " + describe(module.memories[i].type.limits) +
               " pages" + (module.memories[i].imported ? ", imported\n" : "\n");
    for (uint32_t i = 0; i < module.globals.size(); ++i)
        out += numbered("global", i, names.global(module, i)) + ": " + describe(module.globals[i].type) +
               (module.globals[i].imported ? ", imported\n" : "\n");
    for (uint32_t i = 0; i < module.tags.size(); ++i)
        out += numbered("tag", i, find(names.tags, i)) + ": " + describeFunctionType(module, module.tags[i].type.type) +
               (module.tags[i].imported ? ", imported\n" : "\n");
}

void listSegments(const Module &module, const Names &names, std::string &out)
{
    for (uint32_t i = 0; i < module.elements.size(); ++i) {
        const Element &item = module.elements[i];
        out += numbered("elem", i, find(names.elements, i)) + ": " + modeName(item.mode) + ", " +
               std::to_string(item.functions.size() + item.items.size()) + " of " + toString(item.type) + at(item.at) +
               "\n";
    }
    for (uint32_t i = 0; i < module.data.size(); ++i) {
        const Data &item = module.data[i];
        out += numbered("data", i, find(names.data, i)) + ": " + modeName(item.mode) + ", " +
               std::to_string(item.bytes.size()) + " bytes" + at(item.bytes.begin) + "\n";
    }
}

std::string joined(const std::vector<Feature> &features)
{
    std::string text;
    for (const Feature feature : features)
        text += (text.empty() ? "" : ", ") + std::string(featureName(feature));
    return text;
}

void listHosts(const std::vector<Feature> &features, std::string &out)
{
    out += "hosts, by their features as of " + std::string(hostTableDate) + ":\n";
    for (const HostVerdict &verdict : judgeHosts(features)) {
        out += "  " + std::string(verdict.host) + ": ";
        if (!verdict.runs())
            out += "lacks " + joined(verdict.lacks) + "\n";
        else
            out += (verdict.since.empty() ? "runs it" : "runs it from version " + verdict.since + " on") +
                   (verdict.asked.empty() ? "" : ", with an option for " + joined(verdict.asked)) + "\n";
    }
}

/// What a host must have and give.
void listNeeds(const Module &module, std::string &out)
{
    std::vector<Feature> features;
    out += "needs:\n";
    for (const FeatureUse &use : featureUses(module)) {
        features.push_back(use.feature);
        out += "  " + std::string(featureName(use.feature)) + " (" + std::string(featureKey(use.feature)) +
               "), first for " + std::string(use.what) + at(use.offset) + "\n";
    }
    if (features.empty())
        out += "  nothing beyond WebAssembly 1.0\n";
    for (const std::string &group : importGroups(module))
        out += "  imports from " + group + "\n";
    for (const Need &need : needs(module))
        out += "  " + std::string(need.what) + ": " + std::to_string(need.amount) +
               (need.where.empty() ? "\n" : " (" + need.where + ")\n");
    listHosts(features, out);
}

} // namespace

std::string inspectText(const Module &module)
{
    longCall("wasm::inspectText");
    const Names names = readNames(module);
    std::string out = "module";
    if (!names.module.empty())
        out += " " + names.module;
    out += module.bytes ? ": " + std::to_string(module.bytes->size()) + " bytes\n" : "\n";
    listNeeds(module, out);
    out += "sections: " + std::to_string(module.sections.size()) + "\n";
    for (const Section &section : module.sections)
        out += "  " + section.name + ": " + std::to_string(section.content.size()) + " bytes" +
               at(section.content.begin) + "\n";
    out += "types: " + std::to_string(module.types.size()) + "\n";
    for (uint32_t i = 0; i < module.types.size(); ++i)
        out += numbered("type", i, find(names.types, i)) + ": " + describe(module.types[i]) + "\n";
    out += "imports: " + std::to_string(module.imports.size()) + "\n";
    for (const Import &item : module.imports)
        out +=
            "  " + item.module + "." + item.name + ": " + kindName(item.kind) + " " + std::to_string(item.index) + "\n";
    listFunctions(module, names, out);
    listStorage(module, names, out);
    out += "exports: " + std::to_string(module.exports.size()) + "\n";
    for (const Export &item : module.exports)
        out += "  " + item.name + ": " + kindName(item.kind) + " " + std::to_string(item.index) + "\n";
    if (module.start)
        out += "start: func " + std::to_string(*module.start) + "\n";
    listSegments(module, names, out);
    return out;
}

} // namespace watchglass::wasm
