// SPDX-License-Identifier: Apache-2.0
/// Changes a person makes to a stopped guest, each checked before it is done, with undo and redo until the guest goes
/// on.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/debug/references.h"
#include "engine/exec/machine.h"

namespace watchglass::debug {

/// A sentence why something was not done; nothing when it was.
using Refusal = std::optional<std::string>;

class Edits
{
public:
    /// Both must outlive it; `references` are those of the instance.
    Edits(exec::Machine &machine, exec::Instance &instance, const References &references);

    Refusal setLocal(uint64_t frameId, uint32_t index, const exec::Value &value);
    Refusal setOperand(uint64_t frameId, uint32_t fromBottom, const exec::Value &value);
    Refusal setGlobal(uint32_t index, const exec::Value &value);
    Refusal setTableElement(uint32_t table, uint64_t element, std::optional<uint32_t> function);
    Refusal writeMemory(uint32_t memory, uint64_t address, const std::vector<uint8_t> &bytes);

    Refusal undo();
    Refusal redo();
    bool canUndo() const { return m_done > 0; }
    bool canRedo() const { return m_done < m_history.size(); }
    /// The guest goes on: what was edited is history.
    void forget();

private:
    struct Edit {
        std::function<void()> apply, revert;
    };
    void perform(Edit edit);
    std::optional<size_t> frameOf(uint64_t frameId) const;

    exec::Machine &m_machine;
    exec::Instance &m_instance;
    const References &m_references;
    std::vector<Edit> m_history;
    size_t m_done = 0;
};

/// The operands a frame still holds: those a caller has handed to its callee are left out.
exec::StateShape heldOperands(const exec::Machine &machine, size_t frame);

} // namespace watchglass::debug
