// SPDX-License-Identifier: Apache-2.0
/// How the tests of the analysis write down what they expect.
#pragma once

#include <string>

#include "engine/wat/analysis.h"

namespace watchglass::wat::test {

inline std::shared_ptr<const Analysis> analysed(const std::string &text)
{
    return analyse(SyntaxTree::parse(text));
}

/// One line for each diagnostic: "line:column severity message".
inline std::string diagnosticsOf(const std::string &text)
{
    const auto analysis = analysed(text);
    const LineIndex lines(text);
    std::string out;
    for (const Diagnostic &diagnostic : analysis->diagnostics) {
        const LineColumn place = lines.at(diagnostic.range.begin);
        out += std::to_string(place.line) + ":" + std::to_string(place.column) + " " +
               std::string(name(diagnostic.severity)) + " " + diagnostic.message + "\n";
    }
    return out;
}

inline std::string_view textOf(const Analysis &analysis, TextRange range)
{
    return std::string_view(analysis.tree.text()).substr(range.begin, range.size());
}

/// Where the n-th occurrence of a piece of text begins.
inline uint32_t placeOf(const std::string &text, const std::string &piece, int n = 1)
{
    size_t at = text.find(piece);
    while (--n > 0)
        at = text.find(piece, at + 1);
    return uint32_t(at);
}

} // namespace watchglass::wat::test
