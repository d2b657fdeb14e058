// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/plain/count.h"

#include <algorithm>

#include "engine/exec/plain/change_over.h"
#include "engine/exec/plain/operands.h"
#include "engine/exec/plain/translator.h"

namespace watchglass::exec::plain {

namespace {

/// The clock would pass its end inside this block: watched code does what is left of it.
WG_HANDLER __attribute__((noinline, cold)) void reachesEnd(WG_PARAMETERS)
{
    ctx->saveAll(WG_REGISTERS);
    changeOver(*ctx);
    ctx->watchedOnly = true;
}

WG_HANDLER void counter(WG_PARAMETERS)
{
    const uint64_t next = ctx->clock + pc[2];
    if (next > ctx->clockEnd) [[unlikely]]
        WG_LEAVE(reachesEnd);
    ctx->clock = next;
    ++*reinterpret_cast<uint64_t *>(pc[1]);
    WG_FAST_NEXT(counterWords);
}

WG_HANDLER void turn(WG_PARAMETERS)
{
    ctx->saveAll(WG_REGISTERS);
    ctx->pc = ctx->resume;
}

} // namespace

Handler counterHandler()
{
    return &counter;
}
Handler turnHandler()
{
    return &turn;
}

void uncount(Context &ctx, const Code &code, uint32_t word, uint32_t offset)
{
    const auto next = std::upper_bound(code.blocks.begin(), code.blocks.end(), word,
                                       [](uint32_t at, const Code::Block &block) { return at < block.word; });
    if (next == code.blocks.begin() || std::prev(next)->word == word)
        return; // not counted yet
    const Code::Block &block = *std::prev(next);
    Code &watched = codeOf(*code.instance->functions[code.function]);
    watched.corrections.resize(watched.places.size());
    for (uint32_t n = watched.indexOf(offset) - watched.indexOf(block.first); n < block.count; ++n) {
        --watched.corrections[watched.placeInBlock(block, n)];
        --ctx.clock;
    }
}

void Translator::countInstruction()
{
    if (m_counted)
        ++m_code->blocks.back().count;
}

void Translator::countFunctionEnd()
{
    countInstruction();
    if (m_counted)
        m_code->blocks.back().returns = true;
}

void Translator::startBlock()
{
    m_blockPending = m_blockWanted = false;
    if (!m_counted)
        return;
    const uint32_t cell = begin();
    emit(counterHandler());
    emit(Cell(0)); // linkCounters
    emit(Cell(0));
    m_code->blocks.push_back({cell, m_offset});
}

/// The next instruction is in another block; with `wanted`, there is one even when that instruction begins one itself.
void Translator::endBlock(bool wanted)
{
    m_blockPending = true;
    m_blockWanted = m_blockWanted || wanted;
}

void Translator::startPendingBlock(const wasm::Instruction &i)
{
    if (!m_counted)
        return;
    const Label &innermost = m_labels.back();
    const bool goesOn = !innermost.behind.empty() || !innermost.landings.empty();
    const bool startsOne =
        i.op == Op::Loop ||
        (i.op == Op::End && (!innermost.atEnd.empty() || innermost.otherwise || (m_labels.size() == 1 && goesOn)));
    if (m_blockPending && (m_blockWanted || !startsOne))
        startBlock();
    if (i.op != Op::Loop && i.op != Op::End && i.op != Op::Delegate)
        countInstruction(); // those see to it themselves
}

void Translator::linkCounters()
{
    m_code->entries = std::make_unique<uint64_t[]>(m_code->blocks.size());
    for (size_t i = 0; i < m_code->blocks.size(); ++i) {
        const Code::Block &block = m_code->blocks[i];
        m_code->words[block.word + 1] = reinterpret_cast<Cell>(&m_code->entries[i]);
        m_code->words[block.word + 2] = block.count;
    }
}

} // namespace watchglass::exec::plain
