// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/section_reader.h"

#include "engine/wasm/instruction.h"
#include "engine/wasm/limits.h"

namespace watchglass::wasm::detail {

void SectionReader::custom(Section &section)
{
    section.name = m_reader.name("the name of a custom section");
    section.content.begin = m_reader.at();
}

void SectionReader::imports()
{
    for (uint32_t left = m_reader.count("imports", wasm::limits::items); left && m_reader.ok(); --left)
        import();
}

void SectionReader::import()
{
    Import item;
    item.offset = m_reader.at();
    item.module = m_reader.name("the module name of an import");
    item.name = m_reader.name("the name of an import");
    item.kind = externKind();
    const uint32_t at = m_reader.at();
    switch (item.kind) {
    case ExternKind::Func: {
        item.index = uint32_t(m_module.functions.size());
        Function function;
        function.type = m_reader.u32("a type index");
        function.imported = true;
        m_module.functions.push_back(std::move(function));
        break;
    }
    case ExternKind::Table: {
        item.index = uint32_t(m_module.tables.size());
        const ValType element = readRefType(m_reader);
        m_module.tables.push_back({{element, limits(5)}, true, {}, at});
        break;
    }
    case ExternKind::Memory:
        item.index = uint32_t(m_module.memories.size());
        m_module.memories.push_back({{limits(7)}, true, at});
        break;
    case ExternKind::Global:
        item.index = uint32_t(m_module.globals.size());
        m_module.globals.push_back({globalType(), true, {}, at});
        break;
    case ExternKind::Tag:
        item.index = uint32_t(m_module.tags.size());
        m_module.tags.push_back({tagType(), true, at});
        break;
    }
    m_module.imports.push_back(std::move(item));
}

void SectionReader::functions()
{
    for (uint32_t left = m_reader.count("functions", wasm::limits::items); left && m_reader.ok(); --left) {
        Function function;
        function.type = m_reader.u32("a type index");
        m_module.functions.push_back(std::move(function));
    }
}

void SectionReader::tables()
{
    for (uint32_t left = m_reader.count("tables", wasm::limits::tables); left && m_reader.ok(); --left)
        m_module.tables.push_back(table());
}

Table SectionReader::table()
{
    Table item;
    item.at = m_reader.at();
    const bool hasInit = m_reader.peek() == 0x40; // not the first byte of any reference type
    if (hasInit) {
        m_reader.u8("a table");
        if (m_reader.u8("a table") != 0)
            m_reader.fail(item.at, "a table with an initial value must start with the bytes 0x40 0x00");
    }
    item.type.element = readRefType(m_reader);
    item.type.limits = limits(5);
    if (hasInit)
        item.init = constExpr();
    return item;
}

void SectionReader::memories()
{
    for (uint32_t left = m_reader.count("memories", wasm::limits::memories); left && m_reader.ok(); --left) {
        const uint32_t at = m_reader.at();
        m_module.memories.push_back({{limits(7)}, false, at});
    }
}

/// Flag bits: 1 a maximum follows, 2 shared, 4 indices are i64.
Limits SectionReader::limits(uint8_t allowedFlags)
{
    Limits result;
    const uint32_t start = m_reader.at();
    const uint8_t flags = m_reader.u8("limits");
    if (flags & ~allowedFlags)
        m_reader.fail(start, "the flags of these limits are unknown");
    result.shared = flags & 2;
    result.is64 = flags & 4;
    // 64 bits even for 32-bit indices: what is too large for those is for the validator to say (spec §5.3.9).
    result.min = m_reader.u64("a limit");
    if (flags & 1)
        result.max = m_reader.u64("a limit");
    return result;
}

void SectionReader::globals()
{
    for (uint32_t left = m_reader.count("globals", wasm::limits::items); left && m_reader.ok(); --left) {
        Global global;
        global.at = m_reader.at();
        global.type = globalType();
        global.init = constExpr();
        m_module.globals.push_back(global);
    }
}

GlobalType SectionReader::globalType()
{
    GlobalType type;
    type.type = readValType(m_reader);
    const uint32_t start = m_reader.at();
    const uint8_t mutability = m_reader.u8("the mutability of a global");
    if (mutability > 1)
        m_reader.fail(start, "the mutability of a global must be 0 or 1");
    type.isMutable = mutability == 1;
    return type;
}

void SectionReader::tags()
{
    for (uint32_t left = m_reader.count("tags", wasm::limits::items); left && m_reader.ok(); --left) {
        const uint32_t at = m_reader.at();
        m_module.tags.push_back({tagType(), false, at});
    }
}

TagType SectionReader::tagType()
{
    const uint32_t start = m_reader.at();
    if (m_reader.u8("a tag") != 0)
        m_reader.fail(start, "the attribute of a tag must be 0");
    return {m_reader.u32("a type index")};
}

ExternKind SectionReader::externKind()
{
    const uint32_t start = m_reader.at();
    const uint8_t kind = m_reader.u8("the kind of an import or export");
    if (kind > 4)
        m_reader.fail(start, "the kind of an import or export must be 0 to 4");
    return m_reader.ok() ? ExternKind(kind) : ExternKind::Func;
}

void SectionReader::exports()
{
    for (uint32_t left = m_reader.count("exports", wasm::limits::items); left && m_reader.ok(); --left) {
        Export item;
        item.offset = m_reader.at();
        item.name = m_reader.name("the name of an export");
        item.kind = externKind();
        item.index = m_reader.u32("the index of an export");
        m_module.exports.push_back(std::move(item));
    }
}

void SectionReader::start()
{
    m_module.start = m_reader.u32("a function index");
}

void SectionReader::dataCount()
{
    m_module.dataCount = m_reader.u32("the number of data segments");
}

/// Finds the end of a constant expression; blocks are not allowed in one, but that is for the validator to say.
ConstExpr SectionReader::constExpr()
{
    if (!m_reader.ok())
        return {};
    InstructionReader code(m_bytes, {m_reader.at(), m_reader.end()});
    Instruction instruction;
    const uint32_t begin = m_reader.at();
    for (uint32_t depth = 1; depth && code.next(instruction);) {
        const Immediate immediate = info(instruction.op).immediate;
        if (immediate == Immediate::Block || immediate == Immediate::TryTable)
            ++depth;
        else if (instruction.op == Op::End || instruction.op == Op::Delegate)
            --depth;
        if (depth == 0) {
            m_reader.skip(code.position() - begin);
            return {{begin, code.position()}};
        }
    }
    if (code.problem())
        m_reader.fail(code.problem()->offset, code.problem()->message);
    else
        m_reader.fail(begin, "a constant expression has no end");
    return {};
}

void SectionReader::elements()
{
    for (uint32_t left = m_reader.count("element segments", wasm::limits::items); left && m_reader.ok(); --left)
        m_module.elements.push_back(element());
}

/// Flag bits (spec §5.5.12): 1 passive or declarative, 2 a table index (or declarative), 4 items are expressions.
Element SectionReader::element()
{
    Element item;
    item.at = m_reader.at();
    const uint32_t flags = m_reader.u32("an element segment");
    if (flags > 7)
        m_reader.fail(item.at, "the flags of an element segment must be 0 to 7");
    item.mode = !(flags & 1) ? SegmentMode::Active : flags & 2 ? SegmentMode::Declarative : SegmentMode::Passive;
    if (item.mode == SegmentMode::Active) {
        item.table = flags & 2 ? m_reader.u32("a table index") : 0;
        item.offset = constExpr();
    }
    const bool expressions = flags & 4;
    if (!expressions)
        item.type = ValType::ref(HeapKind::Func, false);
    if (flags & 3) {
        const uint32_t start = m_reader.at();
        if (expressions)
            item.type = readRefType(m_reader);
        else if (m_reader.u8("the kind of an element segment") != 0)
            m_reader.fail(start, "the kind of an element segment must be 0");
    }
    uint32_t left = m_reader.count("elements", UINT32_MAX);
    if (!expressions)
        item.functions.reserve(left);
    for (; left && m_reader.ok(); --left) {
        if (expressions)
            item.items.push_back(constExpr());
        else
            item.functions.push_back(m_reader.u32("a function index"));
    }
    return item;
}

void SectionReader::data()
{
    for (uint32_t left = m_reader.count("data segments", wasm::limits::items); left && m_reader.ok(); --left)
        m_module.data.push_back(dataSegment());
}

Data SectionReader::dataSegment()
{
    Data item;
    item.at = m_reader.at();
    const uint32_t flags = m_reader.u32("a data segment");
    if (flags > 2)
        m_reader.fail(item.at, "the flags of a data segment must be 0 to 2");
    item.mode = flags == 1 ? SegmentMode::Passive : SegmentMode::Active;
    if (flags == 2)
        item.memory = m_reader.u32("a memory index");
    if (flags != 1)
        item.offset = constExpr();
    item.bytes = m_reader.block("a data segment");
    return item;
}

void SectionReader::code()
{
    const uint32_t first = m_module.importedFunctions();
    const uint32_t start = m_reader.at();
    const uint32_t count = m_reader.count("function bodies", wasm::limits::items);
    if (count != m_module.functions.size() - first)
        return m_reader.fail(start, "there are " + std::to_string(m_module.functions.size() - first) +
                                        " functions but " + std::to_string(count) + " bodies");
    for (; m_bodies < count && m_reader.ok(); ++m_bodies)
        body(m_module.functions[first + m_bodies]);
}

void SectionReader::body(Function &function)
{
    function.body = m_reader.block("a function body");
    if (!m_reader.ok())
        return;
    std::optional<Problem> problem;
    ByteReader inner(m_bytes, function.body, problem);
    uint64_t total = 0;
    for (uint32_t left = inner.count("local declarations", UINT32_MAX); left && inner.ok(); --left) {
        const uint32_t start = inner.at();
        LocalRun run;
        run.count = inner.u32("a number of locals");
        run.type = readValType(inner);
        total += run.count;
        if (total > wasm::limits::locals)
            inner.fail(start, std::to_string(total) + " locals are more than the limit of " +
                                  std::to_string(wasm::limits::locals));
        function.locals.push_back(run);
    }
    if (problem)
        return m_reader.fail(problem->offset, problem->message);
    function.code = {inner.at(), function.body.end};
}

} // namespace watchglass::wasm::detail
