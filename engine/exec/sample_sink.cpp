// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/sample_sink.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/exec/calls.h"

namespace watchglass::exec {

namespace {

constexpr size_t ringWords = 1 << 18, knownCalls = 1 << 12;
constexpr uint64_t nanosecondsPerSecond = 1'000'000'000;
enum Flag : uint64_t { Truncated = 1, Torn = 2 };
constexpr unsigned flagShift = 32;
constexpr uint64_t headWords = 8;

uint64_t now(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return uint64_t(time.tv_sec) * nanosecondsPerSecond + uint64_t(time.tv_nsec);
}

/// Whether eight bytes can be read there, without a fault if not: the system looks at the set of signals before it
/// finds out that it does not know what to do with it.
bool isReadable(const void *at)
{
    const int before = errno;
    const bool readable = syscall(SYS_rt_sigprocmask, ~0, at, nullptr, 8L) == -1 && errno == EINVAL;
    errno = before;
    return readable;
}

[[gnu::tls_model("initial-exec")]] thread_local RunningHere *runningHere = nullptr;

int ownThread()
{
    static thread_local const int id = int(syscall(SYS_gettid));
    return id;
}

} // namespace

// Running ------------------------------------------------------------------------------------------------------------

RunningHere::RunningHere(Context &context) : m_context(context), m_outer(runningHere)
{
    // First of all: a tick that found nobody here would not be followed by another one, and a thread may be kept
    // waiting for longer than it takes one to come.
    runningHere = this;
    std::atomic_signal_fence(std::memory_order_seq_cst);
    m_context.thread = ownThread();
    if (const SamplerUse sampler(m_context); sampler)
        sampler->enter(m_context.thread);
}

RunningHere::~RunningHere()
{
    runningHere = m_outer;
    std::atomic_signal_fence(std::memory_order_seq_cst);
    m_context.thread = 0;
    if (const SamplerUse sampler(m_context); sampler)
        sampler->leave();
}

void RunningHere::onTick(int, siginfo_t *, void *registers)
{
    const int before = errno;
    for (RunningHere *running = runningHere; running; running = running->m_outer)
        if (const SamplerUse sampler(running->m_context); sampler)
            sampler->tick(*static_cast<const ucontext_t *>(registers));
    errno = before;
}

int samplerSignal()
{
    static const int chosen = [] {
        for (int signal = SIGRTMIN + 2; signal <= SIGRTMAX; ++signal) {
            struct sigaction there {
            };
            if (sigaction(signal, nullptr, &there) != 0 || (there.sa_flags & SA_SIGINFO) || there.sa_handler != SIG_DFL)
                continue; // somebody else's
            struct sigaction action {
            };
            action.sa_sigaction = RunningHere::onTick;
            action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
            sigemptyset(&action.sa_mask);
            if (sigaction(signal, &action, nullptr) == 0)
                return signal;
        }
        return 0;
    }();
    return chosen;
}

// Time ---------------------------------------------------------------------------------------------------------------

SampleSink::SampleSink(Context &context, const Cell *bottom, bool keepsPlace, const SamplerOptions &options,
                       std::function<void()> settled)
    : m_context(context), m_bottom(bottom), m_keepsPlace(keepsPlace), m_options(options),
      m_period(uint64_t(double(nanosecondsPerSecond) / options.hertz)), m_settled(std::move(settled)),
      m_start(now(CLOCK_MONOTONIC)), m_random(m_start | 1), m_known(knownCalls), m_ring(ringWords)
{
}

SampleSink::~SampleSink()
{
    if (m_thread)
        timer_delete(m_timer);
}

void SampleSink::follow(int thread)
{
    const std::lock_guard lock(m_timerMutex);
    if (m_thread == thread)
        return;
    if (m_thread)
        timer_delete(m_timer);
    m_thread = 0;
    sigevent event{};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = samplerSignal();
    event._sigev_un._tid = thread;
    timer_t timer{};
    if (!event.sigev_signo || timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
        return; // the thread has ended: whoever runs the machine next comes by `enter`
    m_timer = timer;
    m_thread = thread;
    arm(m_period);
}

void SampleSink::arm(uint64_t nanoseconds)
{
    const itimerspec once{{}, {time_t(nanoseconds / nanosecondsPerSecond), long(nanoseconds % nanosecondsPerSecond)}};
    timer_settime(m_timer, 0, &once, nullptr);
}

/// Random numbers: Marsaglia's xorshift64.
uint64_t SampleSink::interval()
{
    m_random ^= m_random << 13;
    m_random ^= m_random >> 7;
    m_random ^= m_random << 17;
    return m_period / 2 + m_random % m_period;
}

uint64_t SampleSink::reading() const
{
    return now(m_options.clock == SampleClock::Cpu ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC);
}

void SampleSink::enter(int thread)
{
    m_last = reading();
    if (m_thread != thread) {
        m_due = 0;
        follow(thread);
    } else if (const uint64_t time = now(CLOCK_MONOTONIC); time >= m_due) {
        // The tick came while nothing ran. Any moment from now on is as good as any other.
        const uint64_t wait = 1 + interval() - m_period / 2;
        m_due = time + wait;
        arm(wait);
    }
}

void SampleSink::leave()
{
    if (m_last)
        m_carried += reading() - m_last;
    m_last = 0;
}

void SampleSink::tick(const ucontext_t &registers)
{
    const uint64_t time = now(CLOCK_MONOTONIC);
    if (time < m_due || !m_open)
        return; // meant for another machine on this thread
    const uint64_t clock = m_options.clock == SampleClock::Cpu ? reading() : time;
    const uint64_t weight = m_last ? m_carried + clock - m_last : m_period;
    const bool passed = weight > m_period / 1000; // a waiting thread uses no time of the processor
    if (passed)
        record(registers, time - m_start, weight);
    m_carried = passed ? 0 : weight;
    const uint64_t wait = interval();
    m_due = time + wait;
    arm(wait);
    m_last = reading();
    m_overhead.fetch_add(m_last - clock, std::memory_order_relaxed);
}

// Place --------------------------------------------------------------------------------------------------------------

/// Whether the cell, of code of this instance or of any, is a call. In doubt it is not.
bool SampleSink::isCall(const Instance &instance, const Cell *call, bool otherInstance)
{
    const Cell *&known = m_known[reinterpret_cast<uintptr_t>(call) / 8 * 0x9e3779b97f4a7c15u >> 52 & (knownCalls - 1)];
    if (known == call)
        return call != nullptr;
    const Code *code = nullptr;
    if (!otherInstance) {
        if (!instance.runtime->codesChange)
            code = instance.runtime->codeAt(call);
    } else if (isReadable(call + 3)) {
        code = callerOf(call);
        if (uintptr_t(code) % alignof(Code) || !isReadable(&code->words) || !isReadable(&code->words + 1))
            return false;
    }
    if (!code || call < code->entry() || call + callWords > code->entry() + code->words.size() ||
        callerOf(call) != code)
        return false;
    known = call;
    return true;
}

/// The call that the frame returns to; null when what stands there is none.
const Cell *SampleSink::linkOf(const Code &code, const Slot *fp)
{
    if (!inside(fp) || !inside(fp + code.linkSlot))
        return nullptr;
    const Slot link = fp[code.linkSlot];
    const Cell *call = callOf(link);
    if (call == m_bottom)
        return call;
    if (!isCall(*code.instance, call, link & crossInstance) || !inside(fp - lowHalf(call[1])))
        return nullptr;
    return call;
}

bool SampleSink::link(Found &found, Slot *fp)
{
    found.call = linkOf(*found.code, fp);
    found.fp = fp;
    return found.call != nullptr;
}

/// Between two frames, one of pc and fp may already belong to the other one.
SampleSink::Found SampleSink::locate(const Cell *pc, Slot *fp, std::span<const greg_t> registers)
{
    Found found;
    const Instance *instance = m_context.instance;
    if (!inside(fp) || !instance || instance->runtime->codesChange)
        return {};
    found.code = instance->runtime->codeAt(pc);
    found.pc = pc;
    if (!found.code || link(found, fp))
        return found;
    if (isCall(*instance, pc, false) && link(found, fp - lowHalf(pc[1])))
        return found;                      // the callee's frame
    for (const greg_t value : registers) { // the caller's frame
        const Cell *call = callOf(Slot(value));
        if (!isCall(*instance, call, false) || !linkOf(*callerOf(call), fp))
            continue;
        found.call = call;
        found.fp = fp + lowHalf(call[1]);
        return found;
    }
    found.call = nullptr;
    return found;
}

SampleSink::Found SampleSink::locate([[maybe_unused]] const ucontext_t &context, uintptr_t &at)
{
    Found found;
#if WG_PLACE_IN_REGISTERS
    const std::span<const greg_t> general = context.uc_mcontext.gregs;
    if (!m_keepsPlace && !m_context.inHost && general[REG_R15] == greg_t(reinterpret_cast<uintptr_t>(&m_context))) {
        found = locate(reinterpret_cast<const Cell *>(general[REG_R12]), reinterpret_cast<Slot *>(general[REG_R13]),
                       general);
        at = uintptr_t(general[REG_RIP]);
    }
#endif
    if (!found.code) {
        found = locate(m_context.pc, m_context.fp, {});
        at = 0;
    }
    return found;
}

// The ring -----------------------------------------------------------------------------------------------------------

void SampleSink::record(const ucontext_t &registers, uint64_t time, uint64_t weight)
{
    const uint64_t start = m_written.load(std::memory_order_relaxed);
    const uint64_t room = ringWords - (start - m_read.load(std::memory_order_acquire));
    if (room < headWords + m_options.maxDepth) {
        m_lost.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    uintptr_t at = 0;
    const Found found = locate(registers, at);
    const auto put = [&](uint64_t index, uint64_t word) { m_ring[(start + index) % ringWords] = word; };
    uint64_t depth = 0, flags = found.code && !found.call ? Torn : 0;
    const Slot *fp = found.fp;
    for (const Cell *call = found.call; call && call != m_bottom;) {
        if (depth == m_options.maxDepth) {
            flags |= Truncated;
            break;
        }
        put(headWords + depth++, reinterpret_cast<uintptr_t>(call));
        fp -= lowHalf(call[1]);
        call = linkOf(*callerOf(call), fp);
        if (!call)
            flags |= Torn;
    }
    put(0, depth | flags << flagShift);
    put(1, time);
    put(2, weight);
    put(3, at);
    put(4, reinterpret_cast<uintptr_t>(found.code));
    put(5, reinterpret_cast<uintptr_t>(found.pc));
    put(6, found.code ? *found.pc : 0);
    put(7, m_context.inHost ? reinterpret_cast<uintptr_t>(m_context.callee) : 0);
    m_written.store(start + headWords + depth, std::memory_order_release);
}

bool SampleSink::read(RawSample &sample)
{
    const uint64_t start = m_read.load(std::memory_order_relaxed);
    if (start == m_written.load(std::memory_order_acquire))
        return false;
    const auto get = [&](uint64_t index) { return m_ring[(start + index) % ringWords]; };
    const uint64_t depth = lowHalf(get(0)), flags = highHalf(get(0));
    sample.time = get(1);
    sample.weight = get(2);
    sample.at = get(3);
    sample.code = reinterpret_cast<const Code *>(get(4));
    sample.pc = reinterpret_cast<const Cell *>(get(5));
    sample.handler = get(6);
    sample.host = reinterpret_cast<const Function *>(get(7));
    sample.truncated = flags & Truncated;
    sample.torn = flags & Torn;
    sample.calls.clear();
    for (uint64_t i = 0; i < depth; ++i)
        sample.calls.push_back(reinterpret_cast<const Cell *>(get(headWords + i)));
    m_read.store(start + headWords + depth, std::memory_order_release);
    return true;
}

void SampleSink::settle()
{
    m_settled();
    std::fill(m_known.begin(), m_known.end(), nullptr);
}

} // namespace watchglass::exec
