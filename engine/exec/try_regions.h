// SPDX-License-Identifier: Apache-2.0
/// Regions that catch, as both translations list them (Code::tries). A region lists its catchers while its body is
/// translated; where they go on is known at the end of the block that a clause names.
#pragma once

#include "engine/exec/translator.h"

namespace watchglass::exec {

/// Of a try or try_table that stands in these open blocks. `labels` are OpenBlocks, outermost first.
template <class Labels>
Code::TryRegion tryRegion(const wasm::Instruction &i, const Instance &instance, const Labels &labels, uint32_t base)
{
    using Kind = Code::Catcher::Kind;
    const auto around = uint32_t(labels.size());
    Code::TryRegion region{0, 0, around, {}};
    if (i.op != wasm::Op::TryTable)
        return region; // a legacy try has clauses; what stands in `catches` is an earlier instruction's
    for (const wasm::Catch &clause : i.catches) {
        static constexpr Kind kinds[] = {Kind::Tag, Kind::TagRef, Kind::All, Kind::AllRef};
        Code::Catcher catcher{kinds[size_t(clause.kind)]};
        catcher.outer = around - 1 - clause.label; // labels count from outside
        const OpenBlock &target = labels[catcher.outer];
        if (catcher.kind == Kind::Tag || catcher.kind == Kind::TagRef)
            catcher.tag = instance.tags[clause.tag].get();
        catcher.word = target.start; // of a loop; the end of a block comes later
        catcher.slot = base + target.height;
        region.catchers.push_back(catcher);
    }
    return region;
}

/// Regions are listed as they end: inner ones first.
template <class Labels>
void closeRegion(Code &code, Code::TryRegion &&region, Labels &labels)
{
    if (region.end == 0)
        region.end = uint32_t(code.words.size());
    for (size_t i = 0; i < region.catchers.size(); ++i) {
        const Code::Catcher &catcher = region.catchers[i];
        const bool isClause = catcher.kind != Code::Catcher::Kind::Delegate && catcher.keep == Code::noSlot;
        if (isClause && labels[catcher.outer].op != wasm::Op::Loop) // of try_table
            labels[catcher.outer].landings.emplace_back(code.tries.size(), i);
    }
    code.tries.push_back(std::move(region));
}

/// The catchers whose block ends go on at that word.
inline void settleLandings(Code &code, const OpenBlock &ended, uint32_t word)
{
    for (const auto &[region, catcher] : ended.landings)
        code.tries[region].catchers[catcher].word = word;
}

/// A catch or catch_all of a legacy try, whose code begins at `word`. The clauses of a try share the region of its
/// body, which ends where the first one starts; `slot` keeps the exception, the tag's values stand above it.
inline void addClause(OpenBlock &block, const wasm::Instruction &i, const Instance &instance, uint32_t word,
                      uint32_t slot)
{
    Code::Catcher catcher{i.op == wasm::Op::Catch ? Code::Catcher::Kind::Tag : Code::Catcher::Kind::All};
    catcher.word = word;
    catcher.keep = slot;
    catcher.slot = slot + 1;
    if (i.op == wasm::Op::Catch)
        catcher.tag = instance.tags[i.a].get();
    block.region->catchers.push_back(catcher);
    block.handles = true;
}

/// A legacy try that ends in `delegate`: only regions outside of the block it names come next.
inline void addDelegate(OpenBlock &block, uint32_t outer)
{
    Code::Catcher catcher{Code::Catcher::Kind::Delegate};
    catcher.outer = outer;
    block.region->catchers.push_back(catcher);
}

} // namespace watchglass::exec
