// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/analysis/body_reader.h"

#include <algorithm>

#include "engine/wasm/instruction_table.h"
#include "engine/wasm/limits.h"

namespace watchglass::wat::detail {

using wasm::Op;

void BodyReader::read(uint32_t begin, uint32_t end)
{
    m_open.push_back({});
    for (uint32_t at = begin; at < end && !tooDeep(at);) {
        switch (m.words[at].kind) {
        case TokenKind::LeftParen:
            at = openForm(at);
            break;
        case TokenKind::RightParen:
            closeForm(at++);
            break;
        case TokenKind::Keyword:
            at = flat(at);
            break;
        default:
            at = misplaced(at);
            break;
        }
    }
    while (m_open.size() > 1)
        closeFlat(end);
    takeSimple(Op::End, m.words.is(end, TokenKind::RightParen)
                            ? m.words[end].range
                            : TextRange{m.words[end - 1].range.end, m.words[end - 1].range.end});
}

/// Gives the function up when it is.
bool BodyReader::tooDeep(uint32_t at)
{
    if (m.labels.size() + 1 < wasm::limits::nesting) // the function itself is one
        return false;
    m.out.error(m.words[at].range,
                "more than a million blocks inside one another: the function is not analysed further");
    takeUnknown(m.words[at].range);
    for (; !m.labels.empty(); m.labels.pop_back())
        takeSimple(Op::End, m.words[at].range);
    m_open.resize(1);
    return true;
}

std::optional<Op> BodyReader::opAt(uint32_t at) const
{
    const auto op = wasm::opFromName(m.words.text(at));
    return op ? op : wasm::opFromLegacyName(m.words.text(at));
}

Lowered BodyReader::begin(uint32_t keyword, Op op) const
{
    Lowered lowered;
    lowered.instruction.op = op;
    lowered.keyword = lowered.extent = m.words[keyword].range;
    return lowered;
}

void BodyReader::takeSimple(Op op, TextRange keyword)
{
    Lowered lowered;
    lowered.instruction.op = op;
    lowered.keyword = lowered.extent = keyword;
    m_sink.take(lowered);
}

void BodyReader::takeUnknown(TextRange keyword)
{
    Lowered lowered;
    lowered.keyword = lowered.extent = keyword;
    lowered.known = false;
    lowered.broken = true;
    m_sink.take(lowered);
}

/// A word that is no instruction where one should stand.
uint32_t BodyReader::misplaced(uint32_t at)
{
    if (m.words[at].kind != TokenKind::Error && !m_open.back().said) {
        const std::string word(m.words.text(at));
        const bool behind = m.words.is(at - 1, TokenKind::Keyword) || m.words.is(at - 1, TokenKind::Id) ||
                            m.words.is(at - 1, TokenKind::Number);
        m.out.error(m.words[at].range, behind ? word + " is too much here: the instruction before it takes no more"
                                              : word + " is no instruction");
    }
    takeUnknown(m.words[at].range);
    return at + 1;
}

/// A new label for the block whose keyword is given; reads its name if one stands at `at`.
uint32_t BodyReader::openLabel(uint32_t at, uint32_t keyword)
{
    Symbol symbol;
    symbol.kind = SymbolKind::Label;
    symbol.index = uint32_t(m.labels.size());
    symbol.nameRange = m.words[keyword].range;
    symbol.extent = m.words.is(keyword - 1, TokenKind::LeftParen) ? m.words.form(keyword - 1) : symbol.nameRange;
    symbol.detail = std::string(m.words.text(keyword));
    if (m.words.is(at, TokenKind::Id)) {
        symbol.name = canonicalName(m.words.text(at));
        symbol.nameRange = m.words[at].range;
        ++at;
    }
    m.labels.push_back({symbol.name, uint32_t(m.out.symbols.size())});
    m.out.symbols.push_back(std::move(symbol));
    return at;
}

uint32_t BodyReader::skipForm(uint32_t open, TextRange range, std::string message)
{
    if (!m_open.back().said)
        m.out.error(range, std::move(message));
    takeUnknown(range);
    return m.words[open].close + 1;
}

uint32_t BodyReader::unknownInstruction(uint32_t at, bool folded)
{
    const std::string word(m.words.text(at));
    std::vector<std::string_view> names;
    if (m.out.mayGuess()) {
        for (const wasm::InstructionInfo &info : wasm::allInstructions())
            names.push_back(info.name);
    }
    const std::string near(nearestWord(names, word));
    Diagnostic &diagnostic = m.out.error(m.words[at].range, "unknown instruction " + word +
                                                                (near.empty() ? "" : "; did you mean " + near + "?"));
    if (!near.empty())
        diagnostic.fixes.push_back({"Replace by " + near, {{m.words[at].range, near}}});
    uint32_t after = at + 1;
    while (m.words.is(after, TokenKind::Id) || m.words.is(after, TokenKind::Number) ||
           (m.words.is(after, TokenKind::Keyword) && m.words.text(after).find('=') != std::string_view::npos))
        ++after;
    if (!folded) {
        takeUnknown(m.words[at].range);
        return after;
    }
    Lowered lowered = begin(at, Op::Unreachable);
    lowered.known = false;
    lowered.broken = true;
    m_pending.push_back(std::move(lowered));
    m_open.push_back({Form::Operator, Op::Unreachable, at});
    return after;
}

uint32_t BodyReader::openForm(uint32_t open)
{
    const uint32_t at = open + 1;
    if (!m.words.is(at, TokenKind::Keyword))
        return skipForm(open, m.words[open].range, "the name of an instruction is missing after this (");
    const std::string_view name = m.words.text(at);
    if (name == "then" || name == "else")
        return openClause(open, name);
    if (name == "do" || name == "catch" || name == "catch_all" || name == "delegate")
        return openTryClause(open, name);
    Open &parent = m_open.back();
    const bool late = (parent.form == Form::If && parent.started) || parent.form == Form::Try;
    if (late && !parent.said) {
        m.out.error(m.words[at].range, parent.form == Form::Try ? "inside a try there are (do …) and (catch …) only"
                                                                : "after (then …) there is only (else …)");
        parent.said = true;
    }
    if (name == "param" || name == "result" || name == "local" || name == "type" || name == "export" ||
        name == "import")
        return skipForm(open, m.words[at].range,
                        "(" + std::string(name) +
                            " …) stands before the instructions, in the order type, param, result, local");
    const auto op = opAt(at);
    if (!op)
        return unknownInstruction(at, true);
    if (*op == Op::End)
        return skipForm(open, m.words[at].range, "the end of a block is the ) itself");
    return openInstruction(open, *op);
}

uint32_t BodyReader::openInstruction(uint32_t open, Op op)
{
    const uint32_t keyword = open + 1;
    uint32_t at = keyword + 1;
    Lowered lowered = begin(keyword, op);
    if (!opensBlock(op)) {
        m_immediates.read(at, lowered);
        m_pending.push_back(std::move(lowered));
        m_open.push_back({Form::Operator, op, keyword});
        return at;
    }
    const uint32_t name = at;
    at += m.words.is(at, TokenKind::Id);
    m_immediates.read(at, lowered);
    if (op == Op::If) { // its label is not there yet for the condition
        m_pending.push_back(std::move(lowered));
        m_open.push_back({Form::If, op, keyword});
        return at;
    }
    m_sink.take(lowered);
    openLabel(name, keyword);
    m_open.push_back({op == Op::Try ? Form::Try : Form::Block, op, keyword});
    return at;
}

/// A block … that its surrounding form ends before its own end.
void BodyReader::closeFlat(uint32_t close)
{
    const Open open = m_open.back();
    m.out.error(m.words[open.word].range, "this " + std::string(m.words.text(open.word)) + " has no end");
    takeUnknown(m.words[open.word].range);
    takeSimple(Op::End, m.words[open.word].range);
    if (close < m.words.size())
        m.out.symbols[m.labels.back().symbol].extent.end = m.words[close].range.begin;
    m.labels.pop_back();
    m_open.pop_back();
}

void BodyReader::closeForm(uint32_t close)
{
    while (m_open.back().form == Form::Flat)
        closeFlat(close);
    const Open open = m_open.back();
    m_open.pop_back();
    const auto endBlock = [&] {
        takeSimple(Op::End, m.words[close].range);
        m.labels.pop_back();
    };
    switch (open.form) {
    case Form::Operator:
        m_sink.take(m_pending.back());
        m_pending.pop_back();
        return;
    case Form::If:
        if (open.started) {
            endBlock();
        } else {
            m.out.error(m.words[open.word].range, "this if has no (then …)");
            takeUnknown(m.words[open.word].range);
        }
        m_pending.pop_back();
        return;
    case Form::Try:
        if (!open.started)
            m.out.error(m.words[open.word].range, "this try has no (do …)");
        if (!open.ended)
            endBlock();
        return;
    case Form::Block:
        return endBlock();
    default:
        return;
    }
}

/// Flat instructions do not stand among the operands of a folded one, nor directly in an if or try.
void BodyReader::checkPlace(uint32_t at)
{
    Open &parent = m_open.back();
    const bool wrong = parent.form == Form::Operator || parent.form == Form::If || parent.form == Form::Try;
    if (!wrong || parent.said)
        return;
    parent.said = true;
    const std::string owner(m.words.text(parent.word));
    m.out.error(m.words[at].range, parent.form == Form::Operator
                                       ? "inside (" + owner + " …) each operand needs its own parentheses"
                                   : parent.form == Form::If ? "inside (if …) this needs its own parentheses: (then …)"
                                                             : "inside (try …) this needs its own parentheses: (do …)");
}

uint32_t BodyReader::flat(uint32_t at)
{
    const std::string_view word = m.words.text(at);
    const auto op = opAt(at);
    if (!op && (word == "then" || word == "do")) {
        m.out.error(m.words[at].range, std::string(word) + " stands in parentheses: (" + std::string(word) + " …)");
        return at + 1;
    }
    checkPlace(at);
    if (!op)
        return unknownInstruction(at, false);
    switch (*op) {
    case Op::End:
        return flatEnd(at);
    case Op::Else:
        return flatElse(at);
    case Op::Catch:
    case Op::CatchAll:
    case Op::Delegate:
        return flatCatch(at, *op);
    default:
        return flatInstruction(at, *op);
    }
}

uint32_t BodyReader::flatInstruction(uint32_t keyword, Op op)
{
    Lowered lowered = begin(keyword, op);
    uint32_t at = keyword + 1;
    const uint32_t name = at;
    if (opensBlock(op))
        at += m.words.is(at, TokenKind::Id);
    m_immediates.read(at, lowered);
    m_sink.take(lowered);
    if (opensBlock(op)) {
        openLabel(name, keyword);
        m_open.push_back({Form::Flat, op, keyword});
    }
    return at;
}

} // namespace watchglass::wat::detail
