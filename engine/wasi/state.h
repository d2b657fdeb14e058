// SPDX-License-Identifier: Apache-2.0
/// A program's side of the sandbox while it runs, and one call of it.
#pragma once

#include <poll.h>

#include "engine/exec/instance.h"
#include "engine/exec/interrupt.h"
#include "engine/wasi/descriptors.h"
#include "engine/wasi/guest_memory.h"
#include "engine/wasi/random.h"
#include "engine/wasi/resolver.h"

namespace watchglass::wasi {

/// A call that was interrupted and will be made again: what it had reached.
struct Unfinished {
    std::vector<exec::Value> arguments;
    uint64_t begun = 0;             ///< its wait, in the host's monotonic time
    std::vector<uint64_t> timeouts; ///< from then on, nanoseconds
    uint64_t done = 0;              ///< bytes
    uint64_t place = 0;             ///< in a directory
};

/// What belongs to one run of a program.
struct State {
    explicit State(Sandbox given);
    /// Opens the directories; what cannot be opened is told as a sentence.
    std::optional<std::string> open();
    exec::Memory *memoryOf(const exec::Instance *caller);

    const Sandbox sandbox;
    Descriptors descriptors;
    std::unique_ptr<Clock> clock;
    Random random;
    const Resolver resolver;
    uint64_t written = 0; ///< bytes, for the quota
    uint64_t slept = 0;   ///< nanoseconds, for the quota

    std::optional<Unfinished> unfinished;

private:
    std::shared_ptr<const wasm::Module> m_module; ///< of the last caller
    std::optional<uint32_t> m_memory;             ///< the index of its memory
};

/// One call under way.
struct Call {
    Call(State &state, Dialect dialect, exec::HostCall &host);

    State &state;
    const Dialect dialect;
    exec::HostCall &host;
    GuestMemory memory;
    exec::HostResult outcome; ///< `Return` unless one of the three below was used
    std::string note;

    Errno exit(uint32_t status);
    Errno trap(std::string sentence);
    /// The machine is wanted; `state.unfinished` should know how far this came.
    Errno again();
    bool interrupted() const { return host.interrupt && host.interrupt->wanted(); }
    Unfinished &unfinished(); ///< what an earlier try of this call reached, or nothing yet

    struct Found {
        Descriptor *descriptor = nullptr;
        Errno error = Errno::Success;
        explicit operator bool() const { return error == Errno::Success; }
        Descriptor *operator->() const { return descriptor; }
    };
    /// An open descriptor that has these rights.
    Found find(uint32_t number, uint64_t rights);
    Found findFile(uint32_t number, uint64_t rights);      ///< that is no directory
    Found findDirectory(uint32_t number, uint64_t rights); ///< that is one
    Found findSocket(uint32_t number, uint64_t rights);
    /// Notes why, and gives the error.
    Errno refuse(Errno error, std::string why);
    /// What may still be written of so many bytes; nothing and `Quota` when it is none of them.
    Errno grantOutput(uint64_t &bytes);

    enum class Woken : uint8_t { Ready, TimedOut, Interrupted };
    /// Until a descriptor of the host is ready or the host's monotonic clock reads `deadline`. The time counts as sleep
    /// where there is a deadline.
    Woken wait(std::span<pollfd> descriptors, std::optional<uint64_t> deadline = std::nullopt);
    Woken wait(int descriptor, short events);
};

/// Nanoseconds of the host's monotonic clock.
uint64_t hostNow();

} // namespace watchglass::wasi
