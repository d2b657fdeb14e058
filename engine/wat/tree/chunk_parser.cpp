// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/tree/chunk_parser.h"

#include "engine/wat/tree/form_heads.h"

namespace watchglass::wat::detail {

namespace {

/// Text outside all forms is cut into chunks of so many tokens: a file that is no program at all stays cheap.
constexpr uint32_t MostLooseTokens = 4096;
/// A chunk takes in more forms until it has so many tokens: a file of nothing but bits of forms stays cheap.
constexpr uint32_t ShortChunk = 32;
/// So many `)` in a row are looked over for a field behind them.
constexpr uint32_t FarthestLook = 1000;

class ChunkParser
{
public:
    ChunkParser(std::string_view text, bool inModule) : m_text(text), m_lexer(text) { m_chunk.inModule = inModule; }
    Chunk run();

private:
    struct Open {
        uint32_t node = 0, lastChild = 0;
        Head head = Head::Other;
        bool filled = false; ///< has the one thing it describes
    };

    bool has(uint32_t i);
    TokenKind kind(uint32_t i) const { return m_chunk.tokens[i].kind; }
    uint32_t significant(uint32_t i);
    uint32_t word(uint32_t i);
    Head headAt(uint32_t paren);
    bool isStray(uint32_t paren);
    bool isWhole(uint32_t paren, Head head);
    void parseModuleHead(uint32_t paren);
    void parseForm(uint32_t paren);
    bool startsOver(Head head) const;
    void open(uint32_t token, Head head);
    void close(uint32_t token, bool closed);
    void finish();

