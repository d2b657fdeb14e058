// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/analysis/lookup.h"

#include <algorithm>

#include "engine/base/interactive.h"

namespace watchglass::wat {

namespace detail {

TextRange moduleAround(const SyntaxTree &tree, uint32_t offset)
{
    const auto size = uint32_t(tree.text().size());
    const auto chunks = tree.chunks();
    if (chunks.empty())
        return {0, size};
    const auto after = std::upper_bound(chunks.begin(), chunks.end(), offset,
                                        [](uint32_t o, const PlacedChunk &c) { return o < c.begin; });
    const auto here = after == chunks.begin() ? after : after - 1;
    auto first = here;
    while (first != chunks.begin() && first->chunk->kind != ChunkKind::ModuleHead && first->chunk->inModule)
        --first;
    if (first->chunk->kind != ChunkKind::ModuleHead)
        return {0, size};
    auto last = here;
    while (last != chunks.end() && (last->chunk->inModule || last == first) &&
           last->chunk->kind != ChunkKind::ModuleTail)
        ++last;
    return {first->begin, last == chunks.end() ? size : last->begin + last->chunk->size};
}

std::optional<uint32_t> functionAround(const Analysis &analysis, uint32_t offset)
{
    const auto &functions = analysis.functionSymbols;
    const auto after = std::upper_bound(functions.begin(), functions.end(), offset, [&](uint32_t o, uint32_t symbol) {
        return o < analysis.symbols[symbol].extent.begin;
    });
    if (after == functions.begin())
        return std::nullopt;
    const TextRange extent = analysis.symbols[*(after - 1)].extent;
    return offset <= extent.end ? std::optional(*(after - 1)) : std::nullopt;
}

std::pair<uint32_t, uint32_t> symbolsIn(const Analysis &analysis, TextRange range)
{
    const auto at = [&](uint32_t offset) {
        const auto found =
            std::lower_bound(analysis.symbols.begin(), analysis.symbols.end(), offset,
                             [](const Symbol &symbol, uint32_t o) { return symbol.nameRange.begin < o; });
        return uint32_t(found - analysis.symbols.begin());
    };
    return {at(range.begin), at(range.end)};
}

} // namespace detail

const Reference *Analysis::referenceAt(uint32_t offset) const
{
    const auto after =
        std::upper_bound(references.begin(), references.end(), offset,
                         [](uint32_t o, const Reference &reference) { return o < reference.range.begin; });
    if (after == references.begin())
        return nullptr;
    // A caret right behind a name is at that name, unless another one starts there.
    const Reference &found = *(after - 1);
    return offset <= found.range.end ? &found : nullptr;
}

const InstructionPlace *Analysis::instructionAt(uint32_t offset) const
{
    const ShortCall call("wat::Analysis::instructionAt");
    const auto function = detail::functionAround(*this, offset);
    if (!function)
        return nullptr;
    const auto number =
        uint32_t(std::lower_bound(functionSymbols.begin(), functionSymbols.end(), *function) - functionSymbols.begin());
    auto place = std::lower_bound(instructions.begin(), instructions.end(), number,
                                  [](const InstructionPlace &p, uint32_t f) { return p.function < f; });
    const InstructionPlace *touching = nullptr;
    for (; place != instructions.end() && place->function == number; ++place) {
        if (place->extent.contains(offset))
            return &*place;
        if (place->extent.end == offset)
            touching = &*place;
    }
    return touching;
}

std::vector<TextRange> Analysis::rangesOf(uint32_t symbol) const
{
    const ShortCall call("wat::Analysis::rangesOf");
    std::vector<TextRange> ranges;
    for (const Reference &reference : references)
        if (reference.symbol == symbol)
            ranges.push_back(reference.range);
    return ranges;
}

} // namespace watchglass::wat
