// SPDX-License-Identifier: Apache-2.0
/// The lossless, error-tolerant, incremental syntax tree of one WAT text. Immutable; an edit makes a new tree that
/// shares every chunk the edit did not touch. Nothing here recurses on the depth of the text.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/wat/diagnostic.h"
#include "engine/wat/lexer.h"

namespace watchglass::wat {

/// A parenthesised form, or the text outside all forms. Offsets and token indices are relative to its chunk.
struct Node {
    uint32_t parent = 0; ///< index of the enclosing node in the chunk; the root (0) is its own parent
    uint32_t firstToken = 0, lastToken = 0; ///< `(` … `)`; when unclosed, the last token that belongs to it
    uint32_t nextSibling = 0;               ///< 0 = none
    uint32_t firstChild = 0;                ///< 0 = none
    bool closed = true;
};

/// What a chunk is to the `(module …)` that runs through several chunks.
enum class ChunkKind : uint8_t {
    Forms,      ///< forms, and loose tokens and trivia before and between them
    ModuleHead, ///< ends with `(module` and its name or strings; the form goes on in the chunks that follow
    ModuleTail, ///< ends with the `)` of that module
};

/// A run of whole top-level tokens – a module field, or several short ones – with its tokens and nodes in relative
/// offsets. It is decided by `inModule` and by the `seen` bytes from its begin on, and by nothing else.
struct Chunk {
    std::vector<Token> tokens;
    std::vector<Node> nodes; ///< in the order of their `(`; [0] is the chunk itself
    uint32_t size = 0;       ///< bytes
    ChunkKind kind = ChunkKind::Forms;
    bool inModule = false;       ///< it stands inside a module; when not, a module still open before it is unclosed
    std::vector<uint32_t> stray; ///< tokens: each `)` that closes nothing
    uint32_t tooDeep = 0;        ///< the first `(` inside `DeepestForm` others; such have no node. 0 = none
    uint32_t seen = 0;   ///< bytes looked at, those of the next chunk included; more than there are: also the end
    bool faulty = false; ///< has syntax errors

    /// Whether a module is open behind it.
    bool moduleOpenAfter() const { return kind == ChunkKind::ModuleHead || (kind == ChunkKind::Forms && inModule); }
};

/// Tells where the outermost forms of a chunk begin, to whoever walks along its tokens.
class OutermostForms
{
public:
    explicit OutermostForms(const Chunk &chunk) : m_nodes(chunk.nodes), m_next(chunk.nodes[0].firstChild) {}
    /// To be asked for tokens in their order.
    bool beginAt(uint32_t token)
    {
        const bool begins = m_next && m_nodes[m_next].firstToken == token;
        if (begins)
            m_next = m_nodes[m_next].nextSibling;
        return begins;
    }

private:
    std::span<const Node> m_nodes;
    uint32_t m_next;
};

struct PlacedChunk {
    std::shared_ptr<const Chunk> chunk;
    uint32_t begin = 0; ///< offset in the text
};

class SyntaxTree
{
public:
    static SyntaxTree parse(std::string text);
    /// The tree of the text after the edit; equals `parse` of that text, at the cost of the chunks it touches.
    SyntaxTree edited(const TextEdit &edit) const;

    const std::string &text() const { return *m_text; }
    std::shared_ptr<const std::string> sharedText() const { return m_text; }
    std::span<const PlacedChunk> chunks() const { return m_chunks; }
    /// Missing and stray parentheses, unclosed strings and comments, stray bytes; the first `MostSyntaxErrors` of them,
    /// in text order. A form that is not closed ends where the next module field evidently starts, so that an error in
    /// one function leaves the others alone.
    std::vector<Diagnostic> diagnostics() const;
    static constexpr size_t MostSyntaxErrors = 1000;
    static constexpr size_t DeepestForm = 1'000'000;
    /// The token at an offset (absolute ranges); an empty Space at the end of the text.
    Token tokenAt(uint32_t offset) const;
    /// The `(`…`)` range of the innermost form around an offset; the whole text when there is none.
    TextRange formAt(uint32_t offset) const;

private:
    /// The chunk an offset lies in, for offsets inside the text.
    size_t chunkAt(uint32_t offset) const;
    /// The `(module …)` around an offset inside the text; the whole text when there is none.
    TextRange moduleAround(uint32_t offset) const;

    std::shared_ptr<const std::string> m_text = std::make_shared<const std::string>();
    std::vector<PlacedChunk> m_chunks;
};

} // namespace watchglass::wat
