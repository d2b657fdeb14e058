// SPDX-License-Identifier: GPL-3.0-or-later
/// The columns that every table and tree of costs has, and what stands in them.
#pragma once

#include <QStringList>
#include <QVariant>

#include "widgets/profile/profile_words.h"
#include "widgets/theme.h"

namespace watchglass {

class DataView;

namespace profiling {

enum CostColumn { NameColumn, ShareColumn, ErrorColumn, OtherColumn, SamplesColumn, CostColumns };

/// Which of the two costs has the bar.
enum class Emphasis { Self, Total };

/// What a model answers for one cell.
QVariant costData(const Theme &theme, const profile::Digest &digest, uint32_t function, const profile::Cost &cost,
                  Emphasis emphasis, int column, int role);
QVariant costHeader(int column, Emphasis emphasis, bool exact, int role);
/// Column widths, delegate and which columns are of use for the profile.
void setUpCostColumns(const Theme &theme, DataView &view);
void showCostColumns(DataView &view, bool exact);

} // namespace profiling
} // namespace watchglass
