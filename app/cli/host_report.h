// SPDX-License-Identifier: Apache-2.0
/// What `wglass host call` tells of a call.
#pragma once

#include "engine/host/guest.h"

namespace watchglass::cli {

struct HostCallReport {
    std::string module, operation;
    host::Era era = host::Era::None;
    std::vector<std::string> initialisers;
    host::Outcome outcome;
    host::CallRecord call;
    std::vector<host::CallRecord> hostCalls; ///< in the order they were made
    std::vector<host::ConsoleLine> startLines, lines;
    size_t answersLeft = 0; ///< of --answers, not used
};

/// The answer to standard output, byte for byte; everything else to standard error.
void tellText(const HostCallReport &report);
std::string toJson(const HostCallReport &report);

} // namespace watchglass::cli
