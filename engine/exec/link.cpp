// SPDX-License-Identifier: Apache-2.0
/// Instantiation (spec §4.5.4): imports are matched, everything else is allocated, then active segments are written.
#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <utility>

#include "engine/exec/code.h"
#include "engine/exec/trap_story.h"
#include "engine/exec/type_registry.h"
#include "engine/wasm/instruction.h"

namespace watchglass::exec {

namespace {

using std::to_string;
using wasm::ExternKind;
using wasm::Op;
using wasm::Problem;

std::string kindName(const Extern &given)
{
    static const char *const names[] = {"nothing", "a function", "a table", "a memory", "a global"};
    return names[given.index()];
}

std::string limitsText(const wasm::Limits &limits, const std::string &what)
{
    return std::string(limits.is64 ? "i64 " : "") + "at least " + to_string(limits.min) + ' ' + what +
           (limits.max ? " and at most " + to_string(*limits.max) : std::string());
}

std::string globalText(const wasm::GlobalType &type)
{
    return (type.isMutable ? "mutable " : "") + toString(type.type);
}

class Linker
{
public:
    Linker(std::shared_ptr<const wasm::Module> module, const Limits &limits, Store &store);
    InstantiateResult run(std::vector<Extern> imports);

private:
    bool import(const wasm::Import &import, Extern given);
    bool importFunction(const wasm::Import &import, const std::shared_ptr<Function> &given);
    bool importTable(const wasm::Import &import, const std::shared_ptr<Table> &given);
    bool importMemory(const wasm::Import &import, const std::shared_ptr<Memory> &given);
    bool importGlobal(const wasm::Import &import, const std::shared_ptr<Global> &given);
    bool belongs(const wasm::Import &import, const Store *store);
    bool allocate();
    bool allocateTable(uint32_t index);
    bool allocateMemory(uint32_t index);
    void allocateGlobal(uint32_t index);
    void evaluateElements();
    bool writeElements();
    bool writeData();
    Value evaluate(const wasm::ConstExpr &expression) const;
    uint64_t offsetOf(const wasm::ConstExpr &expression, bool is64) const;
    bool refuse(const wasm::Import &import, const std::string &wanted, const std::string &got);
    bool refuse(uint32_t offset, std::string message);

