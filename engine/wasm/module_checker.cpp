// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/module_checker.h"

#include <algorithm>
#include <unordered_set>

namespace watchglass::wasm::detail {

ModuleChecker::ModuleChecker(const Module &module, size_t limit) : m_module(module), m_limit(limit), m_checker(module)
{
}

void ModuleChecker::add(uint32_t offset, std::string message)
{
    if (!full())
        m_problems.push_back({offset, std::move(message), {}, false});
}

void ModuleChecker::addAll(std::vector<Problem> &problems)
{
    for (Problem &problem : problems)
        if (!full())
            m_problems.push_back(std::move(problem));
}

std::vector<Problem> ModuleChecker::run()
{
    types();
    if (!m_problems.empty())
        return take(); // everything else leans on the types
    indexSpaces();
    if (!m_problems.empty())
        return take();
    prepare();
    tables();
    globals();
    exports();
    start();
    elements();
    data();
    code();
    return take();
}

void ModuleChecker::prepare()
{
    m_declared = declaredFunctions(m_module);
}

/// What other parts refer to by index: it must make sense before they are looked at.
void ModuleChecker::indexSpaces()
{
    for (const Import &item : m_module.imports)
        if (item.kind == ExternKind::Func)
            isFunctionType(m_module.functions[item.index].type, item.offset);
    const uint32_t imported = m_module.importedFunctions();
    for (uint32_t i = imported; i < m_module.functions.size() && !full(); ++i)
        isFunctionType(m_module.functions[i].type, m_module.functions[i].body.begin);
    for (const Table &table : m_module.tables)
        checkKnown(table.type.element, table.at);
    for (const Global &global : m_module.globals)
        checkKnown(global.type.type, global.at);
    for (const Element &element : m_module.elements)
        checkKnown(element.type, element.at);
    tags();
    memories();
}

void ModuleChecker::limits(const Limits &limits, uint64_t most, const char *what, uint32_t offset)
{
    if (limits.min > most || limits.max.value_or(0) > most)
        add(offset, std::string(what) + " may have at most " + std::to_string(most));
    else if (limits.max && *limits.max < limits.min)
        add(offset,
            std::string(what) + " must have a maximum of at least " + std::to_string(limits.min) + ", its minimum");
}

void ModuleChecker::memories()
{
    for (const Memory &memory : m_module.memories) {
        const Limits &l = memory.type.limits;
        limits(l, l.is64 ? uint64_t(1) << 48 : 65536, "a memory, in pages of 64 KiB,", memory.at);
        if (l.shared && !l.max)
            add(memory.at, "a shared memory must have a maximum");
    }
}

void ModuleChecker::tags()
{
    for (const Tag &tag : m_module.tags)
        if (isFunctionType(tag.type.type, tag.at) && !m_module.types[tag.type.type].func.results.empty())
            add(tag.at, "the type of a tag must have no results");
}

uint32_t ModuleChecker::importedGlobals() const
{
    const auto defined = std::partition_point(m_module.globals.begin(), m_module.globals.end(),
                                              [](const Global &global) { return global.imported; });
    return uint32_t(defined - m_module.globals.begin());
}

void ModuleChecker::tables()
{
    for (const Table &table : m_module.tables) {
        const Limits &l = table.type.limits;
        limits(l, l.is64 ? UINT64_MAX : UINT32_MAX, "a table, in elements,", table.at);
        if (table.init)
            constant(*table.init, table.type.element, importedGlobals());
        else if (!table.imported && !isDefaultable(table.type.element))
            add(table.at, "a table of " + toString(table.type.element) + " needs an initial value: null is none");
    }
}

void ModuleChecker::globals()
{
    for (uint32_t i = 0; i < m_module.globals.size() && !full(); ++i)
        if (const Global &global = m_module.globals[i]; !global.imported)
            constant(global.init, global.type.type, i);
}

void ModuleChecker::exports()
{
    const auto count = [this](ExternKind kind) {
        switch (kind) {
        case ExternKind::Func:
            return m_module.functions.size();
        case ExternKind::Table:
            return m_module.tables.size();
        case ExternKind::Memory:
            return m_module.memories.size();
        case ExternKind::Global:
            return m_module.globals.size();
        case ExternKind::Tag:
            return m_module.tags.size();
        }
        return size_t(0);
    };
    constexpr const char *kinds[] = {"function", "table", "memory", "global", "tag"};
    std::unordered_set<std::string_view> names;
    for (const Export &item : m_module.exports) {
        if (item.index >= count(item.kind))
            add(item.offset, "the export \"" + item.name + "\" names " + kinds[uint8_t(item.kind)] + " " +
                                 std::to_string(item.index) + ", which is not there");
        if (!names.insert(item.name).second)
            add(item.offset, "the name \"" + item.name + "\" is exported twice");
    }
}

void ModuleChecker::start()
{
    if (!m_module.start)
        return;
    const auto section =
        std::find_if(m_module.sections.begin(), m_module.sections.end(), [](const Section &s) { return s.id == 8; });
    const uint32_t at = section == m_module.sections.end() ? 0 : section->content.begin;
    if (*m_module.start >= m_module.functions.size())
        return add(at, "the start function " + std::to_string(*m_module.start) + " is not there");
    const FuncType &type = m_module.funcType(*m_module.start);
    if (!type.params.empty() || !type.results.empty())
        add(at, "the start function must take and give nothing, but is " + toString(type));
}

void ModuleChecker::elements()
{
    const uint32_t all = uint32_t(m_module.globals.size());
    for (const Element &item : m_module.elements) {
        if (full())
            return;
        if (item.mode == SegmentMode::Active) {
            const Table *table = item.table < m_module.tables.size() ? &m_module.tables[item.table] : nullptr;
            if (!table)
                add(item.at, "the element segment is for table " + std::to_string(item.table) + ", which is not there");
            else if (!matches(m_module, item.type, table->type.element))
                add(item.at, "a segment of " + toString(item.type) + " cannot go into a table of " +
                                 toString(table->type.element));
            constant(item.offset, table && table->type.limits.is64 ? I64 : I32, all);
        }
        for (uint32_t function : item.functions)
            if (function >= m_module.functions.size())
                add(item.at, "the element segment names function " + std::to_string(function) + ", which is not there");
        for (const ConstExpr &expression : item.items)
            constant(expression, item.type, all);
    }
}

void ModuleChecker::data()
{
    for (const Data &item : m_module.data) {
        if (item.mode != SegmentMode::Active || full())
            continue;
        const Memory *memory = item.memory < m_module.memories.size() ? &m_module.memories[item.memory] : nullptr;
        if (!memory)
            add(item.at, "the data segment is for memory " + std::to_string(item.memory) + ", which is not there");
        constant(item.offset, memory && memory->type.limits.is64 ? I64 : I32, uint32_t(m_module.globals.size()));
    }
}

void ModuleChecker::constant(const ConstExpr &expression, const ValType &type, uint32_t globals)
{
    if (!m_module.bytes || full())
        return;
    m_checker.beginConstant(type, globals);
    readBody(expression.code);
}

void ModuleChecker::body(uint32_t function)
{
    if (function >= m_module.functions.size())
        return add(0, "there is no function " + std::to_string(function));
    const Function &f = m_module.functions[function];
    if (f.imported || !m_module.bytes)
        return;
    for (const LocalRun &run : f.locals)
        if (!checkKnown(run.type, f.body.begin))
            return;
    m_checker.beginFunction(f.type, m_module.localTypes(function), &m_declared);
    readBody(f.code);
}

void ModuleChecker::readBody(const Range &code)
{
    InstructionReader reader(*m_module.bytes, code);
    Instruction instruction;
    for (;;) {
        if (reader.position() < code.end)
            reader.moveTo(m_checker.feedShort(m_module.bytes->data(), reader.position(), code.end));
        if (!reader.next(instruction))
            break;
        m_checker.feed(instruction);
        const bool usesData = instruction.op == Op::MemoryInit || instruction.op == Op::DataDrop ||
                              instruction.op == Op::ArrayNewData || instruction.op == Op::ArrayInitData;
        if (usesData && !m_module.dataCount)
            m_checker.report(instruction.offset,
                             std::string(info(instruction.op).name) + " needs a data count section, which is missing",
                             true);
    }
    if (reader.problem())
        m_checker.report(reader.problem()->offset, reader.problem()->message, true);
    else
        m_checker.finish(code.end);
    addAll(m_checker.problems());
}

void ModuleChecker::code()
{
    for (uint32_t i = m_module.importedFunctions(); i < m_module.functions.size() && !full(); ++i)
        body(i);
}

} // namespace watchglass::wasm::detail

namespace watchglass::wasm {

std::vector<bool> declaredFunctions(const Module &module)
{
    std::vector<bool> declared(module.functions.size());
    const auto mark = [&](uint32_t function) {
        if (function < declared.size())
            declared[function] = true;
    };
    Instruction instruction;
    const auto scan = [&](const ConstExpr &expression) {
        if (!module.bytes)
            return;
        InstructionReader reader(*module.bytes, expression.code);
        while (reader.next(instruction))
            if (instruction.op == Op::RefFunc)
                mark(instruction.a);
    };
    for (const Export &item : module.exports)
        if (item.kind == ExternKind::Func)
            mark(item.index);
    for (const Table &table : module.tables)
        if (table.init)
            scan(*table.init);
    for (const Global &global : module.globals)
        scan(global.init);
    for (const Element &item : module.elements) {
        for (uint32_t function : item.functions)
            mark(function);
        for (const ConstExpr &expression : item.items)
            scan(expression);
        scan(item.offset);
    }
    for (const Data &item : module.data)
        scan(item.offset);
    return declared;
}

} // namespace watchglass::wasm
