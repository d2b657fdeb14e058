// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

#include "engine/exec/access.h"
#include "engine/exec/calls.h"
#include "engine/exec/evaluate.h"
#include "engine/exec/plain/change_over.h"
#include "engine/exec/probes.h"
#include "engine/exec/translator.h"

namespace watchglass::exec {

using wasm::Immediate;
using wasm::Instruction;
using wasm::Op;

namespace {

struct Effect {
    Widths pops, pushes;
};

Effect effectOf(std::string_view signature)
{
    Effect effect;
    Widths *side = &effect.pops;
    for (size_t at = 0; at < signature.size();) {
        const size_t end = std::min(signature.find(' ', at), signature.size());
        const std::string_view word = signature.substr(at, end - at);
        if (word == "->")
            side = &effect.pushes;
        else if (!word.empty())
            side->push_back(word == "v128" ? 2 : 1);
        at = end + 1;
    }
    return effect;
}

const Effect &effect(Op op)
{
    static const std::vector<Effect> effects = [] {
        std::vector<Effect> all;
        for (const wasm::InstructionInfo &row : wasm::allInstructions())
            all.push_back(row.signature.starts_with('*') ? Effect{} : effectOf(row.signature));
        return all;
    }();
    return effects[size_t(op)];
}

} // namespace

Widths widthsOf(const std::vector<wasm::ValType> &types)
{
    Widths widths;
    widths.reserve(types.size());
    for (const wasm::ValType &type : types)
        widths.push_back(widthOf(type));
    return widths;
}

Translator::Translator(Function &function)
    : m_instance(*function.instance), m_module(*m_instance.module), m_function(m_module.functions[function.index]),
      m_code(std::make_unique<Code>())
{
    const wasm::FuncType &type = m_module.funcType(function.index);
    m_code->instance = &m_instance;
    m_code->function = function.index;
    m_locals = widthsOf(m_module.localTypes(function.index));
    for (const uint8_t width : m_locals) {
        m_code->localSlots.push_back(m_code->linkSlot);
        m_code->linkSlot += width;
    }
    m_code->paramSlots = slotCount(type.params);
    m_code->resultSlots = slotCount(type.results);
    m_base = m_code->linkSlot + 1;
    m_labels.emplace_back().results = widthsOf(type.results);
}

std::unique_ptr<Code> Translator::run()
{
    wasm::InstructionReader reader(*m_module.bytes, m_function.code);
    Instruction i;
    while (!m_labels.empty() && reader.next(i)) {
        if (m_dead) {
            skip(i);
            continue;
        }
        m_code->places.push_back({here(), i.offset});
        instruction(i);
    }
    m_code->frameSlots = std::max(m_base + m_highest, m_code->resultSlots);
    m_code->words.shrink_to_fit();
    m_code->places.shrink_to_fit();
    return std::move(m_code);
}

const std::vector<Cell> &Translator::cell(const Instruction &i, Widths &operands, bool &goesOn)
{
    m_code->words.clear();
    m_dead = false;
    m_operands.swap(operands);
    m_height = std::accumulate(m_operands.begin(), m_operands.end(), 0u);
    instruction(i);
    m_operands.swap(operands);
    goesOn = !m_dead;
    return m_code->words;
}

void Translator::instruction(const Instruction &i)
{
    if (control(i) || calls(i) || variables(i) || references(i) || ranges(i) || objects(i) || exceptions(i))
        return;
    if (wasm::accessWidth(i.op))
        access(i);
    else
        plain(i);
}

bool Translator::calls(const Instruction &i)
{
    const std::vector<uint32_t> &ids = m_instance.runtime->typeIds;
    const bool tail = i.op == Op::ReturnCall || i.op == Op::ReturnCallIndirect || i.op == Op::ReturnCallRef;
    switch (i.op) {
    case Op::Call:
    case Op::ReturnCall:
        call(Callee::Direct, tail, m_module.funcType(i.a), address(m_instance.functions[i.a].get()), 0, 0);
        return true;
    case Op::CallIndirect:
    case Op::ReturnCallIndirect: {
        const uint32_t slot = popSlot();
        call(Callee::Table, tail, m_module.types[i.a].func, address(m_instance.tables[i.b].get()), ids[i.a], slot);
        return true;
    }
    case Op::CallRef:
    case Op::ReturnCallRef: {
        const uint32_t slot = popSlot();
        call(Callee::Reference, tail, m_module.types[i.a].func, 0, 0, slot);
        return true;
    }
    default:
        return false;
    }
}

void Translator::call(Callee callee, bool tail, const wasm::FuncType &type, Cell target, uint32_t typeId,
                      uint32_t index)
{
    for (size_t n = type.params.size(); n > 0; --n)
        pop();
    emit(callHandlers(callee, tail));
    emit(pack(top(), index));
    emit(target);
    emit(address(m_code.get()));
    emit(pack(typeId, m_code->linkSlot));
    emit(m_code->pins);
    emit(0);
    emit(0);
    if (tail)
        afterBranch();
    else
        push(widthsOf(type.results));
}

bool Translator::variables(const Instruction &i)
{
    switch (i.op) {
    case Op::LocalGet:
        emit(moveHandlers(m_locals[i.a] == 2));
        emit(pack(m_code->localSlots[i.a], top()));
        push(m_locals[i.a]);
        return true;
    case Op::LocalSet:
    case Op::LocalTee: {
        const uint32_t slot = popSlot();
        emit(moveHandlers(m_locals[i.a] == 2));
        emit(pack(slot, m_code->localSlots[i.a]));
        if (i.op == Op::LocalTee)
            push(m_locals[i.a]);
        return true;
    }
    case Op::GlobalGet: {
        const uint8_t width = widthOf(m_module.globals[i.a].type.type);
        emit(globalGetHandlers(width == 2));
        emit(pack(0, top()));
        emit(address(m_instance.globals[i.a]->value.bits.data()));
        push(width);
        return true;
    }
    case Op::GlobalSet: {
        const bool wide = pop() == 2;
        emit(globalSetHandlers(wide));
        emit(pack(0, top()));
        emit(address(m_instance.globals[i.a]->value.bits.data()));
        return true;
    }
    case Op::Drop:
        pop();
        emit(nopHandlers());
        return true;
    case Op::Select:
    case Op::SelectT: {
        pop();
        const uint8_t width = pop();
        pop();
        emit(selectHandlers(width == 2));
        emit(pack(top(), 0));
        push(width);
        return true;
    }
    default:
        return false;
    }
}

bool Translator::references(const Instruction &i)
{
    const auto constant = [this](Cell value) {
        emit(constantHandlers(false));
        emit(pack(0, top()));
        emit(value);
        push(1);
        return true;
    };
    switch (i.op) {
    case Op::I32Const:
    case Op::I64Const:
    case Op::F32Const:
    case Op::F64Const:
        return constant(i.value);
    case Op::RefNull:
        return constant(0);
    case Op::RefFunc:
        return constant(address(m_instance.functions[i.a].get()));
    case Op::RefAsNonNull:
        emit(nonNullHandlers());
        emit(pack(top() - 1, 0));
        return true;
    case Op::V128Const: {
        emit(constantHandlers(true));
        emit(pack(0, top()));
        for (const Cell word : std::bit_cast<std::array<Cell, 2>>(i.v128))
            emit(word);
        push(2);
        return true;
    }
    default:
        return false;
    }
}

bool Translator::ranges(const Instruction &i)
{
    const HandlerPair handlers = rangeHandlers(i.op);
    if (!handlers)
        return false;
    const auto memory = [&](uint32_t index) { return address(m_instance.memories[index].get()); };
    const auto table = [&](uint32_t index) { return address(m_instance.tables[index].get()); };
    uint32_t pops = 3, pushes = 0;
    std::array<Cell, 2> objects{};
    switch (i.op) {
    case Op::MemorySize:
        pops = 0, pushes = 1, objects = {memory(i.a)};
        break;
    case Op::MemoryGrow:
        pops = 1, pushes = 1, objects = {memory(i.a)};
        break;
    case Op::MemoryFill:
        objects = {memory(i.a)};
        break;
    case Op::MemoryCopy:
        objects = {memory(i.a), memory(i.b)};
        break;
    case Op::MemoryInit:
        objects = {memory(i.b), i.a};
        break;
    case Op::TableGet:
        pops = 1, pushes = 1, objects = {table(i.a)};
        break;
    case Op::TableSet:
        pops = 2, objects = {table(i.a)};
        break;
    case Op::TableSize:
        pops = 0, pushes = 1, objects = {table(i.a)};
        break;
    case Op::TableGrow:
        pops = 2, pushes = 1, objects = {table(i.a)};
        break;
    case Op::TableFill:
        objects = {table(i.a)};
        break;
    case Op::TableCopy:
        objects = {table(i.a), table(i.b)};
        break;
    case Op::TableInit:
        objects = {table(i.b), i.a};
        break;
    default:
        pops = 0, objects = {i.a};
        break; // data.drop, elem.drop
    }
    while (pops-- > 0)
        pop();
    emit(handlers);
    emit(pack(top(), 0));
    emit(objects[0]);
    emit(objects[1]);
    if (pushes)
        push(1);
    return true;
}

void Translator::access(const Instruction &i)
{
    const AccessForm form = accessForm(i.op);
    const bool far = i.a != 0 || m_module.memories[i.a].type.limits.is64;
    const Effect &stack = effect(i.op);
    for (size_t n = stack.pops.size(); n > 0; --n)
        pop();
    emit(far ? form.far : form.near);
    emit(pack(top(), top() + 1));
    emit(i.value);
    if (far) {
        emit(address(m_instance.memories[i.a].get()));
        emit(m_module.memories[i.a].type.limits.is64 ? ~Cell(0) : Cell(0xffffffff));
    }
    if (wasm::info(i.op).immediate == Immediate::MemArgLane)
        emit(i.lane);
    push(stack.pushes);
}

void Translator::plain(const Instruction &i)
{
    if (i.op == Op::RefIsNull) {
        pop();
        emit(evaluateForm(i.op).handlers);
        emit(pack(top(), 0));
        push(1);
        return;
    }
    const Effect &stack = effect(i.op);
    for (size_t n = stack.pops.size(); n > 0; --n)
        pop();
    std::array<uint32_t, 3> slots{top(), top(), top()};
    for (size_t n = 1; n < stack.pops.size(); ++n)
        slots[n] = slots[n - 1] + stack.pops[n - 1];
    emit(evaluateForm(i.op).handlers);
    emit(pack(slots[0], slots[1]));
    if (stack.pops.size() > 2)
        emit(slots[2]);
    if (wasm::info(i.op).immediate == Immediate::Lane)
        emit(i.lane);
    if (wasm::info(i.op).immediate == Immediate::Shuffle)
        for (const Cell word : std::bit_cast<std::array<Cell, 2>>(i.v128))
            emit(word);
    push(stack.pushes);
}

void Translator::push(uint8_t width)
{
    m_operands.push_back(width);
    m_height += width;
    m_highest = std::max(m_highest, m_height);
}

void Translator::push(const Widths &widths)
{
    for (const uint8_t width : widths)
        push(width);
}

uint8_t Translator::pop()
{
    const uint8_t width = m_operands.back();
    m_operands.pop_back();
    m_height -= width;
    return width;
}

Code &codeOf(Function &function)
{
    if (!function.code) {
        function.code = Translator(function).run();
        function.instance->runtime->add(*function.code);
        function.instance->runtime->probes->made(function);
    }
    return *function.code;
}

Code &entryOf(Function &function)
{
    plain::makePlain(function);
    return function.entry ? *function.entry : codeOf(function);
}

} // namespace watchglass::exec