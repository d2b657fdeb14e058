// SPDX-License-Identifier: Apache-2.0
/// Instantiation (spec §4.5.4): imports are matched, everything else is allocated, then active segments are written.
#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <utility>

#include "engine/base/interactive.h"
#include "engine/exec/code.h"
#include "engine/exec/constants.h"
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
    static const char *const names[] = {"nothing", "a function", "a table", "a memory", "a global", "a tag"};
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
    bool importTag(const wasm::Import &import, const std::shared_ptr<Tag> &given);
    bool allocate();
    bool allocateTable(uint32_t index);
    bool allocateMemory(uint32_t index);
    bool allocateGlobal(uint32_t index);
    void allocateTag(uint32_t index);
    bool evaluateElements();
    bool writeElements();
    bool writeData();
    bool evaluate(const wasm::ConstExpr &expression, Value &value);
    uint64_t offsetOf(const wasm::ConstExpr &expression, bool is64);
    bool refuse(const wasm::Import &import, const std::string &wanted, const std::string &got);
    bool refuse(uint32_t offset, std::string message);

    const wasm::Module &m_module;
    const Limits m_limits;
    InstantiateResult m_result;
    Instance &m_instance;
    Constants m_constants;
};

/// An instance with everything that needs nothing else.
std::shared_ptr<Instance> makeInstance(const std::shared_ptr<const wasm::Module> &module, Store &store)
{
    auto instance = std::make_shared<Instance>();
    instance->store = &store;
    instance->names = std::make_shared<const wasm::Names>(readNames(*module));
    instance->module = module;
    instance->runtime->typeIds = registerTypes(*module);
    instance->droppedElements.resize(module->elements.size());
    instance->droppedData.resize(module->data.size());
    store.heap().add(*instance->runtime);
    return instance;
}

Linker::Linker(std::shared_ptr<const wasm::Module> module, const Limits &limits, Store &store)
    : m_module(*module), m_limits(limits), m_result{makeInstance(module, store), {}, {}},
      m_instance(*m_result.instance), m_constants(m_instance)
{
    store.heap().allow(limits.heapBytes, limits.collectAlways);
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
    if (evaluateElements() && writeElements())
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
    if (given.index() != size_t(import.kind) + 1)
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
        return importTag(import, std::get<std::shared_ptr<Tag>>(given));
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

bool Linker::importTag(const wasm::Import &import, const std::shared_ptr<Tag> &given)
{
    const uint32_t wanted = m_module.tags[import.index].type.type;
    if (given->typeId != m_instance.runtime->typeIds[wanted])
        return refuse(import, "a tag of type " + toString(m_module.types[wanted].func),
                      "one of type " + toString(given->type));
    m_instance.tags.push_back(given);
    return true;
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
    for (uint32_t i = uint32_t(m_instance.tags.size()); i < m_module.tags.size(); ++i)
        allocateTag(i);
    for (uint32_t i = uint32_t(m_instance.globals.size()); i < m_module.globals.size(); ++i)
        if (!allocateGlobal(i))
            return false;
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
    Value initial;
    if (wanted.init && !evaluate(*wanted.init, initial))
        return false;
    table->elements.assign(limits.min, initial.bits[0]);
    m_instance.tables.push_back(std::move(table));
    return true;
}

void Linker::allocateTag(uint32_t index)
{
    const uint32_t type = m_module.tags[index].type.type;
    const std::vector<uint32_t> &ids = m_instance.runtime->typeIds;
    const auto name = m_instance.names->tags.find(index);
    const bool named = name != m_instance.names->tags.end();
    auto tag = std::make_shared<Tag>(m_module.types[type].func, ids[type],
                                     named ? "$" + name->second : "tag " + to_string(index), ids);
    m_instance.tags.push_back(std::move(tag));
}

bool Linker::allocateGlobal(uint32_t index)
{
    auto global = std::make_shared<Global>();
    global->type = m_module.globals[index].type;
    global->typeId = processWide(global->type.type, m_instance.runtime->typeIds);
    global->store = m_instance.store;
    if (!evaluate(m_module.globals[index].init, global->value))
        return false;
    global->value.type = global->type.type;
    m_instance.globals.push_back(std::move(global));
    return true;
}

/// False, with the trap set, when there was no room for an object.
bool Linker::evaluate(const wasm::ConstExpr &expression, Value &value)
{
    if (const auto result = m_constants.evaluate(expression)) {
        value = *result;
        return true;
    }
    m_result.trap = tellFullHeap(m_instance.store->heap(), m_constants.fullAt());
    return false;
}

uint64_t Linker::offsetOf(const wasm::ConstExpr &expression, bool is64)
{
    Value value;
    evaluate(expression, value); // offsets are numbers: nothing is made
    return is64 ? value.bits[0] : uint32_t(value.bits[0]);
}

bool Linker::evaluateElements()
{
    m_instance.runtime->elements.reserve(m_module.elements.size());
    for (const wasm::Element &segment : m_module.elements) {
        std::vector<uint64_t> &values = m_instance.runtime->elements.emplace_back(); // a root while it grows
        for (const uint32_t function : segment.functions)
            values.push_back(reinterpret_cast<uint64_t>(m_instance.functions[function].get()));
        for (const wasm::ConstExpr &item : segment.items) {
            Value value;
            if (!evaluate(item, value))
                return false;
            values.push_back(value.bits[0]);
        }
    }
    return true;
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
    longCall("exec::instantiate");
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
