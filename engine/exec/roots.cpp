// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/roots.h"

#include "engine/exec/calls.h"
#include "engine/exec/machine.h"
#include "engine/exec/type_registry.h"

namespace watchglass::exec {

Root::Root(std::shared_ptr<Store> store, uint64_t reference) : m_store(std::move(store))
{
    Heap &heap = m_store->heap();
    m_link.reference = reference;
    const std::lock_guard lock(heap.m_hostRootMutex);
    m_link.number = ++heap.m_rootsMade;
    m_link.previous = &heap.m_hostRoots;
    m_link.next = heap.m_hostRoots.next;
    m_link.previous->next = m_link.next->previous = &m_link;
}

Root::~Root()
{
    if (!m_store)
        return;
    const std::lock_guard lock(m_store->heap().m_hostRootMutex);
    m_link.previous->next = m_link.next;
    m_link.next->previous = m_link.previous;
}

void Heap::markHostRoots()
{
    const std::lock_guard lock(m_hostRootMutex);
    for (const Link *link = m_hostRoots.next; link != &m_hostRoots; link = link->next)
        mark(link->reference);
}

bool belongsTo(const Store *store, const Value &value)
{
    const uint64_t reference = value.bits[0];
    if (!value.type.isRef() || !isObject(reference))
        return true; // null, an i31 or the host's own
    if (value.referent && value.referent->root.isGone())
        return false;
    if (store && store->heap().owns(reference))
        return true;
    const bool rooted = value.referent && value.referent->root.store();
    const bool mayBeFunction = value.type.heap == wasm::HeapKind::Defined || value.type.heap == wasm::HeapKind::Func;
    if (rooted || !mayBeFunction)
        return false;
    const auto &function = *reinterpret_cast<const Function *>(reference);
    return !function.instance || function.instance->store == store;
}

const std::vector<uint32_t> &RootMaps::at(const Code &code, const Cell *pc, uint32_t end)
{
    const auto word = uint64_t(pc - code.entry());
    const auto [found, isNew] = m_maps.try_emplace(word << 32 | end);
    std::vector<uint32_t> &slots = found->second;
    if (!isNew)
        return slots;
    const std::vector<uint32_t> &ids = code.instance->runtime->typeIds;
    const wasm::Module &module = *code.instance->module;
    const uint32_t offset = code.placeOf(pc).offset;
    const auto add = [&](const wasm::ValType &type, uint32_t slot) {
        if (isTraced(processWide(type, ids)) && slot < end)
            slots.push_back(slot);
    };
    const std::vector<wasm::ValType> locals = module.localTypes(code.function);
    for (size_t i = 0; i < locals.size(); ++i)
        add(locals[i], code.localSlots[i]);
    const StateShape shape = describe(module, code.function, offset);
    for (size_t i = 0; i < shape.operands.size(); ++i)
        add(shape.operands[i].type, code.linkSlot + 1 + shape.firstSlots[i]);
    for (const uint32_t slot : shape.exceptions)
        slots.push_back(code.linkSlot + 1 + slot);
    return slots;
}

} // namespace watchglass::exec
