// SPDX-License-Identifier: Apache-2.0
/// The operand stack while translating: where each value is.
#include "engine/exec/plain/translator.h"

namespace watchglass::exec::plain {

using wasm::TypeKind;

Bank bankOf(const wasm::ValType &type)
{
    switch (type.kind) {
    case TypeKind::I32:
    case TypeKind::I64:
        return Bank::Int;
    case TypeKind::F64:
        return Bank::F64;
    case TypeKind::F32:
        return Bank::F32;
    default:
        return Bank::Other;
    }
}

void Translator::push(Operand operand)
{
    operand.home = top();
    if (operand.kind == Operand::Kind::Temp)
        operand.at = operand.home;
    m_height += operand.width;
    m_highest = std::max(m_highest, m_height);
    m_operands.push_back(operand);
}

void Translator::pushTemp(Bank bank, uint8_t width, uint32_t maker)
{
    Operand operand;
    operand.bank = bank;
    operand.width = width;
    operand.maker = maker;
    push(operand);
}

void Translator::push(const wasm::ValType &type)
{
    pushTemp(bankOf(type), widthOf(type), 0);
}

Operand Translator::pop()
{
    const Operand operand = m_operands.back();
    m_operands.pop_back();
    m_height -= operand.width;
    return operand;
}

void Translator::truncate(size_t operands, uint32_t height)
{
    m_operands.resize(operands);
    m_height = height;
}

bool Translator::isPin(uint32_t slot, Bank bank) const
{
    return (bank == Bank::Int && m_pins.integer == slot) || (bank == Bank::F64 && m_pins.number == slot);
}

/// Whether the open cell left this operand in its home slot and may still do something else with it.
bool Translator::isOpen(const Operand &operand) const
{
    return operand.kind == Operand::Kind::Temp && m_draft.kind != Draft::Kind::None &&
           operand.maker == m_draft.number && operand.maker >= m_firstOpen && m_draft.to == To::Slot &&
           m_draft.slotD == operand.home;
}

/// All ways to read an operand, best first.
Translator::Choices Translator::choices(const Operand &operand, Bank bank) const
{
    Choices found;
    if (operand.kind == Operand::Kind::Const) {
        found.add(From::Const);
        return found;
    }
    if (bank != Bank::Other && m_held[size_t(bank)].valid && m_held[size_t(bank)].slot == operand.at)
        found.add(From::Acc);
    if (operand.kind == Operand::Kind::Local && isPin(operand.at, bank))
        found.add(From::Pin);
    found.add(From::Slot);
    return found;
}

/// An operand that lies nowhere else and is read from the accumulator need not be stored.
void Translator::consume(const Operand &operand, Bank bank, From from)
{
    if (from == From::Acc && operand.kind == Operand::Kind::Temp && operand.maker &&
        operand.maker == m_held[size_t(bank)].maker.number && operand.maker >= m_firstOpen)
        keepInAcc(operand.maker, bank);
}

void Translator::overwritten(uint32_t slot)
{
    for (Held &held : m_held)
        if (held.slot == slot)
            held = {};
}

/// The value of an operand into a slot: a local, or a place on the operand stack.
void Translator::moveTo(uint32_t slot, const Operand &operand)
{
    Draft draft;
    draft.kind = Draft::Kind::Moves;
    draft.bank = operand.bank;
    draft.slotA = operand.at;
    draft.slotD = slot;
    if (isPin(slot, Bank::Int) || isPin(slot, Bank::F64)) {
        draft.to = To::Pin;
        draft.bank = isPin(slot, Bank::Int) ? Bank::Int : Bank::F64;
    }
    if (operand.kind == Operand::Kind::Const) {
        draft.a = From::Const;
        draft.constant = operand.value;
        draft.wide = operand.wide;
    } else if (operand.kind == Operand::Kind::Temp && choices(operand, draft.bank).first() == From::Acc) {
        draft.a = From::Acc;
        consume(operand, draft.bank, From::Acc);
    }
    if (draft.to == To::Pin || draft.a != From::Slot) {
        start(std::move(draft));
        return;
    }
    draft.bank = Bank::Other;
    for (uint32_t i = 0; i < operand.width; ++i) {
        overwritten(slot + i);
        const std::pair<uint32_t, uint32_t> move{operand.at + i, slot + i};
        if (m_draft.kind == Draft::Kind::Moves && !m_draft.moves.empty() && m_draft.moves.size() < 4) {
            m_draft.moves.push_back(move);
            m_draft.slotD = slot + i;
            extendCell(m_draft.word);
            continue;
        }
        draft.slotA = operand.at + i;
        draft.slotD = slot + i;
        draft.moves = {move};
        start(draft);
    }
}

void Translator::writeHome(Operand &operand)
{
    if (operand.kind == Operand::Kind::Temp)
        return;
    moveTo(operand.home, operand);
    operand.kind = Operand::Kind::Temp;
    operand.at = operand.home;
    operand.maker = 0;
}

void Translator::writeHome(size_t from)
{
    for (size_t i = from; i < m_operands.size(); ++i)
        writeHome(m_operands[i]);
}

/// Whoever walks the stack for references looks into home slots.
void Translator::writeReferences()
{
    for (Operand &operand : m_operands)
        if (operand.reference)
            writeHome(operand);
}

} // namespace watchglass::exec::plain
