// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/assemble/old_spelling.h"

#include <algorithm>

namespace watchglass::wat {

CurrentSpelling::CurrentSpelling(std::string_view original, const std::vector<OldName> &olds)
{
    m_text.reserve(original.size());
    uint32_t at = 0;
    for (const OldName &old : olds) {
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

Diagnostic warning(const OldName &old)
{
    Fix fix{"Replace by " + old.newName, {{old.range, old.newName}}};
    return {
        Severity::Warning, DiagnosticSource::OldName, old.range, old.oldName + " is an old name of " + old.newName, {},
        {std::move(fix)}};
}

} // namespace watchglass::wat
