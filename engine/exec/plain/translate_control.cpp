// SPDX-License-Identifier: Apache-2.0
/// Blocks of plain code. Where ways meet, every operand is in its home slot: those below a block are put
/// there when it begins, its results when it ends.
#include <tuple>

#include "engine/exec/calls.h"
#include "engine/exec/plain/translator.h"
#include "engine/exec/try_regions.h"

namespace watchglass::exec::plain {

using wasm::Instruction;

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
        return delegate(i.a);
    case InDeadCode::End:
        return end();
    }
}

bool Translator::control(const Instruction &i)
{
    switch (i.op) {
    case Op::Block:
    case Op::Loop:
    case Op::If:
        open(i);
        return true;
    case Op::Else:
        otherwise();
        return true;
    case Op::End:
        if (m_labels.back().handles) { // results stand above the exception
            countInstruction();
            branch(0);
        }
        end();
        return true;
    case Op::Br:
        branch(i.a);
        return true;
    case Op::BrIf:
        branchIf(i.a);
        return true;
    case Op::BrTable:
        branchTable(i);
        return true;
    case Op::BrOnNull:
        branchOn(i.a, Condition::IfNull);
        return true;
    case Op::BrOnNonNull:
        branchOn(i.a, Condition::IfNonNull);
        return true;
    case Op::BrOnCast:
    case Op::BrOnCastFail:
        branchOnCast(i);
        return true;
    case Op::Return:
        leave();
        return true;
    default:
        return false;
    }
}

std::pair<std::vector<wasm::ValType>, std::vector<wasm::ValType>>
Translator::blockTypes(const wasm::BlockType &block) const
{
    switch (block.kind) {
    case wasm::BlockType::Kind::Empty:
        return {};
    case wasm::BlockType::Kind::Value:
        return {{}, {block.value}};
    case wasm::BlockType::Kind::Index:
        break;
    }
    const wasm::FuncType &type = m_module.types[block.index].func;
    return {type.params, type.results};
}

void Translator::open(const Instruction &i)
{
    Label opened;
    opened.op = i.op;
    std::tie(opened.params, opened.results) = blockTypes(i.block);
    if (i.op == Op::If) {
        for (size_t n = 0; n + 1 < m_operands.size(); ++n)
            writeHome(m_operands[n]);
        const uint32_t cell = conditional(false, false);
        opened.otherwise = OpenBlock::Wait{cell, cell + 1, true};
    } else {
        writeHome(size_t(0));
    }
    if (i.op == Op::Loop) {
        opened.start = label();
        m_code->loops.push_back({opened.start, i.offset});
        m_code->joints.push_back(opened.start);
        startBlock();
        countInstruction();
    }
    opened.operands = m_operands.size() - opened.params.size();
    opened.height = m_height - slotCount(opened.params);
    m_labels.push_back(std::move(opened));
}

void Translator::settle(const OpenBlock::Wait &wait, uint32_t target)
{
    const uint32_t distance = target - wait.cell;
    Cell &word = m_code->words[wait.word];
    word = wait.high ? pack(lowHalf(word), distance) : pack(distance, highHalf(word));
}

void Translator::otherwise()
{
    Label &open = m_labels.back();
    if (!m_dead) {
        writeHome(open.operands);
        const uint32_t cell = begin();
        emit(branchHandler(false, copy()));
        emit(Cell(0));
        open.atEnd.push_back({cell, cell + 1, true});
    }
    settle(*open.otherwise, label());
    endBlock(false);
    open.otherwise.reset();
    truncate(open.operands, open.height);
    for (const wasm::ValType &type : open.params)
        push(type);
    m_dead = false;
}

void Translator::end()
{
    Label closed = std::move(m_labels.back());
    m_labels.pop_back();
    if (closed.region) {
        flush();
        closeRegion(*m_code, std::move(*closed.region), m_labels);
    }
    const bool last = m_labels.empty(), goesOn = !closed.behind.empty() || !closed.landings.empty();
    if (closed.otherwise)
        closed.atEnd.push_back(*closed.otherwise);
    if (last) // there is nothing behind
        closed.atEnd.insert(closed.atEnd.end(), closed.behind.begin(), closed.behind.end());
    const bool fallsThrough = !m_dead, reached = !closed.atEnd.empty() || (last && goesOn), passed = !last && goesOn;
    if (fallsThrough && (reached || passed))
        writeHome(closed.operands);
    if (!fallsThrough || reached || passed) {
        truncate(closed.operands, closed.height);
        for (const wasm::ValType &type : closed.results)
            push(type);
    }
    if (reached) {
        comeTogether(closed.atEnd);
        if (last)
            land(closed);
        startBlock();
    }
    m_dead = !fallsThrough && !reached;
    if (!m_dead) {
        countInstruction();
        if (last)
            leave();
    }
    if (passed) {
        comeTogether(closed.behind);
        land(closed);
        endBlock(false);
        m_dead = false;
    }
}

/// Exceptions that the block's label takes go on here.
void Translator::land(const Label &closed)
{
    if (closed.landings.empty())
        return;
    settleLandings(*m_code, closed, here());
    startLanding();
}

void Translator::comeTogether(const std::vector<OpenBlock::Wait> &ways)
{
    const uint32_t target = label();
    for (const OpenBlock::Wait &wait : ways)
        settle(wait, target);
}

} // namespace watchglass::exec::plain
