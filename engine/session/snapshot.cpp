// SPDX-License-Identifier: Apache-2.0
#include "engine/session/snapshot.h"

namespace watchglass::session {

std::string_view name(StopReason reason)
{
    switch (reason) {
    case StopReason::Entry:
        return "entry";
    case StopReason::Breakpoint:
        return "breakpoint";
    case StopReason::Step:
        return "step";
    case StopReason::RunTo:
        return "run to";
    case StopReason::Pause:
        return "pause";
    case StopReason::Import:
        return "import";
    case StopReason::Trap:
        return "trap";
    case StopReason::Finished:
        return "finished";
    case StopReason::Stopped:
        return "stopped";
    case StopReason::Exited:
        return "exited";
    }
    return "";
}

} // namespace watchglass::session
