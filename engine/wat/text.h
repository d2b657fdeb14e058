// SPDX-License-Identifier: Apache-2.0
/// Places in text. Offsets are bytes of UTF-8 from the start, as Scintilla and wabt count; lines and columns start
/// at 1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchglass::wat {

struct TextRange {
    uint32_t begin = 0, end = 0;
    constexpr bool operator==(const TextRange &) const = default;
    constexpr uint32_t size() const { return end - begin; }
    constexpr bool contains(uint32_t offset) const { return begin <= offset && offset < end; }
};

struct TextEdit {
    TextRange range;
    std::string replacement;
};
/// Applies edits that do not overlap, given in any order.
std::string applied(std::string_view text, std::vector<TextEdit> edits);

/// Where a range is after an edit elsewhere; nothing when the edit touched it.
std::optional<TextRange> moved(TextRange range, const TextEdit &edit);

struct LineColumn {
    uint32_t line = 1, column = 1; ///< column in bytes
};

/// Offset ↔ line and column.
class LineIndex
{
public:
    LineIndex() = default; ///< of an empty text
    explicit LineIndex(std::string_view text);
    LineColumn at(uint32_t offset) const;
    uint32_t offset(LineColumn place) const; ///< clamped to the text
    uint32_t lines() const { return uint32_t(m_starts.size()); }
    uint32_t lineStart(uint32_t line) const { return m_starts[line - 1]; }

private:
    std::vector<uint32_t> m_starts{0};
    uint32_t m_size = 0;
};

} // namespace watchglass::wat
