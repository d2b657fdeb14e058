// SPDX-License-Identifier: GPL-3.0-or-later
/// A number in all its notations, for the hover over a value.
#pragma once

#include <QString>

#include "engine/exec/value.h"

namespace watchglass::views {

/// One notation a line: signed and unsigned, hexadecimal, binary, read as a float, as a character. Empty for
/// references; lanes for a vector.
QString valueTip(const exec::Value &value);

} // namespace watchglass::views
