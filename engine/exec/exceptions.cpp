// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/exceptions.h"

#include "engine/exec/objects.h"
#include "engine/exec/probes.h"
#include "engine/exec/roots.h"

namespace watchglass::exec {

namespace {

using Catcher = Code::Catcher;

/// What catches an exception with that tag when it is thrown at the word.
const Catcher *catcherOf(const Code &code, uint32_t word, const Tag *tag)
{
    uint32_t depth = Code::noSlot;
    for (const Code::TryRegion &region : code.tries) {
        if (word < region.begin || word >= region.end || region.depth > depth)
            continue;
        for (const Catcher &catcher : region.catchers) {
            if (catcher.kind == Catcher::Kind::Delegate)
                depth = catcher.outer;
            else if (!catcher.tag || catcher.tag == tag)
                return &catcher;
        }
    }
    return nullptr;
}

void land(Context &ctx, const Code &code, Slot *fp, const Catcher &catcher)
{
    const Exception &exception = *Exception::of(objectOf(ctx.exception));
    if (code.instance != ctx.instance)
        ctx.enterInstance(code.instance);
    Slot *to = fp + catcher.slot;
    if (catcher.tag)
        for (uint32_t i = 0; i < exception.header.length; ++i)
            *to++ = exception.payload()[i];
    if (catcher.kind == Catcher::Kind::TagRef || catcher.kind == Catcher::Kind::AllRef)
        *to = ctx.exception;
    if (catcher.keep != Code::noSlot)
        fp[catcher.keep] = ctx.exception;
    ctx.pc = code.entry() + catcher.word;
    ctx.fp = fp;
    ctx.acc = fp[catcher.slot];
    loadPins(code.pins, fp, ctx.l0, ctx.fl0);
    ctx.exception = 0;
}

/// Calls the probes for the frames from this one on up to that at `end`.
void tellOfUnwinding(Context &ctx, const Code *code, const Cell *pc, const Slot *fp, const Slot *end)
{
    for (size_t frame = 0; fp != end; ++frame) {
        if (Probes &probes = *code->instance->runtime->probes; probes.watchesUnwinding())
            probes.tellOfUnwinding(ctx, *code, pc, frame);
        pc = callOf(fp[code->linkSlot]);
        code = callerOf(pc);
        fp -= lowHalf(pc[1]);
    }
}

bool unwindFrom(Context &ctx, const Code *code, const Cell *pc, Slot *fp, uint32_t left)
{
    const Code *const innermost = code;
    const Cell *const thrownAt = pc;
    const Slot *const thrownIn = fp;
    const Tag *tag = Exception::of(objectOf(ctx.exception))->tag;
    while (code) {
        if (const Catcher *catcher = catcherOf(*code, uint32_t(pc - code->entry()), tag)) {
            tellOfUnwinding(ctx, innermost, thrownAt, thrownIn, fp);
            ctx.depth -= left;
            land(ctx, *code, fp, *catcher);
            if (!ctx.stopIds.empty()) {
                ctx.told = nullptr;
                ctx.halt(StopKind::Probe);
            }
            return true;
        }
        pc = callOf(fp[code->linkSlot]);
        code = callerOf(pc);
        fp -= lowHalf(pc[1]);
        ++left;
    }
    return false;
}

template <bool Threaded>
WG_HANDLER __attribute__((noinline)) void raise(WG_PARAMETERS)
{
    ctx->saveAll(WG_REGISTERS);
    if (!unwind(*ctx))
        WG_LEAVE(trapAt<TrapKind::UncaughtException>);
    if (ctx->counting || ctx->stopped)
        return;
    WG_RELOAD;
    WG_DISPATCH;
}

template <bool Threaded>
WG_HANDLER void throwNew(WG_PARAMETERS)
{
    if (ctx->wanted()) [[unlikely]] // a throw may close a loop
        WG_LEAVE(pauseAt);
    const Tag &tag = *reinterpret_cast<const Tag *>(pc[2]);
    ctx->saveAll(WG_REGISTERS);
    Object *object = makeRoom(ctx, Exception::bytes(tag));
    if (!object)
        WG_LEAVE(noRoom);
    fillException(object, tag, fp + lowHalf(pc[1]));
    ctx->exception = referenceTo(object);
    WG_LEAVE(raise<Threaded>);
}

template <bool Threaded>
WG_HANDLER void throwRef(WG_PARAMETERS)
{
    if (ctx->wanted()) [[unlikely]]
        WG_LEAVE(pauseAt);
    ctx->exception = fp[lowHalf(pc[1])];
    if (!ctx->exception)
        WG_LEAVE(trapAt<TrapKind::NullReference>);
    WG_LEAVE(raise<Threaded>);
}

} // namespace

void fillException(Object *object, const Tag &tag, const Slot *payload)
{
    object->type = exceptionType;
    object->length = tag.payloadSlots;
    Exception &exception = *Exception::of(object);
    exception.tag = &tag;
    for (uint32_t i = 0; i < tag.payloadSlots; ++i)
        exception.payload()[i] = payload[i];
}

bool unwind(Context &ctx)
{
    return unwindFrom(ctx, ctx.instance->runtime->codeAt(ctx.pc), ctx.pc, ctx.fp, 0);
}

bool unwindFromHost(Context &ctx, uint64_t exception)
{
    ctx.exception = exception;
    const Code *code = callerOf(ctx.pc);
    const Cell *pc = ctx.pc;
    Slot *fp = ctx.fp;
    uint32_t left = 0;
    if (code && ctx.tailCall) { // this frame is over
        pc = callOf(fp[code->linkSlot]);
        code = callerOf(pc);
        fp -= lowHalf(pc[1]);
        left = 1;
    }
    if (unwindFrom(ctx, code, pc, fp, left))
        return !ctx.stopped;
    ctx.trap = TrapKind::UncaughtException;
    ctx.hostThrew = true;
    ctx.halt(StopKind::Trapped);
    return false;
}

Value makeException(Instance &caller, const std::shared_ptr<Tag> &tag, const std::vector<Value> &arguments)
{
    Value value = Value::zero(wasm::ValType::ref(wasm::HeapKind::Exn));
    caller.store->keep(tag);
    if (Object *object = caller.store->heap().makeRoom(Exception::bytes(*tag))) {
        std::vector<Slot> payload(tag->payloadSlots);
        writeSlots(payload.data(), arguments);
        fillException(object, *tag, payload.data());
        value.bits[0] = referenceTo(object);
        value.referent = std::make_shared<Referent>(caller.store->shared_from_this(), value.bits[0]);
    }
    return value;
}

HandlerPair throwHandlers()
{
    return WG_HANDLERS(throwNew);
}
HandlerPair throwRefHandlers()
{
    return WG_HANDLERS(throwRef);
}

} // namespace watchglass::exec
