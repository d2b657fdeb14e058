// SPDX-License-Identifier: Apache-2.0
/// Who owns what may be referred to (spec §4.2.1). A reference is a bare address: it may lie in any table, global or
/// operand of any instance that was linked, directly or not, with the one it points into. So all of these belong to one
/// store and end together, when nobody outside holds the store or anything in it.
///
/// Pointers that leave a store (instances, what `Instance::exported` gives) keep all of it. Pointers inside do not own
/// what belongs to the store, so there are no circles. Memories and host functions refer to nothing: they belong to no
/// store and may be imported into any.
#pragma once

#include <memory>
#include <vector>

#include "engine/exec/heap.h"

namespace watchglass::exec {

class Instance;
struct Global;
struct Table;

class Store final : public std::enable_shared_from_this<Store>, RootSource
{
public:
    static std::shared_ptr<Store> create() { return std::shared_ptr<Store>(new Store); }

    /// Takes in an instance, table or global that belongs to none; the pointer that comes back keeps the store.
    template <typename Thing>
    std::shared_ptr<Thing> adopt(const std::shared_ptr<Thing> &thing)
    {
        thing->store = this;
        m_things.push_back(thing);
        note(*thing);
        return handle(thing.get());
    }
    /// Something that refers to nothing, to live as long as the store.
    void keep(std::shared_ptr<void> thing) { m_things.push_back(std::move(thing)); }
    /// A pointer for the outside to something that belongs to this store.
    template <typename Thing>
    std::shared_ptr<Thing> handle(Thing *thing)
    {
        return {shared_from_this(), thing};
    }

    /// Of the objects that its references may point to.
    Heap &heap() { return m_heap; }
    const Heap &heap() const { return m_heap; }

    const std::vector<Instance *> &instances() const { return m_instances; }
    /// Whether calls enter counted code: while a machine that counts is in here.
    bool counting = false;
    uint32_t countingMachines = 0;

private:
    Store() { m_heap.add(*this); }
    void markRoots(Heap &heap) override;
    void note(Instance &instance) { m_instances.push_back(&instance); } // has roots of its own
    void note(Table &table) { m_tables.push_back(&table); }
    void note(Global &global) { m_globals.push_back(&global); }

    Heap m_heap; // first: instances leave it when they end
    std::vector<Instance *> m_instances;
    std::vector<Table *> m_tables;
    std::vector<Global *> m_globals;
    std::vector<std::shared_ptr<void>> m_things;
};

/// A pointer for the inside to something that lives as long as the store.
template <typename Thing>
std::shared_ptr<Thing> inside(const std::shared_ptr<Thing> &thing)
{
    return {std::shared_ptr<void>(), thing.get()};
}

} // namespace watchglass::exec
