// SPDX-License-Identifier: Apache-2.0
/// A program in a machine of its own, and what can be seen of it as text, to be compared.
#pragma once

#include "tests/engine/exec/programs.h"

namespace watchglass::exec::test {

/// References by whether they are null: addresses differ between two executions.
inline std::string hex(const Value &value)
{
    if (value.type.isRef())
        return toString(value.type) + (value.bits[0] ? ":some" : ":null");
    return toString(value.type) + ":" + toHex(value);
}

/// What a callee holds now.
inline size_t handedOver(const wasm::Module &module, uint32_t function, uint32_t offset)
{
    wasm::InstructionReader reader(*module.bytes, module.functions[function].code);
    wasm::Instruction i;
    while (reader.next(i) && i.offset < offset) {
    }
    return i.op == wasm::Op::Call ? module.funcType(i.a).params.size() : 0;
}

/// All frames with all their values, as text.
inline std::string stateOf(const Machine &machine)
{
    std::string text;
    for (size_t frame = 0; frame < machine.depth(); ++frame) {
        const Place place = machine.place(frame);
        const wasm::Module &module = *place.instance->module;
        text += "func " + std::to_string(place.function) + " at " + std::to_string(place.offset) + ", locals";
        for (uint32_t i = 0; i < module.localTypes(place.function).size(); ++i)
            text += " " + hex(machine.local(frame, i));
        const StateShape shape = describe(module, place.function, place.offset);
        const size_t held = shape.operands.size() - (frame ? handedOver(module, place.function, place.offset) : 0);
        text += ", operands";
        for (size_t i = 0; i < held; ++i)
            text += " " + hex(machine.operand(frame, shape.firstSlots[i], shape.operands[i].type));
        text += "\n";
    }
    return text;
}

inline std::string toText(const Stop &stop)
{
    std::string text = "stop " + std::to_string(int(stop.kind));
    for (const Value &value : stop.results)
        text += " " + hex(value);
    if (stop.trap) {
        text += " trap at " + std::to_string(stop.trap->offset) + ": " + stop.trap->message;
        for (const Value &value : stop.trap->operands)
            text += " " + hex(value);
    }
    return text + "\n";
}

inline std::string contents(const Instance &instance)
{
    const Memory &memory = *instance.memories[0];
    return {reinterpret_cast<const char *>(memory.base()), size_t(memory.size())};
}

/// A program in a machine of its own.
struct Execution {
    std::shared_ptr<Instance> instance;
    Machine machine;

    Execution(const std::shared_ptr<const wasm::Module> &module, Driver driver, bool checkBounds = false)
        : instance(instantiate(module, {}, limits(checkBounds)).instance), machine(limits(checkBounds), driver)
    {
    }
    static Limits limits(bool checkBounds)
    {
        Limits limits;
        limits.checkBounds = checkBounds;
        return limits;
    }
    void start(const std::string &name, const std::vector<Value> &arguments)
    {
        machine.start(function(*instance, name), arguments);
    }
    /// The stop, and what is to be seen at it.
    std::string look(const Stop &stop) { return toText(stop) + stateOf(machine); }
    bool over(const Stop &stop) { return stop.kind == StopKind::Finished || stop.kind == StopKind::Trapped; }
};

} // namespace watchglass::exec::test
