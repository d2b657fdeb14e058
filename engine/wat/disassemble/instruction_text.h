// SPDX-License-Identifier: Apache-2.0
/// The text of one instruction after the other, with the labels that are open around it.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "engine/wasm/instruction.h"
#include "engine/wat/disassemble/identifiers.h"

namespace watchglass::wat {

class InstructionText
{
public:
    /// `function` UINT32_MAX: a constant expression.
    InstructionText(const Identifiers &identifiers, uint32_t function);

    /// Appends name and immediates; call for every instruction of a body, in order.
    void append(std::string &out, const wasm::Instruction &instruction);
    /// Open blocks after the last instruction, the body itself not counted.
    uint32_t depth() const { return uint32_t(m_labels.size()); }

private:
    void openBlock(std::string &out, const wasm::Instruction &instruction);
    void closeBlock();
    void appendBlockType(std::string &out, const wasm::BlockType &type) const;
    void appendLabel(std::string &out, uint32_t depth) const;
    void appendCatch(std::string &out, const wasm::Catch &clause) const;
    void appendLocal(std::string &out, uint32_t index) const;
    void appendField(std::string &out, const wasm::Instruction &instruction);
    void appendCast(std::string &out, const wasm::ValType &type) const;
    void appendMemArg(std::string &out, const wasm::Instruction &instruction) const;
    void appendPair(std::string &out, Space space, uint32_t first, uint32_t second) const;
    void appendConstant(std::string &out, const wasm::Instruction &instruction) const;
    bool appendIndices(std::string &out, const wasm::Instruction &instruction);
    void appendOthers(std::string &out, const wasm::Instruction &instruction);

    const Identifiers &m_identifiers;
    uint32_t m_function;
    IdentifierSpace m_locals;
    std::unordered_map<uint32_t, IdentifierSpace> m_fields;               ///< of the struct types met
    std::vector<std::string> m_labels;                                    ///< of the open blocks; "" = none
    std::unordered_map<std::string, std::vector<uint32_t>> m_labelPlaces; ///< label → where in m_labels, innermost last
    uint32_t m_blocks = 0;
};

} // namespace watchglass::wat
