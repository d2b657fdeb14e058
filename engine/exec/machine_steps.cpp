// SPDX-License-Identifier: Apache-2.0
/// The machine one instruction at a time: probes before it, the clock behind it, and the way out of plain code.
#include "engine/exec/machine_impl.h"
#include "engine/exec/plain/change_over.h"
#include "engine/exec/probes.h"

namespace watchglass::exec {

void Machine::Impl::forgetProbes()
{
    context.told = nullptr;
    context.accessed = false;
    context.hostCallTold = false;
    context.stopIds.clear();
    if (context.instance)
        context.instance->runtime->probes->forget();
}

/// Probes before the next instruction are called if they were not yet.
void Machine::Impl::arrive()
{
    if (!context.instance || context.pc == context.told)
        return;
    Probes &probes = *context.instance->runtime->probes;
    if (Site *site = probes.at(context.pc))
        probes.tell(context, *site, Probes::Where::Overlooking);
}

void Machine::Impl::leaveSite()
{
    if (!context.instance || (context.pc != reported && context.pc != context.told))
        return;
    Probes &probes = *context.instance->runtime->probes;
    Site *site = probes.at(context.pc);
    if (!site || (context.pc != context.told && !probes.tell(context, *site, Probes::Where::Overlooking)))
        return;
    context.watchedOnly = true; // from a loop head, counted code would lead back before it
    single();
    context.watchedOnly = driver != Driver::Plain;
    plain::changeOver(context); // a call or return has not loaded the registers of plain code
}

void performCell(Context &context)
{
    context.machine->m->single();
}

void Machine::Impl::single()
{
    context.told = nullptr;
    Site *site = context.instance ? context.instance->runtime->probes->at(context.pc) : nullptr;
    const Cell *pc = context.pc;
    Instance *instance = context.instance;
    const Cell own = site ? site->own : *pc;
    if (site)
        instance->runtime->probes->perform(context, *site);
    else
        singleForm(own)(pc, context.fp, context.mem, &context, 0, 0, 0, 0, 0);
    finishInstruction(instance, pc, own);
}

/// The instruction of watched code at the cell, with what probes stand before and behind it.
void Machine::Impl::execute()
{
    Site *site = context.instance ? context.instance->runtime->probes->at(context.pc) : nullptr;
    const Cell *pc = context.pc;
    Instance *instance = context.instance;
    const Cell own = site ? site->own : *pc;
    singleForm (*pc)(pc, context.fp, context.mem, &context, 0, 0, 0, 0, 0);
    finishInstruction(instance, pc, own);
}

void Machine::Impl::finishInstruction(Instance *instance, const Cell *pc, Cell handler)
{
    takeTurn();
    if (!context.counting || (context.stopped && context.pc == pc))
        return;
    const bool goesOver = handler == loopHandlers().cell() && !singleForm(*context.pc);
    if (!goesOver) // counted code counts the loop with the rest of its block
        count(instance, pc);
}

void Machine::Impl::takeTurn()
{
    if (context.pc == context.turn.data())
        context.pc = context.resume;
}

/// A trap in plain code comes from the last of the instructions that its cell stands for: doing them one by one leads
/// there, with every operand in its slot.
void Machine::Impl::settle()
{
    const Code *code = context.instance ? context.instance->runtime->codeAt(context.pc) : nullptr;
    if (!code || !code->plain)
        return;
    const bool served = code->instance->runtime->probes->served.contains(context.pc);
    const uint32_t last = served ? code->placeOf(context.pc).offset : 0;
    plain::changeOver(context, true);
    if (context.stop == StopKind::Paused && served) { // the probes of what the cell stands for were called
        context.stopped = false;
        reachInstruction(context, last);
        context.stopped = true;
        context.told = context.pc;
    }
    if (context.stop != StopKind::Trapped || context.trap == TrapKind::Host || context.hostThrew)
        return;
    context.attention.fetch_and(~uint32_t(Context::Pause));
    context.stopped = false;
    const TrapKind kind = context.trap;
    constexpr int mostInstructions = 1000; // far more than a cell stands for
    for (int i = 0; i < mostInstructions && !context.stopped; ++i)
        single();
    if (!context.stopped) {
        context.trap = kind;
        context.halt(StopKind::Trapped);
    }
}

} // namespace watchglass::exec
