// SPDX-License-Identifier: Apache-2.0
/// Constant expressions (spec §3.4.13, §4.6.4): a handful of instructions over a stack of values.
#pragma once

#include "engine/exec/heap.h"
#include "engine/exec/instance.h"
#include "engine/wasm/instruction.h"

namespace watchglass::exec {

class Constants final : RootSource
{
public:
    /// Of an instance whose imports, functions and earlier globals are there.
    explicit Constants(Instance &instance);
    ~Constants();

    /// Nothing when the heap has no room for an object (`fullAt`).
    std::optional<Value> evaluate(const wasm::ConstExpr &expression);
    uint32_t fullAt() const { return m_fullAt; } ///< offset of the instruction that found no room

private:
    void markRoots(Heap &heap) override;
    bool instruction(const wasm::Instruction &i);
    bool makeStruct(const wasm::Instruction &i);
    bool makeArray(const wasm::Instruction &i);
    bool push(Object *object, uint32_t type);
    void push(wasm::ValType type, uint64_t low, uint64_t high = 0) { m_stack.push_back({type, {low, high}}); }
    Value pop();
    template <class F>
    void combine(F operation);

    Instance &m_instance;
    Heap &m_heap;
    std::vector<Value> m_stack;
    uint32_t m_fullAt = 0;
};

} // namespace watchglass::exec
