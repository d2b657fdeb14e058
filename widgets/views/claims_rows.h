// SPDX-License-Identifier: GPL-3.0-or-later
/// What a claims card has to say, as rows in their order.
#pragma once

#include <QString>

#include <optional>
#include <vector>

#include "engine/host/claims/card.h"
#include "widgets/theme.h"

namespace watchglass {

struct ClaimsRow {
    QString label; ///< empty: it goes on with what the row above is about
    QString text;  ///< empty: the label is a headline
    bool key = false;
    QString icon = {};
    std::optional<Theme::Color> color = {}; ///< of the icon, else of the text
    QString name = {};                      ///< of what is copied, when it is not the label
};

/// Texts of strangers in it are safe to show. Nothing of a module that nobody signed.
std::vector<ClaimsRow> claimsRows(const claims::Card &card);

} // namespace watchglass
