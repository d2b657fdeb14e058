// SPDX-License-Identifier: Apache-2.0
/// One thing to tell the author of a text: where, what, how bad, and how to mend it.
#pragma once

#include <string>
#include <vector>

#include "engine/wat/text.h"

namespace watchglass::wat {

enum class Severity : uint8_t { Error, Warning, Hint };

/// Who says it: our tree (Syntax, Names), our validator (Types), the table of old names (OldName), or wabt (Wabt).
enum class DiagnosticSource : uint8_t { Syntax, Names, Types, OldName, Wabt };

struct Related {
    TextRange range;
    std::string message; ///< e.g. "the f64 was made here"
};

struct Fix {
    std::string title; ///< imperative, e.g. "Replace by local.get"
    std::vector<TextEdit> edits;
};

struct Diagnostic {
    Severity severity = Severity::Error;
    DiagnosticSource source = DiagnosticSource::Syntax;
    TextRange range;
    std::string message; ///< a sentence without full stop
    std::vector<Related> related;
    std::vector<Fix> fixes;
};

std::string_view name(Severity severity);         ///< "error", "warning", "hint"
std::string_view name(DiagnosticSource source);   ///< "syntax", "names", "types", "old-name", "wabt"

} // namespace watchglass::wat
