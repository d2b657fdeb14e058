// SPDX-License-Identifier: Apache-2.0
/// The plain translation of a function: few cells, each for as many instructions as go together.
///
/// Instructions that only move values give no cell: what they push is remembered as an operand that lies in a local, is
/// a constant, or was left by a cell in its home slot. The cell made last is kept open, so that what follows can take
/// it up: send its result to a local, keep it in the accumulator only, fold it into an address or a branch.
///
/// What makes every state exact:
///   - a cell has at most one effect that can trap or be seen, in the last instruction that it covers;
///   - at the start of every cell all locals are in their slots;
///   - translating again gives the same cells, and with `Record` tells where operands are at a cell.
#pragma once

#include <optional>

#include "engine/exec/plain/forms.h"
#include "engine/exec/translator.h"

namespace watchglass::exec::plain {

/// A value on the operand stack.
struct Operand {
    enum class Kind : uint8_t {
        Local, ///< still in the local whose slot is `at`
        Const, ///< `value`
        Temp,  ///< in the slot `at`, or only in the accumulator
    } kind = Kind::Temp;
    Bank bank = Bank::Other;
    uint8_t width = 1;      ///< slots
    bool wide = true;       ///< a constant of 64 bits
    bool reference = false; ///< of a local or constant
    uint32_t home = 0;      ///< its slot on the operand stack
    uint32_t at = 0;
    uint32_t maker = 0; ///< number of the cell that left it there, 0 when it may not be changed any more
    uint64_t value = 0;
};

/// Where values are before a cell; `offset` is the instruction that comes next.
struct State {
    uint32_t offset = 0;
    std::vector<Operand> operands;
};

/// Asked of a second translation: what the cell at `word` covers.
struct Record {
    uint32_t word = 0;
    State before;            ///< nothing of the cell has happened
    State atLast;            ///< before the last instruction that it covers
    std::vector<bool> inAcc; ///< per operand of `before`: only the accumulator of its bank holds it
    bool isCall = false;     ///< the cell is a call

    /// Of all cells: from which instruction to which.
    struct Range {
        uint32_t word, first, last;
    };
    std::vector<Range> ranges;
};

/// What each cell of plain code covers. Any thread.
std::vector<Record::Range> cellsOf(const Code &code);

/// A cell that is not written yet.
struct Draft {
    enum class Kind : uint8_t { None, Evaluate, Vector, Index, Load, Moves, GlobalGet, Select } kind = Kind::None;
    Op op = Op::Nop;
    Form form = Form::Near;
    From a = From::Slot, b = From::Slot;
    To to = To::Slot;
    Bank bank = Bank::Other; ///< of the result
    uint8_t width = 1;       ///< of the result, in slots
    uint32_t slotA = 0, slotB = 0, slotC = 0, slotD = 0;
    uint64_t constant = 0; ///< also: address of a global
    uint32_t offset = 0, addend = 0, shift = 0;
    bool wide = false; ///< a move of a constant of 64 bits; a select of constants
    std::vector<std::pair<uint32_t, uint32_t>> moves;
    std::array<Cell, 2> immediates{}; ///< of a vector instruction
    uint32_t immediateCount = 0;
    uint32_t number = 0, word = 0;
};

Bank bankOf(const wasm::ValType &type);
/// Whether the cell leaves a value that it may be told to leave elsewhere.
bool hasResult(const Draft &draft);

/// The locals that are used most, as slots.
struct Pins {
    std::optional<uint32_t> integer, number;
};
Pins choosePins(const wasm::Module &module, const wasm::Function &function, const std::vector<wasm::ValType> &locals,
                const std::vector<uint32_t> &slots);

class Translator
{
public:
    /// `record` must outlive it.
    explicit Translator(Function &function, bool counted, Record *record = nullptr);
    /// Null when the function is left to watched code.
    std::unique_ptr<Code> run();

private:
    struct Label : OpenBlock {
        std::vector<wasm::ValType> params, results;
    };

    // instructions (translate.cpp, arithmetic.cpp)
    void instruction(const wasm::Instruction &i);
    bool locals(const wasm::Instruction &i);
    bool constants(const wasm::Instruction &i);
    bool calls(const wasm::Instruction &i);
    bool globals(const wasm::Instruction &i);
    void assign(uint32_t slot, bool keep);
    void evaluate(Op op);
    bool chooseForms(Draft &draft, const Operand &a, const Operand &b);
    bool foldAddition(const Operand &a, const Operand &b);
    bool foldEqz(const Operand &a);
    bool vector(const wasm::Instruction &i);
    bool select();
    bool load(const wasm::Instruction &i);
    bool store(const wasm::Instruction &i);
    bool takeAddress(Draft &draft, const Operand &address);
    void finish(Draft draft, size_t pops, bool replace);
    void generic(const wasm::Instruction &i);
    void call(const wasm::Instruction &i, Callee callee, bool tail, const wasm::FuncType &type);

