// SPDX-License-Identifier: Apache-2.0
/// What each handler of fast code does. The handlers have no names at run time; this finds the form of one by asking
/// for every form once (plain/forms.h).
#pragma once

#include "engine/exec/plain/forms.h"

namespace watchglass::native {

using exec::Handler;
using exec::plain::Bank;
using exec::plain::Form;
using exec::plain::From;
using exec::plain::To;

struct CellForm {
    enum class Kind : uint8_t {
        Evaluate, ///< a, b → to
        Vector,   ///< slots → slot
        Index,    ///< an address of parts as a value
        Load,
        Store,
        Move,
        Moves,
        GlobalGet,
        GlobalSet,
        Select,
        Branch,
        BranchIf,
        CompareBranch,
        BranchTable,
        Return,
        ReturnNothing,
        Call, ///< of a function of the same instance
    } kind = Kind::Evaluate;
    wasm::Op op = wasm::Op::Nop;
    Form form = Form::Near; ///< Index, Load, Store
    From a = From::Slot, b = From::Slot, value = From::Slot;
    To to = To::Slot;
    Bank bank = Bank::Other;
    bool sense = true; ///< of branches: whether they are taken when the condition holds
    bool wide = false; ///< the constant has a word of its own; of a Select: both values are constants
    bool back = false;
    uint8_t count = 0; ///< Moves
};

/// Null for the handlers of watched code, which fast code uses for what has no form of its own.
const CellForm *formOf(Handler handler);
/// The first handler behind this one in memory, or null.
Handler nextHandler(Handler handler);

} // namespace watchglass::native
