// SPDX-License-Identifier: Apache-2.0
/// The validation algorithm (spec appendix "Validation Algorithm") as a state machine over flat stacks: what
/// FunctionValidator, whole-module validation and constant expressions share. Reused for many functions, so that
/// nothing is allocated per instruction and little per function.
///
/// After an error the operand in question counts as what was wanted, so that one mistake is reported once.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/wasm/instruction.h"
#include "engine/wasm/signature.h"
#include "engine/wasm/validator.h"

namespace watchglass::wasm::detail {

class FunctionChecker
{
public:
    /// An open block. Its types are looked up when they are needed, which is seldom.
    struct Frame {
        Op op = Op::Block;
        bool unreachable = false;
        uint32_t offset = 0;
        uint32_t height = 0;     ///< operands below
        uint32_t initHeight = 0; ///< entries of m_initialised made before it
        BlockType type;
    };

    explicit FunctionChecker(const Module &module);

    /// Starts a function. `declared` (may be null: not checked) tells which functions ref.func may name.
    void beginFunction(uint32_t typeIndex, std::vector<ValType> locals, const std::vector<bool> *declared);
    /// Starts a constant expression of that type, which may read globals below `globals`.
    void beginConstant(ValType result, uint32_t globals);
    bool feed(const Instruction &instruction);
    /// Takes what it can of the valid instructions at `at` straight from the bytes of a function; returns where it
    /// stopped, which is at the start of an instruction.
    uint32_t feedShort(const uint8_t *data, uint32_t at, uint32_t end);
    void finish(uint32_t offset);
    /// Adds a problem found by the caller at the current instruction.
    void report(uint32_t offset, std::string message, bool malformed);

    std::vector<Problem> &problems() { return m_problems; }
    std::span<const Operand> operands() const { return {m_base, m_top}; }
    std::span<const Frame> frames() const { return m_frames; }
    std::span<const ValType> params(const Frame &frame) const;
    std::span<const ValType> results(const Frame &frame) const;
    bool reachable() const { return m_frames.empty() || !m_frames.back().unreachable; }

private:
    void begin(BlockType root);

    // function_checker.cpp: errors and the operand stack
    void fail(std::string message, bool malformed = false);
    /// Adds to the problem that fail() has just made.
    void blame(uint32_t producer);
    std::string consumer() const;
    void mismatch(std::string_view expected, const Operand &found);
    void underflow(std::string_view expected);
    void grow();
    void enter(Frame frame);
    void refreshFloor();
    ValType sigValType(SigType type, bool is64) const;
    void push(ValType type)
    {
        if (m_top == m_limit)
            grow();
        *m_top++ = {type, m_now->offset, m_now->op};
    }
    void pushAll(std::span<const ValType> types);
    /// Whatever lies on top; Bottom when unreachable code has nothing.
    Operand popAny(std::string_view expected = "a value");
    void popKind(TypeKind kind)
    {
        if (m_top != m_floor && m_top[-1].type.kind == kind)
            --m_top;
        else
            pop(ValType{kind});
    }
    ValType pop(const ValType &expected);
    void popAll(std::span<const ValType> types);
    /// Any reference; Bottom references come out as (ref bottom).
    ValType popRef();
    /// Pops and pushes `types`, keeping who made the operands.
    void passThrough(std::span<const ValType> types);
    void setUnreachable();
    void fixedSignature(const Signature &signature, bool is64);
    /// Complains about what may not stand in a constant expression (spec §3.4.13).
    void checkConstant(const Instruction &i);

    // checker_control.cpp: blocks, branches, drop and select
    void control(const Instruction &i);
    bool knownBlockType(const BlockType &type);
    void openBlock(const Instruction &i);
    void elseClause();
    void legacyCatch(const Instruction &i);
    void delegate(uint32_t depth);
    void endBlock();
    void takeResults();
    void restart(Op op);
    const Frame *label(uint32_t depth);
    std::span<const ValType> labelTypes(const Frame &frame) const;
    void brTable(const Instruction &i);
    bool fitsOnTop(std::span<const ValType> types);
    void checkCatches(std::span<const Catch> catches);
    void select(const Instruction &i);
    void branchOnNull(const Instruction &i);
    void branchOnCast(const Instruction &i);

    // checker_calls.cpp: calls, variables, exceptions
    void callsAndVariables(const Instruction &i);
    const FuncType *functionType(uint32_t index);
    const FuncType *calleeType(uint32_t function);
    const FuncType *tagType(uint32_t tag);
    void call(const FuncType *type, bool isReturn);
    void callIndirect(const Instruction &i, bool isReturn);
    void callRef(uint32_t typeIndex, bool isReturn);
    void localInstruction(const Instruction &i);
    void globalInstruction(const Instruction &i);
    bool isInitialised(uint32_t local) const { return m_isSet.empty() || m_isSet[local]; }
    void initialise(uint32_t local);
    void uninitialiseDownTo(uint32_t height);

    // checker_memory.cpp: memories, tables, segments
    void memoryAndTables(const Instruction &i, const Signature &signature);
    const Memory *memory(uint32_t index);
    const Table *table(uint32_t index);
    const Element *element(uint32_t index);
    bool dataSegment(uint32_t index);
    void memoryAccess(const Instruction &i, const Signature &signature);
    void copyOperands(bool to64, bool from64);
    void tableInstruction(const Instruction &i);
    void lanes(const Instruction &i, const Signature &signature);

    // checker_objects.cpp: references, structs, arrays
    void objects(const Instruction &i);
    bool knownType(const ValType &type);
    const SubType *defined(uint32_t index, SubType::Kind kind);
    void structInstruction(const Instruction &i);
    void arrayInstruction(const Instruction &i);
    void structAccess(const Instruction &i, const SubType &type);
    void arrayAccess(const Instruction &i, const FieldType &element);
    void arrayNew(const Instruction &i, const FieldType &element);
    void arrayRange(const Instruction &i, const FieldType &element);
    void checkSegment(const Instruction &i, const FieldType &element);
    void checkPacking(const FieldType &field, bool wantsPacked);
    void checkMutable(const FieldType &field);
    void checkDefaultable(const FieldType &field);
    void castInstruction(const Instruction &i);
    void convert(HeapKind from, HeapKind to);
    void refFunc(uint32_t function);

    const Module &m_module;
    const Instruction *m_now = nullptr;
    std::vector<Operand> m_storage;
    Operand *m_base, *m_top, *m_floor, *m_limit; ///< into m_storage; floor: where the innermost block starts
    std::vector<Frame> m_frames;
    std::vector<ValType> m_locals;
    std::vector<bool> m_isSet;           ///< per local; empty when every local has a default value
    std::vector<uint32_t> m_initialised; ///< locals set so far, in order, so that leaving a block can undo it
    const std::vector<bool> *m_declared = nullptr;
    bool m_isConstant = false, m_failed = false, m_kept = false;
    uint32_t m_globals = 0; ///< readable in a constant expression
    std::vector<Problem> m_problems;
};

/// Whether a local or element of this type starts with a value of its own (0 or null).
inline bool isDefaultable(const ValType &type)
{
    return !type.isRef() || type.nullable;
}
/// How a field appears on the stack: packed ones as i32.
inline ValType unpacked(const ValType &storage)
{
    return storage.kind == TypeKind::I8 || storage.kind == TypeKind::I16 ? I32 : storage;
}

} // namespace watchglass::wasm::detail
