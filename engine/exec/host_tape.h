// SPDX-License-Identifier: Apache-2.0
/// What the host answered, so that a run can be made again: results, how a call ended, and the bytes it wrote into
/// guest memory. All else that a program does follows from its start.
///
/// A host function that changes tables, globals or objects of the guest is not reproduced, nor are objects that it
/// hands over (`holdsObjects`).
#pragma once

#include "engine/exec/instance.h"

namespace watchglass::exec {

class HostTape
{
public:
    /// Makes the call, or, where the tape has it, plays it. `call.caller` may be null.
    HostResult call(const Function &function, HostCall &call);
    /// The call before the next one on the tape had waited for an answer from outside, and this is it.
    void answered(std::span<const Value> results);

    /// The call that waits for its answer is given up: it will be made again.
    void forgetUnanswered();

    size_t position() const { return m_position; }
    size_t length() const { return m_entries.size(); }
    /// Whether the host ever answered with a struct, an array or an exception: where it was made is not known.
    bool holdsObjects() const { return m_holdsObjects; }
    /// Goes back to an earlier position: what follows is played.
    void rewind(size_t position) { m_position = position; }
    /// Forgets what follows: the run takes another way from here.
    void truncate() { m_entries.resize(m_position); }

private:
    struct Write {
        Memory *memory;
        uint64_t address;
        std::vector<uint8_t> bytes;
    };
    struct Entry {
        HostResult result;
        std::vector<Value> results;
        std::vector<Write> writes;
        std::vector<std::pair<Memory *, uint64_t>> pages; ///< of memories that grew
    };
    void record(HostCall &call, HostResult &result, const std::vector<std::vector<Memory::Range>> &written,
                const std::vector<uint64_t> &before);

    void noteObjects(std::span<const Value> values);

    std::vector<Entry> m_entries;
    size_t m_position = 0;
    bool m_holdsObjects = false;
};

} // namespace watchglass::exec
