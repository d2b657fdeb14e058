// SPDX-License-Identifier: Apache-2.0
/// What handlers share with the machine that runs them.
#pragma once

#include <array>
#include <atomic>
#include <string>
#include <vector>

#include "engine/exec/code.h"
#include "engine/exec/heap.h"
#include "engine/exec/interrupt.h"
#include "engine/exec/machine.h"

namespace watchglass::exec {

class SampleSink; ///< sample_sink.h

struct Context {
    // The registers of the interpreter while it does not run (handler.h).
    const Cell *pc = nullptr;
    Slot *fp = nullptr;
    uint8_t *mem = nullptr; ///< first byte of memory 0
    uint64_t acc = 0, l0 = 0;
    double facc = 0, fl0 = 0;
    float sacc = 0;

    Instance *instance = nullptr;
    Memory *memory0 = nullptr;
    Heap *heap = nullptr; ///< of the store
    Slot *stackBase = nullptr, *stackEnd = nullptr;
    uint32_t depth = 0, maxDepth = 0;

    // The clock of a run: instructions completed, exact when the machine stops (counting.h).
    bool counting = false;
    uint64_t clock = 0, clockEnd = ~uint64_t(0);
    /// Where a return out of counted code leads: to a cell that gives the machine its turn, to go on at `resume`.
    std::array<Cell, 1> turn{};
    const Cell *resume = nullptr;

    enum Attention : uint32_t { Pause = 1, Cancel = 2 };
    std::atomic<uint32_t> attention{0};
    Interrupt interrupt{attention}; ///< for host calls

    bool stopped = false;
    StopKind stop = StopKind::Finished;
    TrapKind trap = TrapKind::Unreachable;
    HostTape *tape = nullptr;
    Function *callee = nullptr; ///< of a call that takes the long way, overflows or waits for its host's answer
    bool tailCall = false;      ///< whether that call is one
    bool watchedOnly = false;   ///< never go over to plain code
    bool inHost = false;        ///< while a host function does its work
    bool hostThrew = false;     ///< what nobody caught came from the host function called there
    bool again = false;         ///< the host call or the wait at `pc` was interrupted
    std::atomic<SampleSink *> sampler{nullptr}; ///< takes samples of this machine while it runs
    std::atomic<uint32_t> samplerUsers{0};      ///< who work with it right now
    std::atomic<int> thread{0};                 ///< that runs it now, as the system numbers them; 0: none
    std::string hostMessage;
    int exitCode = 0;
    Machine *machine = nullptr;
    // Of probes (probes.h).
    const Cell *told = nullptr;      ///< where they were called last before an instruction that was not done yet
    const Cell *accessing = nullptr; ///< the cell that touched watched memory last
    bool accessed = false;           ///< a slice of a range did
    bool hostCallTold = false;       ///< the call at `pc` was stopped at
    std::vector<uint64_t> stopIds;   ///< of those that want to stop here
    uint64_t exception = 0;          ///< thrown last; null when it was caught
    /// An array that an instruction was filling when the machine was wanted.
    struct {
        const Cell *pc = nullptr;
        Slot *fp = nullptr;
        Object *object = nullptr;
        uint64_t done = 0; ///< elements
    } unfinished;

    void save(const Cell *p, Slot *f, uint8_t *m)
    {
        pc = p;
        fp = f;
        mem = m;
    }
    void saveAll(const Cell *p, Slot *f, uint8_t *m, Context *, uint64_t a, uint64_t l, double fa, float sa, double fl)
    {
        save(p, f, m);
        acc = a;
        l0 = l;
        facc = fa;
        sacc = sa;
        fl0 = fl;
    }
    void halt(StopKind kind)
    {
        stop = kind;
        stopped = true;
    }
    Store *store() const { return instance ? instance->store : nullptr; }
    /// Before a store; whether somebody is to be told of it afterwards (`afterAccess`).
    bool willWrite(Memory &memory, const Cell *at, uint64_t address, uint64_t length)
    {
        accessing = at;
        return memory.willWrite(address, length);
    }
    bool wanted() const { return attention.load(std::memory_order_relaxed) != 0; }
    void enterInstance(Instance *next);
};

} // namespace watchglass::exec
