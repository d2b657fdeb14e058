// SPDX-License-Identifier: Apache-2.0
/// Calling probes while the guest runs. What callbacks add and remove is done when the last of a place was called.
#include <algorithm>
#include <utility>

#include "engine/exec/access.h"
#include "engine/exec/machine_impl.h"
#include "engine/exec/plain/change_over.h"
#include "engine/exec/probes.h"

namespace watchglass::exec {

using Kind = ProbePoint::Kind;

/// While it lives, no list of probes changes.
class Probes::Round
{
public:
    explicit Round(Probes &probes) : m_probes(probes) { ++m_probes.m_calling; }
    Round(const Round &) = delete;
    ~Round()
    {
        if (--m_probes.m_calling > 0 || (m_probes.m_added.empty() && m_probes.m_gone.empty()))
            return;
        for (const Entry &entry : std::exchange(m_probes.m_added, {}))
            m_probes.install(entry);
        for (const Entry &entry : std::exchange(m_probes.m_gone, {}))
            m_probes.uninstall(entry);
    }

private:
    Probes &m_probes;
};

namespace {

Code *codeOfFrame(const Context &context)
{
    return context.instance ? context.instance->runtime->codeAt(context.pc) : nullptr;
}

} // namespace

void reachInstruction(Context &context, uint32_t offset)
{
    plain::changeOver(context);
    while (!context.stopped && codeOfFrame(context)->placeOf(context.pc).offset < offset)
        performCell(context);
}

Instance &ProbeView::instance() const
{
    return *m_context.instance;
}

Slot *ProbeView::slotsOfFrame() const
{
    return m_context.fp;
}

Machine &ProbeView::machine()
{
    if (m_served)
        reachInstruction(m_context, m_offset);
    m_context.machine->m->frames.clear();
    return *m_context.machine;
}

/// Whether it wants to stop.
bool Probes::call(Context &context, ProbeEntry &entry, ProbeView &view)
{
    if (entry.removed)
        return false;
    view.m_point = &entry.point;
    if (entry.probe->reached(view) == Probe::Answer::GoOn)
        return false;
    context.stopIds.push_back(entry.id);
    return true;
}

bool Probes::tell(Context &context, Site &site, Where where)
{
    const Round round(*this);
    context.told = context.pc;
    ProbeView view(context);
    view.m_offset = site.instruction.offset;
    view.m_served = where == Where::Served;
    bool stop = false;
    const bool cameBack = std::exchange(m_cameBack, false);
    const size_t count = site.first.size();
    for (size_t i = 0; i < count; ++i) {
        ProbeEntry &entry = *site.first[i];
        if (cameBack && entry.point.kind == Kind::Entry)
            continue; // to a loop that the function begins with
        stop = call(context, entry, view) || stop;
    }
    if (stop || (site.breakpoint && where == Where::Watched))
        context.halt(site.breakpoint ? StopKind::Breakpoint : StopKind::Probe);
    return !context.stopped;
}

Handler Probes::arrive(Context &context, bool threaded)
{
    const Round round(*this);
    Site &site = *at(context.pc);
    if (!tell(context, site))
        return nullptr;
    if (site.then.empty() && !site.reads)
        return threaded ? reinterpret_cast<Handler>(site.own) : singleForm(site.own);
    perform(context, site);
    return nullptr;
}

void Probes::perform(Context &context, Site &site)
{
    const Round round(*this);
    const Cell *from = context.pc;
    if (site.then.empty() && !site.reads) {
        singleForm(site.own)(from, context.fp, context.mem, &context, 0, 0, 0, 0, 0);
        return;
    }
    if (m_begunAt != from || m_begunIn != context.fp)
        begin(context, site);
    singleForm(site.own)(from, context.fp, context.mem, &context, 0, 0, 0, 0, 0);
    if (context.stopped && context.pc == from) { // it will be gone on with, or has trapped
        if (context.stop != StopKind::Paused)
            m_begunAt = nullptr;
        return;
    }
    end(context, site, from);
}

/// Remembers what the instruction is about to touch.
void Probes::begin(Context &context, const Site &site)
{
    m_begunAt = context.pc;
    m_begunIn = context.fp;
    m_touches.clear();
    const Slot *fp = context.fp;
    const auto keep = [this](const Entry &entry, uint64_t begin, uint64_t end, const void *before, size_t bytes) {
        const auto *from = static_cast<const uint8_t *>(before);
        m_touches.push_back({entry.get(), begin, end, std::vector<uint8_t>(from, from + bytes)});
    };
    for (const Entry &entry : site.then) {
        const ProbePoint &point = entry->point;
        if (point.kind == Kind::GlobalGet || point.kind == Kind::GlobalSet) {
            keep(entry, 0, 16, m_instance.globals[point.index]->value.bits.data(), 16);
        } else if (point.kind == Kind::LocalSet) {
            const Slot *local = fp + site.function->code->localSlots[point.index];
            const bool wide =
                m_instance.module->localTypes(site.function->index)[point.index].kind == wasm::TypeKind::V128;
            const Slot before[2] = {local[0], wide ? local[1] : 0};
            keep(entry, 0, 16, before, 16);
        } else if (point.kind == Kind::TableGet || point.kind == Kind::TableSet) {
            const AddressSet::Range range =
                elementsTouched(site, context, *m_instance.tables[point.index], point.kind == Kind::TableSet);
            const std::vector<uint64_t> &elements = m_instance.tables[point.index]->elements;
            const uint64_t begin = std::max(range.begin, point.begin), end = std::min(range.end, point.end);
            std::vector<uint64_t> before;
            for (uint64_t i = begin; i < end; ++i)
                before.push_back(i < elements.size() ? elements[i] : 0);
            if (begin < end)
                keep(entry, begin, end, before.data(), before.size() * sizeof before[0]);
        } else {
            keep(entry, 0, 0, nullptr, 0);
        }
    }
    if (!site.reads)
        return;
    const auto [memory, range] = bytesRead(site, context);
    if (const auto watched = m_memories.find(memory); watched != m_memories.end())
        for (ProbeEntry *entry : watched->second.loads.touched(range.begin, range.end))
            m_touches.push_back(
                {entry, std::max(range.begin, entry->point.begin), std::min(range.end, entry->point.end), {}});
}

/// The instruction was done; calls the probes that come after it.
void Probes::end(Context &context, Site &site, const Cell *from)
{
    m_begunAt = nullptr;
    const std::vector<Touch> touches = std::exchange(m_touches, {});
    ProbeView view(context);
    view.m_offset = site.instruction.offset;
    view.m_taken = context.pc != from + site.words || site.instruction.op == wasm::Op::Br ||
                   site.instruction.op == wasm::Op::BrTable;
    bool stop = false;
    for (const Touch &touch : touches) {
        const ProbePoint &point = touch.entry->point;
        if (point.kind == Kind::Entry) {
            m_cameBack = context.pc == site.function->code->entry();
            continue;
        }
        if (point.kind == Kind::TableSet && touch.end > m_instance.tables[point.index]->elements.size())
            continue; // growing failed
        view.m_begin = touch.begin;
        view.m_end = touch.end;
        view.m_before = touch.before;
        stop = call(context, *touch.entry, view) || stop;
    }
    if (!stop)
        return;
    context.told = nullptr;
    if (!context.stopped)
        context.halt(StopKind::Probe);
}

Handler Probes::serve(Context &context)
{
    const Cell *pc = context.pc;
    const Served &here = served.at(pc);
    const Cell *own = here.own;
    const size_t added = m_added.size(), gone = m_gone.size();
    const Round round(*this);
    for (size_t i = 0; i < here.sites.size(); ++i) {
        Site &site = *here.sites[i];
        const uint32_t offset = site.instruction.offset;
        const bool goesOn = tell(context, site, Where::Served);
        const bool last = i + 1 == here.sites.size(), changed = m_added.size() != added || m_gone.size() != gone;
        if (goesOn && context.pc == pc && !(last && changed))
            continue;
        const bool stopped = std::exchange(context.stopped, false);
        reachInstruction(context, offset);
        context.stopped = stopped;
        context.told = context.pc;
        if (!stopped) {
            performCell(context);
            plain::changeOver(context); // a call has not loaded the registers of plain code
        }
        return nullptr;
    }
    return reinterpret_cast<Handler>(*own);
}

void Probes::tellOfHostCall(Context &context, Kind kind, const Function &callee)
{
    const Round round(*this);
    ProbeView view(context);
    const Code *code = codeOfFrame(context);
    view.m_offset = code ? code->placeOf(context.pc).offset : 0;
    bool stop = false;
    for (size_t i = 0, count = m_hostCalls.size(); i < count; ++i) {
        ProbeEntry &entry = *m_hostCalls[i];
        const ProbePoint &point = entry.point;
        if (point.kind == kind &&
            (point.function == ProbePoint::any || m_instance.functions[point.function].get() == &callee))
            stop = call(context, entry, view) || stop;
    }
    if (stop && !context.stopped)
        context.halt(StopKind::Probe);
}

void Probes::tellOfUnwinding(Context &context, const Code &code, const Cell *pc, size_t frame)
{
    const Round round(*this);
    ProbeView view(context);
    view.m_offset = code.placeOf(pc).offset;
    view.m_frame = frame;
    for (size_t i = 0, count = m_unwinds.size(); i < count; ++i)
        if (const uint32_t function = m_unwinds[i]->point.function;
            function == ProbePoint::any || function == code.function)
            call(context, *m_unwinds[i], view);
}

void Probes::accessed(Context &context, Memory &memory, const MemoryAccess &access)
{
    const auto watched = m_memories.find(&memory);
    if (watched == m_memories.end())
        return;
    const Round round(*this);
    const Ranges &ranges = access.write ? watched->second.stores : watched->second.loads;
    ProbeView view(context);
    const Code *code = context.accessing ? context.instance->runtime->codeAt(context.accessing) : nullptr;
    view.m_offset = code ? code->placeOf(context.accessing).offset : 0;
    bool stop = false;
    for (ProbeEntry *entry : ranges.touched(access.address, access.address + access.length)) {
        view.m_begin = std::max(access.address, entry->point.begin);
        view.m_end = std::min(access.address + access.length, entry->point.end);
        if (access.write)
            view.m_before = std::span(access.before).subspan(view.m_begin - access.address, view.m_end - view.m_begin);
        stop = call(context, *entry, view) || stop;
    }
    if (stop && !context.stopped)
        context.halt(StopKind::Probe);
}

void Probes::forget()
{
    m_begunAt = nullptr;
    m_cameBack = false;
    for (const auto &memory : m_instance.memories)
        if (MemoryWatch *watch = memory->watched())
            watch->accesses.clear();
}

void tellOfAccesses(Context &context)
{
    for (size_t i = 0; context.instance && i < context.instance->memories.size(); ++i) {
        Memory &memory = *context.instance->memories[i];
        if (!memory.watched() || memory.watched()->accesses.empty())
            continue;
        const std::vector<MemoryAccess> accesses = std::exchange(memory.watched()->accesses, {});
        for (const MemoryAccess &access : accesses) {
            std::vector<AccessListener *> listeners;
            if (const MemoryWatch *watch = memory.watched())
                for (const MemoryWatch::Wish &wish : watch->wishes)
                    listeners.push_back(wish.listener);
            for (AccessListener *listener : listeners)
                listener->accessed(context, memory, access);
        }
    }
    if (context.stopped)
        context.told = nullptr;
}

namespace {

template <bool Threaded>
WG_HANDLER void probeHere(WG_PARAMETERS)
{
    ctx->saveAll(WG_REGISTERS);
    if (const Handler own = ctx->instance->runtime->probes->arrive(*ctx, Threaded))
        WG_MUSTTAIL return own(WG_REGISTERS);
    if (ctx->stopped)
        return;
    pc = ctx->pc;
    fp = ctx->fp;
    mem = ctx->mem;
    WG_DISPATCH;
}

WG_HANDLER void serveHere(WG_PARAMETERS)
{
    ctx->saveAll(WG_REGISTERS);
    if (const Handler own = ctx->instance->runtime->probes->serve(*ctx))
        WG_MUSTTAIL return own(WG_REGISTERS);
    if (ctx->stopped || ctx->counting)
        return;
    pc = ctx->pc;
    fp = ctx->fp;
    mem = ctx->mem;
    WG_MUSTTAIL return reinterpret_cast<Handler>(*pc)(WG_REGISTERS);
}

} // namespace

HandlerPair probeHandlers()
{
    return WG_HANDLERS(probeHere);
}
Handler serveHandler()
{
    return &serveHere;
}

template <bool Threaded>
WG_HANDLER void afterAccess(WG_PARAMETERS)
{
    ctx->saveAll(WG_REGISTERS);
    tellOfAccesses(*ctx);
    if (ctx->stopped || ctx->counting) // the frame may have gone over to watched code
        return;
    WG_RELOAD;
    WG_DISPATCH;
}
template WG_HANDLER void afterAccess<false>(WG_PARAMETERS);
#if WG_THREADED
template WG_HANDLER void afterAccess<true>(WG_PARAMETERS);
#endif

} // namespace watchglass::exec
