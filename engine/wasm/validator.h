// SPDX-License-Identifier: Apache-2.0
/// Validation (spec §3 and its algorithm in the appendix), for whole modules and for single functions fed one
/// instruction at a time – from bytes or from text that is not yet assembled. After an error it recovers and goes on.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/wasm/instruction.h"

namespace watchglass::wasm {

/// An operand as validation sees it.
struct Operand {
    ValType type;
    uint32_t producer = 0; ///< `Instruction::offset` of the instruction that left it (a block's results: its end)
    Op producerOp = Op::Nop;
};

/// An open block, innermost last.
struct ControlFrame {
    Op op = Op::Block; ///< Block, Loop, If, Else, TryTable, Try, Catch, CatchAll; the function itself is a Block
    uint32_t offset = 0;
    uint32_t height = 0; ///< operands below the block
    BlockType type;
    std::vector<ValType> params, results;
    bool unreachable = false;
};

class FunctionValidator
{
public:
    /// `environment` gives types and index spaces (its bytes are not read); `locals` are parameters first.
    /// `declared` says which functions ref.func may name (spec §3.4.3), see declaredFunctions(); without it any.
    /// Module and `declared` must outlive the validator.
    FunctionValidator(const Module &environment, uint32_t typeIndex, std::span<const ValType> locals,
                      const std::vector<bool> *declared = nullptr);
    /// For a constant expression of that type (spec §3.4.14), which may read the first `globals` globals.
    static FunctionValidator constant(const Module &environment, const ValType &result, uint32_t globals);
    ~FunctionValidator();
    FunctionValidator(FunctionValidator &&) noexcept;

    /// Takes the next instruction. Returns false when it had an error (added to problems()).
    bool feed(const Instruction &instruction);
    /// Call after the last one: reports blocks left open.
    void finish(uint32_t offset);

    std::span<const Problem> problems() const;
    /// The state before the next instruction.
    std::span<const Operand> operands() const;
    std::span<const ControlFrame> control() const;
    bool reachable() const;

private:
    struct Impl;
    explicit FunctionValidator(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m;
};

/// Per function, whether it stands in an export, a global, a table or a segment, so that code may take its reference.
std::vector<bool> declaredFunctions(const Module &module);

/// All problems of a module, at most `limit`; empty = valid. Malformed code shows up here with `malformed` set.
std::vector<Problem> validate(const Module &module, size_t limit = 100);
/// One function only.
std::vector<Problem> validateFunction(const Module &module, uint32_t function, size_t limit = 100);

} // namespace watchglass::wasm
