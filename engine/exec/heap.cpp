// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/heap_blocks.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <utility>

#include "engine/exec/exceptions.h"
#include "engine/exec/instance.h"
#include "engine/exec/objects.h"

namespace watchglass::exec {

namespace {

constexpr uint32_t chunkBlocks = 64;
constexpr uint64_t leastThreshold = 4u << 20; ///< new bytes before a collection: they stay in the processor's cache
constexpr uint32_t slice = 1024;              ///< elements of an array that are traced at a time

/// In steps of 16 to 256, then four to each doubling.
constexpr std::array<uint32_t, Heap::classCount> classSizes = [] {
    std::array<uint32_t, Heap::classCount> sizes{};
    uint32_t n = 0;
    for (uint32_t bytes = granule; bytes <= 256; bytes += granule)
        sizes[n++] = bytes;
    for (uint32_t base = 256; base < Heap::largestSmall; base *= 2)
        for (uint32_t part = 1; part <= 4; ++part)
            sizes[n++] = base + base / 4 * part;
    return sizes;
}();

constexpr auto classOfGranules = [] {
    std::array<uint8_t, Heap::largestSmall / granule + 1> classes{};
    for (uint32_t n = 0, which = 0; n < classes.size(); ++n) {
        while (classSizes[which] < n * granule)
            ++which;
        classes[n] = uint8_t(which);
    }
    return classes;
}();

} // namespace

uint64_t sizeOf(const Object &object)
{
    if (object.type == exceptionType)
        return (Exception::payloadAt + object.length * sizeof(uint64_t) + granule - 1) / granule * granule;
    const RuntimeType &type = runtimeType(object.type);
    if (type.kind == wasm::SubType::Kind::Struct)
        return type.size;
    return arrayBytes(type, object.length);
}

uint32_t Heap::classOf(uint32_t bytes)
{
    return classOfGranules[(bytes + granule - 1) / granule];
}
uint32_t Heap::classBytes(uint32_t sizeClass)
{
    return classSizes[sizeClass];
}

Heap::Heap() = default;

void Heap::allow(uint64_t limit, bool collectAlways)
{
    m_limit = std::max(m_limit, limit);
    m_threshold = std::min(m_limit, std::max(m_threshold, leastThreshold));
    m_always = m_always || collectAlways;
}

Heap::~Heap()
{
    for (uint8_t *chunk : m_chunks)
        munmap(chunk, size_t(chunkBlocks + 1) * blockBytes);
}

void Heap::remove(RootSource &source)
{
    std::erase(m_sources, &source);
}

bool Heap::owns(uint64_t reference) const
{
    if (!isObject(reference))
        return false;
    const auto *at = reinterpret_cast<const uint8_t *>(reference);
    const auto inside = [at](const uint8_t *chunk) {
        return at >= chunk && at < chunk + size_t(chunkBlocks + 1) * blockBytes;
    };
    return std::any_of(m_chunks.begin(), m_chunks.end(), inside) || m_largeObjects.contains(objectOf(reference));
}

// Making objects -----------------------------------------------------------------------------------------------------

Object *Heap::makeRoom(uint64_t bytes, const void *who, const std::atomic<uint32_t> *attention)
{
    m_full = false;
    begin(who);
    if (!m_collecting && !m_due && !m_always)
        if (Object *object = take(bytes, m_threshold))
            return object;
    if (!advance(who, attention))
        return nullptr;
    Object *object = take(bytes, m_limit);
    m_full = !object;
    if (m_always)
        m_cursors = {};
    return object;
}

Object *Heap::take(uint64_t bytes, uint64_t allowed)
{
    return bytes <= largestSmall ? takeSmall(classOf(uint32_t(bytes)), allowed) : takeLarge(bytes, allowed);
}

Object *Heap::takeSmall(uint32_t sizeClass, uint64_t allowed)
{
    const uint32_t bytes = classBytes(sizeClass);
    for (;;) {
        if (Object *object = bump(sizeClass, bytes))
            return object;
        if (nextHole(sizeClass))
            continue;
        if (!m_partial[sizeClass].empty()) {
            m_current[sizeClass] = m_partial[sizeClass].back();
            m_partial[sizeClass].pop_back();
            continue;
        }
        if (m_used + blockBytes > allowed)
            return nullptr;
        Block *block = freshBlock();
        if (!block)
            return nullptr;
        block->sizeClass = sizeClass;
        block->cellBytes = bytes;
        block->marks = {};
        block->scan = Block::first;
        m_used += blockBytes;
        m_blocks.push_back(block);
        m_current[sizeClass] = block;
    }
}

/// Sets the cursor to the next free cells of the current block.
bool Heap::nextHole(uint32_t sizeClass)
{
    Block *block = m_current[sizeClass];
    if (!block)
        return false;
    const uint32_t step = block->cellBytes, end = block->end();
    uint32_t from = block->scan;
    while (from < end && block->isMarked(from))
        from += step;
    uint32_t to = from;
    while (to < end && !block->isMarked(to))
        to += step;
    block->scan = to;
    m_cursors[sizeClass] = {block->at(from), block->at(to)};
    if (from != to)
        return true;
    m_current[sizeClass] = nullptr;
    return false;
}

Heap::Block *Heap::freshBlock()
{
    if (!m_free.empty()) {
        Block *block = m_free.back();
        m_free.pop_back();
        return block;
    }
    if (m_unused == 0) {
        void *at = mmap(nullptr, size_t(chunkBlocks + 1) * blockBytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (at == MAP_FAILED)
            return nullptr;
        m_chunks.push_back(static_cast<uint8_t *>(at));
        m_unused = chunkBlocks;
    }
    const uintptr_t start =
        (reinterpret_cast<uintptr_t>(m_chunks.back()) + blockBytes - 1) & ~uintptr_t(blockBytes - 1);
    return reinterpret_cast<Block *>(start + size_t(--m_unused) * blockBytes);
}

Object *Heap::takeLarge(uint64_t bytes, uint64_t allowed)
{
    const uint64_t whole = bytes + sizeof(Large);
    if (whole > allowed || m_used > allowed - whole)
        return nullptr;
    const std::shared_ptr<Large> large(static_cast<Large *>(std::calloc(1, whole)), std::free);
    if (!large)
        return nullptr;
    large->bytes = whole;
    m_used += whole;
    m_large.push_back(large);
    m_largeObjects.insert(large->object());
    return large->object();
}

// Collecting ---------------------------------------------------------------------------------------------------------

void Heap::collect()
{
    begin(nullptr);
    advance(nullptr, nullptr);
}

/// Whether the collection was finished.
bool Heap::advance(const void *who, const std::atomic<uint32_t> *attention)
{
    if (!m_collecting)
        beginCollection(who);
    markRoots(); // again after a wait, when hosts and people may have changed what they hold
    constexpr uint32_t glance = 256;
    for (uint32_t n = 1; !m_work.empty(); ++n) {
        if (attention && n % glance == 0 && attention->load(std::memory_order_relaxed))
            return false;
        const Work work = m_work.back();
        m_work.pop_back();
        trace(work);
    }
    finishCollection();
    return true;
}

void Heap::beginCollection(const void *who)
{
    m_collecting = true;
    m_collector = who;
    m_work.clear();
    m_cursors = {};
    m_current = {};
    for (auto &blocks : m_partial)
        blocks.clear();
    for (Block *block : m_blocks) {
        block->marks = {};
        block->marked = 0;
    }
    for (const auto &large : m_large)
        large->marked = false;
}

void Heap::forgetCollection()
{
    m_collecting = false;
    m_due = true;
    m_work.clear();
}

void Heap::finishCollection()
{
    const auto isUsed = [this](Block *block) {
        if (block->marked == 0) {
            m_free.push_back(block);
            m_used -= blockBytes;
            return false;
        }
        block->scan = Block::first;
        if (block->marked < block->cells())
            m_partial[block->sizeClass].push_back(block);
        for (uint32_t at = Block::first; m_always && at < block->end(); at += block->cellBytes)
            if (!block->isMarked(at)) // so that what was given up too early is noticed
                std::memset(block->at(at), 0xdb, block->cellBytes);
        return true;
    };
    m_blocks.erase(std::partition(m_blocks.begin(), m_blocks.end(), isUsed), m_blocks.end());
    std::erase_if(m_large, [this](const std::shared_ptr<Large> &large) {
        if (large->marked)
            return false;
        m_used -= large->bytes;
        m_largeObjects.erase(large->object());
        return true;
    });
    m_threshold = std::min(m_limit, std::max(m_used * 2, m_used + leastThreshold));
    m_collecting = m_due = false;
    ++m_collections;
}

void Heap::markRoots()
{
    for (RootSource *source : m_sources)
        source->markRoots(*this);
    markHostRoots();
}

void Heap::mark(uint64_t reference)
{
    if (!isObject(reference))
        return;
    Object *object = objectOf(reference);
    bool leads = true;
    if (object->type != exceptionType) {
        const RuntimeType &type = runtimeType(object->type);
        leads = type.traced;
    }
    if (const uint64_t bytes = sizeOf(*object); bytes <= largestSmall) {
        Block *block = Block::of(object);
        if (!block->mark(uint32_t(reference % blockBytes)))
            return;
        ++block->marked;
    } else {
        Large *large = Large::of(object);
        if (large->marked)
            return;
        large->marked = true;
    }
    if (leads)
        m_work.push_back({object, 0});
}

void Heap::trace(Work work)
{
    const uint8_t *bytes = work.object->bytes();
    const auto markAt = [&](uint64_t offset) {
        uint64_t reference;
        std::memcpy(&reference, bytes + offset, sizeof reference);
        mark(reference);
    };
    if (work.object->type == exceptionType) {
        for (const uint32_t slot : Exception::of(work.object)->tag->tracedSlots)
            markAt(Exception::payloadAt + slot * sizeof(uint64_t));
        return;
    }
    const RuntimeType &type = runtimeType(work.object->type);
    if (type.kind == wasm::SubType::Kind::Struct) {
        for (const uint32_t offset : type.offsets)
            markAt(offset);
        return;
    }
    const uint32_t to = uint32_t(std::min<uint64_t>(work.object->length, uint64_t(work.from) + slice));
    if (to < work.object->length)
        m_work.push_back({work.object, to});
    for (uint32_t i = work.from; i < to; ++i)
        markAt(objectHeader + i * sizeof(uint64_t));
}

} // namespace watchglass::exec
