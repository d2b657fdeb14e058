// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/analysis/folds.h"

#include <algorithm>

namespace watchglass::wat::detail {

namespace {

class Folder
{
public:
    Folder(const Words &words, const Analysis &analysis, const LineIndex &lines)
        : m_words(words), m_analysis(analysis), m_lines(lines)
    {
    }
    std::vector<Fold> run();

private:
    void add(uint32_t begin, uint32_t end)
    {
        if (begin < end)
            m_folds.push_back({begin, end});
    }
    uint32_t lineOf(uint32_t offset) const { return m_lines.at(offset).line; }
    bool isFlat(const InstructionPlace &place) const;
    void forms();
    void blocks();
    void comments();

    const Words &m_words;
    const Analysis &m_analysis;
    const LineIndex &m_lines;
    std::vector<Fold> m_folds;
};

std::vector<Fold> Folder::run()
{
    forms();
    blocks();
    comments();
    const auto key = [](const Fold &fold) { return std::pair(fold.beginLine, fold.endLine); };
    std::sort(m_folds.begin(), m_folds.end(), [&](const Fold &a, const Fold &b) { return key(a) < key(b); });
    m_folds.erase(
        std::unique(m_folds.begin(), m_folds.end(), [&](const Fold &a, const Fold &b) { return key(a) == key(b); }),
        m_folds.end());
    return std::move(m_folds);
}

void Folder::forms()
{
    std::vector<uint32_t> open; // lines
    uint32_t line = 1;
    for (uint32_t i = 0; i < m_words.size(); ++i) {
        const TokenKind kind = m_words[i].kind;
        if (kind != TokenKind::LeftParen && kind != TokenKind::RightParen)
            continue;
        const uint32_t offset = m_words[i].range.begin;
        while (line < m_lines.lines() && m_lines.lineStart(line + 1) <= offset)
            ++line;
        if (kind == TokenKind::LeftParen) {
            open.push_back(line);
        } else {
            add(open.back(), line);
            open.pop_back();
        }
    }
}

bool Folder::isFlat(const InstructionPlace &place) const
{
    const std::string_view text = m_words.all();
    uint32_t at = place.keyword.begin;
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\n' || text[at - 1] == '\t' || text[at - 1] == '\r'))
        --at;
    return at == 0 || text[at - 1] != '(';
}

void Folder::blocks()
{
    std::vector<uint32_t> open; // lines; 0 for a folded block
    uint32_t function = UINT32_MAX;
    for (const InstructionPlace &place : m_analysis.instructions) {
        if (place.function != function) {
            open.clear();
            function = place.function;
        }
        const wasm::Immediate immediate = wasm::info(place.op).immediate;
        if (immediate == wasm::Immediate::Block || immediate == wasm::Immediate::TryTable) {
            open.push_back(isFlat(place) ? lineOf(place.keyword.begin) : 0);
        } else if (place.op == wasm::Op::Else && !open.empty() && open.back()) {
            const uint32_t line = lineOf(place.keyword.begin);
            add(open.back(), line - 1);
            open.back() = line;
        } else if ((place.op == wasm::Op::End || place.op == wasm::Op::Delegate) && !open.empty()) {
            if (open.back())
                add(open.back(), lineOf(place.keyword.begin));
            open.pop_back();
        }
    }
}

void Folder::comments()
{
    uint32_t first = 0, last = 0; // lines of a run of line comments; 0 = none
    uint32_t occupied = 0;        // where the last other token ends; 0 = none
    for (const PlacedChunk &placed : m_analysis.tree.chunks()) {
        for (const Token &token : placed.chunk->tokens) {
            if (token.kind == TokenKind::Space)
                continue;
            const uint32_t begin = placed.begin + token.range.begin, end = placed.begin + token.range.end;
            if (token.kind != TokenKind::LineComment) {
                occupied = end;
                if (token.kind == TokenKind::BlockComment)
                    add(lineOf(begin), lineOf(end - 1));
                continue;
            }
            const uint32_t line = lineOf(begin);
            if (occupied && lineOf(occupied - 1) == line)
                continue;
            if (first == 0 || line != last + 1 || (occupied && lineOf(occupied - 1) >= first)) {
                if (first)
                    add(first, last);
                first = line;
            }
            last = line;
        }
    }
    if (first)
        add(first, last);
}

} // namespace

std::vector<Fold> findFolds(const Words &words, const Analysis &analysis)
{
    const LineIndex &lines = analysis.lines;
    return Folder(words, analysis, lines).run();
}

} // namespace watchglass::wat::detail
