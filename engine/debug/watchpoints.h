// SPDX-License-Identifier: Apache-2.0
/// Data breakpoints: the guest stops right after an instruction, or a host call, that touched what is watched – as in
/// gdb and the debug adapter protocol – and what stood there before is told. Changes that the debugger makes do not
/// count.
#pragma once

#include <string>
#include <vector>

#include "engine/exec/machine.h"

namespace watchglass::debug {

struct Watchpoint {
    uint64_t id = 0; ///< chosen by the client
    enum class Of : uint8_t { Memory, Global, Local, Table } of = Of::Memory;
    enum class On : uint8_t { Change, Write, Read, Access } on = On::Change; ///< Local: Change or Write
    uint32_t index = 0;                                                      ///< of the memory, global, local or table
    uint64_t begin = 0, end = 0;                                             ///< bytes of a memory, elements of a table
    uint64_t frameId = 0; ///< Local: the activation; with that it ends
    bool enabled = true;
    bool operator==(const Watchpoint &) const = default;
};

/// One access that a watchpoint stopped at.
struct WatchHit {
    uint64_t id = 0;
    bool wrote = false;
    uint32_t offset = 0;                ///< of the instruction that did it
    uint64_t begin = 0, end = 0;        ///< what was touched of it
    std::vector<uint8_t> before, after; ///< little-endian; 8 bytes an element of a table, 16 a global or local; the
                                        ///< first `keptBytes` of them
    static constexpr size_t keptBytes = 64;
    std::string text = {}; ///< the hit in words (watch_story.h), told when it happened
};

class Watchpoints
{
public:
    explicit Watchpoints(exec::Machine &machine) : m_machine(machine) {}
    ~Watchpoints();

    /// Moves them all to this instance; null takes them out.
    void attach(exec::Instance *instance);
    /// Replaces them all. Those that name what is not there stay without effect.
    void set(std::vector<Watchpoint> all);
    /// What the last stop was for, in the order in which it happened.
    std::vector<WatchHit> takeHits();
    void putBack(std::vector<WatchHit> hits) { m_hits = std::move(hits); }
    const std::vector<Watchpoint> &all() const { return m_all; }
    /// Quiet, they let the guest pass: it runs a way that it has run before.
    void setQuiet(bool quiet) { m_quiet = quiet; }

private:
    class Watching;
    void sync();
    void place(const Watchpoint &watchpoint);

    exec::Machine &m_machine;
    exec::Instance *m_instance = nullptr;
    std::vector<Watchpoint> m_all;
    struct Placed {
        Watchpoint as;
        std::vector<uint64_t> probes;
    };
    std::vector<Placed> m_placed;
    std::vector<WatchHit> m_hits;
    bool m_quiet = false;
};

} // namespace watchglass::debug
