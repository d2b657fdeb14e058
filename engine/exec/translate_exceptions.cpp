// SPDX-License-Identifier: Apache-2.0
/// Regions that catch, and what throws.
#include "engine/exec/exceptions.h"
#include "engine/exec/try_regions.h"

namespace watchglass::exec {

using wasm::Instruction;
using wasm::Op;

bool Translator::exceptions(const Instruction &i)
{
    switch (i.op) {
    case Op::Throw: {
        const Tag &tag = *m_instance.tags[i.a];
        for (size_t n = tag.type.params.size(); n > 0; --n)
            pop();
        raise(throwHandlers(), top(), address(&tag));
        return true;
    }
    case Op::ThrowRef:
        raise(throwRefHandlers(), popSlot(), 0);
        return true;
    case Op::Rethrow:
        raise(throwRefHandlers(), m_base + m_labels[m_labels.size() - 1 - i.a].height, 0);
        return true;
    default:
        return false;
    }
}

void Translator::raise(const HandlerPair &handlers, uint32_t slot, Cell tag)
{
    emit(handlers);
    emit(pack(slot, 0));
    emit(tag);
    afterBranch();
}

void Translator::openTry(const Instruction &i)
{
    Code::TryRegion region = tryRegion(i, m_instance, m_labels, m_base);
    open(i);
    region.begin = here();
    m_labels.back().region = std::move(region);
}

/// The exception that a clause handles has a slot below the clause's operands (describe.cpp knows of it).
void Translator::legacyCatch(const Instruction &i)
{
    Label &label = m_labels.back();
    if (label.region->end == 0)
        label.region->end = here();
    truncate(label);
    push(1);
    addClause(label, i, m_instance, here(), m_base + label.height);
    if (i.op == Op::Catch)
        push(widthsOf(m_instance.tags[i.a]->type.params));
    m_dead = false;
}

void Translator::delegate(uint32_t depth)
{
    addDelegate(m_labels.back(), uint32_t(m_labels.size()) - 2 - depth); // labels count from outside
    end();
}

} // namespace watchglass::exec
