// SPDX-License-Identifier: Apache-2.0
/// Findings about files, told one a line for people or as JSON for programs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/wasm/problem.h"
#include "engine/wat/diagnostic.h"

namespace watchglass::cli {

/// A place in a text, or in a binary module, or the whole file.
struct FindingPlace {
    uint32_t line = 0, column = 0, endLine = 0, endColumn = 0; ///< of a text, from 1; 0 = none
    std::optional<uint32_t> offset;                            ///< of a binary
};
struct Finding {
    std::string file;
    FindingPlace place;
    std::string severity; ///< "error", "warning", "hint"
    std::string source;   ///< "file", "binary", or a `wat::DiagnosticSource`
    std::string message;
    std::vector<std::pair<FindingPlace, std::string>> related;
};

std::vector<Finding> findingsOf(const std::string &file, std::string_view text,
                                const std::vector<wat::Diagnostic> &diagnostics);
std::vector<Finding> findingsOf(const std::string &file, const std::vector<wasm::Problem> &problems);
/// One about the file as a whole; of a text it stands at its first character.
Finding fileFinding(const std::string &file, const std::string &message);

/// "a.wat:3:5: error: …", and a line for each note.
std::string toText(const Finding &finding);
std::string toJson(const std::vector<Finding> &findings);
/// Names of files need not be UTF-8, JSON must: what is none becomes U+FFFD.
std::string utf8(const std::string &bytes);
/// To standard error, the first hundred of them.
void report(const std::vector<Finding> &findings);

} // namespace watchglass::cli
