// SPDX-License-Identifier: Apache-2.0
/// Writing cells, the last of which stays open for a while.
#include "engine/exec/plain/translator.h"

namespace watchglass::exec::plain {

namespace {

Cell fields(uint32_t a, uint32_t d, uint64_t upper)
{
    return Cell(uint16_t(a)) | Cell(uint16_t(d)) << 16 | upper << 32;
}

Handler simdHandler(Op op)
{
    const Handler handler = simdIntegerHandler(op);
    return handler ? handler : simdFloatHandler(op);
}

Handler handlerOf(const Draft &draft, bool guarded)
{
    const unsigned copy = draft.number % copyCount;
    switch (draft.kind) {
    case Draft::Kind::Evaluate:
        return evaluateHandler(draft.op, draft.a, draft.b, draft.to, copy);
    case Draft::Kind::Vector:
        return simdHandler(draft.op);
    case Draft::Kind::Index:
        return indexHandler(draft.form, draft.a, draft.b, draft.to, copy);
    case Draft::Kind::Load:
        return loadHandler(draft.op, draft.form, draft.a, draft.b, draft.to, guarded, copy);
    case Draft::Kind::Moves:
        return draft.moves.size() > 1 ? movesHandler(draft.moves.size(), copy)
                                      : moveHandler(draft.bank, draft.a, draft.wide, draft.to, copy);
    case Draft::Kind::GlobalGet:
        return globalGetHandler(draft.bank, draft.to);
    case Draft::Kind::Select:
        return selectHandler(draft.bank, draft.a, draft.wide, draft.to);
    case Draft::Kind::None:
        break;
    }
    return nullptr;
}

} // namespace

bool hasResult(const Draft &draft)
{
    return draft.kind != Draft::Kind::None && draft.kind != Draft::Kind::Moves;
}

void Translator::start(Draft draft)
{
    flush();
    draft.number = ++m_numbers;
    draft.word = here();
    noteCell(draft.word);
    if (hasResult(draft) || draft.to == To::Pin) {
        m_before[0] = m_held[0], m_before[1] = m_held[1], m_before[2] = m_held[2];
        overwritten(draft.slotD);
        if (draft.width == 2)
            overwritten(draft.slotD + 1);
        if (draft.bank != Bank::Other)
            m_held[size_t(draft.bank)] = {true, draft.slotD, draft};
    } else {
        overwritten(draft.slotD);
    }
    m_draft = std::move(draft);
}

void Translator::replaceDraft(Draft draft)
{
    draft.number = ++m_numbers;
    draft.word = m_draft.word;
    m_held[0] = m_before[0], m_held[1] = m_before[1], m_held[2] = m_before[2];
    extendCell(draft.word);
    overwritten(draft.slotD);
    if (draft.width == 2)
        overwritten(draft.slotD + 1);
    if (draft.bank != Bank::Other)
        m_held[size_t(draft.bank)] = {true, draft.slotD, draft};
    m_draft = std::move(draft);
}

void Translator::retarget(uint32_t slot)
{
    overwritten(slot);
    if (m_draft.width == 2)
        overwritten(slot + 1);
    m_draft.slotD = slot;
    m_draft.to = isPin(slot, m_draft.bank) ? To::Pin : To::Slot;
    if (m_draft.bank != Bank::Other)
        m_held[size_t(m_draft.bank)] = {true, slot, m_draft};
    extendCell(m_draft.word);
}

uint32_t Translator::begin()
{
    flush();
    ++m_numbers;
    noteCell(here());
    return here();
}

uint32_t Translator::beginInPlace()
{
    m_draft = {};
    ++m_numbers;
    m_held[0] = m_before[0], m_held[1] = m_before[1], m_held[2] = m_before[2];
    extendCell(here());
    return here();
}

void Translator::flush()
{
    if (m_draft.kind == Draft::Kind::None)
        return;
    write(m_draft);
    for (Held &held : m_held)
        if (held.maker.number == m_draft.number)
            held.maker = m_draft;
    for (Held &held : m_before)
        if (held.maker.number == m_draft.number)
            held.maker = m_draft;
    m_draft = {};
}

void Translator::write(const Draft &draft)
{
    const Handler handler = handlerOf(draft, m_guardedLoads);
    emit(handler);
    switch (draft.kind) {
    case Draft::Kind::Evaluate: {
        const Signature &types = signature(draft.op);
        const bool first = draft.a == From::Const, constant = first || draft.b == From::Const;
        const bool wide = types.wide[types.operands == 2 && !first ? 1 : 0];
        emit(fields(first ? draft.slotB : draft.slotA, draft.slotD,
                    constant && !wide   ? uint32_t(draft.constant)
                    : constant || first ? 0
                                        : draft.slotB));
        if (constant && wide)
            emit(draft.constant);
        break;
    }
    case Draft::Kind::Vector:
        emit(fields(draft.slotA, draft.slotD, Cell(draft.slotB) | Cell(draft.slotC) << 16));
        for (uint32_t i = 0; i < draft.immediateCount; ++i)
            emit(draft.immediates[i]);
        break;
    case Draft::Kind::Index:
        emit(fields(draft.slotA, draft.slotD, 0));
        emit(Cell(draft.addend) | Cell(draft.slotB) << 32 | Cell(draft.shift) << 48);
        break;
    case Draft::Kind::Load:
        emit(fields(draft.slotA, draft.slotD, draft.offset));
        if (draft.form != Form::Near)
            emit(Cell(draft.addend) | Cell(draft.slotB) << 32 | Cell(draft.shift) << 48);
        break;
    case Draft::Kind::Moves:
        writeMoves(draft);
        break;
    case Draft::Kind::GlobalGet:
        emit(fields(0, draft.slotD, 0));
        emit(draft.constant);
        break;
    case Draft::Kind::Select:
        emit(fields(draft.slotA, draft.slotD, Cell(draft.slotB) | Cell(draft.slotC) << 16));
        if (draft.wide)
            emit(draft.constant);
        break;
    case Draft::Kind::None:
        break;
    }
}

void Translator::writeMoves(const Draft &draft)
{
    if (draft.moves.size() < 2) {
        const bool constant = draft.a == From::Const;
        emit(fields(draft.slotA, draft.slotD, constant && !draft.wide ? uint32_t(draft.constant) : 0));
        if (constant && draft.wide)
            emit(draft.constant);
        return;
    }
    for (size_t i = 0; i < draft.moves.size(); i += 2) {
        Cell word = fields(draft.moves[i].first, draft.moves[i].second, 0);
        if (i + 1 < draft.moves.size())
            word |= fields(draft.moves[i + 1].first, draft.moves[i + 1].second, 0) << 32;
        emit(word);
    }
}

void Translator::keepInAcc(uint32_t number, Bank bank)
{
    m_onlyInAcc.push_back(number);
    if (m_draft.number == number) {
        m_draft.to = To::Acc;
        return;
    }
    Draft &maker = m_held[size_t(bank)].maker;
    maker.to = To::Acc;
    m_code->words[maker.word] = reinterpret_cast<Cell>(handlerOf(maker, m_guardedLoads));
}

void Translator::barrier()
{
    flush();
    m_firstOpen = m_numbers + 1;
}

void Translator::forgetAccumulators()
{
    for (Held &held : m_held)
        held = {};
    for (Held &held : m_before)
        held = {};
}

/// A cell starts: it covers everything since the one before it.
void Translator::noteCell(uint32_t word)
{
    if (!m_record)
        return;
    const State state = m_boundary ? std::move(*m_boundary) : now();
    m_boundary.reset();
    m_record->ranges.push_back({word, state.offset, m_offset});
    if (word != m_record->word)
        return;
    m_record->before = state;
    m_record->atLast = now();
}

/// The cell covers the current instruction too.
void Translator::extendCell(uint32_t word)
{
    if (!m_record)
        return;
    m_boundary.reset();
    m_record->ranges.back().last = m_offset;
    if (word == m_record->word)
        m_record->atLast = now();
}

/// Ways from elsewhere lead here.
uint32_t Translator::label()
{
    barrier();
    if (here() == 0) { // entering the function must not look like coming back to its first loop
        begin();
        emit(nopHandlers().cell());
    }
    forgetAccumulators();
    m_boundary.reset();
    return here();
}

State Translator::now() const
{
    return {m_offset, m_operands};
}

} // namespace watchglass::exec::plain
