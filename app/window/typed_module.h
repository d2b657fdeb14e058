// SPDX-License-Identifier: GPL-3.0-or-later
/// A module typed in place, set up so that its exports can answer for others. Off the window's thread.
#pragma once

#include "engine/host/module_exports.h"
#include "engine/wat/assembler.h"

namespace watchglass {

host::ModuleExports::Made readTypedModule(wat::Assembler &assembler, const std::string &name, const std::string &text);

} // namespace watchglass
