// SPDX-License-Identifier: GPL-3.0-or-later
/// A small module and stops inside it, made by hand: what the views are shown in tests.
#pragma once

#include <QString>
#include <QWidget>

#include <memory>

#include "engine/session/snapshot.h"
#include "engine/wasm/module.h"
#include "engine/wasm/names.h"
#include "widgets/theme.h"

namespace watchglass {

/// add, main, two imports, one of each other thing; `main` begins its body at `mainBody`.
std::shared_ptr<const wasm::Module> sampleModule();
std::shared_ptr<const wasm::Names> sampleNames();
inline constexpr quint32 addCode = 0x79, mainCode = 0x83, mainCall = 0x90;

/// Stopped in $add, called by $main: two frames, operands below and inside a loop, a changed local.
std::shared_ptr<session::Snapshot> sampleStop();
std::shared_ptr<session::Snapshot> finishedStop();
std::shared_ptr<session::Snapshot> trapStop();

QString sampleLine(quint32 offset); ///< "sample.wat:" and a line

Theme &testTheme();
/// Shows without waiting for a compositor and lets pending events run.
void show(QWidget &widget, QSize size = QSize(420, 260));
void settle();

} // namespace watchglass
