// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/counting.h"

#include <algorithm>

#include "engine/exec/machine_impl.h"
#include "engine/exec/plain/change_over.h"

namespace watchglass::exec {

void Machine::setCounting(bool counting)
{
    Context &ctx = m->context;
    if (ctx.counting == counting)
        return;
    m->leaveAllPlain();
    ctx.counting = counting;
    if (!m->store)
        return;
    counting ? ++m->store->countingMachines : --m->store->countingMachines;
    plain::setCounting(*m->store, m->store->countingMachines > 0);
}

bool Machine::counting() const
{
    return m->context.counting;
}

uint64_t Machine::instructions() const
{
    return m->context.clock;
}

void Machine::setInstructionLimit(uint64_t end)
{
    m->context.clockEnd = end;
}

/// Every frame goes on in watched code, which leads to the kind of code that is wanted next.
void Machine::Impl::leaveAllPlain()
{
    for (size_t index = 0; frame(index); ++index) {
    }
    frames.clear();
}

/// The instruction at that cell of watched code is completed.
void Machine::Impl::count(Instance *instance, const Cell *pc)
{
    Code *code = instance ? instance->runtime->codeAt(pc) : nullptr;
    if (!code)
        return; // the call that the machine was started with
    ++context.clock;
    code->corrections.resize(code->places.size());
    ++code->corrections[size_t(&code->placeOf(pc) - code->places.data())];
}

/// Turn by turn: counted code until it is left, watched code one instruction at a time.
void Machine::Impl::driveCounting()
{
    while (!context.stopped) {
        if (!singleForm(*context.pc)) {
            const Code *code = context.instance ? context.instance->runtime->codeAt(context.pc) : nullptr;
            if (code)
                context.fp[code->linkSlot] |= watchedCaller;
            reinterpret_cast<Handler> (*context.pc)(context.pc, context.fp, context.mem, &context, context.acc,
                                                    context.l0, context.facc, context.sacc, context.fl0);
        } else if (context.clock >= context.clockEnd && context.pc != &thunk[callWords]) {
            context.halt(StopKind::LimitReached);
        } else {
            execute();
        }
    }
}

std::vector<ExecutionCount> executionCounts(Function &function)
{
    if (!function.instance)
        return {};
    const Code &watched = codeOf(function);
    std::vector<ExecutionCount> counts;
    for (const Code::Place &place : watched.places)
        counts.push_back({place.offset, 0});
    for (size_t i = 0; i < watched.corrections.size(); ++i)
        counts[i].count += uint64_t(watched.corrections[i]);
    if (const Code *counted = function.counted.get())
        for (size_t b = 0; b < counted->blocks.size(); ++b)
            for (uint32_t n = 0; n < counted->blocks[b].count; ++n)
                counts[watched.placeInBlock(counted->blocks[b], n)].count += counted->entries[b];
    return counts;
}

void resetExecutionCounts(Instance &instance)
{
    for (const auto &function : instance.functions) {
        if (function->instance != &instance)
            continue;
        if (function->code)
            function->code->corrections.clear();
        if (Code *counted = function->counted.get())
            std::fill_n(counted->entries.get(), counted->blocks.size(), 0);
    }
}

} // namespace watchglass::exec
