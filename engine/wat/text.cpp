// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/text.h"

#include <algorithm>
#include <utility>

#include "engine/base/interactive.h"

namespace watchglass::wat {

std::string applied(std::string_view text, std::vector<TextEdit> edits)
{
    longCall("wat::applied");
    std::vector<const TextEdit *> order;
    for (const TextEdit &edit : edits)
        order.push_back(&edit);
    // Insertions at one place keep the order in which they were given.
    std::sort(order.begin(), order.end(), [](const TextEdit *a, const TextEdit *b) {
        return std::pair(a->range.begin, a) < std::pair(b->range.begin, b);
    });
    std::string result;
    size_t at = 0;
    for (const TextEdit *edit : order) {
        const size_t begin = std::clamp<size_t>(edit->range.begin, at, text.size());
        result += text.substr(at, begin - at);
        result += edit->replacement;
        at = std::clamp<size_t>(edit->range.end, begin, text.size());
    }
    result += text.substr(at);
    return result;
}

std::optional<TextRange> moved(TextRange range, const TextEdit &edit)
{
    if (edit.range.begin >= range.end)
        return range;
    if (edit.range.end > range.begin)
        return std::nullopt;
    const uint32_t by = uint32_t(edit.replacement.size()) - edit.range.size(); // wraps round when it is negative
    return TextRange{range.begin + by, range.end + by};
}

LineIndex::LineIndex(std::string_view text) : m_size(uint32_t(text.size()))
{
    longCall("wat::LineIndex");
    // A lone CR ends a line too, as in Scintilla and in the specification's definition of a newline.
    for (size_t at = text.find_first_of("\r\n"); at < text.size(); at = text.find_first_of("\r\n", at)) {
        at += text.substr(at, 2) == "\r\n" ? 2 : 1;
        m_starts.push_back(uint32_t(at));
    }
}

LineColumn LineIndex::at(uint32_t offset) const
{
    offset = std::min(offset, m_size);
    const auto next = std::upper_bound(m_starts.begin(), m_starts.end(), offset);
    return {uint32_t(next - m_starts.begin()), offset - *(next - 1) + 1};
}

uint32_t LineIndex::offset(LineColumn place) const
{
    if (place.line < 1)
        return 0;
    if (place.line > lines())
        return m_size;
    const uint32_t limit = place.line < lines() ? m_starts[place.line] - 1 : m_size;
    const uint64_t wanted = uint64_t(lineStart(place.line)) + std::max(place.column, 1u) - 1;
    return uint32_t(std::min<uint64_t>(wanted, limit));
}

} // namespace watchglass::wat
