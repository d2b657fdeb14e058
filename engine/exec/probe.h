// SPDX-License-Identifier: Apache-2.0
/// Probes: code of one's own that is called when a running guest comes by a place. They are added and removed while the
/// machine stands and from callbacks, and cost nothing where none is. At one place they are called in the order in
/// which they were added; one added in a callback counts from the next instruction on, one removed is not called again.
#pragma once

#include <memory>
#include <span>

#include "engine/exec/code.h"

namespace watchglass::exec {

class Machine;
struct Context;
struct Place;

struct ProbePoint {
    static constexpr uint32_t any = 0xffffffff;
    enum class Kind : uint8_t {
        Entry,       ///< a function was entered, by whatever call
        Exit,        ///< before it returns or makes a tail call
        Unwind,      ///< an exception leaves it that is caught further out; with Stop: stops there
        Instruction, ///< before the instruction at `offset`
        Block,       ///< before the first instruction of each basic block
        Branch,      ///< after `if`, or any form of `br`, was decided: `ProbeView::taken`
        Load,        ///< after bytes `begin` to `end` of memory `index` were read, by host calls too
        Store,       ///< the same for writing
        GlobalGet,   ///< after an instruction of this instance read global `index`
        GlobalSet,   ///< the same for writing
        LocalSet,    ///< after local.set and local.tee of local `index`
        TableGet,    ///< after an instruction read elements `begin` to `end` of table `index`
        TableSet,    ///< the same for writing
        HostCall,    ///< before this instance calls a host function; `function` is the callee
        HostReturn,  ///< after that
    } kind = Kind::Instruction;
    uint32_t function = any; ///< where; Store is noticed everywhere, Load in all code of the instance
    uint32_t offset = 0;
    uint32_t index = 0;
    uint64_t begin = 0, end = ~uint64_t(0);
    /// Instruction: whether operands are looked at each time. Where they are not, plain code may go on as fast as ever.
    bool operands = true;
};

/// What a probe sees of the guest; of use during the call only.
class ProbeView
{
public:
    const ProbePoint &point() const { return *m_point; }
    Instance &instance() const;
    uint32_t offset() const { return m_offset; } ///< of the instruction it is about
    size_t frame() const { return m_frame; }     ///< Unwind: which one is left
    bool taken() const { return m_taken; }       ///< Branch: not straight on
    /// Bytes or elements that were touched, as far as the point names them, and what stood there before: bytes of
    /// memory; 8 bytes an element; 16 a global or local. A host call that wrote shows as its single writes.
    uint64_t begin() const { return m_begin; }
    uint64_t end() const { return m_end; }
    std::span<const uint8_t> before() const { return m_before; }
    /// The frame's slots (code.h): locals are as they should be, operands only where the point asks for them.
    Slot *slotsOfFrame() const;
    /// All of the exact state, to be read and changed. Running, starting and abandoning must wait.
    Machine &machine();

private:
    friend class Probes;
    explicit ProbeView(Context &context) : m_context(context) {}
    Context &m_context;
    const ProbePoint *m_point = nullptr;
    uint32_t m_offset = 0;
    bool m_taken = false, m_served = false;
    size_t m_frame = 0;
    uint64_t m_begin = 0, m_end = 0;
    std::span<const uint8_t> m_before;
};

class Probe
{
public:
    enum class Answer : uint8_t { GoOn, Stop };
    virtual ~Probe() = default;
    /// With Stop the machine stops there (StopKind::Probe), after all other probes of the place were called.
    virtual Answer reached(ProbeView &view) = 0;
};

/// The probe's identity, or 0 when there is no such function, instruction, memory, global, local or table.
uint64_t addProbe(Instance &instance, const ProbePoint &point, std::shared_ptr<Probe> probe);
void removeProbe(Instance &instance, uint64_t id);

} // namespace watchglass::exec
