// SPDX-License-Identifier: Apache-2.0
/// A text that grows line by line and keeps where each instruction went.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "engine/wat/source_map.h"

namespace watchglass::wat {

class TextWriter
{
public:
    /// The line being written; nothing appended to it may hold a line end.
    std::string text;
    std::vector<Mapping> mappings;

    void newLine(uint32_t depth)
    {
        // Indentation of ever deeper blocks would make the text grow with the square of the code.
        constexpr uint32_t deepest = 50;
        text += '\n';
        ++m_line;
        m_lineStart = uint32_t(text.size());
        text.append(2 * size_t(std::min(depth, deepest)), ' ');
    }

    /// The instruction whose keyword was written from `begin` to `end`, on this line.
    void map(uint32_t offset, uint32_t length, TextRange keyword, uint32_t function)
    {
        mappings.push_back({offset, length, keyword, m_line, function, keyword.begin - m_lineStart + 1});
    }

private:
    uint32_t m_line = 1;
    uint32_t m_lineStart = 0;
};

} // namespace watchglass::wat
