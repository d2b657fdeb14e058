// SPDX-License-Identifier: Apache-2.0
/// A decoded module as an immutable value (spec §2.5, §5.5). Index spaces hold imports first, as the spec does.
/// Every `offset` counts bytes from the start of the module; an offset inside a body names an instruction uniquely.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/wasm/types.h"

namespace watchglass::wasm {

using Bytes = std::vector<uint8_t>;

struct Range {
    uint32_t begin = 0, end = 0;
    uint32_t size() const { return end - begin; }
    bool contains(uint32_t offset) const { return begin <= offset && offset < end; }
};

enum class ExternKind : uint8_t { Func, Table, Memory, Global, Tag };

struct Import {
    std::string module, name;
    ExternKind kind = ExternKind::Func;
    uint32_t index = 0; ///< in the index space of its kind
    uint32_t offset = 0;
};
struct Export {
    std::string name;
    ExternKind kind = ExternKind::Func;
    uint32_t index = 0;
    uint32_t offset = 0;
};
/// A constant expression, kept as its bytes (its final `end` included).
struct ConstExpr {
    Range code;
};

struct LocalRun {
    uint32_t count = 0;
    ValType type;
};
struct Function {
    uint32_t type = 0;
    bool imported = false;
    Range body;                   ///< size field excluded: local declarations and code
    Range code;                   ///< instructions, final `end` included
    std::vector<LocalRun> locals; ///< as declared; parameters are not among them
};
struct Table {
    TableType type;
    bool imported = false;
    std::optional<ConstExpr> init;
    uint32_t at = 0;
};
struct Memory {
    MemoryType type;
    bool imported = false;
    uint32_t at = 0;
};
struct Global {
    GlobalType type;
    bool imported = false;
    ConstExpr init;
    uint32_t at = 0;
};
struct Tag {
    TagType type;
    bool imported = false;
    uint32_t at = 0;
};

enum class SegmentMode : uint8_t { Active, Passive, Declarative };
struct Element {
    SegmentMode mode = SegmentMode::Active;
    uint32_t table = 0;
    ConstExpr offset;
    ValType type = FuncRef;
    std::vector<uint32_t> functions; ///< when given as function indices …
    std::vector<ConstExpr> items;    ///< … or as expressions
    uint32_t at = 0;
};
struct Data {
    SegmentMode mode = SegmentMode::Active;
    uint32_t memory = 0;
    ConstExpr offset;
    Range bytes;
    uint32_t at = 0;
};
struct Section {
    uint8_t id = 0;
    std::string name; ///< of a custom section, else the spec's name ("type", "code", …)
    Range content;
};

struct Module {
    std::shared_ptr<const Bytes> bytes;
    std::vector<SubType> types;
    std::vector<Import> imports;
    std::vector<Export> exports;
    std::vector<Function> functions;
    std::vector<Table> tables;
    std::vector<Memory> memories;
    std::vector<Global> globals;
    std::vector<Tag> tags;
    std::vector<Element> elements;
    std::vector<Data> data;
    std::optional<uint32_t> start, dataCount;
    std::vector<Section> sections;
    /// Type index → smallest index of an equal type: iso-recursive equality (spec §3.3). Filled by `computeCanonical`.
    std::vector<uint32_t> canonical;

    const FuncType &funcType(uint32_t function) const { return types[functions[function].type].func; }
    const Export *findExport(std::string_view name) const;
    /// Parameters, then declared locals, one entry each.
    std::vector<ValType> localTypes(uint32_t function) const;
    /// The defined function whose body holds this offset.
    std::optional<uint32_t> functionAt(uint32_t offset) const;
    uint32_t importedFunctions() const;
};

/// Fills `module.canonical`; call after the types changed.
void computeCanonical(Module &module);
/// Whether `sub` may stand where `super` is wanted (spec §3.3).
bool matches(const Module &module, const ValType &sub, const ValType &super);

} // namespace watchglass::wasm
