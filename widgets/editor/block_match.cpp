// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/block_match.h"

#include <algorithm>
#include <array>
#include <utility>

namespace watchglass::editor {

namespace {

using wat::TokenKind;

/// One block being read: its parts, and whether the offset asked for is in one of them.
struct OpenBlock {
    std::vector<wat::TextRange> parts;
    bool asked = false;
};

bool reaches(wat::TextRange range, uint32_t offset)
{
    return range.begin <= offset && offset <= range.end;
}

const wat::PlacedChunk *chunkAt(const wat::SyntaxTree &tree, uint32_t offset)
{
    for (const wat::PlacedChunk &placed : tree.chunks())
        if (placed.begin <= offset && offset <= placed.begin + placed.chunk->size)
            return &placed;
    return nullptr;
}

} // namespace

BlockWord blockWord(std::string_view keyword)
{
    static constexpr std::array<std::string_view, 5> openers{"block", "loop", "if", "try", "try_table"};
    static constexpr std::array<std::string_view, 3> dividers{"else", "catch", "catch_all"};
    if (std::find(openers.begin(), openers.end(), keyword) != openers.end())
        return BlockWord::Opens;
    if (std::find(dividers.begin(), dividers.end(), keyword) != dividers.end())
        return BlockWord::Divides;
    return keyword == "end" || keyword == "delegate" ? BlockWord::Closes : BlockWord::None;
}

std::vector<wat::TextRange> matchingBlock(const wat::SyntaxTree &tree, uint32_t offset)
{
    const wat::PlacedChunk *placed = chunkAt(tree, offset);
    if (!placed)
        return {};
    std::vector<OpenBlock> open;
    std::vector<wat::TextRange> *lastParts = nullptr; // a label may follow
    bool folded = false;
    wat::OutermostForms forms(*placed->chunk);
    for (uint32_t i = 0; i < placed->chunk->tokens.size(); ++i) {
        const wat::Token &token = placed->chunk->tokens[i];
        if (token.trivia())
            continue;
        if (forms.beginAt(i))
            open.clear();
        const wat::TextRange range{token.range.begin + placed->begin, token.range.end + placed->begin};
        const bool afterParen = std::exchange(folded, token.kind == TokenKind::LeftParen);
        if (token.kind == TokenKind::Id && lastParts) {
            lastParts->push_back(range);
            lastParts = nullptr;
            continue;
        }
        lastParts = nullptr;
        if (token.kind != TokenKind::Keyword || afterParen)
            continue;
        const BlockWord word = blockWord(std::string_view(tree.text()).substr(range.begin, range.size()));
        if (word == BlockWord::None)
            continue;
        if (word == BlockWord::Opens)
            open.push_back({});
        if (open.empty())
            continue;
        open.back().parts.push_back(range);
        open.back().asked |= reaches(range, offset);
        if (word != BlockWord::Closes) {
            lastParts = &open.back().parts;
            continue;
        }
        if (open.back().asked)
            return open.back().parts;
        open.pop_back();
    }
    return {};
}

} // namespace watchglass::editor
