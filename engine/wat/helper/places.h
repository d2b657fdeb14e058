// SPDX-License-Identifier: Apache-2.0
/// Where wabt read each instruction, in the order in which wabt writes them.
#pragma once

#include <string>

#include <wabt/ir.h>

namespace watchglass::wat::helper {

struct Places {
    std::string bytes;                   ///< of a Places frame (protocol.h)
    const wabt::Expr *callRef = nullptr; ///< the module's first `call_ref`
};
Places placesOf(const wabt::Module &module);

} // namespace watchglass::wat::helper
