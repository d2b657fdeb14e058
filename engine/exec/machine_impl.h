// SPDX-License-Identifier: Apache-2.0
/// The machine's insides, shared by what drives it (machine.cpp) and what looks into it (frames.cpp).
#pragma once

#include <array>
#include <unordered_map>

#include "engine/exec/calls.h"
#include "engine/exec/context.h"
#include "engine/exec/control.h"

namespace watchglass::exec {

struct Machine::Impl final : RootSource {
    struct Frame {
        const Code *code;
        const Cell *pc;
        Slot *fp;
    };

    Impl(const Limits &limits, Driver driver);
    ~Impl();
    Impl(const Impl &) = delete;

    /// The instruction of watched code that comes next, and what probes stand behind it.
    void single();
    void execute();
    void finishInstruction(Instance *instance, const Cell *pc, Cell handler);
    void takeTurn();
    void arrive();
    /// Goes on from a place where the machine has stopped: what stands before it is not done again.
    void leaveSite();
    /// Leaves plain code, so that the innermost frame can be looked at and stepped.
    void settle();
    void drive();
    void runHandlers();
    void driveCounting();
    void count(Instance *instance, const Cell *pc);
    void leaveAllPlain();
    Stop finish();
    Stop refuse();
    void fail(Stop &stop);
    void drop();
    void forgetProbes();
    static Frame above(const Frame &callee); ///< without code when there is none
    /// Null when there is no such frame.
    const Frame *frame(size_t index);
    void leavePlain(size_t index);
    void markRoots(Heap &collecting) override;
    /// Null: none. A store's collector asks the machines that use it for their roots.
    void useStore(std::shared_ptr<Store> next);

    Context context;
    Driver driver;
    size_t stackBytes;
    std::shared_ptr<Function> started;
    std::vector<Value> startedWith; ///< arguments of a host function
    std::string refusal;            ///< why the started call cannot be made
    std::shared_ptr<Store> store;   ///< of the started function: a frame keeps nothing
    /// The frame below all others: a call of the started function, and the exit it returns to.
    std::array<Cell, callWords + 1> thunk{};
    bool suspended = false;
    uint64_t began = 0;             ///< clock when the run was begun
    const Cell *reported = nullptr; ///< where the last stop was; a breakpoint there has been seen
    std::vector<Frame> frames;      ///< found so far, innermost first
    /// Numbers given by `frameId`, by place on the stack. Only a frame whose link says so still has the one found here.
    std::unordered_map<ptrdiff_t, uint64_t> activations;
    uint64_t lastActivation = 0;
};

} // namespace watchglass::exec
