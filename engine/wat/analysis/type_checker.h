// SPDX-License-Identifier: Apache-2.0
/// Feeds a body to the validator as it is read, and turns what the validator says back into places of the text.
#pragma once

#include "engine/wasm/validator.h"
#include "engine/wat/analysis/lowered.h"
#include "engine/wat/analysis/scope.h"

namespace watchglass::wat::detail {

class TypeChecker : public InstructionSink
{
public:
    /// A constant expression is given up at the first thing in it that was not understood: it has no unreachable code
    /// to hide behind.
    TypeChecker(wasm::FunctionValidator validator, const ModuleScope &scope, bool isConstant = false)
        : m_validator(std::move(validator)), m_scope(scope), m_isConstant(isConstant)
    {
    }

    /// From here on the operand stack is unknown until the block ends: no follow-on errors.
    void forget();
    /// The same for a function whose own type was not understood: neither is known what its end wants.
    void forgetType();
    void take(Lowered &lowered) override;
    /// Every instruction of the text so far, in execution order.
    std::vector<InstructionPlace> takePlaces() { return std::move(m_places); }
    /// Adds a diagnostic for each problem. Call once, after the last instruction.
    void report(const Words &words, Findings &out) const;

private:
    struct Level {
        uint32_t height = 0;     ///< operands below the block
        bool unknown = false;    ///< something in it was not understood
        bool anyResults = false; ///< its type was not understood
    };

    void feed(Lowered &lowered);
    void feedBroken(Lowered &lowered);
    void followBlocks(const wasm::Instruction &instruction);
    uint32_t paramCount(const wasm::BlockType &type) const;
    void addPlace(const Lowered &lowered);
    std::string messageOf(const wasm::Problem &problem, const Words &words) const;

    wasm::FunctionValidator m_validator;
    const ModuleScope &m_scope;
    bool m_isConstant, m_lost = false;
    std::vector<InstructionPlace> m_places;
    std::vector<Level> m_levels{Level{}};
};

} // namespace watchglass::wat::detail
