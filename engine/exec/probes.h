// SPDX-License-Identifier: Apache-2.0
/// The probes and breakpoints of an instance, and where they stand. A *site* is a watched cell whose handler was
/// replaced by one that calls them; plain code leads there (plain/change_over.h), or, where only locals are needed,
/// calls them itself. Stores are noticed by the memory (memory_watch.h), host calls by those who make them.
#pragma once

#include <unordered_map>

#include "engine/exec/handler.h"
#include "engine/exec/memory_watch.h"
#include "engine/exec/probe.h"
#include "engine/wasm/instruction.h"

namespace watchglass::exec {

struct ProbeEntry {
    uint64_t id = 0;
    ProbePoint point;
    std::shared_ptr<Probe> probe;
    bool removed = false;
};

struct Site {
    Cell own = 0; ///< handler of the cell
    Function *function = nullptr;
    wasm::Instruction instruction;                        ///< without its lists
    uint32_t words = 0;                                   ///< of the cell
    bool breakpoint = false;                              ///< stop before it
    bool reads = false;                                   ///< its access to memory is to be told
    bool onlyLocals = true;                               ///< plain code may call what comes before it
    std::vector<std::shared_ptr<ProbeEntry>> first, then; ///< before it and after it
    bool isIdle() const { return !breakpoint && !reads && first.empty() && then.empty(); }
    bool isBreakpointOnly() const { return breakpoint && !reads && first.empty() && then.empty(); }
    /// Has to be done by watched code, and is worth to stay there.
    bool needsWatching() const { return reads || !then.empty() || (!onlyLocals && !first.empty()); }
};

class Probes final : public AccessListener
{
public:
    explicit Probes(Instance &instance) : m_instance(instance) {}
    ~Probes() override;
    Probes(const Probes &) = delete;

    uint64_t add(const ProbePoint &point, std::shared_ptr<Probe> probe);
    void remove(uint64_t id);
    bool setBreakpoint(uint32_t offset); ///< false when there is no such instruction
    void clearBreakpoint(uint32_t offset);

    Site *at(const Cell *pc)
    {
        const auto found = m_sites.find(pc);
        return found == m_sites.end() ? nullptr : found->second.get();
    }
    /// Those in the watched code of a function, ascending; it is made if there must be any.
    std::vector<Site *> sitesOf(Function &function);
    /// Watched code was made.
    void made(Function &function);

    /// At a site: the handler to go on in at this cell. Null: the machine stopped, or goes on in `context`.
    Handler arrive(Context &context, bool threaded);
    /// The same for a plain cell that calls the probes itself, of several instructions perhaps.
    Handler serve(Context &context);
    /// Calls what comes before the instruction at `context.pc`; false when the machine is to stop there.
    enum class Where : uint8_t { Watched, Overlooking, Served };
    bool tell(Context &context, Site &site, Where where = Where::Watched);
    /// Does the instruction there, and calls what comes after it.
    void perform(Context &context, Site &site);
    struct Served {
        const Cell *own;
        std::vector<Site *> sites;
    };
    std::unordered_map<const Cell *, Served> served; ///< by plain cell

    bool watchesHostCalls() const { return !m_hostCalls.empty(); }
    void tellOfHostCall(Context &context, ProbePoint::Kind kind, const Function &callee);
    bool watchesUnwinding() const { return !m_unwinds.empty(); }
    /// An exception leaves that frame.
    void tellOfUnwinding(Context &context, const Code &code, const Cell *pc, size_t frame);
    void accessed(Context &context, Memory &memory, const MemoryAccess &access) override;
    /// What was under way is given up.
    void forget();

private:
    using Entry = std::shared_ptr<ProbeEntry>;
    class Round;
    bool isThere(const ProbePoint &point) const;
    void install(const Entry &entry);
    void uninstall(const Entry &entry);
    bool installIn(Function &function, const Entry &entry);
    Site *siteAt(Function &function, uint32_t offset);
    void clean(Function &function);
    void watchMemory(uint32_t index);
    bool call(Context &context, ProbeEntry &entry, ProbeView &view);
    void begin(Context &context, const Site &site);
    void end(Context &context, Site &site, const Cell *from);

    Instance &m_instance;
    uint64_t m_lastId = 0;
    std::map<uint64_t, Entry> m_entries;
    std::unordered_map<const Cell *, std::unique_ptr<Site>> m_sites;
    std::vector<Entry> m_hostCalls, m_unwinds;
    size_t m_wide = 0; ///< probes with sites that may be anywhere
    /// Loads and stores of a memory, by address.
    struct Ranges {
        std::vector<ProbeEntry *> entries;
        std::vector<uint64_t> reach; ///< highest end up to there
        void set(std::vector<ProbeEntry *> all);
        std::vector<ProbeEntry *> touched(uint64_t begin, uint64_t end) const; ///< by identity
    };
    struct Watched {
        Ranges loads, stores;
    };
    std::unordered_map<const Memory *, Watched> m_memories;

    int m_calling = 0;
    std::vector<Entry> m_added, m_gone; ///< by callbacks, not yet so

    /// What was there before the instruction that is being done.
    struct Touch {
        ProbeEntry *entry;
        uint64_t begin, end;
        std::vector<uint8_t> before;
    };
    bool m_cameBack = false; ///< to the loop that a function begins with: no entry
    const Cell *m_begunAt = nullptr;
    const Slot *m_begunIn = nullptr;
    std::vector<Touch> m_touches;
};

/// Offsets in the body of the function where the point is.
std::vector<uint32_t> offsetsOf(const ProbePoint &point, const wasm::Module &module, uint32_t function);
/// Whether it is after the instruction there that the probe is called.
bool comesAfter(const ProbePoint &point, const wasm::Module &module, uint32_t function, uint32_t offset);
/// What a cell's access to memory reads; what it touches of a table. Nothing of it has happened.
std::pair<const Memory *, AddressSet::Range> bytesRead(const Site &site, const Context &context);
AddressSet::Range elementsTouched(const Site &site, const Context &context, const Table &table, bool write);
/// The cell at `context.pc`, without what comes before it. One at a time: whoever goes on by itself has to look whether
/// a call led to plain code, whose registers are not loaded.
void performCell(Context &context);
/// Puts the innermost frame before that instruction in watched code; nothing that can be seen lies between.
void reachInstruction(Context &context, uint32_t offset);
/// Tells of accesses to memory that somebody waits for; the machine may stop.
void tellOfAccesses(Context &context);

HandlerPair probeHandlers();
Handler serveHandler();

} // namespace watchglass::exec
