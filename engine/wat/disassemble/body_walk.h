// SPDX-License-Identifier: Apache-2.0
/// The lines of one function's body, for the text and for the listing alike.
#pragma once

#include <optional>
#include <string>

#include "engine/wasm/instruction.h"
#include "engine/wat/disassemble/instruction_text.h"

namespace watchglass::wat {

struct BodyLine {
    std::string text;     ///< instruction with its immediates
    uint32_t keyword = 0; ///< bytes of `text` that are its name
    uint32_t depth = 0;   ///< blocks around it
    uint32_t offset = 0, length = 0;
    bool last = false; ///< the `end` of the function itself
};

class BodyWalk
{
public:
    BodyWalk(const wasm::Module &module, const Identifiers &identifiers, uint32_t function)
        : m_text(identifiers, function), m_end(module.functions[function].code.end),
          m_reader(*module.bytes, module.functions[function].code)
    {
    }

    /// False at the end, or where the code cannot be read further: `problem()` then says why.
    bool next(BodyLine &line);
    const std::optional<wasm::Problem> &problem() const { return m_reader.problem(); }

private:
    InstructionText m_text;
    uint32_t m_end;
    wasm::InstructionReader m_reader;
    wasm::Instruction m_instruction;
};

inline bool BodyWalk::next(BodyLine &line)
{
    using wasm::Op;
    if (!m_reader.next(m_instruction))
        return false;
    const Op op = m_instruction.op;
    const uint32_t before = m_text.depth();
    line.text.clear();
    m_text.append(line.text, m_instruction);
    line.keyword = uint32_t(wasm::info(op).name.size());
    line.offset = m_instruction.offset;
    line.length = m_instruction.length;
    line.last = op == Op::End && before == 0 && m_reader.position() == m_end;
    const bool outdented =
        op == Op::End || op == Op::Else || op == Op::Catch || op == Op::CatchAll || op == Op::Delegate;
    line.depth = before - (outdented && before > 0);
    return true;
}

} // namespace watchglass::wat
