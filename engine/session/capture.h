// SPDX-License-Identifier: Apache-2.0
/// Fills a snapshot from a stopped machine and its instance.
#pragma once

#include <map>

#include "engine/debug/references.h"
#include "engine/exec/machine.h"
#include "engine/session/snapshot.h"

namespace watchglass::session {

class Capture
{
public:
    static constexpr size_t innermostFrames = 200, outermostFrames = 20;
    static constexpr uint64_t shownElements = 4096;

    /// All must outlive it.
    Capture(const exec::Machine &machine, const exec::Instance &instance, const debug::References &references);

    /// Frames, globals, tables and memories; marks what differs from `before` (may be null).
    void fill(Snapshot &snapshot, const Snapshot *before);

private:
    using CodePlace = std::pair<uint32_t, uint32_t>; ///< function, offset
    const exec::StateShape &callerShape(size_t frame);
    FrameInfo frame(size_t index);
    std::vector<LocalValue> locals(size_t frame, uint32_t function);
    std::vector<LabelInfo> labels(uint32_t function, const exec::StateShape &shape);
    std::vector<GlobalValue> globals() const;
    TableInfo table(uint32_t index) const;
    MemoryInfo memory(uint32_t index) const;

    const exec::Machine &m_machine;
    const exec::Instance &m_instance;
    const debug::References &m_references;
    std::map<CodePlace, exec::StateShape> m_callers; ///< a recursion stands hundreds of times at the same call
};

} // namespace watchglass::session
