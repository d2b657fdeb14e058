// SPDX-License-Identifier: Apache-2.0
/// Instructions with forms of their own, and what is folded into them.
#include "engine/exec/plain/evaluate_forms.h"
#include "engine/exec/plain/opposites.h"
#include "engine/exec/plain/translator.h"

namespace watchglass::exec::plain {

using wasm::Instruction;

/// The cell's result takes the place of the operands.
void Translator::finish(Draft draft, size_t pops, bool replace)
{
    draft.slotD = pops ? operand(pops - 1).home : top();
    draft.to = To::Slot;
    if (replace)
        replaceDraft(std::move(draft));
    else
        start(std::move(draft));
    while (pops-- > 0)
        pop();
    pushTemp(m_draft.bank, m_draft.width, m_draft.number);
}

/// Finds the best form that there is; the operands may change places where that makes no difference.
bool Translator::chooseForms(Draft &draft, const Operand &a, const Operand &b)
{
    const Signature &types = signature(draft.op);
    const auto take = [&](Op op, const Operand &first, From fromFirst, const Operand &second, From fromSecond) {
        draft.op = op;
        draft.a = fromFirst;
        draft.b = fromSecond;
        draft.slotA = first.at;
        draft.slotB = second.at;
        draft.constant = fromFirst == From::Const ? first.value : second.value;
        consume(first, types.operand[0], fromFirst);
        if (types.operands == 2)
            consume(second, types.operand[1], fromSecond);
        return true;
    };
    if (types.operands == 1) {
        for (const From from : choices(a, types.operand[0]))
            if (evaluateHandler(draft.op, from, From::Slot, To::Slot))
                return take(draft.op, a, from, a, From::Slot);
        return false;
    }
    const std::optional<Op> mirrored = isCommutative(draft.op) ? draft.op : mirror(draft.op);
    for (const From fromA : choices(a, types.operand[0]))
        for (const From fromB : choices(b, types.operand[1])) {
            if (evaluateHandler(draft.op, fromA, fromB, To::Slot))
                return take(draft.op, a, fromA, b, fromB);
            if (mirrored && evaluateHandler(*mirrored, fromB, fromA, To::Slot))
                return take(*mirrored, b, fromB, a, fromA);
        }
    return false;
}

void Translator::evaluate(Op op)
{
    const Signature &types = signature(op);
    Operand &a = operand(types.operands - 1u);
    Operand b = operand(0);
    if (types.operands == 2 && b.kind == Operand::Kind::Const && (op == Op::I32Sub || op == Op::I64Sub)) {
        b.value = op == Op::I32Sub ? uint32_t(-b.value) : -b.value;
        op = op == Op::I32Sub ? Op::I32Add : Op::I64Add;
    }
    if (op == Op::I32Eqz && foldEqz(a))
        return;
    if (op == Op::I32Add && foldAddition(a, b))
        return;
    Draft draft;
    draft.kind = Draft::Kind::Evaluate;
    draft.op = op;
    draft.bank = types.result;
    if (!chooseForms(draft, a, b) && a.kind == Operand::Kind::Const) {
        writeHome(a);
        b = types.operands == 2 ? b : a;
        if (chooseForms(draft, a, b))
            return finish(std::move(draft), types.operands, false);
    }
    if (!evaluateHandler(draft.op, draft.a, draft.b, To::Slot)) {
        writeHome(operand(0));
        chooseForms(draft, a, operand(0));
    }
    finish(std::move(draft), types.operands, false);
}

/// eqz of a comparison is the opposite comparison.
bool Translator::foldEqz(const Operand &a)
{
    if (!isOpen(a) || m_draft.kind != Draft::Kind::Evaluate)
        return false;
    const auto opposite = inverse(m_draft.op);
    if (!opposite)
        return false;
    Draft draft = m_draft;
    draft.op = *opposite;
    finish(std::move(draft), 1, true);
    return true;
}

/// base + (index << shift) + addend in one cell.
bool Translator::foldAddition(const Operand &a, const Operand &b)
{
    const bool second = isOpen(b);
    if (!second && !isOpen(a))
        return false;
    const Operand &other = second ? a : b;
    const bool constant = other.kind == Operand::Kind::Const;
    Draft draft = m_draft;
    if (m_draft.kind == Draft::Kind::Index && constant) {
        draft.addend += uint32_t(other.value);
    } else if (m_draft.kind == Draft::Kind::Evaluate && m_draft.op == Op::I32Add && m_draft.b == From::Const &&
               constant) {
        draft.constant = uint32_t(draft.constant + other.value);
    } else if (m_draft.kind == Draft::Kind::Evaluate && m_draft.op == Op::I32Add && m_draft.b != From::Const &&
               constant) {
        draft.kind = Draft::Kind::Index;
        draft.form = Form::Indexed;
        draft.addend = uint32_t(other.value);
    } else if (m_draft.kind == Draft::Kind::Evaluate && m_draft.b == From::Const && !constant &&
               (m_draft.op == Op::I32Add || m_draft.op == Op::I32Shl)) {
        draft.kind = Draft::Kind::Index;
        draft.b = m_draft.a;
        draft.slotB = m_draft.slotA;
        draft.a = other.kind == Operand::Kind::Local && isPin(other.at, Bank::Int) ? From::Pin : From::Slot;
        draft.slotA = other.at;
        if (m_draft.op == Op::I32Shl) {
            draft.form = Form::Scaled;
            draft.shift = uint32_t(m_draft.constant & 31);
        } else {
            draft.form = Form::Indexed;
            draft.addend = uint32_t(m_draft.constant);
            if (rankOf(draft.a) > rankOf(draft.b)) {
                std::swap(draft.a, draft.b);
                std::swap(draft.slotA, draft.slotB);
            }
        }
    } else {
        return false;
    }
    if (draft.kind == Draft::Kind::Index && !indexHandler(draft.form, draft.a, draft.b, To::Slot))
        return false;
    finish(std::move(draft), 2, true);
    return true;
}

/// The open cell computes this address: the access can do that itself.
bool Translator::takeAddress(Draft &draft, const Operand &address)
{
    if (!isOpen(address))
        return false;
    if (m_draft.kind == Draft::Kind::Index) {
        draft.form = m_draft.form;
        draft.addend = m_draft.addend;
        draft.shift = m_draft.shift;
    } else if (m_draft.kind == Draft::Kind::Evaluate && m_draft.op == Op::I32Add) {
        draft.form = m_draft.b == From::Const ? Form::Added : Form::Indexed;
        draft.addend = m_draft.b == From::Const ? uint32_t(m_draft.constant) : 0;
    } else {
        return false;
    }
    draft.a = m_draft.a;
    draft.slotA = m_draft.slotA;
    draft.b = draft.form == Form::Added ? From::Slot : m_draft.b;
    draft.slotB = draft.form == Form::Added ? 0 : m_draft.slotB;
    return true;
}

/// A vector instruction: it finds its operands wherever they are, but not in registers.
bool Translator::vector(const Instruction &i)
{
    if (!simdIntegerHandler(i.op) && !simdFloatHandler(i.op))
        return false;
    const Signature &types = signature(i.op);
    Draft draft;
    draft.kind = Draft::Kind::Vector;
    draft.op = i.op;
    draft.width = wasm::info(i.op).signature.ends_with("v128") ? 2 : 1;
    uint32_t *const slots[] = {&draft.slotA, &draft.slotB, &draft.slotC};
    for (size_t n = 0; n < types.operands; ++n) {
        Operand &taken = operand(types.operands - 1 - n);
        if (taken.kind == Operand::Kind::Const)
            writeHome(taken);
        *slots[n] = taken.at;
    }
    const wasm::Immediate immediate = wasm::info(i.op).immediate;
    if (immediate == wasm::Immediate::Lane) {
        draft.immediates[0] = i.lane;
        draft.immediateCount = 1;
    } else if (immediate == wasm::Immediate::Shuffle) {
        draft.immediates = std::bit_cast<std::array<Cell, 2>>(i.v128);
        draft.immediateCount = 2;
    }
    finish(std::move(draft), types.operands, false);
    return true;
}

bool Translator::load(const Instruction &i)
{
    const Signature &types = signature(i.op);
    if (types.results != 1 || types.operands != 1)
        return false;
    Draft draft;
    draft.kind = Draft::Kind::Load;
    draft.op = i.op;
    draft.bank = types.result;
    draft.width = types.result == Bank::Other ? 2 : 1;
    draft.offset = uint32_t(i.value);
    const auto there = [&] {
        return loadHandler(draft.op, draft.form, draft.a, draft.b, To::Slot, m_guardedLoads) != nullptr;
    };
    Operand &address = operand(0);
    if (takeAddress(draft, address) && there()) {
        finish(std::move(draft), 1, true);
        return true;
    }
    draft.form = Form::Near;
    draft.b = From::Slot;
    if (address.kind == Operand::Kind::Const && address.value + i.value > 0xffffffff)
        writeHome(address);
    if (address.kind == Operand::Kind::Const)
        draft.offset += uint32_t(address.value);
    draft.a = choices(address, Bank::Int).first();
    draft.slotA = address.at;
    if (!there())
        return false;
    consume(address, Bank::Int, draft.a);
    finish(std::move(draft), 1, false);
    return true;
}

bool Translator::store(const Instruction &i)
{
    const Signature &types = signature(i.op);
    if (types.results != 0 || types.operands != 2)
        return false;
    const Bank bank = types.operand[1];
    Operand &address = operand(1), &value = operand(0);
    const bool wide = types.wide[1];
    const auto small = [&] {
        const int64_t number = wide ? int64_t(value.value) : int32_t(value.value);
        return bank == Bank::Int && number == int16_t(number);
    };
    if (value.kind == Operand::Kind::Const && !small())
        writeHome(value);
    Draft draft;
    draft.offset = uint32_t(i.value);
    const auto write = [&](Handler handler, From from) {
        emit(handler);
        emit(Cell(uint16_t(draft.slotA)) | Cell(uint16_t(from == From::Const ? value.value : value.at)) << 16 |
             Cell(draft.offset) << 32);
        if (draft.form != Form::Near)
            emit(Cell(draft.addend) | Cell(draft.slotB) << 32 | Cell(draft.shift) << 48);
        pop();
        pop();
        return true;
    };
    if (takeAddress(draft, address))
        for (const From from : choices(value, bank)) {
            if (from == From::Acc && bank == Bank::Int)
                continue; // it held the address
            if (const Handler handler =
                    storeHandler(i.op, draft.form, draft.a, draft.b, from, m_guardedStores, copy())) {
                beginInPlace();
                return write(handler, from);
            }
        }
    draft.form = Form::Near;
    draft.b = From::Slot;
    if (address.kind == Operand::Kind::Const && address.value + i.value > 0xffffffff)
        writeHome(address);
    if (address.kind == Operand::Kind::Const)
        draft.offset += uint32_t(address.value);
    draft.slotA = address.at;
    for (const From fromValue : choices(value, bank))
        for (const From fromAddress : choices(address, Bank::Int))
            if (const Handler handler =
                    storeHandler(i.op, Form::Near, fromAddress, From::Slot, fromValue, m_guardedStores, copy())) {
                consume(address, Bank::Int, fromAddress);
                consume(value, bank, fromValue);
                begin();
                return write(handler, fromValue);
            }
    return false;
}

bool Translator::select()
{
    Operand &a = operand(2), &b = operand(1), &condition = operand(0);
    const Bank bank = a.bank != Bank::Other ? a.bank : b.bank;
    if (bank == Bank::Other)
        return false;
    Draft draft;
    draft.kind = Draft::Kind::Select;
    draft.bank = bank;
    if (condition.kind == Operand::Kind::Const)
        writeHome(condition);
    if (bank == Bank::Int && a.kind == Operand::Kind::Const && b.kind == Operand::Kind::Const && !a.wide && !b.wide) {
        draft.wide = true;
        draft.constant = pack(uint32_t(a.value), uint32_t(b.value));
    } else {
        if (a.kind == Operand::Kind::Const)
            writeHome(a);
        if (b.kind == Operand::Kind::Const)
            writeHome(b);
    }
    draft.a = choices(condition, Bank::Int).first();
    draft.slotA = a.at;
    draft.slotB = b.at;
    draft.slotC = condition.at;
    consume(condition, Bank::Int, draft.a);
    finish(std::move(draft), 3, false);
    return true;
}

Handler evaluateHandler(Op op, From a, From b, To to, unsigned copy)
{
    return signature(op).operand[0] == Bank::Int ? integerHandler(op, a, b, to, copy)
                                                 : floatHandler(op, a, b, to, copy);
}

} // namespace watchglass::exec::plain
