// SPDX-License-Identifier: GPL-3.0-or-later
/// Addresses as people type them: "0x30", "48", "1f0", "$p", "$p+8", "$i*4 + 0x100".
#pragma once

#include <QString>

#include <functional>
#include <optional>

namespace watchglass {

/// What a name stands for at this stop.
using AddressResolver = std::function<std::optional<quint64>(QString)>;

/// Sums, differences and products, without parentheses. The resolver is asked for the whole text first, so that it may
/// know more than we do, then for each term that is no number. Digits are decimal; 0x or a letter among them makes
/// them hexadecimal.
std::optional<quint64> addressOf(const QString &text, const AddressResolver &resolver);

} // namespace watchglass
