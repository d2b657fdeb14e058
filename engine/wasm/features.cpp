// SPDX-License-Identifier: Apache-2.0
/// Which steps of the language beyond 1.0 a module needs.
#include <array>

#include "engine/wasm/inspect.h"
#include "engine/wasm/instruction.h"

namespace watchglass::wasm {

namespace {

constexpr size_t featureCount = size_t(Feature::ExtendedConst) + 1;

class FeatureFinder
{
public:
    explicit FeatureFinder(const Module &module) : m_module(module) {}

    std::vector<Feature> run()
    {
        types();
        definitions();
        segments();
        for (const Function &function : m_module.functions) {
            for (const LocalRun &run : function.locals)
                value(run.type);
            code(function.code, false);
        }
        // A tag alone does not say which of the two forms will use it.
        if (!m_module.tags.empty() && !m_used[size_t(Feature::LegacyExceptions)])
            use(Feature::Exceptions);
        std::vector<Feature> found;
        for (size_t i = 1; i < featureCount; ++i)
            if (m_used[i])
                found.push_back(Feature(i));
        return found;
    }

private:
    void use(Feature feature) { m_used[size_t(feature)] = true; }

    void value(const ValType &type)
    {
        if (type.kind == TypeKind::V128)
            use(Feature::Simd);
        if (!type.isRef())
            return;
        switch (type.heap) {
        case HeapKind::Func:
        case HeapKind::Extern:
            use(type.nullable ? Feature::RefTypes : Feature::FuncRefs);
            break;
        case HeapKind::Exn:
        case HeapKind::NoExn:
            use(Feature::Exceptions);
            break;
        case HeapKind::Defined:
            use(type.index < m_module.types.size() && m_module.types[type.index].kind == SubType::Kind::Func
                    ? Feature::FuncRefs
                    : Feature::Gc);
            break;
        default:
            use(Feature::Gc);
        }
    }

    void types()
    {
        for (const SubType &type : m_module.types) {
            if (type.kind != SubType::Kind::Func || type.super || !type.isFinal || type.groupSize > 1)
                use(Feature::Gc);
            if (type.func.results.size() > 1)
                use(Feature::MultiValue);
            for (const ValType &t : type.func.params)
                value(t);
            for (const ValType &t : type.func.results)
                value(t);
            for (const FieldType &field : type.fields)
                value(field.type);
        }
    }

    void definitions()
    {
        if (m_module.tables.size() > 1)
            use(Feature::RefTypes);
        for (const Table &table : m_module.tables) {
            if (!(table.type.element == FuncRef))
                value(table.type.element);
            if (table.type.limits.is64)
                use(Feature::Memory64);
            if (table.init)
                use(Feature::FuncRefs), code(table.init->code, true);
        }
        if (m_module.memories.size() > 1)
            use(Feature::MultiMemory);
        for (const Memory &memory : m_module.memories) {
            if (memory.type.limits.is64)
                use(Feature::Memory64);
            if (memory.type.limits.shared)
                use(Feature::Threads);
        }
        for (const Global &global : m_module.globals) {
            value(global.type.type);
            code(global.init.code, true);
        }
    }

    void segments()
    {
        for (const Element &item : m_module.elements) {
            if (item.mode != SegmentMode::Active)
                use(item.mode == SegmentMode::Passive ? Feature::BulkMemory : Feature::RefTypes);
            if (!item.items.empty())
                use(Feature::RefTypes);
            code(item.offset.code, true);
            for (const ConstExpr &expression : item.items)
                code(expression.code, true);
        }
        for (const Data &item : m_module.data) {
            if (item.mode == SegmentMode::Passive)
                use(Feature::BulkMemory);
            code(item.offset.code, true);
        }
    }

    void code(Range range, bool isConstant)
    {
        if (!m_module.bytes || !range.size())
            return;
        InstructionReader reader(*m_module.bytes, range);
        Instruction instruction;
        while (reader.next(instruction)) {
            const InstructionInfo &row = info(instruction.op);
            use(row.feature);
            if (row.immediate == Immediate::Block || row.immediate == Immediate::TryTable) {
                if (instruction.block.kind == BlockType::Kind::Index)
                    use(Feature::MultiValue);
                else if (instruction.block.kind == BlockType::Kind::Value)
                    value(instruction.block.value);
            } else if (row.immediate == Immediate::HeapType) {
                ValType type = instruction.castTo;
                type.nullable = true; // ref.test with a plain type has a feature of its own
                value(type);
            } else if (row.immediate == Immediate::CallIndirect && instruction.b != 0) {
                use(Feature::RefTypes);
            }
            if (isConstant && row.prefix == 0 && row.code >= 0x6a && row.code <= 0x7e)
                use(Feature::ExtendedConst); // the only arithmetic that validates here is add, sub and mul
        }
    }

    const Module &m_module;
    std::array<bool, featureCount> m_used{};
};

} // namespace

std::vector<Feature> usedFeatures(const Module &module)
{
    return FeatureFinder(module).run();
}

std::string_view featureName(Feature feature)
{
    switch (feature) {
    case Feature::Mvp:
        return "version 1.0";
    case Feature::SignExt:
        return "sign extension";
    case Feature::SatFloatToInt:
        return "saturating float to int";
    case Feature::BulkMemory:
        return "bulk memory";
    case Feature::RefTypes:
        return "reference types";
    case Feature::MultiValue:
        return "multi-value";
    case Feature::Simd:
        return "vectors";
    case Feature::RelaxedSimd:
        return "relaxed vectors";
    case Feature::TailCall:
        return "tail calls";
    case Feature::FuncRefs:
        return "typed function references";
    case Feature::Gc:
        return "garbage collection";
    case Feature::Exceptions:
        return "exceptions";
    case Feature::LegacyExceptions:
        return "legacy exceptions";
    case Feature::Threads:
        return "threads";
    case Feature::MultiMemory:
        return "multiple memories";
    case Feature::Memory64:
        return "64-bit memory";
    case Feature::ExtendedConst:
        return "extended constant expressions";
    }
    return "";
}

} // namespace watchglass::wasm
