// SPDX-License-Identifier: Apache-2.0
/// The heap of structs, arrays and exceptions: one for each store, whose instances are run by one thread at a time.
/// Objects never move. A collection marks what the roots reach, in slices that a pause or a cancellation may come
/// between; nothing is swept: the free cells of a block are found by its marks when they are wanted, and blocks without
/// a mark serve any size again.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "engine/exec/reference.h"

namespace watchglass::exec {

class Heap;
class HeapImage; ///< heap_image.h

/// Whoever holds references that running code or a host may still use.
class RootSource
{
public:
    /// Calls `heap.mark` for each of them.
    virtual void markRoots(Heap &heap) = 0;

protected:
    ~RootSource() = default;
};

class Heap
{
public:
    static constexpr uint32_t blockBytes = 65536, largestSmall = 8192;
    static constexpr uint32_t classCount = 36;

    Heap();
    ~Heap();
    Heap(const Heap &) = delete;

    /// Lets it take at least `limit` bytes; `collectAlways`: a collection before each object, for tests.
    void allow(uint64_t limit, bool collectAlways);

    // Making objects: first `bump`, then `makeRoom`. Only large ones come cleared.

    /// The size class of so many bytes, at most `largestSmall`, header included.
    static uint32_t classOf(uint32_t bytes);
    static uint32_t classBytes(uint32_t sizeClass);
    /// Null when that needs more work.
    Object *bump(uint32_t sizeClass, uint32_t bytesOfClass)
    {
        Cursor &cursor = m_cursors[sizeClass];
        uint8_t *const at = cursor.at;
        if (size_t(cursor.end - at) < bytesOfClass)
            return nullptr;
        cursor.at = at + bytesOfClass;
        return reinterpret_cast<Object *>(at);
    }
    /// Collects when it is time. Null when the heap is full (`isFull`), or when `attention` became non-zero while it
    /// worked: then the same call goes on with it later. Without `attention` it never waits. `who` tells callers apart.
    Object *makeRoom(uint64_t bytes, const void *who = nullptr, const std::atomic<uint32_t> *attention = nullptr);
    bool isFull() const { return m_full; }
    /// `who` is about to run: a collection that somebody else began does not know what happens from here on.
    void begin(const void *who)
    {
        if (m_collecting && m_collector != who)
            forgetCollection();
    }
    void collect();

    /// Keeps an object, and what it refers to, in the collection under way. Anything that is no object is left alone.
    void mark(uint64_t reference);
    void add(RootSource &source) { m_sources.push_back(&source); }
    void remove(RootSource &source);

    /// Whether the word is the address of an object here.
    bool owns(uint64_t reference) const;
    uint64_t limit() const { return m_limit; }
    uint64_t used() const { return m_used; } ///< bytes taken, free cells of used blocks included
    uint64_t collections() const { return m_collections; }

private:
    friend class Root;
    friend class HeapImage;
    struct Block;
    struct Large;
    struct Cursor {
        uint8_t *at = nullptr, *end = nullptr;
    };
    struct Work {
        Object *object;
        uint32_t from; ///< element of an array
    };
    /// A list of roots that hosts hold; roots.cpp.
    struct Link {
        Link *previous = this, *next = this;
        uint64_t reference = 0;
        uint64_t number = 0; ///< counts them from the first one ever
    };

    Object *take(uint64_t bytes, uint64_t allowed);
    Object *takeSmall(uint32_t sizeClass, uint64_t allowed);
    Object *takeLarge(uint64_t bytes, uint64_t allowed);
    Block *freshBlock();
    bool nextHole(uint32_t sizeClass);
    bool advance(const void *who, const std::atomic<uint32_t> *attention);
    void beginCollection(const void *who);
    void forgetCollection();
    void finishCollection();
    void markRoots();
    void markHostRoots();
    void trace(Work work);

    uint64_t m_limit = 0, m_used = 0, m_threshold = 0;
    bool m_always = false, m_full = false, m_collecting = false;
    bool m_due = false; ///< marks were given up half-way: no free cell is known
    const void *m_collector = nullptr;
    uint64_t m_collections = 0;

    std::array<Cursor, classCount + 1> m_cursors{}; ///< the last one is of no class: for what `bump` never makes
    std::array<Block *, classCount> m_current{};    ///< whose holes the cursors go through
    std::array<std::vector<Block *>, classCount> m_partial{}; ///< with holes, since the last collection
    std::vector<Block *> m_blocks, m_free;
    std::vector<std::shared_ptr<Large>> m_large; ///< images hold them too
    std::unordered_set<const Object *> m_largeObjects;
    std::vector<uint8_t *> m_chunks; ///< address space that blocks are cut from
    uint32_t m_unused = 0;           ///< blocks of the last chunk that were never used
    std::vector<Work> m_work;

    std::vector<RootSource *> m_sources;
    std::mutex m_hostRootMutex; ///< hosts let go on any thread
    Link m_hostRoots;
    uint64_t m_rootsMade = 0;
};

/// Bytes of an object.
uint64_t sizeOf(const Object &object);

} // namespace watchglass::exec
