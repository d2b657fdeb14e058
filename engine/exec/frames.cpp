// SPDX-License-Identifier: Apache-2.0
/// Looking into a stopped machine: frames are found by following the links.
#include "engine/exec/machine_impl.h"
#include "engine/exec/plain/change_over.h"
#include "engine/exec/roots.h"

namespace watchglass::exec {

Machine::Impl::Frame Machine::Impl::above(const Frame &callee)
{
    const Cell *call = callOf(callee.fp[callee.code->linkSlot]);
    return {callerOf(call), call, callee.fp - lowHalf(call[1])};
}

const Machine::Impl::Frame *Machine::Impl::frame(size_t index)
{
    if (frames.empty() && context.pc && context.instance)
        if (const Code *code = context.instance->runtime->codeAt(context.pc))
            frames.push_back({code, context.pc, context.fp});
    while (!frames.empty() && frames.size() <= index) {
        const Frame caller = above(frames.back());
        if (!caller.code)
            break;
        frames.push_back(caller);
    }
    if (index >= frames.size())
        return nullptr;
    leavePlain(index);
    return &frames[index];
}

/// Whoever looks at a frame finds everything in its slots.
void Machine::Impl::leavePlain(size_t index)
{
    Frame &found = frames[index];
    if (!found.code->plain)
        return;
    if (index == 0) {
        plain::changeOver(context, context.inHost);
        found.pc = context.pc;
    } else {
        found.pc = plain::changeOverCaller(found.pc, found.fp);
        Slot &link = frames[index - 1].fp[frames[index - 1].code->linkSlot];
        link = reinterpret_cast<Slot>(found.pc) | (link & linkTags) | (context.counting ? watchedCaller : 0);
    }
    found.code = &codeOf(*found.code->instance->functions[found.code->function]);
}

void Machine::Impl::markRoots(Heap &collecting)
{
    collecting.mark(context.exception);
    collecting.mark(referenceTo(context.unfinished.object));
    const Code *code = context.pc && context.instance ? context.instance->runtime->codeAt(context.pc) : nullptr;
    uint32_t end = Code::noSlot; // a caller's operands end where its callee's frame starts
    for (Frame at{code, context.pc, context.fp}; at.code; at = above(at), end = at.code ? lowHalf(at.pc[1]) : 0)
        for (const uint32_t slot : at.code->rootMaps->at(*at.code, at.pc, end))
            collecting.mark(at.fp[slot]);
}

namespace {

wasm::ValType localType(const wasm::Module &module, uint32_t function, uint32_t index)
{
    const std::vector<wasm::ValType> &params = module.funcType(function).params;
    if (index < params.size())
        return params[index];
    index -= uint32_t(params.size());
    for (const wasm::LocalRun &run : module.functions[function].locals) {
        if (index < run.count)
            return run.type;
        index -= run.count;
    }
    return {};
}

} // namespace

size_t Machine::depth() const
{
    return m->context.depth;
}

Place Machine::place(size_t frame) const
{
    const Impl::Frame *found = m->frame(frame);
    if (!found)
        return {};
    return {found->code->instance, found->code->function, found->code->placeOf(found->pc).offset};
}

uint64_t Machine::frameId(size_t frame) const
{
    const Impl::Frame *found = m->frame(frame);
    if (!found)
        return 0;
    uint64_t &id = m->activations[found->fp - m->context.stackBase];
    Slot &link = found->fp[found->code->linkSlot];
    if (!(link & knownActivation)) {
        link |= knownActivation;
        id = ++m->lastActivation;
    }
    return id;
}

Value Machine::local(size_t frame, uint32_t index) const
{
    const Impl::Frame *found = m->frame(frame);
    if (!found || index >= found->code->localSlots.size())
        return {};
    const wasm::ValType type = localType(*found->code->instance->module, found->code->function, index);
    return readSlots(found->fp + found->code->localSlots[index], {&type, 1}, m->store.get())[0];
}

bool Machine::setLocal(size_t frame, uint32_t index, const Value &value)
{
    const Impl::Frame *found = m->frame(frame);
    if (!found || index >= found->code->localSlots.size() ||
        localType(*found->code->instance->module, found->code->function, index).kind != value.type.kind)
        return false;
    writeSlots(found->fp + found->code->localSlots[index], {&value, 1});
    return true;
}

Value Machine::operand(size_t frame, uint32_t slotFromBottom, wasm::ValType type) const
{
    const Impl::Frame *found = m->frame(frame);
    if (!found || found->code->linkSlot + 1 + slotFromBottom + slotCount({&type, 1}) > found->code->frameSlots)
        return {};
    return readSlots(found->fp + found->code->linkSlot + 1 + slotFromBottom, {&type, 1}, m->store.get())[0];
}

bool Machine::setOperand(size_t frame, uint32_t slotFromBottom, const Value &value)
{
    const Impl::Frame *found = m->frame(frame);
    if (!found || found->code->linkSlot + 1 + slotFromBottom + slotCount({&value.type, 1}) > found->code->frameSlots)
        return false;
    writeSlots(found->fp + found->code->linkSlot + 1 + slotFromBottom, {&value, 1});
    return true;
}

} // namespace watchglass::exec
