// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/heap_image.h"

#include <algorithm>
#include <cstring>

#include "engine/exec/heap_blocks.h"

namespace watchglass::exec {

namespace {

HeapImage::Bytes imageOf(const void *from, size_t size, const HeapImage::Bytes &known, uint64_t &ownBytes)
{
    const auto *bytes = static_cast<const uint8_t *>(from);
    if (known && known->size() == size && std::memcmp(known->data(), bytes, size) == 0)
        return known;
    ownBytes += size;
    return std::make_shared<const std::vector<uint8_t>>(bytes, bytes + size);
}

} // namespace

std::shared_ptr<const HeapImage> HeapImage::of(Heap &heap, const HeapImage *before, uint64_t &ownBytes)
{
    if (heap.m_collecting)
        heap.forgetCollection();
    auto image = std::make_shared<HeapImage>();
    std::vector<Heap::Block *> blocks = heap.m_blocks;
    std::sort(blocks.begin(), blocks.end());
    auto known = before ? before->m_blocks.begin() : image->m_blocks.end();
    for (Heap::Block *block : blocks) {
        while (before && known != before->m_blocks.end() && known->first < block)
            ++known;
        const bool isKnown = before && known != before->m_blocks.end() && known->first == block;
        image->m_blocks.emplace_back(block, imageOf(block, block->end(), isKnown ? known->second : nullptr, ownBytes));
    }
    for (const auto &large : heap.m_large) {
        Bytes same;
        if (before)
            for (const LargeImage &other : before->m_large)
                if (other.object == large)
                    same = other.bytes;
        image->m_large.push_back({large, imageOf(large.get(), large->bytes, same, ownBytes)});
    }
    image->m_cursors = heap.m_cursors;
    image->m_current = heap.m_current;
    image->m_partial = heap.m_partial;
    image->m_used = heap.m_used;
    image->m_threshold = heap.m_threshold;
    image->m_due = heap.m_due;
    const std::lock_guard lock(heap.m_hostRootMutex);
    image->m_rootsMade = heap.m_rootsMade;
    return image;
}

void HeapImage::restore(Heap &heap) const
{
    // Blocks that the image does not have are free again.
    std::vector<Heap::Block *> all = heap.m_blocks;
    all.insert(all.end(), heap.m_free.begin(), heap.m_free.end());
    std::sort(all.begin(), all.end());
    heap.m_blocks.clear();
    for (const auto &[block, bytes] : m_blocks) {
        std::memcpy(static_cast<void *>(block), bytes->data(), bytes->size());
        heap.m_blocks.push_back(block);
    }
    heap.m_free.clear();
    std::set_difference(all.begin(), all.end(), heap.m_blocks.begin(), heap.m_blocks.end(),
                        std::back_inserter(heap.m_free));
    heap.m_large.clear();
    heap.m_largeObjects.clear();
    for (const LargeImage &large : m_large) {
        std::memcpy(static_cast<void *>(large.object.get()), large.bytes->data(), large.bytes->size());
        heap.m_large.push_back(large.object);
        heap.m_largeObjects.insert(large.object->object());
    }
    heap.m_cursors = m_cursors;
    heap.m_current = m_current;
    heap.m_partial = m_partial;
    heap.m_used = m_used;
    heap.m_threshold = m_threshold;
    heap.m_due = m_due;
    heap.m_full = heap.m_collecting = false;
    heap.m_work.clear();
    const std::lock_guard lock(heap.m_hostRootMutex);
    for (Heap::Link *link = heap.m_hostRoots.next; link != &heap.m_hostRoots; link = link->next)
        if (link->number > m_rootsMade)
            link->reference = 0;
}

uint64_t HeapImage::heldBytes(std::unordered_set<const void *> &seen) const
{
    uint64_t held = 0;
    const auto add = [&](const Bytes &bytes) {
        if (bytes && seen.insert(bytes.get()).second)
            held += bytes->size();
    };
    for (const auto &[block, bytes] : m_blocks)
        add(bytes);
    for (const LargeImage &large : m_large)
        add(large.bytes);
    return held;
}

} // namespace watchglass::exec
