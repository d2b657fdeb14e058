// SPDX-License-Identifier: Apache-2.0
#include "engine/session/snapshot.h"

#include <algorithm>

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
    case StopReason::Watchpoint:
        return "watchpoint";
    case StopReason::Moment:
        return "moment";
    case StopReason::Start:
        return "start of the recording";
    case StopReason::Limit:
        return "limit of instructions";
    }
    return "";
}

namespace {

bool pointsIntoStore(const exec::Value &value)
{
    return value.type.isRef() && value.type.heap != wasm::HeapKind::Extern && value.bits[0] != 0;
}

} // namespace

bool refers(const std::vector<exec::Value> &values)
{
    return std::any_of(values.begin(), values.end(), pointsIntoStore);
}

bool refers(const Snapshot &snapshot)
{
    const auto inIt = [](const auto &entry) { return pointsIntoStore(entry.value); };
    const auto inFrame = [&](const FrameInfo &frame) {
        return std::any_of(frame.locals.begin(), frame.locals.end(), inIt) ||
               std::any_of(frame.operands.begin(), frame.operands.end(), inIt);
    };
    return std::any_of(snapshot.frames.begin(), snapshot.frames.end(), inFrame) ||
           std::any_of(snapshot.globals.begin(), snapshot.globals.end(), inIt) || refers(snapshot.results) ||
           refers(snapshot.importArguments) || (snapshot.trap && refers(snapshot.trap->operands));
}

} // namespace watchglass::session
