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
    uint32_t parent = 0;               ///< index of the enclosing node in the chunk; the root (0) is its own parent
    uint32_t firstToken = 0, lastToken = 0; ///< `(` … `)`; when unclosed, the last token that belongs to it
    uint32_t nextSibling = 0;          ///< 0 = none
    uint32_t firstChild = 0;           ///< 0 = none
    bool closed = true;
};

/// A run of whole top-level tokens – normally one module field – with its tokens and nodes in relative offsets.
struct Chunk {
    std::vector<Token> tokens;
    std::vector<Node> nodes; ///< [0] is the chunk itself
    uint32_t size = 0;       ///< bytes
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
    /// Missing and stray parentheses, unclosed strings and comments, stray bytes.
    std::vector<Diagnostic> diagnostics() const;
    /// The token at an offset (absolute ranges).
    Token tokenAt(uint32_t offset) const;
    /// The `(`…`)` range of the innermost form around an offset; the whole text when there is none.
    TextRange formAt(uint32_t offset) const;

private:
    std::shared_ptr<const std::string> m_text;
    std::vector<PlacedChunk> m_chunks;
};

} // namespace watchglass::wat
