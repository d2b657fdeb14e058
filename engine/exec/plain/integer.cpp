// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/plain/evaluate_forms.h"

namespace watchglass::exec::plain {

namespace {

template <Op op, unsigned copy>
const EvaluateForms *forms()
{
    constexpr bool here = Evaluated<op> && signature(op).scalar && signature(op).operand[0] == Bank::Int;
    if constexpr (here) {
        static const EvaluateForms all = evaluateFormsOf<op, copy>();
        return &all;
    } else {
        return nullptr;
    }
}

} // namespace

Handler integerHandler(Op op, From a, From b, To to, unsigned copy)
{
    return inCopy(copy, [&]<unsigned number> {
        static const EvaluateForms *const all[] = {
#define WG_INSTRUCTION(Id, ...) forms<Op::Id, number>(),
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
        };
        return all[size_t(op)] ? all[size_t(op)]->at(a, b, to) : nullptr;
    });
}

} // namespace watchglass::exec::plain
