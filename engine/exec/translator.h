// SPDX-License-Identifier: Apache-2.0
/// The watched translation: one cell for each reachable instruction, every operand in its slot, every branch resolved.
#pragma once

#include <numeric>
#include <optional>
#include <utility>

#include "engine/exec/code.h"
#include "engine/exec/control.h"
#include "engine/wasm/instruction.h"

namespace watchglass::exec {

/// Slots of each operand, bottom first: all that translation needs to know of types.
using Widths = std::vector<uint8_t>;

inline uint8_t widthOf(const wasm::ValType &type)
{
    return type.kind == wasm::TypeKind::V128 ? 2 : 1;
}
Widths widthsOf(const std::vector<wasm::ValType> &types);

inline uint32_t slotsOf(const Widths &widths)
{
    return std::accumulate(widths.begin(), widths.end(), 0u);
}

/// An open block, as both translations see it.
struct OpenBlock {
    wasm::Op op = wasm::Op::Block;
    size_t operands = 0; ///< below the block's parameters
    uint32_t height = 0; ///< the same in slots
    uint32_t start = 0;  ///< of a loop, in words
    /// Words whose distance waits for the end: of branches, which go on behind it, and of what falls to the end itself.
    struct Wait {
        uint32_t cell, word;
        bool high;
    };
    std::vector<Wait> behind, atEnd;
    std::optional<Wait> otherwise; ///< of an if, to its else
    /// What catches exceptions and goes on behind the end: region and catcher of the code.
    std::vector<std::pair<size_t, size_t>> landings;
    std::optional<Code::TryRegion> region; ///< of a try or try_table
    bool handles = false;                  ///< in a clause of a legacy try
};
struct Label : OpenBlock {
    Widths params, results;
};

/// What an instruction in dead code, which gets no cells, means for the blocks that were entered alive. `depth` counts
/// those that were not.
enum class InDeadCode : uint8_t { Nothing, Else, Clause, Delegate, End };
InDeadCode inDeadCode(wasm::Op op, uint32_t &depth);

class Translator
{
public:
    explicit Translator(Function &function);
    std::unique_ptr<Code> run();
    /// The cell of one instruction alone, which is no block and no branch, when the stack holds operands of these
    /// widths; they become those it leaves. `goesOn`: whether anything comes behind it.
    const std::vector<Cell> &cell(const wasm::Instruction &i, Widths &operands, bool &goesOn);

private:
    void instruction(const wasm::Instruction &i);
    bool control(const wasm::Instruction &i);
    bool calls(const wasm::Instruction &i);
    bool variables(const wasm::Instruction &i);
    bool references(const wasm::Instruction &i);
    bool ranges(const wasm::Instruction &i);
    bool objects(const wasm::Instruction &i);
    bool exceptions(const wasm::Instruction &i);
    void access(const wasm::Instruction &i);
    void plain(const wasm::Instruction &i);
    void skip(const wasm::Instruction &i);
    template <class End>
    void deadEnd(const wasm::Instruction &i, End end);

    void open(const wasm::Instruction &i);
    void otherwise();
    void end();
    void branch(uint32_t depth, Condition condition, uint32_t conditionSlot);
    void branchTable(const wasm::Instruction &i);
    void newStruct(const wasm::Instruction &i);
    void field(const wasm::Instruction &i);
    void arrayRange(const wasm::Instruction &i);
    void castBranch(const wasm::Instruction &i);
    void openTry(const wasm::Instruction &i);
    void legacyCatch(const wasm::Instruction &i);
    void delegate(uint32_t depth);
    void raise(const HandlerPair &handlers, uint32_t slot, Cell tag);
    void leave();
    void call(Callee callee, bool tail, const wasm::FuncType &type, Cell target, uint32_t typeId, uint32_t index);
    void afterBranch() { m_dead = true; }

    void push(uint8_t width);
    void push(const Widths &widths);
    uint8_t pop();
    uint32_t top() const { return m_base + m_height; } ///< the slot that the next push takes
    uint32_t popSlot()                                 ///< the slot of the operand taken
    {
        pop();
        return top();
    }
    void truncate(const Label &label);

    uint32_t here() const { return uint32_t(m_code->words.size()); }
    void emit(Cell word) { m_code->words.push_back(word); }
    uint32_t emit(const HandlerPair &handlers) { return emit(handlers.cell()), here() - 1; }
    void wait(std::vector<Label::Wait> &list, uint32_t cell, uint32_t word, bool high)
    {
        list.push_back({cell, word, high});
    }
    void settle(const Label::Wait &wait, uint32_t target);
    void settle(std::vector<Label::Wait> &list, uint32_t target);
    std::pair<Widths, Widths> blockTypes(const wasm::BlockType &block) const;
    template <class T>
    static Cell address(T *object)
    {
        return reinterpret_cast<Cell>(object);
    }

    Instance &m_instance;
    const wasm::Module &m_module;
    const wasm::Function &m_function;
    std::unique_ptr<Code> m_code;
    Widths m_locals, m_operands;
    uint32_t m_base = 0, m_height = 0, m_highest = 0;
    std::vector<Label> m_labels;
    bool m_dead = false;      ///< no way leads here
    uint32_t m_deadDepth = 0; ///< blocks opened in dead code
};

} // namespace watchglass::exec
