// SPDX-License-Identifier: Apache-2.0
/// Between plain and watched code. A frame looks the same to both but for values that plain code keeps elsewhere; so to
/// leave plain code, those are written to their home slots, and the frame goes on in the watched cell of the same
/// place. That can be done before any plain cell. The way back leads through loop heads, where plain code keeps nothing
/// elsewhere, and through calls, which enter plain code.
///
/// A breakpoint replaces the handler of the plain cell that covers its instruction by one that leaves for watched code,
/// where the breakpoint itself stands. Probes that look at locals only are called by the cell itself; for others the
/// whole function is left to watched code.
#pragma once

#include <vector>

#include "engine/exec/handler.h"

namespace watchglass::exec::plain {

/// The innermost frame leaves plain code, if it is in any; nothing of its cell has happened. The place becomes the
/// first instruction that the cell stands for; with `atCall`, when it is a call, the call itself.
void changeOver(Context &ctx, bool atCall = false);
/// The same for a frame that waits in a plain call cell: answers the watched one that the callee shall return to.
const Cell *changeOverCaller(const Cell *call, Slot *fp);

/// Where each plain cell starts, and the last instruction that it stands for.
std::vector<Code::Place> placesOf(const Code &code);

/// Makes what calls of the function enter: plain code, or counted while its store counts, or finds that it has none.
void makePlain(Function &function);
/// Calls and loops of watched code lead to counted code from now on, or no longer. What runs in the other kind stays
/// there until it leaves.
void setCounting(Store &store, bool counting);
/// Turns a direct call whose callee was not translated into one that enters it, and answers its handler.
Handler resolveCall(Cell *cell, Function &callee);

/// What loop cells of watched code hold when they do not lead to plain code.
inline constexpr Cell noPlainLoop = 1;
/// Gives the loops of the watched code that holds this cell their ways back.
WG_RARE void connectLoops(Instance *instance, const Cell *cell);

/// Makes the function's plain code leave where probes and breakpoints stand in its watched code, or call them itself.
void placeProbes(Function &function);

/// Brings the stores of an instance's plain code in line with its memory: those that note pages and those that do not.
void matchRecording(Instance &instance);

} // namespace watchglass::exec::plain
