// SPDX-License-Identifier: Apache-2.0
/// Which steps of the language beyond 1.0 a module needs.
#include "engine/wasm/features.h"

#include <algorithm>

#include "engine/base/interactive.h"
#include "engine/wasm/instruction.h"

namespace watchglass::wasm {

namespace {

class FeatureFinder
{
public:
    /// Looks for the features of the set, for the first use of each or for all, up to a number of them.
    FeatureFinder(const Module &module, const FeatureSet &wanted, size_t most, bool firstOnly)
        : m_module(module), m_wanted(wanted), m_most(most), m_firstOnly(firstOnly)
    {
    }

    std::vector<FeatureUse> run()
    {
        types();
        definitions();
        segments();
        for (const Function &function : m_module.functions) {
            at(function.body.begin, "a local");
            for (const LocalRun &run : function.locals)
                value(run.type);
            code(function.code, false);
        }
        // A tag alone does not say which of the two forms will use it.
        if (!m_module.tags.empty() && !m_used[size_t(Feature::LegacyExceptions)]) {
            at(m_module.tags[0].at, "a tag");
            use(Feature::Exceptions);
        }
        return std::move(m_found);
    }

private:
    void at(uint32_t offset, std::string_view what)
    {
        m_offset = offset;
        m_what = what;
    }

    void use(Feature feature)
    {
        const bool seen = m_used[size_t(feature)];
        m_used.set(size_t(feature));
        if (feature == Feature::Mvp || !m_wanted[size_t(feature)] || (seen && m_firstOnly) || m_found.size() >= m_most)
            return;
        if (!seen || m_found.empty() || m_found.back().offset != m_offset || m_found.back().feature != feature)
            m_found.push_back({feature, m_offset, m_what});
    }

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
            at(type.at, "a type");
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
        for (const Table &table : m_module.tables) {
            at(table.at, "a table");
            if (&table != m_module.tables.data())
                use(Feature::RefTypes);
            if (!(table.type.element == FuncRef))
                value(table.type.element);
            if (table.type.limits.is64)
                use(Feature::Memory64);
            if (table.init) {
                use(Feature::FuncRefs);
                code(table.init->code, true);
            }
        }
        for (const Memory &memory : m_module.memories) {
            at(memory.at, "a memory");
            if (&memory != m_module.memories.data())
                use(Feature::MultiMemory);
            if (memory.type.limits.is64)
                use(Feature::Memory64);
            if (memory.type.limits.shared)
                use(Feature::Threads);
        }
        for (const Global &global : m_module.globals) {
            at(global.at, "a global");
            value(global.type.type);
            code(global.init.code, true);
        }
    }

    void segments()
    {
        for (const Element &item : m_module.elements) {
            at(item.at, "an element segment");
            if (item.mode != SegmentMode::Active)
                use(item.mode == SegmentMode::Passive ? Feature::BulkMemory : Feature::RefTypes);
            if (!item.items.empty())
                use(Feature::RefTypes);
            code(item.offset.code, true);
            for (const ConstExpr &expression : item.items)
                code(expression.code, true);
        }
        for (const Data &item : m_module.data) {
            at(item.at, "a data segment");
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
            if (row.feature != Feature::Mvp || row.immediate != Immediate::None || isConstant)
                at(instruction.offset, row.name);
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
    const FeatureSet m_wanted;
    const size_t m_most;
    const bool m_firstOnly;
    FeatureSet m_used;
    uint32_t m_offset = 0;
    std::string_view m_what;
    std::vector<FeatureUse> m_found;
};

} // namespace

std::vector<FeatureUse> featureUses(const Module &module)
{
    longCall("wasm::featureUses");
    std::vector<FeatureUse> uses = FeatureFinder(module, FeatureSet().set(), featureCount, true).run();
    std::sort(uses.begin(), uses.end(), [](const FeatureUse &a, const FeatureUse &b) { return a.feature < b.feature; });
    return uses;
}

std::vector<Feature> usedFeatures(const Module &module)
{
    std::vector<Feature> used;
    for (const FeatureUse &use : featureUses(module))
        used.push_back(use.feature);
    return used;
}

std::vector<Problem> refuseFeatures(const Module &module, const FeatureSet &off, size_t limit)
{
    std::vector<Problem> problems;
    if (off.none())
        return problems;
    for (const FeatureUse &use : FeatureFinder(module, off, limit, false).run())
        problems.push_back({use.offset,
                            std::string(use.what) + " needs " + std::string(featureName(use.feature)) + " (" +
                                std::string(featureKey(use.feature)) + "), which is switched off",
                            {},
                            false});
    return problems;
}

} // namespace watchglass::wasm
