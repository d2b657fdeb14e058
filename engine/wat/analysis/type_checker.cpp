// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/analysis/type_checker.h"

#include <algorithm>

namespace watchglass::wat::detail {

using wasm::Op;

void TypeChecker::forget()
{
    m_levels.back().unknown = true;
    m_lost = m_lost || m_isConstant;
    if (m_lost)
        return;
    wasm::Instruction unknown;
    unknown.op = Op::Unreachable;
    unknown.offset = uint32_t(m_places.size());
    m_validator.feed(unknown);
}

void TypeChecker::forgetType()
{
    forget();
    m_levels.back().anyResults = true;
}

void TypeChecker::take(Lowered &lowered)
{
    lowered.instruction.offset = uint32_t(m_places.size());
    if (lowered.broken)
        feedBroken(lowered);
    else
        feed(lowered);
    if (lowered.known)
        addPlace(lowered);
}

void TypeChecker::feed(Lowered &lowered)
{
    const Op op = lowered.instruction.op;
    if (m_levels.back().anyResults &&
        (op == Op::End || op == Op::Else || op == Op::Catch || op == Op::CatchAll || op == Op::Delegate))
        forget();
    if (m_lost)
        return;
    m_validator.feed(lowered.bound());
    followBlocks(lowered.instruction);
}

/// What the instruction does to the stack is not known; only the nesting of blocks must go on.
void TypeChecker::feedBroken(Lowered &lowered)
{
    const Op op = lowered.instruction.op;
    if (!lowered.known || !(opensBlock(op) || op == Op::Catch || op == Op::Delegate))
        return forget();
    if (opensBlock(op))
        forget();
    lowered.instruction.block = {};
    lowered.instruction.a = 0;
    lowered.catches.clear();
    if (op == Op::Catch)
        lowered.instruction.op = Op::CatchAll;
    feed(lowered);
    lowered.instruction.op = op;
    opensBlock(op) ? forgetType() : forget();
}

uint32_t TypeChecker::paramCount(const wasm::BlockType &type) const
{
    if (type.kind != wasm::BlockType::Kind::Index || type.index >= m_scope.environment.types.size())
        return 0;
    return uint32_t(m_scope.environment.types[type.index].func.params.size());
}

void TypeChecker::followBlocks(const wasm::Instruction &instruction)
{
    if (opensBlock(instruction.op)) {
        const uint32_t operands = uint32_t(m_validator.operands().size());
        m_levels.push_back({operands - std::min(operands, paramCount(instruction.block)), false, false});
    } else if ((instruction.op == Op::End || instruction.op == Op::Delegate) && m_levels.size() > 1) {
        m_levels.pop_back();
    }
}

void TypeChecker::addPlace(const Lowered &lowered)
{
    InstructionPlace &place = m_places.emplace_back();
    place.keyword = lowered.keyword;
    place.extent = lowered.extent;
    place.op = lowered.instruction.op;
    place.reachable = m_validator.reachable() || m_levels.back().unknown;
    place.known = !m_levels.back().unknown;
    if (!m_validator.reachable() || !place.known)
        return;
    const auto operands = m_validator.operands();
    const size_t height = std::min<size_t>(m_levels.back().height, operands.size());
    const size_t shown = std::min(operands.size() - height, InstructionPlace::MostOperands);
    place.stackDepth = uint32_t(operands.size() - height);
    place.stackAfter.reserve(shown);
    for (const wasm::Operand &operand : operands.last(shown))
        place.stackAfter.push_back(operand.type);
}

/// The validator knows its operands by instruction names; the text of a short producer says more: `local.get $x`.
std::string TypeChecker::messageOf(const wasm::Problem &problem, const Words &words) const
{
    constexpr size_t longest = 40;
    std::string message = problem.message;
    if (problem.producers.empty() || problem.producers[0] >= m_places.size())
        return message;
    const InstructionPlace &producer = m_places[problem.producers[0]];
    const std::string_view text = words.text(producer.extent);
    if (producer.op == Op::End || text.size() > longest || text.find('\n') != std::string_view::npos)
        return message;
    const std::string name = " " + std::string(wasm::info(producer.op).name) + " gives ";
    if (const size_t at = message.rfind(name); at != std::string::npos)
        message.replace(at + 1, name.size() - 8, text);
    return message;
}

void TypeChecker::report(const Words &words, Findings &out) const
{
    for (const wasm::Problem &problem : m_validator.problems()) {
        if (m_places.empty())
            return;
        const InstructionPlace &consumer = m_places[std::min<size_t>(problem.offset, m_places.size() - 1)];
        Diagnostic &diagnostic = out.error(consumer.keyword, messageOf(problem, words), DiagnosticSource::Types);
        for (const uint32_t producer : problem.producers)
            if (producer < m_places.size() && producer != problem.offset)
                diagnostic.related.push_back({m_places[producer].extent, "it was made here"});
    }
}

} // namespace watchglass::wat::detail
