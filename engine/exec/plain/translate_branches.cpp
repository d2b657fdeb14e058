// SPDX-License-Identifier: Apache-2.0
/// Branches and returns of plain code, and the comparisons that decide them.
#include "engine/exec/calls.h"
#include "engine/exec/objects.h"
#include "engine/exec/plain/opposites.h"
#include "engine/exec/plain/translator.h"
#include "engine/exec/type_registry.h"

namespace watchglass::exec::plain {

using wasm::Instruction;

/// A jump when the top operand is or is not zero; takes the operand and answers where the cell begins. Its distance is
/// the upper half of its first word.
uint32_t Translator::conditional(bool sense, bool back)
{
    const Operand condition = operand(0);
    uint32_t cell = 0;
    if (isOpen(condition) && m_draft.kind == Draft::Kind::Evaluate && compareAndBranch(sense, back)) {
        cell = m_branchCell;
    } else {
        if (condition.kind == Operand::Kind::Const)
            writeHome(operand(0));
        const From from = choices(operand(0), Bank::Int).first();
        consume(operand(0), Bank::Int, from);
        cell = begin();
        emit(branchIfHandler(sense, from, back, copy()));
        emit(Cell(uint16_t(operand(0).at)));
    }
    pop();
    m_firstOpen = m_numbers + 1; // the other way needs what was stored so far
    endBlock(true);
    return cell;
}

/// The open cell compares: it can branch as well.
bool Translator::compareAndBranch(bool sense, bool back)
{
    Op op = m_draft.op;
    From a = m_draft.a, b = m_draft.b;
    uint32_t slotA = m_draft.slotA, slotB = m_draft.slotB;
    uint64_t constant = m_draft.constant;
    const Signature &types = signature(op);
    const Bank bank = types.operand[0];
    const auto better = [&](From &from, uint32_t slot) {
        if (from == From::Slot && isPin(slot, bank))
            from = From::Pin;
    };
    better(a, slotA);
    if (op == Op::I32Eqz) {
        m_branchCell = beginInPlace();
        emit(branchIfHandler(!sense, a, back, copy()));
        emit(Cell(uint16_t(slotA)));
        return true;
    }
    if (op == Op::I64Eqz) {
        op = Op::I64Eq;
        b = From::Const;
        constant = 0;
    }
    better(b, slotB);
    if (!mirror(op) || a == From::Const)
        return false;
    if (bank == Bank::Int && !sense) {
        op = *inverse(op);
        sense = true;
    }
    const int64_t number = types.wide[0] ? int64_t(constant) : int32_t(constant);
    const bool wide = b == From::Const && (bank != Bank::Int || number != int16_t(number));
    Handler handler = compareBranchHandler(op, sense, a, b, wide, back, copy());
    if (!handler && b != From::Const) {
        std::swap(a, b);
        std::swap(slotA, slotB);
        op = *mirror(op);
        handler = compareBranchHandler(op, sense, a, b, wide, back, copy());
    }
    if (!handler)
        return false;
    m_branchCell = beginInPlace();
    emit(handler);
    emit(Cell(uint16_t(slotA)) | Cell(uint16_t(b == From::Const ? (wide ? 0 : constant) : slotB)) << 16);
    if (wide)
        emit(bank == Bank::Int ? Cell(number) : constant);
    return true;
}

void Translator::branch(uint32_t depth)
{
    Label &target = m_labels[m_labels.size() - 1 - depth];
    if (depth + 1 == m_labels.size()) {
        countFunctionEnd();
        return leave();
    }
    const bool back = target.op == Op::Loop;
    const auto &carried = back ? target.params : target.results;
    const uint32_t count = slotCount(carried);
    m_dead = true;
    if (back && count) {
        writeHome(m_operands.size() - carried.size());
        genericBranch(target, Condition::Always, 0);
        return;
    }
    uint32_t to = m_base + target.height;
    for (size_t n = m_operands.size() - carried.size(); n < m_operands.size(); ++n) {
        const Operand value = m_operands[n];
        if (value.kind != Operand::Kind::Temp || value.home != to)
            moveTo(to, value);
        to += value.width;
    }
    const uint32_t cell = begin();
    emit(branchHandler(back, copy()));
    emit(pack(0, target.start - cell));
    if (!back)
        target.behind.push_back({cell, cell + 1, true});
}

void Translator::branchIf(uint32_t depth)
{
    Label &target = m_labels[m_labels.size() - 1 - depth];
    const bool back = target.op == Op::Loop;
    const auto &carried = back ? target.params : target.results;
    const uint32_t count = slotCount(carried);
    const size_t first = m_operands.size() - 1 - carried.size();
    if (count && m_base + target.height != m_operands[first].home) {
        writeHome(first);
        genericBranch(target, Condition::IfTrue, operand(0).home);
        pop();
        m_firstOpen = m_numbers + 1;
        endBlock(true);
        return;
    }
    for (size_t n = first; n + 1 < m_operands.size(); ++n)
        writeHome(m_operands[n]);
    const uint32_t cell = conditional(true, back);
    if (back) {
        settle({cell, cell + 1, true}, target.start);
    } else {
        target.behind.push_back({cell, cell + 1, true});
    }
}

/// br_on_null and br_on_non_null.
void Translator::branchOn(uint32_t depth, Condition condition)
{
    Label &target = m_labels[m_labels.size() - 1 - depth];
    writeHome(m_labels.back().operands);
    writeReferences();
    const uint32_t slot = operand(0).home;
    genericBranch(target, condition, slot);
    if (condition == Condition::IfNonNull)
        pop();
    m_firstOpen = m_numbers + 1;
    endBlock(true);
}

/// The branch cell of watched code, which can also move values; they are in their home slots.
void Translator::genericBranch(Label &target, Condition condition, uint32_t slot)
{
    const bool back = target.op == Op::Loop;
    const uint32_t count = slotCount(back ? target.params : target.results);
    const uint32_t cell = begin();
    // The condition does not go along, nor does the null of br_on_null.
    const uint32_t height = condition == Condition::IfTrue || condition == Condition::IfNull ? top() - 1 : top();
    const uint32_t from = height - count, to = m_base + target.height;
    const bool moves = count && from != to;
    emit(branchHandlers(condition, back, moves).cell());
    emit(pack(slot, back ? target.start - cell : 0));
    if (!back)
        target.behind.push_back({cell, cell + 1, true});
    if (moves) {
        emit(pack(from, to));
        emit(Cell(count));
    }
}

/// br_on_cast and br_on_cast_fail: the reference is the last value that the label takes.
void Translator::branchOnCast(const Instruction &i)
{
    Label &target = m_labels[m_labels.size() - 1 - i.a];
    const bool back = target.op == Op::Loop;
    const uint32_t count = slotCount(back ? target.params : target.results);
    writeHome(m_labels.back().operands);
    writeReferences();
    const uint32_t cell = begin();
    emit(castBranchHandlers(i.op == Op::BrOnCastFail, back).cell());
    emit(pack(operand(0).home, back ? target.start - cell : 0));
    if (!back)
        target.behind.push_back({cell, cell + 1, true});
    emit(CastTarget(processWide(i.castTo, m_instance.runtime->typeIds)).cell());
    emit(pack(top() - count, m_base + target.height));
    emit(Cell(count));
    m_firstOpen = m_numbers + 1;
    endBlock(true);
}

void Translator::branchTable(const Instruction &i)
{
    bool moves = false;
    size_t carriedValues = 0;
    for (const uint32_t depth : i.labels) {
        const Label &target = m_labels[m_labels.size() - 1 - depth];
        const auto &carried = target.op == Op::Loop ? target.params : target.results;
        carriedValues = carried.size();
        const uint32_t count = slotCount(carried);
        moves = moves || (count && operand(0).home - count != m_base + target.height);
    }
    if (operand(0).kind == Operand::Kind::Const || moves)
        writeHome(operand(0));
    for (size_t n = m_operands.size() - 1 - carriedValues; n + 1 < m_operands.size(); ++n)
        writeHome(m_operands[n]);
    const From from = moves ? From::Slot : choices(operand(0), Bank::Int).first();
    if (!moves)
        consume(operand(0), Bank::Int, from);
    const uint32_t slot = moves ? operand(0).home : operand(0).at, height = operand(0).home, cell = begin();
    if (moves) {
        emit(branchTableHandlers().cell());
        emit(pack(slot, uint32_t(i.labels.size())));
    } else {
        emit(branchTableHandler(from));
        emit(pack(uint16_t(slot), uint32_t(i.labels.size())));
    }
    pop();
    for (const uint32_t depth : i.labels) {
        Label &target = m_labels[m_labels.size() - 1 - depth];
        const bool back = target.op == Op::Loop;
        const uint32_t count = slotCount(back ? target.params : target.results);
        if (!back) {
            target.behind.push_back({cell, here(), false});
        }
        emit(pack(back ? target.start - cell : 0, moves ? count : 0));
        if (moves)
            emit(pack(height - count, m_base + target.height));
    }
    m_dead = true;
}

void Translator::leave()
{
    const std::vector<wasm::ValType> &results = m_module.funcType(m_code->function).results;
    m_dead = true;
    if (results.empty()) {
        begin();
        emit(returnNothingHandler());
        emit(Cell(uint16_t(m_code->linkSlot)));
        return;
    }
    if (results.size() == 1 && widthOf(results[0]) == 1) {
        const Operand value = operand(0);
        const Bank bank = bankOf(results[0]);
        const From from = choices(value, bank).first();
        consume(value, bank, from);
        const bool wide = from == From::Const && value.wide;
        begin();
        emit(returnHandler(bank, from, wide));
        emit(Cell(uint16_t(m_code->linkSlot)) | Cell(uint16_t(value.at)) << 16 |
             (from == From::Const && !wide ? value.value << 32 : 0));
        if (wide)
            emit(value.value);
        return;
    }
    writeHome(m_operands.size() - results.size());
    begin();
    emit(returnHandlers().cell());
    emit(pack(m_code->linkSlot, m_code->resultSlots));
    emit(Cell(top() - m_code->resultSlots));
}

} // namespace watchglass::exec::plain
