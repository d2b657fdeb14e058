// SPDX-License-Identifier: GPL-3.0-or-later
/// How data breakpoints are spoken of, in every view that offers them.
#pragma once

#include <QString>

#include <functional>

#include "engine/debug/watchpoints.h"

class QMenu;

namespace watchglass {

using WatchOn = debug::Watchpoint::On;

/// "changes", "is written", "is read", "is read or written".
QString watchWords(WatchOn on);
/// The submenu “Break When This”; `reads`: what is there can be watched being read, too.
void addWatchMenu(QMenu &menu, bool reads, std::function<void(WatchOn)> choose);

} // namespace watchglass

Q_DECLARE_METATYPE(watchglass::debug::Watchpoint::On)
