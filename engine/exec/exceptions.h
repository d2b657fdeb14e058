// SPDX-License-Identifier: Apache-2.0
/// Throwing (spec §4.4.8.10 and the older proposal). Nothing is done for exceptions until one is thrown: then the
/// frames are searched, innermost first, for a region of their code (Code::tries) that catches it.
#pragma once

#include "engine/exec/calls.h"
#include "engine/exec/handler.h"
#include "engine/exec/reference.h"

namespace watchglass::exec {

/// An exception in the heap, as an exnref refers to it.
struct Exception {
    static constexpr uint32_t payloadAt = 16;
    Object header;
    const Tag *tag;
    Slot *payload() { return reinterpret_cast<Slot *>(header.bytes() + payloadAt); }
    const Slot *payload() const { return reinterpret_cast<const Slot *>(header.bytes() + payloadAt); }
    static uint64_t bytes(const Tag &tag) { return payloadAt + tag.payloadSlots * sizeof(Slot); }
    static Exception *of(Object *object) { return reinterpret_cast<Exception *>(object); }
};
static_assert(sizeof(Exception) == Exception::payloadAt);

/// Makes the object an exception; the payload stands in slots.
void fillException(Object *object, const Tag &tag, const Slot *payload);
/// Goes on where `ctx.exception`, thrown at `ctx.pc`, is caught. False, with nothing changed, when nobody does.
bool unwind(Context &ctx);
/// As `unwind` for an exception that the host function called there throws; when nobody catches it the machine stops.
bool unwindFromHost(Context &ctx, uint64_t exception);

// Cells, after the handler:
//   throw                 first operand's slot, - | Tag
//   throw_ref, rethrow    slot of the exception, -
HandlerPair throwHandlers();
HandlerPair throwRefHandlers();

} // namespace watchglass::exec
