// SPDX-License-Identifier: Apache-2.0
/// All objects of a heap as they are at a moment, so that they can be so again, at the same addresses. Blocks that did
/// not change are shared with the image before.
#pragma once

#include <unordered_set>

#include "engine/exec/heap.h"

namespace watchglass::exec {

class HeapImage
{
public:
    using Bytes = std::shared_ptr<const std::vector<uint8_t>>;

    /// Adds to `ownBytes` what it holds and the one before does not. A collection under way is given up.
    static std::shared_ptr<const HeapImage> of(Heap &heap, const HeapImage *before, uint64_t &ownBytes);
    /// What was made since is gone, and so are the roots that hosts made since: whoever still holds such a reference
    /// finds it refused (`belongsTo`).
    void restore(Heap &heap) const;
    /// Bytes that it holds and that are not in `seen` yet, where they are entered.
    uint64_t heldBytes(std::unordered_set<const void *> &seen) const;

private:
    struct LargeImage {
        std::shared_ptr<Heap::Large> object;
        Bytes bytes;
    };

    std::vector<std::pair<Heap::Block *, Bytes>> m_blocks; ///< by address
    std::vector<LargeImage> m_large;
    std::array<Heap::Cursor, Heap::classCount + 1> m_cursors{};
    std::array<Heap::Block *, Heap::classCount> m_current{};
    std::array<std::vector<Heap::Block *>, Heap::classCount> m_partial{};
    uint64_t m_used = 0, m_threshold = 0, m_rootsMade = 0;
    bool m_due = false;
};

} // namespace watchglass::exec
