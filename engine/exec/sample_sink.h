// SPDX-License-Identifier: Apache-2.0
/// The half of a sampler that works on the machine's thread: its timer, what the timer's signal does, and the ring of
/// raw samples that the other half (sample_places.h) reads.
#pragma once

#include <atomic>
#include <csignal>
#include <ctime>
#include <functional>
#include <mutex>
#include <span>
#include <ucontext.h>
#include <vector>

#include "engine/exec/context.h"
#include "engine/exec/sampler.h"

namespace watchglass::exec {

/// A sample as the signal left it. `calls`: the call cells of the callers, innermost first.
struct RawSample {
    uint64_t time = 0, weight = 0;
    uintptr_t at = 0;           ///< the processor's instruction; 0 when the place comes from memory
    const Code *code = nullptr; ///< null: unknown
    const Cell *pc = nullptr;
    Cell handler = 0; ///< what the cell held
    const Function *host = nullptr;
    bool truncated = false;
    bool torn = false; ///< the callers could not be found
    std::vector<const Cell *> calls;
};

class SampleSink
{
public:
    /// `bottom`: the cell that the outermost frame returns to the call of. `settled` takes in what is in the ring and
    /// forgets all code, on the machine's thread.
    SampleSink(Context &context, const Cell *bottom, bool keepsPlace, const SamplerOptions &options,
               std::function<void()> settled);
    ~SampleSink();

    // The machine's thread.
    void enter(int thread); ///< it starts to run
    void leave();
    void tick(const ucontext_t &registers); ///< in a signal handler
    void settle();

    // Any thread.
    /// Sends ticks to that thread from now on.
    void follow(int thread);
    void close() { m_open = false; } ///< no more samples
    uint64_t lost() const { return m_lost; }
    uint64_t overhead() const { return m_overhead; }

    /// The next sample of the ring; one reader at a time.
    bool read(RawSample &sample);

private:
    /// A frame, and the call it returns to; null when that is not to be found.
    struct Found {
        const Code *code = nullptr;
        const Cell *pc = nullptr, *call = nullptr;
        Slot *fp = nullptr;
    };
    bool inside(const Slot *fp) const { return fp >= m_context.stackBase && fp < m_context.stackEnd; }
    const Cell *linkOf(const Code &code, const Slot *fp);
    bool isCall(const Instance &instance, const Cell *call, bool otherInstance);
    bool link(Found &found, Slot *fp);
    Found locate(const Cell *pc, Slot *fp, std::span<const greg_t> registers);
    Found locate(const ucontext_t &registers, uintptr_t &at);
    void record(const ucontext_t &registers, uint64_t time, uint64_t weight);
    uint64_t reading() const;
    uint64_t interval();
    void arm(uint64_t nanoseconds);

    Context &m_context;
    const Cell *const m_bottom;
    [[maybe_unused]] const bool m_keepsPlace; ///< the context always says where the machine is
    const SamplerOptions m_options;
    const uint64_t m_period; ///< nanoseconds
    const std::function<void()> m_settled;
    const uint64_t m_start;

    std::mutex m_timerMutex;
    std::atomic<timer_t> m_timer{};
    std::atomic<int> m_thread{0}; ///< that the timer is for

    // Of the machine's thread.
    uint64_t m_due = 0;     ///< when the next sample is to be taken
    uint64_t m_last = 0;    ///< the clock at the last sample, or when the machine came to run; 0: not known
    uint64_t m_carried = 0; ///< time since the last sample, before the machine came to run
    uint64_t m_random;

    std::vector<const Cell *> m_known; ///< calls that were seen to be such, by hash

    std::atomic<bool> m_open{true};
    std::atomic<uint64_t> m_lost{0}, m_overhead{0};
    std::vector<uint64_t> m_ring;
    std::atomic<uint64_t> m_written{0}, m_read{0}; ///< words
};

/// The sampler of a machine, which does not end meanwhile; or none.
class SamplerUse
{
public:
    explicit SamplerUse(Context &context) : m_context(context)
    {
        m_context.samplerUsers.fetch_add(1);
        m_sink = m_context.sampler.load();
    }
    ~SamplerUse() { m_context.samplerUsers.fetch_sub(1); }
    SamplerUse(const SamplerUse &) = delete;
    explicit operator bool() const { return m_sink != nullptr; }
    SampleSink *operator->() const { return m_sink; }

private:
    Context &m_context;
    SampleSink *m_sink;
};

/// Says that this thread runs the machine, inside whatever it ran before.
class RunningHere
{
public:
    explicit RunningHere(Context &context);
    ~RunningHere();
    RunningHere(const RunningHere &) = delete;
    static void onTick(int, siginfo_t *, void *registers);

private:
    Context &m_context;
    RunningHere *const m_outer;
};

/// The signal of the timers, its handler installed; 0 when the system has none left.
int samplerSignal();

} // namespace watchglass::exec
