// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/base/interactive.h"
#include "engine/wat/analysis/lookup.h"
#include "engine/wat/analysis/words.h"

namespace watchglass::wat {

namespace {

bool isNameCharacter(char c)
{
    return c > 0x20 && c < 0x7f && std::string_view("\",;()[]{}").find(c) == std::string_view::npos;
}

/// `$` and at least one character of spec §6.3.5, or a quoted name.
bool isWellFormed(const std::string &name)
{
    if (name.size() < 2 || name[0] != '$')
        return false;
    if (name[1] == '"') {
        const std::vector<Token> tokens = lex(name);
        return tokens.size() == 1 && tokens[0].kind == TokenKind::Id && name.size() > 3;
    }
    return std::all_of(name.begin() + 1, name.end(), isNameCharacter);
}

/// Whether two symbols are named in one index space, so that they may not share a name.
bool shareSpace(const Symbol &a, const Symbol &b)
{
    const auto isLocal = [](const Symbol &s) { return s.kind == SymbolKind::Parameter || s.kind == SymbolKind::Local; };
    if (isLocal(a) || a.kind == SymbolKind::Label || a.kind == SymbolKind::Field)
        return a.parent == b.parent && (a.kind == b.kind || (isLocal(a) && isLocal(b)));
    return a.kind == b.kind;
}

/// Labels may repeat, but not where one would hide the other.
bool overlaps(const Symbol &a, const Symbol &b)
{
    return a.extent.begin < b.extent.end && b.extent.begin < a.extent.end;
}

std::vector<TextEdit> refuse(std::string *refusal, std::string sentence)
{
    if (refusal)
        *refusal = std::move(sentence);
    return {};
}

} // namespace

std::vector<TextEdit> Analysis::rename(uint32_t symbol, const std::string &newName, std::string *refusal) const
{
    const ShortCall call("wat::Analysis::rename");
    if (refusal)
        refusal->clear();
    const Symbol &renamed = symbols[symbol];
    if (renamed.kind == SymbolKind::Export)
        return refuse(refusal, "the name of an export is known outside; change its text where it stands");
    if (renamed.name.empty())
        return refuse(refusal, "it has no name yet; write one behind its keyword");
    if (!isWellFormed(newName))
        return refuse(
            refusal,
            "a name is $ and then letters, digits or signs, without spaces, quotes, commas, semicolons and brackets");
    const std::string canonical = detail::canonicalName(newName);
    const auto [begin, end] = detail::symbolsIn(*this, detail::moduleAround(tree, renamed.nameRange.begin));
    for (uint32_t i = begin; i < end; ++i) {
        const Symbol &other = symbols[i];
        if (i == symbol || other.name != canonical || !shareSpace(renamed, other))
            continue;
        if (renamed.kind != SymbolKind::Label || overlaps(renamed, other))
            return refuse(refusal, newName + " is already the name of " +
                                       (renamed.kind == SymbolKind::Label ? "a block around or inside this one"
                                                                          : "another one here"));
    }
    std::vector<TextEdit> edits;
    for (const TextRange range : rangesOf(symbol))
        if (tree.text()[range.begin] == '$') // numbers go on meaning the same
            edits.push_back({range, newName});
    return edits;
}

} // namespace watchglass::wat
