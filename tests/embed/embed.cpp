// SPDX-License-Identifier: Apache-2.0
// The engine in a program of one's own: a module is loaded and linked with a host function, runs, stops at a breakpoint
// and is looked at, then goes on.
#include <cstdio>

#include "engine/exec/machine.h"
#include "engine/wasm/load.h"
#include "engine/wat/assembler.h"

using namespace watchglass;

const char *const text = R"((module
  (import "env" "twice" (func $twice (param i32) (result i32)))
  (func $sum (param $x i32) (param $y i32) (result i32)
    (i32.add (call $twice (local.get $x)) (local.get $y))) ;; line 4
  (func $main (export "main") (param $n i32) (result i32) (local $seven i32)
    (local.set $seven (i32.const 7))
    (i32.mul (i32.const 10) (call $sum (local.get $n) (local.get $seven))))))";

exec::HostResult twice(exec::HostCall &call)
{
    call.results = {exec::Value::i32(2 * call.arguments[0].asI32())};
    return {};
}

void show(const exec::Machine &machine, size_t frame, const wat::SourceMap &map)
{
    const exec::Place at = machine.place(frame);
    const wasm::Module &module = *at.instance->module;
    std::printf("%s, line %u\n", at.instance->functionName(at.function).c_str(), map.atOffset(at.offset)->line);
    for (uint32_t i = 0; i < module.localTypes(at.function).size(); ++i)
        std::printf("  local $%s = %s\n", at.instance->names->local(at.function, i).c_str(),
                    toString(machine.local(frame, i)).c_str());
    const exec::StateShape shape = exec::describe(module, at.function, at.offset);
    for (size_t i = 0; i < shape.operands.size(); ++i)
        std::printf("  operand %s\n",
                    toString(machine.operand(frame, shape.firstSlots[i], shape.operands[i].type)).c_str());
}

int main()
{
    const wat::Assembled assembled = wat::Assembler().assemble(text);
    const wasm::DecodeResult loaded = wasm::load(assembled.bytes);
    const auto host = exec::makeHostFunction({{wasm::I32}, {wasm::I32}}, "env.twice", twice);
    const exec::InstantiateResult linked = exec::instantiate(loaded.module, {host});
    if (!linked.ok())
        return std::puts(linked.problem ? linked.problem->message.c_str() : linked.trap->message.c_str()), 1;
    linked.instance->names = std::make_shared<const wasm::Names>(readNames(*loaded.module));

    exec::Machine machine;
    machine.setBreakpoint(*linked.instance, assembled.map->allOnLine(4).front()->offset); // the addition
    machine.start(std::get<std::shared_ptr<exec::Function>>(linked.instance->exported("main")),
                  {{exec::Value::i32(20)}});
    exec::Stop stop = machine.run();
    for (size_t frame = 0; stop.kind == exec::StopKind::Breakpoint && frame < machine.depth(); ++frame)
        show(machine, frame, *assembled.map);
    stop = machine.run();
    std::printf("main(20) = %s\n", toString(stop.results.at(0)).c_str());
}
