// SPDX-License-Identifier: Apache-2.0
/// A guest under control: owns its thread, takes commands from any thread, publishes immutable values. The window and
/// the command line are its clients.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/debug/breakpoints.h"
#include "engine/debug/lines.h"
#include "engine/debug/watchpoints.h"
#include "engine/exec/sampler.h"
#include "engine/profile/profile.h"
#include "engine/session/snapshot.h"
#include "engine/wasi/sandbox.h"
#include "engine/wasm/names.h"

namespace watchglass::session {

using debug::Breakpoint;
using debug::LineEntry;
using debug::Lines;
using debug::Watchpoint;

/// Answers a call of an imported function; nothing while nobody is linked to it. On the guest's thread.
using LinkedImport = std::function<std::optional<exec::HostResult>(exec::HostCall &)>;

struct Program {
    std::shared_ptr<const wasm::Module> module; ///< validated
    std::shared_ptr<const wasm::Names> names;
    std::shared_ptr<const Lines> lines; ///< for steps by line; null = every instruction is its own line
    uint64_t version = 0;               ///< chosen by the client; comes back in events
    /// Answers what the program imports of WASI. Outputs that it leaves empty come as `Output` events.
    std::shared_ptr<const wasi::Sandbox> sandbox = nullptr;
    /// Makes what answers an import by the links of a host; those may change while it runs. May be empty, and give what
    /// is.
    std::function<LinkedImport(const wasm::Module &, const wasm::Import &)> links = nullptr;
    /// Before anything else is called, an exported function _initialize runs too (WASI's reactors).
    bool initialize = false;
    bool logImports = true; ///< ImportCalled events
    /// The most that a call may execute; it then stops with reason Limit, and does not get any further. They are
    /// counted for that, which costs up to half of the speed. Not for runs that are recorded.
    std::optional<uint64_t> instructions = {};
};

/// How an imported function is answered instead of by its link or the sandbox, or because it has neither.
struct ImportAnswer {
    enum class Kind : uint8_t { Zero, Values, Break } kind = Kind::Zero;
    std::vector<exec::Value> values;
};

enum class StepKind : uint8_t { Into, Over, Out, Instruction };
/// Over: to the beginning of the line, or of the one before; Out: to the call of the present function.
enum class BackKind : uint8_t { Instruction, Over, Out };

// Events -------------------------------------------------------------------------------------------------------------
/// The program is instantiated and its start function ran. `notes`: imports that are not functions and got a stand-in.
struct Loaded {
    uint64_t version;
    std::vector<std::string> notes;
    std::shared_ptr<const Snapshot> snapshot;
};
/// `trapped`: not refused, but a segment did not fit while it was set up.
struct LoadFailed {
    uint64_t version;
    std::string message;
    bool trapped = false;
};
struct Running {
};
struct Stopped {
    std::shared_ptr<const Snapshot> snapshot;
};
/// The state was edited while stopped (also by undo): same stop, new values.
struct Edited {
    std::shared_ptr<const Snapshot> snapshot;
};
struct Refused {
    std::string message;
}; ///< a command that cannot be done now, and why
/// `number` counts from 1; `dropped` = calls just before this one that were not taken in time and are lost. A call that
/// waits for an answer is told with the answer. `store` as in Snapshot. `text`: call and answer in the words of its
/// host, when it has one: "fd_write(fd=1, …) -> count=5".
struct ImportCalled {
    uint64_t number;
    uint32_t function;
    std::string name;
    std::vector<exec::Value> arguments, results;
    uint64_t dropped = 0;
    std::shared_ptr<const exec::Store> store = nullptr;
    std::string text = {};
};
/// What the program wrote to its standard output or error; pieces that follow each other come together. `dropped` =
/// bytes just before these that were not taken in time and are lost.
struct Output {
    bool error;
    std::string bytes;
    uint64_t dropped = 0;
};
struct BreakpointHits {
    std::map<uint64_t, uint64_t> counts;
};
/// Breakpoints whose condition or log text does not fit where they stand, and which therefore do nothing; all of them.
struct BreakpointProblems {
    std::vector<debug::BreakpointProblem> problems;
};
/// A log point was passed. `dropped` = texts just before this one that were not taken in time and are lost.
struct Logged {
    uint64_t breakpoint;
    std::string text;
    uint64_t dropped = 0;
};
/// The most that one readMemory gives.
inline constexpr uint64_t maxMemoryRead = 64u << 20;
/// Answer to readMemory. `bytes` is shorter when the memory ends before; `changed[i]` = differs from the previous stop.
struct MemoryBytes {
    uint64_t ticket;
    uint32_t memory;
    uint64_t address, size;
    std::vector<uint8_t> bytes;
    std::vector<bool> changed;
};
struct MemoryFound {
    uint64_t ticket;
    std::optional<uint64_t> address;
    bool cancelled = false;
};
/// A way to another moment takes long, and `pause` ends it where it is: so many instructions are still to be run, in
/// about so many seconds. Told before it begins and then several times a second; of a way back until something is
/// found, of the stretch that is looked through.
struct Travelling {
    uint64_t instructions;
    double seconds;
};
/// Answer to readSampling.
struct SamplingState {
    exec::SamplingProgress progress;
};
/// Answer to stopSampling and to stopCounting.
struct Profiled {
    std::shared_ptr<const profile::Profile> profile;
};
using Event = std::variant<Loaded, LoadFailed, Running, Stopped, Edited, Refused, ImportCalled, Output, BreakpointHits,
                           BreakpointProblems, Logged, MemoryBytes, MemoryFound, Travelling, SamplingState, Profiled>;

class Session
{
public:
    /// `wake` is called on the guest's thread when `take` has something new: at once for stops and answers, at most
    /// 30 times a second for the rest (import calls, output, hit counts).
    explicit Session(std::function<void()> wake, const exec::Limits &limits = {});
    ~Session(); ///< ends the guest, however busy it is

