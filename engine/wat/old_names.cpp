// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <unordered_set>

#include "engine/wat/analysis.h"

#include "engine/base/interactive.h"

namespace watchglass::wat {

namespace {

/// The words of a chunk: its tokens without trivia and without annotations, whose content is none of our business.
class ChunkWords
{
public:
    ChunkWords(std::string_view text, const PlacedChunk &placed, uint32_t end = UINT32_MAX)
        : m_text(text), m_begin(placed.begin)
    {
        uint32_t annotation = 0; // forms open in the annotation we are in
        for (const Token &token : placed.chunk->tokens) {
            if (m_begin + token.range.begin >= end)
                break;
            if (token.trivia())
                continue;
            if (annotation || token.kind == TokenKind::Annotation) {
                annotation += token.kind == TokenKind::LeftParen || token.kind == TokenKind::Annotation;
                annotation -= token.kind == TokenKind::RightParen;
            } else {
                m_tokens.push_back(token);
            }
        }
    }

    size_t size() const { return m_tokens.size(); }
    bool is(size_t i, TokenKind kind) const { return i < size() && m_tokens[i].kind == kind; }
    bool is(size_t i, std::string_view word) const { return is(i, TokenKind::Keyword) && text(i) == word; }
    bool opens(size_t i, std::string_view head) const { return is(i, TokenKind::LeftParen) && is(i + 1, head); }
    std::string_view text(size_t i) const { return m_text.substr(range(i).begin, range(i).size()); }
    TextRange range(size_t i) const { return {m_begin + m_tokens[i].range.begin, m_begin + m_tokens[i].range.end}; }

private:
    std::string_view m_text;
    uint32_t m_begin;
    std::vector<Token> m_tokens;
};

/// The identifiers of all types and tables of a text.
struct DefinedNames {
    std::unordered_set<std::string_view> types, tables;

    explicit DefinedNames(const SyntaxTree &tree)
    {
        for (const PlacedChunk &placed : tree.chunks()) {
            const ChunkWords words(tree.text(), placed);
            for (size_t i = 0; i + 3 < words.size(); ++i) {
                if (!words.is(i + 2, TokenKind::Id))
                    continue;
                if (words.opens(i, "type") && words.is(i + 3, TokenKind::LeftParen))
                    types.insert(words.text(i + 2));
                else if (words.opens(i, "table"))
                    tables.insert(words.text(i + 2));
            }
        }
    }
};

/// Finds the old spellings of one text.
class Finder
{
public:
    explicit Finder(const SyntaxTree &tree) : m_tree(tree) {}
    std::vector<OldName> run(uint32_t end);

private:
    std::string replacement(const ChunkWords &words, size_t i);
    bool namesOnlyType(std::string_view id);

    const SyntaxTree &m_tree;
    std::optional<DefinedNames> m_names;
};

bool opensBlock(const ChunkWords &words, size_t i)
{
    return words.is(i, "block") || words.is(i, "loop") || words.is(i, "if");
}

bool isNumberType(const ChunkWords &words, size_t i)
{
    return words.is(i, "i32") || words.is(i, "i64") || words.is(i, "f32") || words.is(i, "f64");
}

/// `call_indirect $t` once meant a type; today it means a table unless a `(type …)` says otherwise.
bool Finder::namesOnlyType(std::string_view id)
{
    if (!m_names)
        m_names.emplace(m_tree);
    return m_names->types.contains(id) && !m_names->tables.contains(id);
}

/// Spellings that are whole words of the instruction table come first; the rest depends on the words around them and
/// has no meaning today, so that nothing current is ever rewritten.
std::string Finder::replacement(const ChunkWords &words, size_t i)
{
    const bool keyword = words.is(i, TokenKind::Keyword), id = words.is(i, TokenKind::Id);
    if (keyword) {
        if (const auto op = wasm::opFromLegacyName(words.text(i)))
            return std::string(wasm::info(*op).name);
        if (words.is(i, "anyfunc"))
            return i && words.is(i - 1, "ref.null") ? "func" : "funcref";
        if (words.is(i, "call_import")) // imports are functions like all others since 2016
            return "call";
    }
    if (i && (words.is(i - 1, "f32.const") || words.is(i - 1, "f64.const"))) {
        const std::string_view text = words.text(i);
        const bool sign = text[0] == '+' || text[0] == '-';
        if (text.substr(sign) == "infinity")
            return std::string(text.substr(0, sign)) + "inf";
    }
    if (isNumberType(words, i) && i &&
        (opensBlock(words, i - 1) || (i > 1 && words.is(i - 1, TokenKind::Id) && opensBlock(words, i - 2))))
        return "(result " + std::string(words.text(i)) + ")";
    if ((id || words.is(i, TokenKind::Number)) && i > 2 && words.opens(i - 3, "export") &&
        words.is(i - 1, TokenKind::String))
        return "(func " + std::string(words.text(i)) + ")";
    const bool untyped = !words.opens(i + 1, "type") && !words.opens(i + 1, "param") && !words.opens(i + 1, "result");
    if (id && i && words.is(i - 1, "call_indirect") && untyped && namesOnlyType(words.text(i)))
        return "(type " + std::string(words.text(i)) + ")";
    return {};
}

std::vector<OldName> Finder::run(uint32_t end)
{
    std::vector<OldName> found;
    for (const PlacedChunk &placed : m_tree.chunks()) {
        if (placed.begin >= end)
            break;
        const ChunkWords words(m_tree.text(), placed, end);
        for (size_t i = 0; i < words.size(); ++i)
            if (!words.is(i, TokenKind::LeftParen) && !words.is(i, TokenKind::RightParen))
                if (std::string current = replacement(words, i); !current.empty())
                    found.push_back({words.range(i), std::string(words.text(i)), std::move(current)});
    }
    return found;
}

} // namespace

std::vector<OldName> oldNames(const SyntaxTree &tree, uint32_t end)
{
    longCall("wat::oldNames");
    return Finder(tree).run(end);
}

std::vector<TextEdit> modernise(const SyntaxTree &tree)
{
    longCall("wat::modernise");
    std::vector<TextEdit> edits;
    for (OldName &old : oldNames(tree))
        edits.push_back({old.range, std::move(old.newName)});
    return edits;
}

} // namespace watchglass::wat
