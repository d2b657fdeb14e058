// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/plain/translator.h"

#include <algorithm>

#include "engine/exec/calls.h"

namespace watchglass::exec::plain {

using wasm::Instruction;

namespace {

/// Slots are counted in 16 bits.
constexpr uint32_t mostSlots = 65000;

} // namespace

/// Uses count eightfold for every loop around them.
Pins choosePins(const wasm::Module &module, const wasm::Function &function, const std::vector<wasm::ValType> &locals,
                const std::vector<uint32_t> &slots)
{
    std::vector<uint64_t> uses(locals.size());
    std::vector<bool> blocks;
    unsigned loops = 0;
    wasm::InstructionReader reader(*module.bytes, function.code);
    for (Instruction i; reader.next(i);) {
        switch (i.op) {
        case Op::LocalGet:
        case Op::LocalSet:
        case Op::LocalTee:
            uses[i.a] += uint64_t(1) << 3 * std::min(loops, 10u);
            break;
        case Op::Block:
        case Op::Loop:
        case Op::If:
        case Op::Try:
        case Op::TryTable:
            blocks.push_back(i.op == Op::Loop);
            loops += i.op == Op::Loop;
            break;
        case Op::End:
        case Op::Delegate:
            if (!blocks.empty()) {
                loops -= blocks.back();
                blocks.pop_back();
            }
            break;
        default:
            break;
        }
    }
    Pins pins;
    uint64_t most = 1, mostNumber = 1;
    for (size_t i = 0; i < locals.size(); ++i) {
        const Bank bank = bankOf(locals[i]);
        if (bank == Bank::Int && uses[i] > most) {
            most = uses[i];
            pins.integer = slots[i];
        } else if (bank == Bank::F64 && uses[i] > mostNumber) {
            mostNumber = uses[i];
            pins.number = slots[i];
        }
    }
    return pins;
}

Translator::Translator(Function &function, bool counted, Record *record)
    : m_instance(*function.instance), m_module(*m_instance.module), m_function(m_module.functions[function.index]),
      m_code(std::make_unique<Code>()), m_watched(function), m_localTypes(m_module.localTypes(function.index)),
      m_counted(counted), m_record(record)
{
    const wasm::FuncType &type = m_module.funcType(function.index);
    m_code->instance = &m_instance;
    m_code->function = function.index;
    m_code->plain = true;
    m_code->counted = counted;
    for (const wasm::ValType &local : m_localTypes) {
        m_code->localSlots.push_back(m_code->linkSlot);
        m_code->linkSlot += widthOf(local);
    }
    m_code->paramSlots = slotCount(type.params);
    m_code->resultSlots = slotCount(type.results);
    m_base = m_code->linkSlot + 1;
    m_labels.emplace_back().results = type.results;
    if (!m_instance.memories.empty()) {
        const Memory &memory = *m_instance.memories[0];
        m_nearMemory = !memory.type().limits.is64;
        m_guardedLoads = m_nearMemory && memory.guarded();
        m_guardedStores = m_guardedLoads && !memory.notesWrites();
    }
}

std::unique_ptr<Code> Translator::run()
{
    if (m_base > mostSlots)
        return nullptr;
    m_pins = choosePins(m_module, m_function, m_localTypes, m_code->localSlots);
    m_code->pins = pack(m_pins.integer.value_or(0), m_pins.number.value_or(0));
    m_code->joints.push_back(0);
    endBlock(true);
    wasm::InstructionReader reader(*m_module.bytes, m_function.code);
    Instruction i;
    while (!m_labels.empty() && reader.next(i)) {
        m_offset = i.offset;
        if (m_dead) {
            skip(i);
            continue;
        }
        startPendingBlock(i);
        if (std::exchange(m_landing, false)) {
            begin();
            emit(nopHandlers().cell());
        }
        if (m_record && !m_boundary)
            m_boundary = now();
        instruction(i);
    }
    flush();
    linkCounters();
    m_code->frameSlots = std::max(m_base + m_highest, m_code->resultSlots);
    if (m_code->frameSlots > mostSlots)
        return nullptr;
    m_code->words.shrink_to_fit();
    if (m_record)
        for (const Operand &operand : m_record->before.operands)
            m_record->inAcc.push_back(
                operand.maker && std::find(m_onlyInAcc.begin(), m_onlyInAcc.end(), operand.maker) != m_onlyInAcc.end());
    return std::move(m_code);
}

void Translator::instruction(const Instruction &i)
{
    if (locals(i) || constants(i) || control(i) || exceptions(i) || calls(i) || globals(i))
        return;
    const Signature &types = signature(i.op);
    if (wasm::info(i.op).immediate == wasm::Immediate::MemArg && m_nearMemory && i.a == 0 && (load(i) || store(i)))
        return;
    if ((i.op == Op::Select || i.op == Op::SelectT) && select())
        return;
    if (types.scalar && types.results == 1 && evaluateHandler(i.op, From::Slot, From::Slot, To::Slot))
        return evaluate(i.op);
    if (!vector(i))
        generic(i);
}

bool Translator::locals(const Instruction &i)
{
    switch (i.op) {
    case Op::LocalGet: {
        const wasm::ValType &type = m_localTypes[i.a];
        Operand operand;
        operand.kind = Operand::Kind::Local;
        operand.bank = bankOf(type);
        operand.width = widthOf(type);
        operand.reference = type.isRef();
        operand.at = m_code->localSlots[i.a];
        push(operand);
        return true;
    }
    case Op::LocalSet:
    case Op::LocalTee: {
        assign(m_code->localSlots[i.a], i.op == Op::LocalTee);
        if (i.op == Op::LocalTee) {
            m_operands.back().bank = bankOf(m_localTypes[i.a]);
            m_operands.back().reference = m_localTypes[i.a].isRef();
        }
        return true;
    }
    case Op::Drop:
        pop();
        return true;
    case Op::Nop:
        return true;
    default:
        return false;
    }
}

/// The top operand into a local. Operands that still wait in that local are saved first.
void Translator::assign(uint32_t slot, bool keep)
{
    const auto waits = [&](const Operand &other) { return other.kind == Operand::Kind::Local && other.at == slot; };
    if (!waits(m_operands.back())) {
        for (size_t n = 0; n + 1 < m_operands.size(); ++n)
            if (waits(m_operands[n]))
                writeHome(m_operands[n]);
        const Operand value = m_operands.back();
        const bool pinned = isPin(slot, Bank::Int) || isPin(slot, Bank::F64);
        if (isOpen(value) && hasResult(m_draft) && (!pinned || m_draft.bank != Bank::Other)) {
            retarget(slot);
        } else {
            Operand source = value;
            if (isPin(slot, Bank::Int))
                source.bank = Bank::Int;
            else if (isPin(slot, Bank::F64))
                source.bank = Bank::F64;
            moveTo(slot, source);
        }
    }
    Operand value = pop();
    if (!keep)
        return;
    value.kind = Operand::Kind::Local;
    value.at = slot;
    value.maker = 0;
    push(value);
}

bool Translator::constants(const Instruction &i)
{
    Operand operand;
    operand.kind = Operand::Kind::Const;
    switch (i.op) {
    case Op::I32Const:
        operand.bank = Bank::Int;
        operand.wide = false;
        operand.value = uint32_t(i.value);
        break;
    case Op::I64Const:
        operand.bank = Bank::Int;
        operand.value = i.value;
        break;
    case Op::F32Const:
        operand.bank = Bank::F32;
        operand.wide = false;
        operand.value = uint32_t(i.value);
        break;
    case Op::F64Const:
        operand.bank = Bank::F64;
        operand.value = i.value;
        break;
    case Op::RefNull:
        operand.reference = true;
        operand.value = 0;
        break;
    case Op::RefFunc:
        operand.reference = true;
        operand.value = reinterpret_cast<uint64_t>(m_instance.functions[i.a].get());
        break;
    default:
        return false;
    }
    push(operand);
    return true;
}

bool Translator::globals(const Instruction &i)
{
    if (i.op != Op::GlobalGet && i.op != Op::GlobalSet)
        return false;
    const Bank bank = bankOf(m_module.globals[i.a].type.type);
    if (bank == Bank::Other)
        return false;
    const auto address = reinterpret_cast<Cell>(m_instance.globals[i.a]->value.bits.data());
    if (i.op == Op::GlobalGet) {
        Draft draft;
        draft.kind = Draft::Kind::GlobalGet;
        draft.bank = bank;
        draft.constant = address;
        finish(std::move(draft), 0, false);
        return true;
    }
    Operand &value = operand(0);
    if (value.kind == Operand::Kind::Const && (value.wide || bank != Bank::Int))
        writeHome(value);
    const From from = choices(value, bank).first();
    consume(value, bank, from);
    begin();
    emit(globalSetHandler(bank, from));
    emit(from == From::Const ? value.value << 32 : Cell(value.at));
    emit(address);
    pop();
    return true;
}

bool Translator::calls(const Instruction &i)
{
    switch (i.op) {
    case Op::Call:
    case Op::ReturnCall:
        call(i, Callee::Direct, i.op == Op::ReturnCall, m_module.funcType(i.a));
        return true;
    case Op::CallIndirect:
    case Op::ReturnCallIndirect:
        call(i, Callee::Table, i.op == Op::ReturnCallIndirect, m_module.types[i.a].func);
        return true;
    case Op::CallRef:
    case Op::ReturnCallRef:
        call(i, Callee::Reference, i.op == Op::ReturnCallRef, m_module.types[i.a].func);
        return true;
    default:
        return false;
    }
}

void Translator::call(const Instruction &i, Callee callee, bool tail, const wasm::FuncType &type)
{
    const size_t taken = type.params.size() + (callee == Callee::Direct ? 0 : 1);
    writeHome(m_operands.size() - taken);
    writeReferences();
    const uint32_t cell = begin();
    const uint32_t index = callee == Callee::Direct ? 0 : operand(0).home;
    if (m_record && m_record->word == cell)
        m_record->isCall = true;
    for (size_t n = 0; n < taken; ++n)
        pop();
    const std::vector<uint32_t> &ids = m_instance.runtime->typeIds;
    emit(callHandlers(callee, tail).cell());
    emit(pack(top(), index));
    emit(callee == Callee::Direct  ? reinterpret_cast<Cell>(m_instance.functions[i.a].get())
         : callee == Callee::Table ? reinterpret_cast<Cell>(m_instance.tables[i.b].get())
                                   : 0);
    emit(reinterpret_cast<Cell>(m_code.get()));
    emit(pack(callee == Callee::Table ? ids[i.a] : 0, m_code->linkSlot));
    emit(m_code->pins);
    emit(Cell(0));
    emit(Cell(0));
    forgetAccumulators();
    if (tail) {
        m_dead = true;
        return;
    }
    if (callee == Callee::Direct && m_instance.functions[i.a]->instance == &m_instance)
        m_code->directCalls.push_back(cell);
    m_code->joints.push_back(here());
    endBlock(false);
    for (const wasm::ValType &result : type.results)
        push(result);
    if (!type.results.empty() && bankOf(type.results[0]) == Bank::Int)
        m_held[size_t(Bank::Int)] = {true, m_operands[m_operands.size() - type.results.size()].home, {}};
}

/// What has no form here is done by the cell of watched code, with its operands in their home slots.
void Translator::generic(const Instruction &i)
{
    const Signature &types = signature(i.op);
    const bool fixed = !wasm::info(i.op).signature.starts_with('*');
    const size_t first = fixed ? m_operands.size() - types.operands : m_labels.back().operands;
    writeHome(first);
    if (!fixed)
        writeReferences();
    begin();
    Widths widths;
    for (const Operand &operand : m_operands)
        widths.push_back(operand.width);
    bool goesOn = true;
    for (const Cell word : m_watched.cell(i, widths, goesOn))
        emit(word);
    m_dead = !goesOn;
    // All that may have been taken or left is in its home slot; what stayed the same is only known by its width.
    const size_t kept = fixed ? first : std::min(m_operands.size(), widths.empty() ? 0 : widths.size() - 1);
    while (m_operands.size() > kept)
        pop();
    for (size_t n = kept; n < widths.size(); ++n) {
        overwritten(top());
        pushTemp(fixed ? types.result : Bank::Other, widths[n], 0);
    }
}

} // namespace watchglass::exec::plain