    // blocks (translate_control.cpp)
    bool control(const wasm::Instruction &i);
    void skip(const wasm::Instruction &i);
    void open(const wasm::Instruction &i);
    void otherwise();
    void end();
    void settle(const OpenBlock::Wait &wait, uint32_t target);
    void comeTogether(const std::vector<OpenBlock::Wait> &ways);
    void land(const Label &closed);
    std::pair<std::vector<wasm::ValType>, std::vector<wasm::ValType>> blockTypes(const wasm::BlockType &block) const;

    // branches (translate_branches.cpp)
    void branch(uint32_t depth);
    void branchIf(uint32_t depth);
    void branchOn(uint32_t depth, Condition condition);
    void branchTable(const wasm::Instruction &i);
    void branchOnCast(const wasm::Instruction &i);
    void leave();
    uint32_t conditional(bool sense, bool back);
    bool compareAndBranch(bool sense, bool back);
    void genericBranch(Label &label, Condition condition, uint32_t slot);

    // regions that catch (translate_exceptions.cpp)
    bool exceptions(const wasm::Instruction &i);
    void openTry(const wasm::Instruction &i);
    void legacyCatch(const wasm::Instruction &i);
    void startLanding();
    void delegate(uint32_t depth);

    // basic blocks of counted code (count.cpp)
    void countInstruction();
    void countFunctionEnd();
    void startBlock();
    void endBlock(bool wanted);
    void startPendingBlock(const wasm::Instruction &i);
    void linkCounters();

    // the operand stack (operands.cpp)
    struct Choices {
        From all[3] = {};
        size_t count = 0;
        void add(From from) { all[count++] = from; }
        From first() const { return all[0]; }
        const From *begin() const { return all; }
        const From *end() const { return all + count; }
    };
    void push(Operand operand);
    void pushTemp(Bank bank, uint8_t width, uint32_t maker);
    void push(const wasm::ValType &type);
    Operand pop();
    Operand &operand(size_t fromTop) { return m_operands[m_operands.size() - 1 - fromTop]; }
    uint32_t top() const { return m_base + m_height; }
    void truncate(size_t operands, uint32_t height);
    bool isPin(uint32_t slot, Bank bank) const;
    bool isOpen(const Operand &operand) const;
    Choices choices(const Operand &operand, Bank bank) const;
    void consume(const Operand &operand, Bank bank, From from);
    void overwritten(uint32_t slot);
    void moveTo(uint32_t slot, const Operand &operand);
    void writeHome(Operand &operand);
    void writeHome(size_t from); ///< all operands from that one on
    void writeReferences();

    // cells (cells.cpp)
    void start(Draft draft);
    void replaceDraft(Draft draft); ///< in the place of the open one
    void retarget(uint32_t slot);
    uint32_t begin();        ///< of a cell that is written at once
    uint32_t beginInPlace(); ///< the same in the place of the open one
    void flush();
    void write(const Draft &draft);
    void writeMoves(const Draft &draft);
    void keepInAcc(uint32_t number, Bank bank);
    void barrier(); ///< what was made before stays as it is
    void forgetAccumulators();
    uint32_t label();
    unsigned copy() const { return m_numbers % copyCount; } ///< which copy of a handler the next cell takes
    uint32_t here() const { return uint32_t(m_code->words.size()); }
    void emit(Cell word) { m_code->words.push_back(word); }
    void emit(Handler handler) { emit(reinterpret_cast<Cell>(handler)); }
    void noteCell(uint32_t word);
    void extendCell(uint32_t word);
    State now() const;

    Instance &m_instance;
    const wasm::Module &m_module;
    const wasm::Function &m_function;
    std::unique_ptr<Code> m_code;
    exec::Translator m_watched; ///< makes the cells of what has no plain form
    std::vector<wasm::ValType> m_localTypes;
    std::vector<Operand> m_operands;
    uint32_t m_base = 0, m_height = 0, m_highest = 0;
    Pins m_pins;
    bool m_guardedLoads = false, m_guardedStores = false, m_nearMemory = false;
    std::vector<Label> m_labels;
    bool m_dead = false;
    bool m_landing = false; ///< exceptions go on at the next instruction
    uint32_t m_deadDepth = 0;

    Draft m_draft;
    uint32_t m_branchCell = 0; ///< the one that compareAndBranch made
    uint32_t m_numbers = 0;    ///< cells made so far
    uint32_t m_firstOpen = 1;  ///< results of cells with a smaller number may not be changed any more
    /// What each bank's accumulator holds: the value that belongs in that slot, and the cell that made it.
    struct Held {
        bool valid = false;
        uint32_t slot = 0;
        Draft maker;
    };
    Held m_held[3], m_before[3]; ///< after and before the open cell

    const bool m_counted;
    /// Whether the next instruction begins a basic block; whether one that nothing follows is wanted even so.
    bool m_blockPending = false, m_blockWanted = false;

    Record *m_record = nullptr;
    uint32_t m_offset = 0; ///< of the instruction that is being translated
    std::optional<State> m_boundary;
    std::vector<uint32_t> m_onlyInAcc; ///< numbers of cells that leave their result there
};

} // namespace watchglass::exec::plain