    const wasm::Module &m_module;
    const Limits m_limits;
    InstantiateResult m_result;
    Instance &m_instance;
};

Linker::Linker(std::shared_ptr<const wasm::Module> module, const Limits &limits, Store &store)
    : m_module(*module), m_limits(limits), m_result{std::make_shared<Instance>(), {}, {}},
      m_instance(*m_result.instance)
{
    m_instance.store = &store;
    m_instance.names = std::make_shared<const wasm::Names>(readNames(m_module));
    m_instance.module = std::move(module);
    m_instance.runtime->typeIds = registerTypes(m_module);
    m_instance.droppedElements.resize(m_module.elements.size());
    m_instance.droppedData.resize(m_module.data.size());
}

InstantiateResult Linker::run(std::vector<Extern> imports)
{
    imports.resize(m_module.imports.size());
    bool fine = true;
    for (size_t i = 0; fine && i < imports.size(); ++i)
        fine = import(m_module.imports[i], std::move(imports[i]));
    if (!fine || !allocate()) {
        m_result.instance.reset();
        return std::move(m_result);
    }
    m_result.instance = m_instance.store->adopt(m_result.instance);
    evaluateElements();
    if (writeElements())
        writeData();
    return std::move(m_result);
}

bool Linker::refuse(uint32_t offset, std::string message)
{
    m_result.problem = Problem{offset, std::move(message), {}, false};
    return false;
}

bool Linker::refuse(const wasm::Import &import, const std::string &wanted, const std::string &got)
{
    return refuse(import.offset, "import " + import.module + "." + import.name + ": wants " + wanted + ", got " + got);
}

bool Linker::belongs(const wasm::Import &import, const Store *store)
{
    return store == m_instance.store ||
           refuse(import.offset, "import " + import.module + "." + import.name +
                                     ": belongs to another store, and references do not cross from one to another");
}

bool Linker::import(const wasm::Import &import, Extern given)
{
    static const char *const wanted[] = {"a function", "a table", "a memory", "a global", "a tag"};
    const bool same = given.index() == size_t(import.kind) + 1;
    if (import.kind == ExternKind::Tag || !same)
        return refuse(import, wanted[size_t(import.kind)], kindName(given));
    switch (import.kind) {
    case ExternKind::Func:
        return importFunction(import, std::get<std::shared_ptr<Function>>(given));
    case ExternKind::Table:
        return importTable(import, std::get<std::shared_ptr<Table>>(given));
    case ExternKind::Memory:
        return importMemory(import, std::get<std::shared_ptr<Memory>>(given));
    case ExternKind::Global:
        return importGlobal(import, std::get<std::shared_ptr<Global>>(given));
    case ExternKind::Tag:
        break;
    }
    return false;
}

bool Linker::importFunction(const wasm::Import &import, const std::shared_ptr<Function> &given)
{
    if (!isSubtype(given->typeId, m_instance.runtime->typeIds[m_module.functions[import.index].type]))
        return refuse(import, toString(m_module.funcType(import.index)), toString(given->type));
    if (given->instance && !belongs(import, given->instance->store))
        return false;
    m_instance.functions.push_back(given->instance ? inside(given) : given);
    return true;
}

bool fitsLimits(const wasm::Limits &given, uint64_t size, const wasm::Limits &wanted)
{
    return given.is64 == wanted.is64 && given.shared == wanted.shared && size >= wanted.min &&
           (!wanted.max || (given.max && *given.max <= *wanted.max));
}

bool Linker::importTable(const wasm::Import &import, const std::shared_ptr<Table> &given)
{
    const wasm::TableType &wanted = m_module.tables[import.index].type;
    const wasm::Limits now{given->elements.size(), given->type.limits.max, given->type.limits.is64, false};
    if (processWide(wanted.element, m_instance.runtime->typeIds) != given->elementId ||
        !fitsLimits(now, now.min, wanted.limits))
        return refuse(import, "a table of " + toString(wanted.element) + ", " + limitsText(wanted.limits, "elements"),
                      "one of " + toString(given->type.element) + ", " + limitsText(now, "elements"));
    m_instance.tables.push_back(inside(given));
    return belongs(import, given->store);
}

bool Linker::importMemory(const wasm::Import &import, const std::shared_ptr<Memory> &given)
{
    const wasm::Limits &wanted = m_module.memories[import.index].type.limits;
    wasm::Limits now = given->type().limits;
    now.min = given->pages();
    if (!fitsLimits(now, now.min, wanted))
        return refuse(import, "a memory of " + limitsText(wanted, "pages"), "one of " + limitsText(now, "pages"));
    m_instance.memories.push_back(given);
    return true;
}

bool Linker::importGlobal(const wasm::Import &import, const std::shared_ptr<Global> &given)
{
    const wasm::GlobalType &wanted = m_module.globals[import.index].type;
    const wasm::ValType wantedId = processWide(wanted.type, m_instance.runtime->typeIds);
    const bool fits = wanted.isMutable ? given->typeId == wantedId : matchesProcessWide(given->typeId, wantedId);
    if (!fits || wanted.isMutable != given->type.isMutable)
        return refuse(import, "a global of type " + globalText(wanted), "one of type " + globalText(given->type));
    m_instance.globals.push_back(inside(given));
    return belongs(import, given->store);
}

bool Linker::allocate()
{
    for (uint32_t i = uint32_t(m_instance.functions.size()); i < m_module.functions.size(); ++i) {
        auto function = std::make_shared<Function>();
        function->type = m_module.funcType(i);
        function->typeId = m_instance.runtime->typeIds[m_module.functions[i].type];
        function->instance = &m_instance;
        function->index = i;
        m_instance.functions.push_back(std::move(function));
    }
    for (uint32_t i = uint32_t(m_instance.memories.size()); i < m_module.memories.size(); ++i)
        if (!allocateMemory(i))
            return false;
    for (uint32_t i = uint32_t(m_instance.globals.size()); i < m_module.globals.size(); ++i)
        allocateGlobal(i);
    for (uint32_t i = uint32_t(m_instance.tables.size()); i < m_module.tables.size(); ++i)
        if (!allocateTable(i))
            return false;
    return true;
}

bool Linker::allocateMemory(uint32_t index)
{
    const wasm::Memory &wanted = m_module.memories[index];
    if (wanted.type.limits.min > m_limits.memoryPages)
        return refuse(wanted.at, "memory " + to_string(index) + " wants " + to_string(wanted.type.limits.min) +
                                     " pages, but the limit is " + to_string(m_limits.memoryPages));
    auto memory = Memory::create(wanted.type, m_limits.memoryPages, m_limits.checkBounds);
    if (!memory)
        return refuse(wanted.at, "memory " + to_string(index) + ": this machine cannot give " +
                                     to_string(wanted.type.limits.min) + " pages");
    m_instance.memories.push_back(std::move(memory));
    return true;
}

bool Linker::allocateTable(uint32_t index)
{
    const wasm::Table &wanted = m_module.tables[index];
    const wasm::Limits &limits = wanted.type.limits;
    if (limits.min > m_limits.tableElements)
        return refuse(wanted.at, "table " + to_string(index) + " wants " + to_string(limits.min) +
                                     " elements, but the limit is " + to_string(m_limits.tableElements));
    auto table = std::make_shared<Table>();
    table->type = wanted.type;
    table->maxElements = std::min(limits.max.value_or(m_limits.tableElements), m_limits.tableElements);
    table->elementId = processWide(wanted.type.element, m_instance.runtime->typeIds);
    table->store = m_instance.store;
    table->elements.assign(limits.min, wanted.init ? evaluate(*wanted.init).bits[0] : 0);
    m_instance.tables.push_back(std::move(table));
    return true;
}

void Linker::allocateGlobal(uint32_t index)
{
    auto global = std::make_shared<Global>();
    global->type = m_module.globals[index].type;
    global->typeId = processWide(global->type.type, m_instance.runtime->typeIds);
    global->store = m_instance.store;
    global->value = evaluate(m_module.globals[index].init);
    global->value.type = global->type.type;
    m_instance.globals.push_back(std::move(global));
}

/// Constant expressions are a handful of instructions over a stack of values (spec §3.4.13, §4.4.11).
Value Linker::evaluate(const wasm::ConstExpr &expression) const
{
    std::vector<Value> stack;
    const auto pushBits = [&](wasm::ValType type, uint64_t low, uint64_t high = 0) {
        stack.push_back({type, {low, high}});
    };
    const auto combine = [&](wasm::ValType type, auto operation) {
        const uint64_t right = stack.back().bits[0];
        stack.pop_back();
        const uint64_t sum = operation(stack.back().bits[0], right);
        stack.back() = {type, {type.kind == wasm::TypeKind::I32 ? uint32_t(sum) : sum, 0}};
    };
    wasm::InstructionReader reader(*m_module.bytes, expression.code);
    wasm::Instruction i;
    while (reader.next(i) && i.op != Op::End) {
        switch (i.op) {
        case Op::I32Const:
            pushBits(wasm::I32, i.value);
            break;
        case Op::I64Const:
            pushBits(wasm::I64, i.value);
            break;
        case Op::F32Const:
            pushBits(wasm::F32, i.value);
            break;
        case Op::F64Const:
            pushBits(wasm::F64, i.value);
            break;
        case Op::V128Const: {
            const auto words = std::bit_cast<std::array<uint64_t, 2>>(i.v128);
            pushBits(wasm::V128, words[0], words[1]);
            break;
        }
        case Op::RefNull:
            pushBits(i.castTo, 0);
            break;
        case Op::RefFunc:
            pushBits(wasm::FuncRef, reinterpret_cast<uint64_t>(m_instance.functions[i.a].get()));
            break;
        case Op::GlobalGet:
            stack.push_back(m_instance.globals[i.a]->value);
            break;
        case Op::I32Add:
            combine(wasm::I32, std::plus<uint64_t>());
            break;
        case Op::I32Sub:
            combine(wasm::I32, std::minus<uint64_t>());
            break;
        case Op::I32Mul:
            combine(wasm::I32, std::multiplies<uint64_t>());
            break;
        case Op::I64Add:
            combine(wasm::I64, std::plus<uint64_t>());
            break;
        case Op::I64Sub:
            combine(wasm::I64, std::minus<uint64_t>());
            break;
        case Op::I64Mul:
            combine(wasm::I64, std::multiplies<uint64_t>());
            break;
        default:
            break;
        }
    }
    return stack.empty() ? Value{} : stack.back();
}

uint64_t Linker::offsetOf(const wasm::ConstExpr &expression, bool is64) const
{
    const uint64_t bits = evaluate(expression).bits[0];
    return is64 ? bits : uint32_t(bits);
}

void Linker::evaluateElements()
{
    for (const wasm::Element &segment : m_module.elements) {
        std::vector<uint64_t> &values = m_instance.runtime->elements.emplace_back();
        for (const uint32_t function : segment.functions)
            values.push_back(reinterpret_cast<uint64_t>(m_instance.functions[function].get()));
        for (const wasm::ConstExpr &item : segment.items)
            values.push_back(evaluate(item).bits[0]);
    }
}

bool Linker::writeElements()
{
    for (uint32_t i = 0; i < m_module.elements.size(); ++i) {
        const wasm::Element &segment = m_module.elements[i];
        if (segment.mode == wasm::SegmentMode::Passive)
            continue;
        std::vector<uint64_t> values = std::exchange(m_instance.runtime->elements[i], {});
        m_instance.droppedElements[i] = true;
        if (segment.mode == wasm::SegmentMode::Declarative)
            continue;
        Table &table = *m_instance.tables[segment.table];
        const uint64_t at = offsetOf(segment.offset, table.type.limits.is64), size = table.elements.size();
        if (values.size() > size || at > size - values.size()) {
            m_result.trap =
                tellSegmentTrap(TrapKind::TableOutOfBounds, i, values.size(), at, segment.table, size, segment.at);
            return false;
        }
        std::copy(values.begin(), values.end(), table.elements.begin() + ptrdiff_t(at));
    }
    return true;
}

bool Linker::writeData()
{
    for (uint32_t i = 0; i < m_module.data.size(); ++i) {
        const wasm::Data &segment = m_module.data[i];
        if (segment.mode != wasm::SegmentMode::Active)
            continue;
        m_instance.droppedData[i] = true;
        Memory &memory = *m_instance.memories[segment.memory];
        const uint64_t at = offsetOf(segment.offset, memory.type().limits.is64);
        if (!memory.write(at, {m_module.bytes->data() + segment.bytes.begin, segment.bytes.size()})) {
            m_result.trap = tellSegmentTrap(TrapKind::MemoryOutOfBounds, i, segment.bytes.size(), at, segment.memory,
                                            memory.size(), segment.at);
            return false;
        }
    }
    return true;
}

} // namespace

namespace {

/// An empty pointer is as good as nothing.
bool isNothing(const Extern &thing)
{
    return std::visit(
        []<typename Held>(const Held &held) {
            if constexpr (std::is_same_v<Held, std::monostate>)
                return true;
            else
                return !held;
        },
        thing);
}

/// Null for what belongs to none.
Store *storeOf(const Extern &thing)
{
    if (const auto *function = std::get_if<std::shared_ptr<Function>>(&thing))
        return (*function)->instance ? (*function)->instance->store : nullptr;
    if (const auto *table = std::get_if<std::shared_ptr<Table>>(&thing))
        return (*table)->store;
    if (const auto *global = std::get_if<std::shared_ptr<Global>>(&thing))
        return (*global)->store;
    return nullptr;
}

} // namespace

InstantiateResult instantiate(std::shared_ptr<const wasm::Module> module, std::vector<Extern> imports,
                              const Limits &limits, std::shared_ptr<Store> store)
{
    if (const auto refused = unsupported(*module); !refused.empty())
        return {nullptr, Problem{0, refused.front(), {}, false}, {}};
    for (Extern &given : imports)
        if (isNothing(given))
            given = {};
    for (size_t i = 0; !store && i < imports.size(); ++i)
        if (Store *theirs = storeOf(imports[i]))
            store = theirs->shared_from_this();
    if (!store)
        store = Store::create();
    return Linker(std::move(module), limits, *store).run(std::move(imports));
}

} // namespace watchglass::exec
