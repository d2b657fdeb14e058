// SPDX-License-Identifier: Apache-2.0
/// Blocks and branches. A branch to a block goes on behind the block's end; the end itself is a cell of its own, for
/// those who fall through to it.
#include <tuple>

#include "engine/exec/try_regions.h"

namespace watchglass::exec {

using wasm::Instruction;
using wasm::Op;

/// The end of a block that nobody falls out of; its cell is there for those who come from an earlier part.
template <class End>
void Translator::deadEnd(const Instruction &i, End end)
{
    if (!m_labels.back().atEnd.empty() || m_labels.back().otherwise || m_labels.size() == 1)
        m_code->places.push_back({here(), i.offset});
    end();
}

InDeadCode inDeadCode(Op op, uint32_t &depth)
{
    switch (op) {
    case Op::Block:
    case Op::Loop:
    case Op::If:
    case Op::Try:
    case Op::TryTable:
        ++depth;
        return InDeadCode::Nothing;
    case Op::Else:
        return depth ? InDeadCode::Nothing : InDeadCode::Else;
    case Op::Catch:
    case Op::CatchAll:
        return depth ? InDeadCode::Nothing : InDeadCode::Clause;
    case Op::Delegate:
    case Op::End:
        if (depth == 0)
            return op == Op::End ? InDeadCode::End : InDeadCode::Delegate;
        --depth;
        return InDeadCode::Nothing;
    default:
        return InDeadCode::Nothing;
    }
}

void Translator::skip(const Instruction &i)
{
    switch (inDeadCode(i.op, m_deadDepth)) {
    case InDeadCode::Nothing:
        return;
    case InDeadCode::Else:
        return otherwise();
    case InDeadCode::Clause:
        return legacyCatch(i);
    case InDeadCode::Delegate:
        return deadEnd(i, [&] { delegate(i.a); });
    case InDeadCode::End:
        return deadEnd(i, [&] { end(); });
    }
}

bool Translator::control(const Instruction &i)
{
    switch (i.op) {
    case Op::Unreachable:
        emit(unreachableHandlers());
        afterBranch();
        return true;
    case Op::Nop:
    case Op::AtomicFence:
        emit(nopHandlers());
        return true;
    case Op::Block:
    case Op::Loop:
    case Op::If:
        open(i);
        return true;
    case Op::Try:
    case Op::TryTable:
        openTry(i);
        return true;
    case Op::Catch:
    case Op::CatchAll:
        branch(0, Condition::Always, 0);
        legacyCatch(i);
        return true;
    case Op::Delegate:
        delegate(i.a);
        return true;
    case Op::Else:
        wait(m_labels.back().atEnd, here(), here() + 1, true);
        emit(branchHandlers(Condition::Always, false, false));
        emit(0);
        otherwise();
        return true;
    case Op::End:
        if (m_labels.back().handles) { // results stand above the exception
            branch(0, Condition::Always, 0);
            afterBranch();
        }
        end();
        return true;
    case Op::Br:
        branch(i.a, Condition::Always, 0);
        afterBranch();
        return true;
    case Op::BrIf:
        branch(i.a, Condition::IfTrue, popSlot());
        return true;
    case Op::BrTable:
        branchTable(i);
        afterBranch();
        return true;
    case Op::BrOnNull:
        branch(i.a, Condition::IfNull, popSlot());
        push(1);
        return true;
    case Op::BrOnNonNull:
        branch(i.a, Condition::IfNonNull, top() - 1);
        pop();
        return true;
    case Op::Return:
        leave();
        afterBranch();
        return true;
    default:
        return false;
    }
}

std::pair<Widths, Widths> Translator::blockTypes(const wasm::BlockType &block) const
{
    switch (block.kind) {
    case wasm::BlockType::Kind::Empty:
        return {};
    case wasm::BlockType::Kind::Value:
        return {{}, {widthOf(block.value)}};
    case wasm::BlockType::Kind::Index:
        break;
    }
    const wasm::FuncType &type = m_module.types[block.index].func;
    return {widthsOf(type.params), widthsOf(type.results)};
}

void Translator::open(const Instruction &i)
{
    Label label;
    label.op = i.op;
    const uint32_t cell = here();
    if (i.op == Op::If) {
        const uint32_t slot = popSlot();
        emit(branchHandlers(Condition::IfFalse, false, false));
        label.otherwise = Label::Wait{cell, here(), true};
        emit(pack(slot, 0));
    } else if (i.op == Op::Loop) {
        m_code->loops.push_back({cell, i.offset});
        emit(loopHandlers());
        emit(0);
        emit(0);
    } else {
        emit(nopHandlers());
    }
    std::tie(label.params, label.results) = blockTypes(i.block);
    label.operands = m_operands.size() - label.params.size();
    label.height = m_height - slotsOf(label.params);
    label.start = cell;
    m_labels.push_back(std::move(label));
}

void Translator::truncate(const Label &label)
{
    m_operands.resize(label.operands);
    m_height = label.height;
}

void Translator::otherwise()
{
    Label &label = m_labels.back();
    settle(*label.otherwise, here());
    label.otherwise.reset();
    truncate(label);
    push(label.params);
    m_dead = false;
}

void Translator::end()
{
    Label label = std::move(m_labels.back());
    m_labels.pop_back();
    if (label.region)
        closeRegion(*m_code, std::move(*label.region), m_labels);
    if (label.otherwise)
        label.atEnd.push_back(*label.otherwise);
    const bool alive = !m_dead || !label.atEnd.empty();
    settle(label.atEnd, here());
    truncate(label);
    push(label.results);
    const bool last = m_labels.empty();
    if (alive && !last)
        emit(nopHandlers());
    settle(label.behind, here());
    settleLandings(*m_code, label, here());
    m_dead = !alive && label.behind.empty() && label.landings.empty();
    if (last)
        leave();
}

void Translator::settle(const Label::Wait &wait, uint32_t target)
{
    const uint32_t distance = target - wait.cell;
    Cell &word = m_code->words[wait.word];
    word = wait.high ? pack(lowHalf(word), distance) : pack(distance, highHalf(word));
}

void Translator::settle(std::vector<Label::Wait> &list, uint32_t target)
{
    for (const Label::Wait &wait : list)
        settle(wait, target);
}

void Translator::branch(uint32_t depth, Condition condition, uint32_t conditionSlot)
{
    Label &label = m_labels[m_labels.size() - 1 - depth];
    const bool back = label.op == Op::Loop;
    const uint32_t count = slotsOf(back ? label.params : label.results);
    const uint32_t from = top() - count, to = m_base + label.height, cell = here();
    const bool moves = count && from != to;
    emit(branchHandlers(condition, back, moves));
    if (!back)
        wait(label.behind, cell, here(), true);
    emit(pack(conditionSlot, back ? label.start - cell : 0));
    if (moves) {
        emit(pack(from, to));
        emit(count);
    }
}

void Translator::branchTable(const Instruction &i)
{
    const uint32_t slot = popSlot(), cell = emit(branchTableHandlers());
    emit(pack(slot, uint32_t(i.labels.size())));
    for (const uint32_t depth : i.labels) {
        Label &label = m_labels[m_labels.size() - 1 - depth];
        const bool back = label.op == Op::Loop;
        const uint32_t count = slotsOf(back ? label.params : label.results);
        if (!back)
            wait(label.behind, cell, here(), false);
        emit(pack(back ? label.start - cell : 0, count));
        emit(pack(top() - count, m_base + label.height));
    }
}

void Translator::leave()
{
    const uint32_t count = m_code->resultSlots;
    emit(returnHandlers());
    emit(pack(m_code->linkSlot, count));
    emit(top() - count);
}

} // namespace watchglass::exec