    std::vector<Event> take(); ///< any thread; oldest first

    // Commands; all return at once.
    void load(Program program); ///< replaces what was there; a running guest is ended
    void reset();               ///< instantiates the loaded program anew
    /// Missing = its link, while it has one, else the sandbox where it provides the function, else Zero.
    void setImportAnswers(std::map<uint32_t, ImportAnswer> byFunction);
    void setBreakpoints(std::vector<Breakpoint> all); ///< also while running
    /// Also while running. Those of locals name an activation of the current stop; all end with the instance.
    void setWatchpoints(std::vector<Watchpoint> all);
    /// Calls an export; a call that was stopped somewhere is given up for it. `stopAtEntry` stops before its first
    /// instruction.
    void invoke(std::string exportName, std::vector<exec::Value> arguments, bool stopAtEntry = false);
    void resume();
    void pause();
    void stop();              ///< ends the invocation, keeps the instance; nothing when none is under way
    void step(StepKind kind); ///< Instruction = exactly one; the others by line where lines are known
    void runTo(uint32_t offset);
    // Time. A recorded run can be gone back in, also from a trap and from its end; what hosts answered then they answer
    // again, nothing is output or logged twice, and hits count as they did. Answered by Stopped.
    /// From the next call on, or, while stopped, from here; costs up to half of the speed. Off: what was recorded is
    /// gone.
    void setRecording(bool on);
    void stepBack(BackKind kind);
    void runBack();                   ///< to where the run would have stopped last, else to the start
    void goToMoment(uint64_t moment); ///< Snapshot::moment; while another way is under way, takes its place

    /// Gives the results that a Stopped with reason Import waits for, and goes on with what was under way.
    void answerImport(std::vector<exec::Value> results);

    // Edits of the state while stopped; refused with a sentence otherwise. The run goes another way from there: what
    // was recorded of later moments is forgotten.
    void setLocal(uint64_t frameId, uint32_t index, exec::Value value);
    void setOperand(uint64_t frameId, uint32_t fromBottom, exec::Value value);
    void setGlobal(uint32_t index, exec::Value value);
    void setTableElement(uint32_t table, uint64_t element, std::optional<uint32_t> function); ///< nullopt = null
    void writeMemory(uint32_t memory, uint64_t address, std::vector<uint8_t> bytes);
    void undo();
    void redo();

    void readMemory(uint64_t ticket, uint32_t memory, uint64_t address,
                    uint64_t length); ///< also while running, between slices
    void findInMemory(uint64_t ticket, uint32_t memory, std::vector<uint8_t> pattern, uint64_t from);
    void cancelFind(uint64_t ticket);

    /// Instructions are counted, exactly, from now on until stopCounting; costs up to half of the speed.
    void startCounting();
    void stopCounting(); ///< Profiled follows
    /// From now on, also across stops, until stopSampling; one that is under way is given up.
    void startSampling(exec::SamplerOptions options);
    void stopSampling();
    void readSampling(); ///< also while running; no answer when no samples are taken

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace watchglass::session
