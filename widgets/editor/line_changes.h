// SPDX-License-Identifier: GPL-3.0-or-later
/// Which lines of a text are not those of an older one.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace watchglass::editor {

/// One number a line; equal lines have equal numbers.
using LineHashes = std::vector<uint64_t>;
uint64_t lineHash(std::string_view line);
LineHashes lineHashes(std::string_view text);

/// Lines [begin, end) are new or changed; begin == end: lines were taken out before line `begin`. Lines count from 0.
struct ChangedLines {
    int begin = 0, end = 0;
    bool operator==(const ChangedLines &) const = default;
};

/// The shortest set of changes (Myers, "An O(ND) Difference Algorithm", 1986). Texts with more differences than
/// `mostChanges` are told apart line by line instead: a line that stood nowhere in the old text is new.
std::vector<ChangedLines> changedLines(const LineHashes &before, const LineHashes &now, int mostChanges = 400);

/// The change a line lies in, or null.
const ChangedLines *changeAt(const std::vector<ChangedLines> &changes, int line);

} // namespace watchglass::editor
