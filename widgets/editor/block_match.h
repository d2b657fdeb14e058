// SPDX-License-Identifier: GPL-3.0-or-later
/// block … else … end of the unfolded style: which keywords and labels belong together.
#pragma once

#include <vector>

#include "engine/wat/syntax_tree.h"

namespace watchglass::editor {

/// What a keyword does to the nesting of unfolded blocks.
enum class BlockWord { None, Opens, Divides, Closes };
BlockWord blockWord(std::string_view keyword);

/// The keywords (and their labels) of the block whose keyword is at an offset; empty elsewhere.
std::vector<wat::TextRange> matchingBlock(const wat::SyntaxTree &tree, uint32_t offset);

} // namespace watchglass::editor
