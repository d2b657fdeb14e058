// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/edits.h"

#include "engine/debug/flow.h"

namespace watchglass::debug {

using exec::Value;

namespace {

constexpr const char *frameGone = "That activation is no longer there";

std::string noSuch(const char *what, uint64_t index, uint64_t count)
{
    return std::string("There is no ") + what + " " + std::to_string(index) + ", only " + std::to_string(count);
}

} // namespace

exec::StateShape heldOperands(const exec::Machine &machine, size_t frame)
{
    const exec::Place place = machine.place(frame);
    const wasm::Module &module = *place.instance->module;
    exec::StateShape shape = exec::describe(module, place.function, place.offset);
    if (frame > 0)
        if (auto call = instructionAt(module, place.offset)) {
            size_t handed = std::min<size_t>(callOperands(module, *call), shape.operands.size());
            shape.operands.resize(shape.operands.size() - handed);
            shape.firstSlots.resize(shape.operands.size());
        }
    return shape;
}

Edits::Edits(exec::Machine &machine, exec::Instance &instance, const References &references)
    : m_machine(machine), m_instance(instance), m_references(references)
{
}

Refusal Edits::setLocal(uint64_t frameId, uint32_t index, const Value &value)
{
    auto frame = frameOf(frameId);
    if (!frame)
        return frameGone;
    const exec::Place place = m_machine.place(*frame);
    const auto types = place.instance->module->localTypes(place.function);
    if (index >= types.size())
        return noSuch("local", index, types.size());
    if (auto refused = refusal(m_references, *m_instance.module, "local " + std::to_string(index), types[index], value))
        return refused;
    const Value old = m_machine.local(*frame, index);
    perform({[=, this] { m_machine.setLocal(*frame, index, value); },
             [=, this] { m_machine.setLocal(*frame, index, old); }});
    return std::nullopt;
}

Refusal Edits::setOperand(uint64_t frameId, uint32_t fromBottom, const Value &value)
{
    auto frame = frameOf(frameId);
    if (!frame)
        return frameGone;
    const exec::StateShape shape = heldOperands(m_machine, *frame);
    if (fromBottom >= shape.operands.size())
        return noSuch("operand", fromBottom, shape.operands.size());
    const wasm::ValType type = shape.operands[fromBottom].type;
    if (auto refused = refusal(m_references, *m_instance.module, "operand " + std::to_string(fromBottom), type, value))
        return refused;
    const uint32_t slot = shape.firstSlots[fromBottom];
    const Value old = m_machine.operand(*frame, slot, type);
    perform({[=, this] { m_machine.setOperand(*frame, slot, value); },
             [=, this] { m_machine.setOperand(*frame, slot, old); }});
    return std::nullopt;
}

Refusal Edits::setGlobal(uint32_t index, const Value &value)
{
    if (index >= m_instance.globals.size())
        return noSuch("global", index, m_instance.globals.size());
    exec::Global &global = *m_instance.globals[index];
    const std::string what = "global " + std::to_string(index);
    if (!global.type.isMutable)
        return what + " is not mutable";
    if (auto refused = refusal(m_references, *m_instance.module, what, global.type.type, value))
        return refused;
    perform({[&global, value] { global.value = value; }, [&global, old = global.value] { global.value = old; }});
    return std::nullopt;
}

Refusal Edits::setTableElement(uint32_t table, uint64_t element, std::optional<uint32_t> function)
{
    if (table >= m_instance.tables.size())
        return noSuch("table", table, m_instance.tables.size());
    exec::Table &edited = *m_instance.tables[table];
    if (element >= edited.elements.size())
        return noSuch("element", element, edited.elements.size());
    if (function && *function >= m_instance.functions.size())
        return noSuch("function", *function, m_instance.functions.size());
    Value value = Value::zero(edited.type.element);
    if (function) {
        value.type = wasm::FuncRef;
        value.bits[0] = m_references.reference(*function);
    }
    const std::string what = "table " + std::to_string(table);
    if (auto refused = refusal(m_references, *m_instance.module, what, edited.type.element, value))
        return refused;
    const uint64_t reference = value.bits[0], old = edited.elements[element];
    perform({[&edited, element, reference] { edited.elements[element] = reference; },
             [&edited, element, old] { edited.elements[element] = old; }});
    return std::nullopt;
}

Refusal Edits::writeMemory(uint32_t memory, uint64_t address, const std::vector<uint8_t> &bytes)
{
    if (memory >= m_instance.memories.size())
        return noSuch("memory", memory, m_instance.memories.size());
    exec::Memory &edited = *m_instance.memories[memory];
    std::vector<uint8_t> old(bytes.size());
    if (!edited.read(address, old))
        return std::to_string(bytes.size()) + " bytes at " + std::to_string(address) + " do not fit: memory " +
               std::to_string(memory) + " ends at " + std::to_string(edited.size());
    perform({[&edited, address, bytes] { edited.write(address, bytes); },
             [&edited, address, old] { edited.write(address, old); }});
    return std::nullopt;
}

Refusal Edits::undo()
{
    if (!canUndo())
        return "There is nothing to undo";
    m_history[--m_done].revert();
    return std::nullopt;
}

Refusal Edits::redo()
{
    if (!canRedo())
        return "There is nothing to redo";
    m_history[m_done++].apply();
    return std::nullopt;
}

void Edits::forget()
{
    m_history.clear();
    m_done = 0;
}

void Edits::perform(Edit edit)
{
    edit.apply();
    m_history.resize(m_done);
    m_history.push_back(std::move(edit));
    m_done = m_history.size();
}

std::optional<size_t> Edits::frameOf(uint64_t frameId) const
{
    for (size_t frame = 0; frame < m_machine.depth(); ++frame)
        if (m_machine.frameId(frame) == frameId)
            return frame;
    return std::nullopt;
}

} // namespace watchglass::debug
