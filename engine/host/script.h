// SPDX-License-Identifier: Apache-2.0
/// A table that answers instead of a provider: what is asked → what is answered, for capabilities and for plain
/// imports.
#pragma once

#include "engine/host/provider.h"

namespace watchglass::host {

/// Bytes that are written into guest memory: at `address`, or at what argument number `argument` says.
struct ScriptWrite {
    std::optional<size_t> argument;
    uint64_t address = 0;
    Bytes bytes;
};

struct ScriptRow {
    // What it is for; what is missing fits anything.
    std::optional<std::string> operation;
    std::optional<Bytes> payload;
    std::optional<std::vector<Number>> arguments;
    // What it answers: a capability's call …
    Answer answer;
    // … a plain import's.
    std::vector<Number> results; ///< missing ones are zero
    std::vector<ScriptWrite> writes;
    std::string trap; ///< empty: it does not
};

struct Script {
    std::vector<ScriptRow> rows; ///< the first that fits answers
};

/// What no row fits is refused.
Answer answerFrom(const Script &script, const Call &call);
/// A sentence traps the guest.
std::optional<std::string> answerFrom(const Script &script, FunctionCall &call, std::string_view name);

} // namespace watchglass::host
