// SPDX-License-Identifier: Apache-2.0
/// The whole state of a stopped machine and of all that belongs to the store it runs in – frames, memories, tables,
/// globals, objects – so that it can be there again. What did not change since the checkpoint before is shared with it.
#pragma once

#include <memory>
#include <string>
#include <unordered_set>
#include <variant>

#include "engine/exec/machine.h"

namespace watchglass::exec {

class Checkpoint
{
public:
    /// Of a machine that counts and is stopped in a program, at anything but a host call that waits. Otherwise a
    /// sentence that says why not.
    static std::variant<std::shared_ptr<const Checkpoint>, std::string>
    take(Machine &machine, const std::shared_ptr<const Checkpoint> &before = nullptr);
    ~Checkpoint();

    uint64_t clock() const; ///< `Machine::instructions`
    /// Bytes that it holds and the one before does not.
    uint64_t ownBytes() const;
    /// Bytes of memory that it holds and that are not in `seen` yet, where they are entered.
    uint64_t heldBytes(std::unordered_set<const void *> &seen) const;
    /// The machine, which must still run the same call – or have been started with it anew –, and its store are as they
    /// were. Breakpoints and probes before the next instruction are not met yet.
    void restore(Machine &machine) const;

private:
    struct State;
    explicit Checkpoint(std::unique_ptr<State> state);
    std::unique_ptr<State> m;
};

} // namespace watchglass::exec
