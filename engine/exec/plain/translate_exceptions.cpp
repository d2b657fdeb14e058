// SPDX-License-Identifier: Apache-2.0
/// Regions that catch, in plain code. Where an exception lands is where ways meet: every operand is in its home slot.
#include "engine/exec/exceptions.h"
#include "engine/exec/plain/translator.h"
#include "engine/exec/try_regions.h"

namespace watchglass::exec::plain {

using wasm::Instruction;

bool Translator::exceptions(const Instruction &i)
{
    switch (i.op) {
    case Op::Try:
    case Op::TryTable:
        openTry(i);
        return true;
    case Op::Catch:
    case Op::CatchAll:
        branch(0);
        legacyCatch(i);
        return true;
    case Op::Delegate:
        delegate(i.a);
        return true;
    case Op::Rethrow: // of what the clause keeps; others throw with their cells of watched code
        begin();
        emit(throwRefHandlers().cell());
        emit(pack(m_base + m_labels[m_labels.size() - 1 - i.a].height, 0));
        emit(Cell(0));
        m_dead = true;
        return true;
    default:
        return false;
    }
}

/// What was drafted before may be written inside the region: no draft throws.
void Translator::openTry(const Instruction &i)
{
    Code::TryRegion region = tryRegion(i, m_instance, m_labels, m_base);
    open(i);
    region.begin = here();
    m_labels.back().region = std::move(region);
}

/// The exception that a clause handles has a slot below the clause's operands, as in watched code.
void Translator::legacyCatch(const Instruction &i)
{
    const uint32_t word = label();
    Label &block = m_labels.back();
    if (block.region->end == 0)
        block.region->end = word;
    startLanding();
    truncate(block.operands, block.height);
    addClause(block, i, m_instance, word, top());
    push(wasm::ValType::ref(wasm::HeapKind::Exn));
    if (i.op == Op::Catch)
        for (const wasm::ValType &value : m_instance.tags[i.a]->type.params)
            push(value);
    m_dead = false;
    endBlock(true);
}

/// The next instruction begins with a cell of its own: what is here must not look like a label further down.
void Translator::startLanding()
{
    m_code->joints.push_back(here());
    m_landing = !m_counted; // where a counter does that
}

void Translator::delegate(uint32_t depth)
{
    addDelegate(m_labels.back(), uint32_t(m_labels.size()) - 2 - depth); // labels count from outside
    end();
}

} // namespace watchglass::exec::plain
