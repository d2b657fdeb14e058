// SPDX-License-Identifier: Apache-2.0
/// Handlers of everything that is not plain arithmetic or memory access. Their cells (words after the handler):
///   moves       from, to
///   constants   -, to | value [| upper half]
///   loops       address of the plain cell to go on at, 0 when that is not known yet, 1 for none | its pins
///   globals     -, slot | address of the value
///   select      first slot (second and condition follow it)
///   branches    condition slot, distance in words [| from, to | number of slots]
///   br_table    index slot, number of arms | per arm: distance, number of slots | from, to
///   return      link slot, number of slots | from
///   calls       see code.h
#pragma once

#include "engine/exec/handler.h"
#include "engine/wasm/instruction_table.h"

namespace watchglass::exec {

enum class Condition : uint8_t { Always, IfTrue, IfFalse, IfNull, IfNonNull };
inline constexpr uint32_t branchWords(bool moves)
{
    return moves ? 4 : 2;
}
inline constexpr uint32_t returnWords = 3;

HandlerPair nopHandlers();
HandlerPair loopHandlers();
HandlerPair unreachableHandlers();
HandlerPair moveHandlers(bool wide);
HandlerPair constantHandlers(bool wide);
HandlerPair globalGetHandlers(bool wide);
HandlerPair globalSetHandlers(bool wide);
HandlerPair selectHandlers(bool wide);
HandlerPair branchHandlers(Condition condition, bool back, bool moves);
HandlerPair branchTableHandlers();
HandlerPair nonNullHandlers();
HandlerPair returnHandlers();
/// Ends the machine's run: the cell that the outermost frame returns to.
HandlerPair exitHandlers();

enum class Callee : uint8_t { Direct, Table, Reference };
HandlerPair callHandlers(Callee callee, bool tail);

/// Instructions that work on tables, on ranges of memory or on sizes: those that take their time, behind one form of
/// cell. First operand's slot, - | table or memory, or segment | second one. Nothing for other instructions.
HandlerPair rangeHandlers(wasm::Op op);
inline constexpr uint32_t rangeWords = 4;

/// The single form of what a cell of watched code holds; null when it is a cell of plain code.
Handler singleForm(Cell handler);

} // namespace watchglass::exec
