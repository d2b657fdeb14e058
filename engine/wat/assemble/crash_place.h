// SPDX-License-Identifier: Apache-2.0
/// wabt tells nothing when it dies. This finds out which module field it died of, by asking again with less text.
#pragma once

#include <chrono>
#include <optional>

#include "engine/wat/assemble/helper_process.h"
#include "engine/wat/assemble/token_index.h"

namespace watchglass::wat {

/// The field that makes the helper die even when it stands alone; nothing when no single field does, or when `budget`
/// is spent first. Asks about log2(fields) times.
std::optional<TextRange> findCrashingField(HelperProcess &helper, std::string_view text, const TokenIndex &tokens,
                                           std::chrono::milliseconds budget);

} // namespace watchglass::wat
