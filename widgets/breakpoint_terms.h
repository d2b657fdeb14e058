// SPDX-License-Identifier: GPL-3.0-or-later
/// What the user sets of a breakpoint beside its place: when it takes notice, and whether it stops or only writes.
#pragma once

#include <QString>

#include <functional>
#include <optional>

#include "engine/debug/breakpoints.h"
#include "widgets/theme.h"

namespace watchglass {

struct BreakpointTerms {
    QString condition; ///< engine/debug/expression.h; empty = always
    debug::HitRule::Kind hits = debug::HitRule::Kind::All;
    quint64 count = 1; ///< for `hits`
    QString log;       ///< written instead of stopping; empty = it stops
    bool operator==(const BreakpointTerms &) const = default;

    bool conditional() const { return !condition.isEmpty() || hits != debug::HitRule::Kind::All; }
    bool logs() const { return !log.isEmpty(); }
    /// "if $n == 3 · every 5th hit · logs “n={$n}”"; empty for a breakpoint that always stops.
    QString text() const;
};

/// What is wrong with a condition, or with a text to be logged, where the breakpoint stands.
using TermsCheck = std::function<std::optional<debug::TextProblem>(const QString &text, bool isLog)>;

/// "every hit", "only hit 3", "every 5th hit", "from hit 3 on".
QString hitText(debug::HitRule::Kind kind, quint64 count);

/// The icon of a breakpoint's kind and state, and its colour. `problem`: its terms do not fit, so it does nothing.
std::pair<QString, Theme::Color> breakpointIcon(bool enabled, bool lost, const BreakpointTerms &terms, bool problem);

} // namespace watchglass
