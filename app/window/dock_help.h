// SPDX-License-Identifier: GPL-3.0-or-later
/// What F1 says about a dock.
#pragma once

#include <QString>

namespace watchglass {

/// A few sentences about what the dock shows and what can be done in it; empty for an unknown one.
QString dockHelp(const QString &id);

} // namespace watchglass
