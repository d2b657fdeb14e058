// SPDX-License-Identifier: Apache-2.0
/// What a caret stands behind: the form around it and the word that takes what is being written.
#pragma once

#include <string_view>
#include <vector>

#include "engine/wat/syntax_tree.h"

namespace watchglass::wat::detail {

struct CompletionPlace {
    TextRange replaced;   ///< the half-written word, empty when none was begun
    bool nowhere = false; ///< in a comment or string: nothing to complete
    bool opening = false; ///< right behind a `(`
    bool inModule = true;
    std::string_view form;      ///< keyword of the innermost form; "" at the top
    std::string_view outerForm; ///< keyword of the form around that
    std::string_view word;      ///< the last keyword before the caret inside the form; "" when a `)` came after it
    bool wordIsHead = false;    ///< that keyword is the form's own
    uint32_t position = 0;      ///< how many names, numbers and strings stand behind that keyword already
};

CompletionPlace completionPlace(const SyntaxTree &tree, uint32_t offset);

} // namespace watchglass::wat::detail
