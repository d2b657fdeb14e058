// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/syntax_tree.h"

#include <algorithm>

#include "engine/base/interactive.h"
#include "engine/wat/tree/chunk_parser.h"

namespace watchglass::wat {

namespace {

bool moduleOpenBefore(std::span<const PlacedChunk> chunks, size_t i)
{
    return i > 0 && chunks[i - 1].chunk->moduleOpenAfter();
}

uint32_t endOf(std::span<const PlacedChunk> chunks)
{
    return chunks.empty() ? 0 : chunks.back().begin + chunks.back().chunk->size;
}

void parseNext(std::string_view text, std::vector<PlacedChunk> &chunks)
{
    const uint32_t begin = endOf(chunks);
    const bool inModule = moduleOpenBefore(chunks, chunks.size());
    chunks.push_back({std::make_shared<Chunk>(detail::parseChunk(text.substr(begin), inModule)), begin});
}

Diagnostic moved(Diagnostic problem, uint32_t by)
{
    const auto move = [by](TextRange &range) { range = {range.begin + by, range.end + by}; };
    move(problem.range);
    for (Related &related : problem.related)
        move(related.range);
    for (Fix &fix : problem.fixes)
        for (TextEdit &edit : fix.edits)
            move(edit.range);
    return problem;
}

/// End of the last token that is no trivia.
uint32_t significantEnd(const PlacedChunk &placed)
{
    const std::vector<Token> &tokens = placed.chunk->tokens;
    const auto last = std::find_if(tokens.rbegin(), tokens.rend(), [](const Token &token) { return !token.trivia(); });
    return placed.begin + (last == tokens.rend() ? 0 : last->range.end);
}

} // namespace

SyntaxTree SyntaxTree::parse(std::string text)
{
    longCall("wat::SyntaxTree::parse");
    SyntaxTree tree;
    tree.m_text = std::make_shared<const std::string>(std::move(text));
    while (endOf(tree.m_chunks) < tree.text().size())
        parseNext(tree.text(), tree.m_chunks);
    return tree;
}

// A chunk is a function of the text from its begin on, of which it looks at `seen` bytes, and of whether a module is
// open. So the chunks that saw nothing of the edit stay, and from the first old boundary behind the edit that is a
// boundary again, with the same answer about the module, everything stays too.
SyntaxTree SyntaxTree::edited(const TextEdit &edit) const
{
    longCall("wat::SyntaxTree::edited");
    const auto oldSize = uint32_t(text().size());
    const uint32_t begin = std::min(edit.range.begin, oldSize), end = std::clamp(edit.range.end, begin, oldSize);
    std::string text;
    text.reserve(oldSize - (end - begin) + edit.replacement.size());
    text.append(*m_text, 0, begin).append(edit.replacement).append(*m_text, end);

    SyntaxTree tree;
    tree.m_text = std::make_shared<const std::string>(std::move(text));
    std::vector<PlacedChunk> &chunks = tree.m_chunks;
    const auto touched = std::find_if(m_chunks.begin(), m_chunks.end(), [begin](const PlacedChunk &placed) {
        return uint64_t(placed.begin) + placed.chunk->seen > begin;
    });
    chunks.assign(m_chunks.begin(), touched);

    const auto shift = uint32_t(edit.replacement.size()) - (end - begin); // modulo 2^32
    auto old = size_t(std::lower_bound(m_chunks.begin(), m_chunks.end(), end,
                                       [](const PlacedChunk &placed, uint32_t at) { return placed.begin < at; }) -
                      m_chunks.begin());
    for (uint32_t at = endOf(chunks); at < tree.text().size(); at = endOf(chunks)) {
        while (old < m_chunks.size() && m_chunks[old].begin + shift < at)
            ++old;
        if (old < m_chunks.size() && m_chunks[old].begin + shift == at &&
            moduleOpenBefore(m_chunks, old) == moduleOpenBefore(chunks, chunks.size())) {
            for (; old < m_chunks.size(); ++old)
                chunks.push_back({m_chunks[old].chunk, m_chunks[old].begin + shift});
            break;
        }
        parseNext(tree.text(), chunks);
    }
    return tree;
}

std::vector<Diagnostic> SyntaxTree::diagnostics() const
{
    std::vector<Diagnostic> all;
    const PlacedChunk *module = nullptr; // head of the module that is open
    uint32_t end = 0;                    // of the last significant token so far
    size_t moduleAt = 0;                 // where in `all` a problem of that head belongs
    const auto reportOpenModule = [&] {
        if (module) {
            const Node &node = module->chunk->nodes[1];
            TextRange paren = module->chunk->tokens[node.firstToken].range;
            paren = {module->begin + paren.begin, module->begin + paren.end};
            all.insert(all.begin() + std::ptrdiff_t(moduleAt), detail::neverClosed(paren, end));
        }
        module = nullptr;
    };
    for (const PlacedChunk &placed : m_chunks) {
        if (!placed.chunk->inModule)
            reportOpenModule();
        if (all.size() >= MostSyntaxErrors)
            break;
        if (placed.chunk->faulty) {
            const std::string_view own = std::string_view(text()).substr(placed.begin, placed.chunk->size);
            for (Diagnostic &problem : detail::syntaxProblems(own, *placed.chunk, MostSyntaxErrors - all.size()))
                all.push_back(moved(std::move(problem), placed.begin));
        }
        end = std::max(end, significantEnd(placed));
        if (placed.chunk->kind == ChunkKind::ModuleHead) {
            module = &placed;
            moduleAt = all.size();
        } else if (placed.chunk->kind == ChunkKind::ModuleTail) {
            module = nullptr;
        }
    }
    reportOpenModule();
    if (all.size() > MostSyntaxErrors)
        all.resize(MostSyntaxErrors);
    return all;
}

size_t SyntaxTree::chunkAt(uint32_t offset) const
{
    const auto next = std::upper_bound(m_chunks.begin(), m_chunks.end(), offset,
                                       [](uint32_t at, const PlacedChunk &placed) { return at < placed.begin; });
    return size_t(next - m_chunks.begin()) - 1;
}

namespace {

size_t tokenIndex(const Chunk &chunk, uint32_t offset)
{
    const auto next = std::upper_bound(chunk.tokens.begin(), chunk.tokens.end(), offset,
                                       [](uint32_t at, const Token &token) { return at < token.range.begin; });
    return size_t(next - chunk.tokens.begin()) - 1;
}

} // namespace

Token SyntaxTree::tokenAt(uint32_t offset) const
{
    const ShortCall call("wat::SyntaxTree::tokenAt");
    const auto size = uint32_t(text().size());
    if (offset >= size)
        return {TokenKind::Space, {size, size}};
    const PlacedChunk &placed = m_chunks[chunkAt(offset)];
    Token token = placed.chunk->tokens[tokenIndex(*placed.chunk, offset - placed.begin)];
    token.range = {token.range.begin + placed.begin, token.range.end + placed.begin};
    return token;
}

TextRange SyntaxTree::formAt(uint32_t offset) const
{
    const ShortCall call("wat::SyntaxTree::formAt");
    if (offset >= text().size())
        return {0, uint32_t(text().size())};
    const PlacedChunk &placed = m_chunks[chunkAt(offset)];
    const std::vector<Node> &nodes = placed.chunk->nodes;
    const std::vector<Token> &tokens = placed.chunk->tokens;
    const auto token = uint32_t(tokenIndex(*placed.chunk, offset - placed.begin));
    // The last node that starts at or before the token is the innermost one or lies inside it.
    auto node = uint32_t(std::upper_bound(nodes.begin() + 1, nodes.end(), token,
                                          [](uint32_t t, const Node &n) { return t < n.firstToken; }) -
                         nodes.begin()) -
                1;
    while (node && nodes[node].lastToken < token)
        node = nodes[node].parent;
    if (!node || (placed.chunk->kind == ChunkKind::ModuleHead && node == 1))
        return moduleAround(offset);
    return {placed.begin + tokens[nodes[node].firstToken].range.begin,
            placed.begin + tokens[nodes[node].lastToken].range.end};
}

TextRange SyntaxTree::moduleAround(uint32_t offset) const
{
    const TextRange whole{0, uint32_t(text().size())};
    size_t head = chunkAt(offset), tail = head;
    while (m_chunks[head].chunk->inModule)
        --head;
    const PlacedChunk &opening = m_chunks[head];
    if (opening.chunk->kind != ChunkKind::ModuleHead)
        return whole;
    while (tail + 1 < m_chunks.size() && m_chunks[tail + 1].chunk->inModule)
        ++tail;
    const uint32_t begin = opening.begin + opening.chunk->tokens[opening.chunk->nodes[1].firstToken].range.begin;
    const TextRange module{begin, significantEnd(m_chunks[tail])};
    return module.contains(offset) ? module : whole;
}

} // namespace watchglass::wat
