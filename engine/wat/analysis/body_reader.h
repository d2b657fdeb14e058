// SPDX-License-Identifier: Apache-2.0
/// From the instructions of a text, flat and folded, to a stream in execution order (spec §6.5.9). Works on a stack of
/// open forms of its own: the depth of the text costs memory only.
#pragma once

#include "engine/wat/analysis/immediates.h"

namespace watchglass::wat::detail {

class BodyReader
{
public:
    BodyReader(BodyContext &context, InstructionSink &sink) : m(context), m_immediates(context), m_sink(sink) {}

    /// Reads the words from `begin` up to `end`; the last instruction taken is the `end` of the body, at the word
    /// `end`.
    void read(uint32_t begin, uint32_t end);

private:
    enum class Form : uint8_t {
        Body,
        Flat,     ///< block … end
        Operator, ///< (i32.add …): taken when it closes
        Block,    ///< (block …), (loop …), (try_table …)
        If,       ///< (if …): its condition, until (then …)
        Clause,   ///< (then …), (else …), (do …), (catch …): its instructions stand directly in the block
        Try,      ///< (try …)
        Unknown,  ///< something wrong whose content is read all the same
    };
    struct Open {
        Form form = Form::Body;
        wasm::Op op = wasm::Op::Block;
        uint32_t word = 0;    ///< its keyword
        bool second = false;  ///< has its else, or its catch
        bool started = false; ///< has its then or do
        bool ended = false;   ///< by delegate
        bool said = false;    ///< something about its content, which need not be said again
    };

    bool tooDeep(uint32_t at);
    uint32_t openForm(uint32_t open);
    void closeForm(uint32_t close);
    uint32_t openClause(uint32_t open, std::string_view name);
    uint32_t openTryClause(uint32_t open, std::string_view name);
    uint32_t openInstruction(uint32_t open, wasm::Op op);
    uint32_t skipForm(uint32_t open, TextRange range, std::string message);
    uint32_t flat(uint32_t at);
    uint32_t flatInstruction(uint32_t at, wasm::Op op);
    uint32_t flatEnd(uint32_t at);
    uint32_t flatElse(uint32_t at);
    uint32_t flatCatch(uint32_t at, wasm::Op op);
    uint32_t labelRepeat(uint32_t at);
    uint32_t unknownInstruction(uint32_t at, bool folded);
    uint32_t misplaced(uint32_t at);
    void checkPlace(uint32_t at);
    void closeFlat(uint32_t close);
    uint32_t openLabel(uint32_t at, uint32_t keyword);
    Lowered begin(uint32_t keyword, wasm::Op op) const;
    void takeSimple(wasm::Op op, TextRange keyword);
    void takeUnknown(TextRange keyword);
    std::optional<wasm::Op> opAt(uint32_t at) const;

    BodyContext &m;
    ImmediateReader m_immediates;
    InstructionSink &m_sink;
    std::vector<Open> m_open;
    std::vector<Lowered> m_pending; ///< of the open operators and ifs
};

} // namespace watchglass::wat::detail
