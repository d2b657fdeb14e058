// SPDX-License-Identifier: Apache-2.0
#include "engine/session/capture.h"

#include <algorithm>

#include "engine/base/interactive.h"
#include "engine/debug/edits.h"
#include "engine/debug/memory_changes.h"
#include "engine/exec/reference_text.h"

namespace watchglass::session {

using wasm::Op;

namespace {

std::string dollar(const std::string &name)
{
    return name.empty() ? std::string() : "$" + name;
}

std::string named(const wasm::Names::Map &names, uint32_t index)
{
    auto found = names.find(index);
    return found == names.end() ? std::string() : dollar(found->second);
}

/// Opening instruction (or the `else`, `catch` that goes on with it) → its number among the function's blocks, which is
/// how the name section counts labels.
std::map<uint32_t, uint32_t> labelNumbers(const wasm::Module &module, uint32_t function)
{
    std::map<uint32_t, uint32_t> numbers;
    std::vector<uint32_t> open;
    uint32_t count = 0;
    wasm::InstructionReader reader(*module.bytes, module.functions[function].code);
    for (wasm::Instruction instruction; reader.next(instruction);) {
        switch (instruction.op) {
        case Op::Block:
        case Op::Loop:
        case Op::If:
        case Op::Try:
        case Op::TryTable:
            open.push_back(count);
            numbers[instruction.offset] = count++;
            break;
        case Op::Else:
        case Op::Catch:
        case Op::CatchAll:
            numbers[instruction.offset] = open.back();
            break;
        case Op::End:
        case Op::Delegate:
            if (!open.empty())
                open.pop_back();
            break;
        default:
            break;
        }
    }
    return numbers;
}

template <class T>
const T *sameIndex(const std::vector<T> &values, size_t index)
{
    return index < values.size() ? &values[index] : nullptr;
}

void markChanges(FrameInfo &frame, const FrameInfo &before)
{
    for (size_t i = 0; i < frame.locals.size(); ++i)
        if (auto *old = sameIndex(before.locals, i))
            frame.locals[i].changed = !(old->value == frame.locals[i].value);
    for (size_t i = 0; i < frame.operands.size(); ++i) {
        auto *old = sameIndex(before.operands, i);
        OperandValue &operand = frame.operands[i];
        operand.changed = !old || old->producer != operand.producer || !(old->value == operand.value);
    }
}

void markChanges(Snapshot &snapshot, const Snapshot &before)
{
    std::map<std::pair<uint64_t, uint32_t>, const FrameInfo *> frames;
    for (const FrameInfo &frame : before.frames)
        frames[{frame.id, frame.function}] = &frame;
    for (FrameInfo &frame : snapshot.frames)
        if (auto old = frames.find({frame.id, frame.function}); old != frames.end())
            markChanges(frame, *old->second);
    for (size_t i = 0; i < snapshot.globals.size(); ++i)
        if (auto *old = sameIndex(before.globals, i))
            snapshot.globals[i].changed = !(old->value == snapshot.globals[i].value);
}

} // namespace

Capture::Capture(const exec::Machine &machine, const exec::Instance &instance, const debug::References &references)
    : m_machine(machine), m_instance(instance), m_references(references)
{
}

void Capture::fill(Snapshot &snapshot, const Snapshot *before)
{
    longCall("session::Capture::fill");
    snapshot.depth = m_machine.depth();
    for (size_t i = 0; i < snapshot.depth; ++i) {
        if (i == innermostFrames && snapshot.depth > innermostFrames + outermostFrames)
            i = snapshot.depth - outermostFrames;
        snapshot.frames.push_back(frame(i));
    }
    snapshot.globals = globals();
    for (uint32_t i = 0; i < m_instance.tables.size(); ++i)
        snapshot.tables.push_back(table(i));
    for (uint32_t i = 0; i < m_instance.memories.size(); ++i)
        snapshot.memories.push_back(memory(i));
    if (before)
        markChanges(snapshot, *before);
}

const exec::StateShape &Capture::callerShape(size_t frame)
{
    constexpr size_t kept = 1000;
    const exec::Place place = m_machine.place(frame);
    const CodePlace key{place.function, place.offset};
    if (auto known = m_callers.find(key); known != m_callers.end())
        return known->second;
    if (m_callers.size() >= kept)
        m_callers.clear();
    return m_callers.emplace(key, debug::heldOperands(m_machine, frame)).first->second;
}

FrameInfo Capture::frame(size_t index)
{
    const exec::Place place = m_machine.place(index);
    FrameInfo info;
    info.id = m_machine.frameId(index);
    info.function = place.function;
    info.functionName = m_instance.functionName(place.function);
    info.offset = place.offset;
    info.locals = locals(index, place.function);
    const exec::StateShape shape = index == 0 ? debug::heldOperands(m_machine, 0) : callerShape(index);
    for (size_t i = 0; i < shape.operands.size(); ++i) {
        const wasm::Operand &operand = shape.operands[i];
        const exec::Value value = m_machine.operand(index, shape.firstSlots[i], operand.type);
        info.operands.push_back({described(value, m_instance), operand.producer});
    }
    info.labels = labels(place.function, shape);
    return info;
}

std::vector<LocalValue> Capture::locals(size_t frame, uint32_t function)
{
    std::vector<LocalValue> values;
    const size_t parameters = m_instance.module->funcType(function).params.size();
    const size_t count = m_instance.module->localTypes(function).size();
    for (uint32_t i = 0; i < count; ++i)
        values.push_back({dollar(m_instance.names->local(function, i)), i,
                          described(m_machine.local(frame, i), m_instance), i < parameters, false});
    return values;
}

std::vector<LabelInfo> Capture::labels(uint32_t function, const exec::StateShape &shape)
{
    const auto names = m_instance.names->labels.find(function);
    std::map<uint32_t, uint32_t> numbers;
    if (names != m_instance.names->labels.end())
        numbers = labelNumbers(*m_instance.module, function);
    std::vector<LabelInfo> labels;
    for (const wasm::ControlFrame &control : shape.control) {
        const auto &carried = control.op == Op::Loop ? control.params : control.results;
        LabelInfo label{control.op, control.offset, {}, control.height, uint32_t(carried.size())};
        if (auto number = numbers.find(control.offset); number != numbers.end())
            label.name = named(names->second, number->second);
        labels.push_back(std::move(label));
    }
    return labels;
}

std::vector<GlobalValue> Capture::globals() const
{
    std::vector<GlobalValue> values;
    for (uint32_t i = 0; i < m_instance.globals.size(); ++i) {
        const exec::Global &global = *m_instance.globals[i];
        const exec::Value value{m_instance.module->globals[i].type.type, global.value.bits};
        values.push_back({dollar(m_instance.names->global(*m_instance.module, i)), i, described(value, m_instance),
                          global.type.isMutable, false});
    }
    return values;
}

TableInfo Capture::table(uint32_t index) const
{
    const exec::Table &table = *m_instance.tables[index];
    TableInfo info{named(m_instance.names->tables, index), index, table.type, table.elements.size(), {}, {}};
    const uint64_t shown = std::min<uint64_t>(info.size, shownElements);
    const bool functions = debug::isFunctionReference(*m_instance.module, table.type.element);
    for (uint64_t i = 0; i < shown; ++i) {
        exec::Value value{table.type.element, {table.elements[i], 0}};
        auto function = functions ? m_references.function(value.bits[0]) : std::nullopt;
        info.functions.push_back(value.bits[0] == 0 ? -1 : function ? int64_t(*function) : -2);
        info.text.push_back(m_references.text(value));
    }
    return info;
}

MemoryInfo Capture::memory(uint32_t index) const
{
    const exec::Memory &memory = *m_instance.memories[index];
    return {named(m_instance.names->memories, index), index, memory.type(), memory.size(),
            debug::MemoryChanges(memory).pages()};
}

} // namespace watchglass::session
