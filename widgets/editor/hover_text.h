// SPDX-License-Identifier: GPL-3.0-or-later
/// What a hover says about a place, as rich text: what is wrong there, what the word means, which bytes it became.
#pragma once

#include <QString>

#include "widgets/editor/editor_context.h"

namespace watchglass::editor {

struct HoverText {
    wat::TextRange range;                     ///< what it speaks of
    QString html;                             ///< empty = nothing to say
    std::vector<wat::Diagnostic> diagnostics; ///< links "fix:i:j" are fix j of diagnostic i; "go:N" is offset N
};

/// `diagnosticsOf`: the range whose diagnostics are told (the word, or a whole line for its message).
HoverText hoverText(const EditorContext &context, quint32 offset, wat::TextRange diagnosticsOf);

/// An integer or float literal in the other notations; empty when the text is no number.
QString numberNotations(std::string_view literal);

} // namespace watchglass::editor
