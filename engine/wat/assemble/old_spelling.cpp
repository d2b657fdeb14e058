// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/assemble/old_spelling.h"

#include <algorithm>

namespace watchglass::wat {

CurrentSpelling::CurrentSpelling(std::string_view original, std::vector<OldName> names)
{
    std::sort(names.begin(), names.end(),
              [](const OldName &a, const OldName &b) { return a.range.begin < b.range.begin; });
    m_text.reserve(original.size());
    uint32_t at = 0;
    for (const OldName &old : names) {
        m_text += original.substr(at, old.range.begin - at);
        const uint32_t begin = uint32_t(m_text.size());
        m_text += old.newName;
        m_replaced.push_back({old.range, {begin, uint32_t(m_text.size())}});
        at = old.range.end;
    }
    m_text += original.substr(at);
}

const CurrentSpelling::Replaced *CurrentSpelling::lastBefore(uint32_t offset) const
{
    const auto after = std::upper_bound(m_replaced.begin(), m_replaced.end(), offset,
                                        [](uint32_t o, const Replaced &replaced) { return o < replaced.after.begin; });
    return after == m_replaced.begin() ? nullptr : &*(after - 1);
}

TextRange CurrentSpelling::original(TextRange range) const
{
    const auto back = [this](uint32_t offset, bool toEnd) {
        const Replaced *replaced = lastBefore(offset);
        if (!replaced)
            return offset;
        if (offset >= replaced->after.end)
            return offset - replaced->after.end + replaced->before.end;
        return toEnd && offset > replaced->after.begin ? replaced->before.end : replaced->before.begin;
    };
    return {back(range.begin, false), back(range.end, true)};
}

std::vector<OldName> namesForWabt(std::string_view text)
{
    static constexpr std::string_view current[] = {"i16x8.relaxed_dot_i8x16_i7x16_s",
                                                   "i32x4.relaxed_dot_i8x16_i7x16_add_s"};
    if (text.find(".relaxed_dot_") == text.npos)
        return {};
    std::vector<OldName> names;
    Lexer lexer(text);
    for (Token token; lexer.next(token);) {
        const std::string name(text.substr(token.range.begin, token.range.size()));
        if (token.kind == TokenKind::Keyword && (name == current[0] || name == current[1]))
            names.push_back({token.range, name, name.substr(0, 6) + name.substr(name.find('_') + 1)});
    }
    return names;
}

Diagnostic warning(const OldName &old)
{
    Fix fix{"Replace by " + old.newName, {{old.range, old.newName}}};
    return {
        Severity::Warning, DiagnosticSource::OldName, old.range, old.oldName + " is an old name of " + old.newName, {},
        {std::move(fix)}};
}

} // namespace watchglass::wat
