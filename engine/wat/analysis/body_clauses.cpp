// SPDX-License-Identifier: Apache-2.0
/// The parts of blocks – then, else, do, catch, end – in both spellings.
#include "engine/wat/analysis/body_reader.h"

namespace watchglass::wat::detail {

using wasm::Op;

uint32_t BodyReader::openClause(uint32_t open, std::string_view name)
{
    const uint32_t keyword = open + 1;
    Open &parent = m_open.back();
    const bool isThen = name == "then";
    if (parent.form != Form::If || (isThen ? parent.started : !parent.started || parent.second)) {
        m.out.error(m.words[keyword].range,
                    parent.form != Form::If    ? "(" + std::string(name) + " …) belongs directly into an (if …)"
                    : isThen || parent.started ? "this if has its " + std::string(name) + " already"
                                               : "(else …) comes after (then …)");
        takeUnknown(m.words[keyword].range);
        m_open.push_back({Form::Unknown, Op::Nop, keyword});
        return keyword + 1;
    }
    if (isThen) {
        parent.started = true;
        m_sink.take(m_pending.back());
        openLabel(parent.word + 1, parent.word);
    } else {
        parent.second = true;
        takeSimple(Op::Else, m.words[keyword].range);
    }
    m_open.push_back({Form::Clause, Op::If, keyword});
    return keyword + 1;
}

uint32_t BodyReader::openTryClause(uint32_t open, std::string_view name)
{
    const uint32_t keyword = open + 1;
    uint32_t at = keyword + 1;
    Open &parent = m_open.back();
    if (parent.form != Form::Try || (name == "do" && parent.started) || (name != "do" && parent.ended)) {
        m.out.error(m.words[keyword].range, "(" + std::string(name) + " …) belongs directly into a (try …), do first");
        takeUnknown(m.words[keyword].range);
        m_open.push_back({Form::Unknown, Op::Nop, keyword});
        return at;
    }
    parent.started = true;
    if (name == "do") {
        m_open.push_back({Form::Clause, Op::Try, keyword});
        return at;
    }
    Lowered lowered = begin(keyword, name == "catch" ? Op::Catch : name == "catch_all" ? Op::CatchAll : Op::Delegate);
    if (name == "delegate") { // its label counts from outside the try
        parent.ended = true;
        m.labels.pop_back();
    } else {
        parent.second = true;
    }
    m_immediates.read(at, lowered);
    m_sink.take(lowered);
    m_open.push_back({Form::Clause, Op::Try, keyword});
    return at;
}

/// `end $label`: the name must be that of the innermost block.
uint32_t BodyReader::labelRepeat(uint32_t at)
{
    if (!m.words.is(at, TokenKind::Id))
        return at;
    const std::string name = canonicalName(m.words.text(at));
    const Label &label = m.labels.back();
    if (label.name == name) {
        m.out.mentions.push_back({m.words[at].range, Space::Label, label.symbol});
    } else {
        Diagnostic &diagnostic =
            m.out.error(m.words[at].range, label.name.empty() ? "the block that ends here has no name"
                                                              : "the block here is " + label.name + ", not " + name);
        diagnostic.related.push_back({m.out.symbols[label.symbol].nameRange, "the block starts here"});
        if (!label.name.empty())
            diagnostic.fixes.push_back({"Replace by " + label.name, {{m.words[at].range, label.name}}});
    }
    return at + 1;
}

uint32_t BodyReader::flatEnd(uint32_t at)
{
    if (m_open.back().form != Form::Flat) {
        m.out.error(m.words[at].range, "there is no block here that this could end");
        return at + 1 + m.words.is(at + 1, TokenKind::Id);
    }
    const uint32_t after = labelRepeat(at + 1);
    m.out.symbols[m.labels.back().symbol].extent.end = m.words[at].range.end;
    takeSimple(Op::End, m.words[at].range);
    m.labels.pop_back();
    m_open.pop_back();
    return after;
}

uint32_t BodyReader::flatElse(uint32_t at)
{
    Open &open = m_open.back();
    if (open.form != Form::Flat || open.op != Op::If || open.second) {
        m.out.error(m.words[at].range, open.form == Form::Flat && open.op == Op::If
                                           ? "this if has its else already"
                                           : "there is no if here that this else could belong to");
        return at + 1 + m.words.is(at + 1, TokenKind::Id);
    }
    open.second = true;
    takeSimple(Op::Else, m.words[at].range);
    return labelRepeat(at + 1);
}

uint32_t BodyReader::flatCatch(uint32_t keyword, Op op)
{
    Lowered lowered = begin(keyword, op);
    uint32_t at = keyword + 1;
    Open &open = m_open.back();
    if (open.form != Form::Flat || open.op != Op::Try) {
        m.out.error(m.words[keyword].range,
                    "there is no try here that this " + std::string(m.words.text(keyword)) + " could belong to");
        return at + (m.words.is(at, TokenKind::Id) || m.words.is(at, TokenKind::Number));
    }
    if (op == Op::Delegate) {
        m.labels.pop_back();
        m_open.pop_back();
    }
    m_immediates.read(at, lowered);
    m_sink.take(lowered);
    return at;
}

} // namespace watchglass::wat::detail
