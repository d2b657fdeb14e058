// SPDX-License-Identifier: Apache-2.0
/// What keeps objects of a heap alive: what hosts hold, and where frames hold references.
#pragma once

#include <string>

#include "engine/exec/code.h"
#include "engine/exec/heap.h"
#include "engine/exec/store.h"

namespace watchglass::exec {

/// Keeps one object alive, on whatever thread it is held or let go.
class Root
{
public:
    Root() = default;
    Root(std::shared_ptr<Store> store, uint64_t reference);
    ~Root();
    Root(const Root &) = delete;
    const std::shared_ptr<Store> &store() const { return m_store; }
    /// Whether the heap has gone back to a moment when the object may not have been there (heap_image.h).
    bool isGone() const { return m_store && !m_link.reference; }

private:
    std::shared_ptr<Store> m_store;
    Heap::Link m_link;
};

/// What a Value knows of its reference beyond the bits.
struct Referent {
    Root root;
    std::string text; ///< what it looked like when it was shown to a person; may be empty

    Referent(std::shared_ptr<Store> store, uint64_t reference) : root(std::move(store), reference) {}
    explicit Referent(std::string shown) : text(std::move(shown)) {}
};

/// Of each place in code: which slots of its frame may refer to objects. Made when first asked for.
class RootMaps
{
public:
    /// Slots, counted from the frame pointer: locals, and the operands below the slot `end`, as the instruction of the
    /// cell finds them.
    const std::vector<uint32_t> &at(const Code &code, const Cell *pc, uint32_t end);

private:
    std::unordered_map<uint64_t, std::vector<uint32_t>> m_maps; ///< by word and end
};

/// Whether a value that a host hands in may be used in the store: references do not cross from one to another.
bool belongsTo(const Store *store, const Value &value);

} // namespace watchglass::exec