    std::string_view m_text;
    Lexer m_lexer;
    Chunk m_chunk;
    std::vector<Open> m_open;
    uint32_t m_end = 0;        ///< tokens of the chunk so far
    uint32_t m_unnamed = 0;    ///< forms that are open too deep to have a node
    uint32_t m_strayUntil = 0; ///< each `)` before this token is known to be stray
};

/// Whether there is a token i; reads on as far as needed.
bool ChunkParser::has(uint32_t i)
{
    if (i < m_chunk.tokens.size())
        return true;
    for (Token token; i >= m_chunk.tokens.size();) {
        if (!m_lexer.next(token))
            return false;
        m_chunk.tokens.push_back(token);
    }
    return true;
}

/// The first token from i on that is no trivia; at the end of the text one that is not there.
uint32_t ChunkParser::significant(uint32_t i)
{
    while (has(i) && m_chunk.tokens[i].trivia())
        ++i;
    return i;
}

/// The same past annotations, which may stand between any two words.
uint32_t ChunkParser::word(uint32_t i)
{
    i = significant(i);
    while (has(i) && kind(i) == TokenKind::Annotation) {
        for (uint32_t depth = 1; depth && has(++i);)
            depth += uint32_t(kind(i) == TokenKind::LeftParen || kind(i) == TokenKind::Annotation) -
                     uint32_t(kind(i) == TokenKind::RightParen);
        i = significant(i + 1);
    }
    return i;
}

Head ChunkParser::headAt(uint32_t paren)
{
    const uint32_t head = word(paren + 1);
    if (!has(head) || kind(head) != TokenKind::Keyword)
        return Head::Other;
    const TextRange range = m_chunk.tokens[head].range;
    return headOf(m_text.substr(range.begin, range.size()));
}

/// A `)` that would end the module although more fields follow is one too many.
bool ChunkParser::isStray(uint32_t paren)
{
    if (!m_chunk.inModule || paren < m_strayUntil)
        return true;
    uint32_t next = word(paren + 1);
    for (uint32_t left = FarthestLook; left && has(next) && kind(next) == TokenKind::RightParen; --left)
        next = word(next + 1);
    if (!has(next) || kind(next) != TokenKind::LeftParen || !isField(headAt(next)))
        return false;
    m_strayUntil = next;
    return true;
}

/// Whether this is a field or command of its own and not a mere use such as `(type $t)` or `(export "x")`.
bool ChunkParser::isWhole(uint32_t paren, Head head)
{
    uint32_t next = word(word(paren + 1) + 1);
    const auto skip = [&](TokenKind what) {
        if (has(next) && kind(next) == what)
            next = word(next + 1);
    };
    switch (head) {
    case Head::Type:
        skip(TokenKind::Id);
        break;
    case Head::Import:
        skip(TokenKind::String);
        [[fallthrough]];
    case Head::Export:
        skip(TokenKind::String);
        break;
    default:
        return true;
    }
    return has(next) && kind(next) == TokenKind::LeftParen;
}

Chunk ChunkParser::run()
{
    m_chunk.tokens.reserve(64);
    m_chunk.nodes.reserve(16);
    m_chunk.nodes.emplace_back();
    m_open.reserve(16);
    m_open.push_back({});
    while (m_chunk.kind == ChunkKind::Forms && has(m_end)) {
        const bool hasForms = m_chunk.nodes.size() > 1;
        if (m_end >= (hasForms ? ShortChunk : MostLooseTokens))
            break;
        const uint32_t i = m_end;
        if (kind(i) == TokenKind::RightParen) {
            ++m_end;
            if (isStray(i))
                m_chunk.stray.push_back(i);
            else
                m_chunk.kind = ChunkKind::ModuleTail;
        } else if (kind(i) == TokenKind::Annotation) {
            parseForm(i);
        } else if (kind(i) == TokenKind::LeftParen) {
            const Head head = headAt(i);
            if (hasForms && startsOver(head))
                break;
            m_chunk.inModule = m_chunk.inModule && head != Head::Module && head != Head::Script;
            head == Head::Module ? parseModuleHead(i) : parseForm(i);
        } else {
            ++m_end;
        }
    }
    finish();
    return std::move(m_chunk);
}

/// What stands in no module that is open before it begins a chunk.
bool ChunkParser::startsOver(Head head) const
{
    return head == Head::Module || (head == Head::Script && m_chunk.inModule);
}

void ChunkParser::parseModuleHead(uint32_t paren)
{
    m_chunk.kind = ChunkKind::ModuleHead;
    open(paren, Head::Module);
    m_end = paren + 1;
    for (uint32_t next = word(m_end); has(next); next = word(m_end)) {
        if (kind(next) == TokenKind::LeftParen || kind(next) == TokenKind::RightParen)
            break;
        for (; m_end <= next; ++m_end) { // the parentheses of annotations before the word
            if (kind(m_end) == TokenKind::RightParen)
                close(m_end, true);
            else if (kind(m_end) == TokenKind::LeftParen || kind(m_end) == TokenKind::Annotation)
                open(m_end, Head::Other);
        }
    }
    close(m_end - 1, true);
}

void ChunkParser::parseForm(uint32_t paren)
{
    size_t annotation = 0; // how many forms are open where the outermost annotation starts: anything may stand in it
    m_end = paren;
    for (uint32_t i = paren; has(i); i = significant(i + 1)) {
        if (kind(i) == TokenKind::RightParen) {
            close(i, true);
            if (m_open.size() <= annotation)
                annotation = 0;
        } else if (kind(i) == TokenKind::Annotation) {
            if (!annotation)
                annotation = m_open.size();
            open(i, Head::Other);
        } else if (kind(i) == TokenKind::LeftParen) {
            const Head head = annotation ? Head::Other : headAt(i);
            const Open &parent = m_open.back();
            if (m_open.size() > 1 && !mayContain(parent.head, parent.filled, head) && isWhole(i, head))
                break;
            open(i, head);
        }
        m_end = i + 1;
        if (m_open.size() == 1)
            return;
    }
    m_unnamed = 0;
    while (m_open.size() > 1)
        close(m_end - 1, false);
    while (has(m_end) && kind(m_end) != TokenKind::LeftParen) // what follows is trivia, and still belongs there
        ++m_end;
}

void ChunkParser::open(uint32_t token, Head head)
{
    if (m_open.size() > SyntaxTree::DeepestForm) {
        ++m_unnamed;
        m_chunk.tooDeep = m_chunk.tooDeep ? m_chunk.tooDeep : token;
        return;
    }
    Open &parent = m_open.back();
    parent.filled = parent.filled || describes(parent.head, head);
    const auto node = uint32_t(m_chunk.nodes.size());
    m_chunk.nodes.push_back({parent.node, token, token, 0, 0, true});
    (parent.lastChild ? m_chunk.nodes[parent.lastChild].nextSibling : m_chunk.nodes[parent.node].firstChild) = node;
    parent.lastChild = node;
    m_open.push_back({node, 0, head, false});
}

void ChunkParser::close(uint32_t token, bool closed)
{
    if (m_unnamed) {
        --m_unnamed;
        return;
    }
    Node &node = m_chunk.nodes[m_open.back().node];
    node.lastToken = token;
    node.closed = closed;
    m_open.pop_back();
}

/// Leaves what was read ahead to the next chunk.
void ChunkParser::finish()
{
    m_chunk.seen = m_lexer.seen();
    m_chunk.tokens.resize(m_end);
    m_chunk.tokens.shrink_to_fit();
    m_chunk.nodes.shrink_to_fit();
    m_chunk.nodes[0].lastToken = m_end - 1;
    m_chunk.size = m_chunk.tokens.back().range.end;
    m_chunk.faulty = !syntaxProblems(m_text.substr(0, m_chunk.size), m_chunk, 1).empty();
}

} // namespace

Chunk parseChunk(std::string_view text, bool inModule)
{
    return ChunkParser(text, inModule).run();
}

} // namespace watchglass::wat::detail
