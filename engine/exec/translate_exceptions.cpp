// SPDX-License-Identifier: Apache-2.0
/// Regions that catch, and what throws. A region lists its catchers while its body is translated; where they go on is
/// known at the end of the block that a clause names.
#include "engine/exec/exceptions.h"
#include "engine/exec/translator.h"

namespace watchglass::exec {

using wasm::Instruction;
using wasm::Op;
using Kind = Code::Catcher::Kind;

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
    const auto around = uint32_t(m_labels.size());
    Code::TryRegion region{0, 0, around, {}};
    for (const wasm::Catch &clause : i.catches) {
        static constexpr Kind kinds[] = {Kind::Tag, Kind::TagRef, Kind::All, Kind::AllRef};
        Code::Catcher catcher{kinds[size_t(clause.kind)]};
        catcher.outer = around - 1 - clause.label; // labels count from outside
        const Label &target = m_labels[catcher.outer];
        if (catcher.kind == Kind::Tag || catcher.kind == Kind::TagRef)
            catcher.tag = m_instance.tags[clause.tag].get();
        catcher.word = target.start; // of a loop; the end of a block comes later
        catcher.slot = m_base + target.height;
        region.catchers.push_back(catcher);
    }
    open(i);
    region.begin = here();
    m_labels.back().region = std::move(region);
}

/// Regions are listed as they end: inner ones first.
void Translator::closeTry(Code::TryRegion &&region)
{
    if (region.end == 0)
        region.end = here();
    for (size_t i = 0; i < region.catchers.size(); ++i) {
        const Code::Catcher &catcher = region.catchers[i];
        const bool isClause = catcher.kind != Kind::Delegate && catcher.keep == Code::noSlot; // of try_table
        if (isClause && m_labels[catcher.outer].op != Op::Loop)
            m_labels[catcher.outer].landings.emplace_back(m_code->tries.size(), i);
    }
    m_code->tries.push_back(std::move(region));
}

/// The clauses of a try share the region of its body, which ends where the first one starts. The exception that a
/// clause handles has a slot below the clause's operands (describe.cpp knows of it).
void Translator::legacyCatch(const Instruction &i)
{
    Label &label = m_labels.back();
    if (label.region->end == 0)
        label.region->end = here();
    label.handles = true;
    truncate(label);
    push(1);
    Code::Catcher catcher{i.op == Op::Catch ? Kind::Tag : Kind::All};
    catcher.word = here();
    catcher.keep = m_base + label.height;
    catcher.slot = top();
    if (i.op == Op::Catch) {
        const Tag &tag = *m_instance.tags[i.a];
        catcher.tag = &tag;
        push(widthsOf(tag.type.params));
    }
    label.region->catchers.push_back(catcher);
    m_dead = false;
}

void Translator::delegate(uint32_t depth)
{
    Code::Catcher catcher{Kind::Delegate};
    catcher.outer = uint32_t(m_labels.size()) - 2 - depth; // labels count from outside
    m_labels.back().region->catchers.push_back(catcher);
    end();
}

} // namespace watchglass::exec
