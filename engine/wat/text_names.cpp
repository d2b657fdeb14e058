// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/text_names.h"

#include <algorithm>
#include <utility>

#include "engine/wat/analysis/lowered.h"

namespace watchglass::wat {

namespace {

/// Where a block begins and its number among the blocks of its function, which is how the name section counts labels.
struct Block {
    uint32_t keyword, number;
};

std::vector<Block> blocksOf(const Analysis &analysis)
{
    std::vector<Block> blocks;
    uint32_t function = UINT32_MAX, number = 0;
    for (const InstructionPlace &place : analysis.instructions) { // in execution order, which is the order of the bytes
        if (std::exchange(function, place.function) != place.function)
            number = 0;
        if (detail::opensBlock(place.op))
            blocks.push_back({place.keyword.begin, number++});
    }
    std::sort(blocks.begin(), blocks.end(), [](const Block &a, const Block &b) { return a.keyword < b.keyword; });
    return blocks;
}

/// Without the dollar sign, and the quotes of $"any name".
std::string bare(const std::string &identifier)
{
    std::string name = identifier.substr(identifier.starts_with('$'));
    if (name.size() > 1 && name.front() == '"' && name.back() == '"')
        name = name.substr(1, name.size() - 2);
    return name;
}

} // namespace

void addTextNames(const Analysis &analysis, wasm::Names &names)
{
    const std::vector<Block> blocks = blocksOf(analysis);
    for (const Symbol &symbol : analysis.symbols) {
        if (symbol.name.empty())
            continue;
        const uint32_t function = symbol.parent ? analysis.symbols[*symbol.parent].index : 0;
        switch (symbol.kind) {
        case SymbolKind::Function:
            names.functions.emplace(symbol.index, bare(symbol.name));
            break;
        case SymbolKind::Global:
            names.globals.emplace(symbol.index, bare(symbol.name));
            break;
        case SymbolKind::Parameter:
        case SymbolKind::Local:
            if (symbol.parent && analysis.symbols[*symbol.parent].kind == SymbolKind::Function)
                names.locals[function].emplace(symbol.index, bare(symbol.name));
            break;
        case SymbolKind::Label: {
            // A label stands right behind the keyword of its block.
            const auto next = std::upper_bound(blocks.begin(), blocks.end(), symbol.nameRange.begin,
                                               [](uint32_t at, const Block &block) { return at < block.keyword; });
            if (symbol.parent && next != blocks.begin())
                names.labels[function].emplace(std::prev(next)->number, bare(symbol.name));
            break;
        }
        default:
            break;
        }
    }
}

} // namespace watchglass::wat
