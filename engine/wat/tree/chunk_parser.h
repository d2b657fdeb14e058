// SPDX-License-Identifier: Apache-2.0
/// Cuts a text into chunks. Fresh and incremental parses both call this and nothing else, which is why they agree.
#pragma once

#include <string_view>

#include "engine/wat/syntax_tree.h"

namespace watchglass::wat::detail {

/// The chunk at the front of a text that is not empty; `inModule` says whether a module is open there.
Chunk parseChunk(std::string_view text, bool inModule);

/// The first syntax errors of a chunk, at most so many; `text` is its own.
std::vector<Diagnostic> syntaxProblems(std::string_view text, const Chunk &chunk, size_t most);
/// The same for a form without its `)`; `opening` is its `(`, `end` the end of its last token.
Diagnostic neverClosed(TextRange opening, uint32_t end);

} // namespace watchglass::wat::detail
