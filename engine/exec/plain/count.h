// SPDX-License-Identifier: Apache-2.0
/// Counted code: plain code in which every basic block begins with a cell that counts it and its instructions.
///
///     counter     address of how often the block began | number of its instructions
///
/// A block is counted when it begins. Who leaves counted code inside a block takes back what is still to be done
/// (`uncount`); watched code then counts each instruction as it is completed (Machine::Impl::driveCounting). So that no
/// watched code runs unnoticed, every way out of counted code leads back to the machine: by `outOfCounted` where a
/// frame changes over, by the tag `watchedCaller` on a link for returns, by `Context::counting` where exceptions and
/// host calls end.
#pragma once

#include "engine/exec/handler.h"

namespace watchglass::exec::plain {

inline constexpr uint32_t counterWords = 3;

Handler counterHandler();
/// Of `Context::turn`, where a return with `watchedCaller` leads.
Handler turnHandler();

/// The rest of the block of counted code that holds this word, from the instruction at the offset on, is not done by
/// it: the clock goes back, and the instructions get it as a correction.
void uncount(Context &ctx, const Code &code, uint32_t word, uint32_t offset);

} // namespace watchglass::exec::plain
