// SPDX-License-Identifier: GPL-3.0-or-later
/// How the cost of lines changed between two runs, the second perhaps of an edited text.
#pragma once

#include "app/window/assembly.h"
#include "engine/profile/digest.h"
#include "widgets/editor/code_editor.h"

namespace watchglass {

/// The lines of a text that stand in a later one too, and where: from 1, 0 = gone.
std::vector<uint32_t> keptLines(const std::string &before, const std::string &now);

/// What to say beside a line of the later text. Lines that took the place of others are told about together, at the
/// first of them. What may be chance is left out.
struct LineChip {
    uint32_t line = 1;
    QString text, tip; ///< "▼31 %" of counts, "▼12.3" percent of the time
    bool dearer = false;
};
std::vector<LineChip> lineChips(const profile::Digest &before, const Assembly &beforeText, const profile::Digest &after,
                                const Assembly &afterText);

} // namespace watchglass
