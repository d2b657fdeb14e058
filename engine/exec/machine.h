// SPDX-License-Identifier: Apache-2.0
/// One thread of wasm execution over an explicit stack: calls never recurse on the native stack, so it can stop at any
/// instruction, be looked at, changed and resumed. One native thread uses a Machine at a time, but `requestPause` and
/// `cancel` may come from any.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/exec/instance.h"
#include "engine/exec/trap.h"
#include "engine/wasm/validator.h"

namespace watchglass::exec {

struct Context; ///< context.h
class HostTape; ///< host_tape.h

enum class StopKind : uint8_t {
    Finished,     ///< the started call returned: `results`
    Trapped,      ///< at the trapping instruction, all frames alive: `trap`
    Breakpoint,   ///< before the instruction that carries it
    Stepped,      ///< one instruction was executed
    Paused,       ///< `requestPause` was honoured
    HostCall,     ///< a host function suspended: `hostFunction`, `hostArguments`
    Cancelled,    ///< `cancel`: frames are gone
    Exited,       ///< a host function ended the run: `exitCode`
    LimitReached, ///< `setInstructionLimit`: before the next instruction; goes on when the limit is raised
    Probe,        ///< `probes` wanted it, before an instruction or after one (ProbePoint)
};

struct Stop {
    StopKind kind = StopKind::Finished;
    std::vector<Value> results;
    std::optional<Trap> trap;
    const Function *hostFunction = nullptr;
    std::vector<Value> hostArguments;
    int exitCode = 0;
    std::vector<uint64_t> probes; ///< that wanted to stop; of Breakpoint and Stepped too
};

/// A place in code: an instruction of an instance.
struct Place {
    const Instance *instance = nullptr;
    uint32_t function = 0;
    uint32_t offset = 0; ///< of the instruction about to run (for callers: of their call instruction)
};

/// How programs are executed.
enum class Driver : uint8_t {
    Plain,   ///< plain code, by tail calls from handler to handler; watched code while somebody looks
    Watched, ///< only watched code, by tail calls
    Single,  ///< only watched code, by a loop that calls one handler after the other
};
/// Plain where compiler and build allow it.
Driver fastestDriver();

class Machine
{
public:
    explicit Machine(const Limits &limits = {}, Driver driver = fastestDriver());
    ~Machine();
    Machine(const Machine &) = delete;

    /// Prepares a call: the machine is then stopped before the function's first instruction. Arguments must fit its
    /// type. A host function is called at once by `run`.
    void start(const std::shared_ptr<Function> &function, std::span<const Value> arguments);
    /// Runs until something stops it. At a breakpoint it first executes the instruction under it.
    Stop run();
    /// Executes exactly one WebAssembly instruction (a call enters its callee; a host call is executed whole).
    Stop step();
    /// Results of the host call that suspended; then `run` or `step` go on. A sentence when they do not fit its type or
    /// are of another store, and the call still waits; empty otherwise.
    std::string answer(std::span<const Value> results);
    /// Drops all frames.
    void abandon();
    bool active() const; ///< has frames

    /// Any thread; honoured at the next loop back-edge, call or slice of a bulk operation (whose operands then stand
    /// for what is left to do). Any other stop fulfils it too; `start` forgets it.
    void requestPause();
    void cancel(); ///< any thread

    // The clock of a run. Counting uses counted code (plain/count.h) and is switched while stopped or idle, for all
    // instances of the store; of each, only one machine should count.
    void setCounting(bool counting);
    bool counting() const;
    /// Instructions completed while counting: exact whenever the machine stops. Only a checkpoint sets it back; a call
    /// that waits for its host's answer is not yet completed.
    uint64_t instructions() const;
    /// While counting, the machine stops when `instructions` gets there. At first there is no limit.
    void setInstructionLimit(uint64_t end);

    /// A breakpoint where the machine stands now counts as met: the next run does not stop at it.
    void passBreakpoint();

    /// Host calls are recorded there, or played where it has them. Null: neither. It must outlive its use.
    void setTape(HostTape *tape);

    /// Breakpoints before instructions. Nothing for code that is not reached. False when there is no instruction there.
    bool setBreakpoint(Instance &instance, uint32_t offset);
    void clearBreakpoint(Instance &instance, uint32_t offset);

    // What follows is for a stopped machine. Frame 0 is the innermost.
    size_t depth() const;
    Place place(size_t frame) const;
    /// Identifies an activation: no other one of this machine has, had or will have that number. A tail call goes on in
    /// the activation of its caller. 0 when there is no such frame.
    uint64_t frameId(size_t frame) const;
    Value local(size_t frame, uint32_t index) const;
    bool setLocal(size_t frame, uint32_t index, const Value &value);
    /// Operand by depth from the bottom of the frame's own operands; the types come from `describe`.
    Value operand(size_t frame, uint32_t slotFromBottom, wasm::ValType type) const;
    bool setOperand(size_t frame, uint32_t slotFromBottom, const Value &value);

private:
    friend class Sampler;    ///< sampler.h
    friend class Checkpoint; ///< checkpoint.h
    friend class ProbeView;
    friend void performCell(Context &context); ///< probes.h
    struct Impl;
    std::unique_ptr<Impl> m;
};

/// The static shape of the state before an instruction: types and producers of operands and the open blocks.
/// Recomputed by validation of the function up to there; nothing is stored while nobody looks.
struct StateShape {
    std::vector<wasm::Operand> operands;     ///< bottom first; a v128 takes two slots
    std::vector<uint32_t> firstSlots;        ///< first slot of each operand, for `Machine::operand`
    std::vector<uint32_t> exceptions;        ///< slots of those that the open legacy catch clauses handle
    std::vector<wasm::ControlFrame> control; ///< outermost first
};
StateShape describe(const wasm::Module &module, uint32_t function, uint32_t offset);

} // namespace watchglass::exec
