// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/machine.h"

#include <algorithm>
#include <sys/mman.h>
#include <utility>

#include "engine/base/interactive.h"
#include "engine/exec/host_results.h"
#include "engine/exec/host_tape.h"
#include "engine/exec/machine_impl.h"
#include "engine/exec/plain/change_over.h"
#include "engine/exec/plain/count.h"
#include "engine/exec/probes.h"
#include "engine/exec/roots.h"
#include "engine/exec/sample_sink.h"
#include "engine/exec/trap_story.h"
#include "engine/wasm/instruction.h"

namespace watchglass::exec {

namespace {

constexpr size_t leastStack = 1 << 16;

/// Pages of the stack appear as they are used; a host short of address space gets a smaller one.
Slot *reserveStack(size_t &bytes)
{
    for (;;) {
        void *at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (at != MAP_FAILED)
            return static_cast<Slot *>(at);
        if (bytes <= leastStack)
            return nullptr;
        bytes = std::max(leastStack, bytes / 2);
    }
}

} // namespace

Driver fastestDriver()
{
    return WG_THREADED ? Driver::Plain : Driver::Single;
}

Machine::Impl::Impl(const Limits &limits, Driver d)
    : driver(WG_THREADED ? d : Driver::Single), stackBytes(std::max<size_t>(limits.stackBytes, leastStack))
{
    context.stackBase = reserveStack(stackBytes);
    context.stackEnd = context.stackBase ? context.stackBase + stackBytes / sizeof(Slot) : nullptr;
    context.watchedOnly = driver != Driver::Plain;
    context.maxDepth = context.stackBase ? limits.callDepth : 0;
    thunk = {callHandlers(Callee::Direct, false).cell()};
    thunk[callWords] = exitHandlers().cell();
    context.turn = {reinterpret_cast<Cell>(plain::turnHandler())};
}

Machine::Impl::~Impl()
{
    useStore(nullptr);
    if (context.stackBase)
        munmap(context.stackBase, stackBytes);
}

Machine::Machine(const Limits &limits, Driver driver) : m(std::make_unique<Impl>(limits, driver))
{
    m->context.machine = this;
}
Machine::~Machine() = default;

void Machine::start(const std::shared_ptr<Function> &function, std::span<const Value> arguments)
{
    m->drop();
    m->started = function;
    m->context.attention = 0;
    m->thunk[2] = reinterpret_cast<Cell>(function.get());
    Context &ctx = m->context;
    ctx.save(m->thunk.data(), ctx.stackBase, nullptr);
    ctx.callee = function.get();
    Store *const store = function->instance ? function->instance->store : nullptr;
    if (store && !std::all_of(arguments.begin(), arguments.end(),
                              [store](const Value &value) { return belongsTo(store, value); }))
        m->refusal = "an argument is a reference that belongs to another store";
    if (!m->refusal.empty())
        return;
    if (ctx.stackBase && slotCount(function->type.params) < size_t(ctx.stackEnd - ctx.stackBase))
        writeSlots(ctx.stackBase, arguments);
    if (function->host) {
        m->startedWith.assign(arguments.begin(), arguments.end());
        return;
    }
    m->useStore(store->shared_from_this());
    ctx.enterInstance(function->instance);
    // When the frame does not fit, the call is left to `run`, which reports it.
    enterFrame(ctx.watchedOnly ? codeOf(*function) : entryOf(*function), ctx.stackBase,
               reinterpret_cast<Slot>(m->thunk.data()), ctx.pc, ctx.fp, ctx.mem, &ctx, ctx.l0, ctx.fl0);
}

void Machine::Impl::drop()
{
    forgetProbes();
    started.reset();
    suspended = false;
    reported = nullptr;
    frames.clear();
    activations.clear();
    context.depth = 0;
    context.pc = nullptr;
    context.stopped = false;
    context.again = false;
    context.instance = nullptr;
    context.exception = 0;
    context.unfinished = {};
    startedWith.clear();
    refusal.clear();
    useStore(nullptr);
}

void Machine::Impl::useStore(std::shared_ptr<Store> next)
{
    if (store) {
        if (const SamplerUse sampler(context); sampler)
            sampler->settle(); // its samples point into code that may end with the store
        store->heap().remove(*this);
        store->countingMachines -= context.counting;
    }
    store = std::move(next);
    if (store) {
        store->countingMachines += context.counting;
        plain::setCounting(*store, store->countingMachines > 0);
    }
    context.heap = store ? &store->heap() : nullptr;
    if (store)
        store->heap().add(*this);
}

void Machine::Impl::drive()
{
    const RunningHere running(context);
    runHandlers();
}

void Machine::Impl::runHandlers()
{
    if (context.counting)
        return driveCounting();
    if (driver != Driver::Single) {
        reinterpret_cast<Handler> (*context.pc)(context.pc, context.fp, context.mem, &context, context.acc, context.l0,
                                                context.facc, context.sacc, context.fl0);
        return;
    }
    while (!context.stopped)
        singleForm (*context.pc)(context.pc, context.fp, context.mem, &context, 0, 0, 0, 0, 0);
}

Stop Machine::run()
{
    longCall("exec::Machine::run");
    Context &ctx = m->context;
    if (!active())
        return {};
    if (!m->refusal.empty())
        return m->refuse();
    m->frames.clear();
    if (m->suspended)
        ctx.halt(StopKind::HostCall);
    else
        ctx.stopped = false;
    if (ctx.attention.load() & Context::Cancel)
        ctx.halt(StopKind::Cancelled);
    ctx.hostThrew = false;
    if (ctx.heap)
        ctx.heap->begin(&ctx);
    m->began = ctx.clock;
    if (!ctx.stopped && (!ctx.counting || ctx.clock < ctx.clockEnd))
        m->leaveSite();
    if (!ctx.stopped && ctx.instance)
        plain::matchRecording(*ctx.instance);
    if (!ctx.stopped)
        m->drive();
    return m->finish();
}

Stop Machine::step()
{
    Context &ctx = m->context;
    if (!active())
        return {};
    m->frames.clear();
    if (m->suspended || !m->refusal.empty())
        return run();
    plain::changeOver(ctx);
    ctx.hostThrew = false;
    ctx.stopped = false;
    if (ctx.heap)
        ctx.heap->begin(&ctx);
    m->arrive(); // where it was not stopped at but begun, or probes came later
    if (ctx.stopped)
        return m->finish();
    do { // a pause must not keep a branch or a slice of a bulk operation from being done
        ctx.stopped = false;
        ctx.attention.fetch_and(~uint32_t(Context::Pause));
        ctx.watchedOnly = true; // as in leaveSite; `finish` sees to it
        m->single();
    } while (ctx.stopped && ctx.stop == StopKind::Paused && !ctx.again);
    if (!ctx.stopped && ctx.pc == &m->thunk[callWords])
        m->single();
    if (!ctx.stopped) {
        plain::changeOver(ctx);
        m->arrive();
        ctx.halt(StopKind::Stepped);
    }
    return m->finish();
}

/// The started call is not made.
Stop Machine::Impl::refuse()
{
    Stop stop;
    stop.kind = StopKind::Trapped;
    stop.trap = Trap{TrapKind::Host, started->index, 0, refusal, {}};
    drop();
    return stop;
}

Stop Machine::Impl::finish()
{
    Stop stop;
    frames.clear(); // that callbacks have looked at
    stop.kind = context.stop;
    stop.probes = std::exchange(context.stopIds, {});
    context.attention.fetch_and(~uint32_t(Context::Pause));
    context.watchedOnly = driver != Driver::Plain;
    if (context.stop == StopKind::Exited || context.stop == StopKind::Cancelled)
        plain::changeOver(context, true); // a block that ends early was counted whole
    else if (context.stop != StopKind::Finished)
        settle();
    const bool comesNew = context.stop == StopKind::LimitReached && context.clock != began;
    reported = comesNew ? nullptr : context.pc;
    if (comesNew) // in a loop, the probes there may have been called before
        context.told = nullptr;
    switch (context.stop) {
    case StopKind::Finished:
        stop.results = readSlots(context.stackBase, started->type.results, store.get());
        drop();
        break;
    case StopKind::Trapped:
        fail(stop);
        break;
    case StopKind::HostCall:
        suspended = true;
        stop.hostFunction = context.callee;
        stop.hostArguments = readSlots(context.fp + lowHalf(context.pc[1]), context.callee->type.params, store.get());
        break;
    case StopKind::Exited:
        stop.exitCode = context.exitCode;
        drop();
        break;
    case StopKind::Cancelled:
        context.attention = 0;
        drop();
        break;
    case StopKind::Breakpoint:
    case StopKind::Probe:
    case StopKind::Stepped:
    case StopKind::Paused:
    case StopKind::LimitReached:
        break;
    }
    return stop;
}

void Machine::Impl::fail(Stop &stop)
{
    TrapFacts facts;
    facts.kind = context.trap;
    facts.callee = context.callee;
    facts.hostMessage = context.hostMessage;
    facts.depth = context.depth;
    facts.maxDepth = context.maxDepth;
    facts.stackBytes = stackBytes;
    facts.heap = context.heap;
    facts.exception = context.exception;
    if (const Frame *innermost = frame(0)) {
        facts.instance = innermost->code->instance;
        facts.function = innermost->code->function;
        facts.offset = innermost->code->placeOf(innermost->pc).offset;
        facts.operands = innermost->fp + innermost->code->linkSlot + 1;
    }
    stop.trap = tellTrap(facts);
}

std::string Machine::answer(std::span<const Value> results)
{
    if (!m->suspended)
        return {};
    if (std::string sentence = misfit(*m->context.callee, results, m->store.get()); !sentence.empty())
        return sentence;
    m->suspended = false;
    m->frames.clear();
    if (m->context.tape)
        m->context.tape->answered(results);
    const Cell *pc = m->context.pc;
    Instance *instance = m->context.instance;
    finishHostCall(m->context, results);
    if (m->context.counting)
        m->count(instance, pc);
    m->takeTurn();
    plain::changeOver(m->context); // a tail call has returned to some caller
    m->reported = nullptr;
    m->context.told = nullptr;
    return {};
}

/// Probes before the instruction are met in the same sense: they are called, and what they want is not done.
void Machine::passBreakpoint()
{
    Context &ctx = m->context;
    if (active() && !m->suspended) {
        m->arrive();
        ctx.stopIds.clear();
    }
    m->reported = ctx.pc;
}

void Machine::setTape(HostTape *tape)
{
    m->context.tape = tape;
}

void Machine::abandon()
{
    m->drop();
}
bool Machine::active() const
{
    return m->started != nullptr;
}
void Machine::requestPause()
{
    m->context.attention.fetch_or(Context::Pause);
    m->context.interrupt.ring();
}
void Machine::cancel()
{
    m->context.attention.fetch_or(Context::Cancel);
    m->context.interrupt.ring();
}

bool Machine::setBreakpoint(Instance &instance, uint32_t offset)
{
    return instance.runtime->probes->setBreakpoint(offset);
}

void Machine::clearBreakpoint(Instance &instance, uint32_t offset)
{
    instance.runtime->probes->clearBreakpoint(offset);
}

} // namespace watchglass::exec
