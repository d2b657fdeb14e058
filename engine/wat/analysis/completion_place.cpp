// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/analysis/completion_place.h"

#include <algorithm>

namespace watchglass::wat::detail {

namespace {

class PlaceFinder
{
public:
    PlaceFinder(const SyntaxTree &tree, uint32_t offset) : m_text(tree.text()), m_offset(offset) { find(tree); }
    CompletionPlace take() { return m_place; }

private:
    void find(const SyntaxTree &tree);
    bool readUntilCaret(const PlacedChunk &placed);
    void findForm();
    std::string_view text(const Token &token) const { return m_text.substr(token.range.begin, token.range.size()); }
    std::string_view headOf(size_t paren) const
    {
        const bool has = paren + 1 < m_before.size() && m_before[paren + 1].kind == TokenKind::Keyword;
        return has ? text(m_before[paren + 1]) : std::string_view{};
    }

    std::string_view m_text;
    uint32_t m_offset;
    CompletionPlace m_place;
    std::vector<Token> m_before; ///< significant tokens of the chunk before the half-written word, absolute
    std::vector<size_t> m_open;  ///< each open `(` among them
};

void PlaceFinder::find(const SyntaxTree &tree)
{
    m_place.replaced = {m_offset, m_offset};
    const auto chunks = tree.chunks();
    auto chunk = std::lower_bound(chunks.begin(), chunks.end(), m_offset,
                                  [](const PlacedChunk &c, uint32_t o) { return c.begin < o; });
    if (chunk == chunks.begin() && (chunk == chunks.end() || chunk->begin >= m_offset)) {
        m_place.inModule = false;
        return;
    }
    --chunk; // the chunk that the byte before the caret belongs to
    m_place.inModule = chunk->chunk->inModule || chunk->chunk->kind == ChunkKind::ModuleHead;
    m_place.nowhere = !readUntilCaret(*chunk);
    findForm();
}

/// False when the caret is inside of a comment or string.
bool PlaceFinder::readUntilCaret(const PlacedChunk &placed)
{
    OutermostForms forms(*placed.chunk);
    for (uint32_t i = 0; i < placed.chunk->tokens.size(); ++i) {
        const Token &relative = placed.chunk->tokens[i];
        const Token token{relative.kind, {placed.begin + relative.range.begin, placed.begin + relative.range.end}};
        if (token.range.begin >= m_offset)
            return true;
        if (forms.beginAt(i))
            m_open.clear(); // a form before it that is not closed ends there
        const bool touches = token.range.end >= m_offset, inside = token.range.end > m_offset;
        switch (token.kind) {
        case TokenKind::Space:
            continue;
        case TokenKind::LineComment:
            if (touches)
                return false;
            continue;
        case TokenKind::BlockComment:
        case TokenKind::String:
        case TokenKind::Annotation:
            if (inside)
                return false;
            break;
        case TokenKind::Error:
            if (touches && (text(token).starts_with('"') || text(token).starts_with("(;")))
                return false;
            [[fallthrough]];
        case TokenKind::Keyword:
        case TokenKind::Id:
        case TokenKind::Number:
            if (touches) {
                m_place.replaced = token.range;
                return true;
            }
            break;
        case TokenKind::LeftParen:
            m_open.push_back(m_before.size());
            break;
        case TokenKind::RightParen:
            if (!m_open.empty())
                m_open.pop_back();
            break;
        }
        if (!token.trivia())
            m_before.push_back(token);
    }
    return true;
}

void PlaceFinder::findForm()
{
    if (!m_open.empty() && m_before.back().kind == TokenKind::LeftParen) {
        m_place.opening = true;
        m_open.pop_back();
    }
    if (m_open.empty()) {
        m_place.form = m_place.inModule ? "module" : "";
        return;
    }
    const size_t paren = m_open.back();
    m_place.form = headOf(paren);
    m_place.outerForm = m_open.size() > 1 ? headOf(m_open[m_open.size() - 2]) : "";
    if (m_place.opening)
        return;
    for (size_t i = m_before.size(); i-- > paren + 1;) {
        const Token &token = m_before[i];
        if (token.kind == TokenKind::RightParen)
            return;
        if (token.kind == TokenKind::Keyword && text(token).find('=') == std::string_view::npos) {
            m_place.word = text(token);
            m_place.wordIsHead = i == paren + 1;
            return;
        }
        ++m_place.position;
    }
}

} // namespace

CompletionPlace completionPlace(const SyntaxTree &tree, uint32_t offset)
{
    return PlaceFinder(tree, std::min(offset, uint32_t(tree.text().size()))).take();
}

} // namespace watchglass::wat::detail
