// SPDX-License-Identifier: Apache-2.0
/// What follows the name of an instruction (spec §6.5).
#pragma once

#include "engine/wat/analysis/lowered.h"
#include "engine/wat/analysis/type_reader.h"

namespace watchglass::wat::detail {

/// A block that is open, as branches name it.
struct Label {
    std::string name;    ///< "" for none
    uint32_t symbol = 0; ///< into Findings::symbols
};

/// What the instructions of one body see beside the module.
struct BodyContext {
    const Words &words;
    const ModuleScope &scope;
    const IndexSpace &locals;
    bool localsKnown = true;   ///< false: the function's type was not understood
    std::vector<Label> labels; ///< innermost last
    Findings &out;
};

class ImmediateReader
{
public:
    explicit ImmediateReader(BodyContext &context) : m(context), m_types(context.words, context.scope, &context.out) {}

    /// Reads what belongs to `lowered.instruction.op`, whose keyword stands right before the word `at`; moves `at` past
    /// it.
    void read(uint32_t &at, Lowered &lowered);
    /// The depth that the label at `at` stands for; says what is wrong with it otherwise.
    std::optional<uint32_t> label(uint32_t at);

private:
    bool isIndex(uint32_t at) const { return m.words.is(at, TokenKind::Id) || m.words.is(at, TokenKind::Number); }
    void readPart(wasm::Immediate immediate);
    void fail(TextRange range, std::string message);
    void missing(std::string_view what);
    bool index(Space space, uint32_t &out);
    bool optionalIndex(Space space, uint32_t &out);
    void twoOrNone(Space space);
    void segmentAndSpace(Space space, Space segment);
    void labelIndex(uint32_t &out);
    void branchTable();
    void typeIndex();
    void function();
    void tag(uint32_t &out);
    void callIndirect();
    void field();
    void memArg(bool lane);
    void memArgPart(std::string_view word);
    void tryTable();
    void catchClause(uint32_t open);
    void castTypes();

    // immediate_numbers.cpp
    template <typename Parse>
    void number(std::string_view kind, Parse parse);
    void integer(unsigned bits, uint64_t &out);
    void unsignedNumber(unsigned bits, std::string_view what, uint64_t &out);
    void f32(uint64_t &out);
    void f64(uint64_t &out);
    void vector();
    void shuffle();

    BodyContext &m;
    TypeReader m_types;
    uint32_t *m_at = nullptr;
    Lowered *m_lowered = nullptr;
};

} // namespace watchglass::wat::detail
