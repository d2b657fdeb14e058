// SPDX-License-Identifier: Apache-2.0
/// Blocks, branches, drop and select (spec §3.4.1, §3.4.12 and the older exception handling).
#include "engine/wasm/function_checker.h"
#include "engine/wasm/limits.h"

namespace watchglass::wasm::detail {

namespace {

std::string plural(size_t count, const char *noun)
{
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

} // namespace

void FunctionChecker::control(const Instruction &i)
{
    switch (i.op) {
    case Op::End:
        return endBlock();
    case Op::Block:
    case Op::Loop:
    case Op::If:
    case Op::Try:
    case Op::TryTable:
        return openBlock(i);
    case Op::Else:
        return elseClause();
    case Op::Br:
        if (const Frame *target = label(i.a))
            popAll(labelTypes(*target));
        return setUnreachable();
    case Op::BrIf:
        popKind(TypeKind::I32);
        if (const Frame *target = label(i.a))
            passThrough(labelTypes(*target));
        return;
    case Op::BrTable:
        return brTable(i);
    case Op::Return:
        popAll(results(m_frames.front()));
        return setUnreachable();
    case Op::Unreachable:
        return setUnreachable();
    case Op::Drop:
        popAny();
        return;
    case Op::Select:
    case Op::SelectT:
        return select(i);
    case Op::BrOnNull:
    case Op::BrOnNonNull:
        return branchOnNull(i);
    case Op::BrOnCast:
    case Op::BrOnCastFail:
        return branchOnCast(i);
    case Op::Catch:
    case Op::CatchAll:
        return legacyCatch(i);
    case Op::Delegate:
        return delegate(i.a);
    case Op::Rethrow:
        if (const Frame *target = label(i.a); target && target->op != Op::Catch && target->op != Op::CatchAll)
            fail("rethrow must name a catch; label " + std::to_string(i.a) + " is a " +
                 std::string(info(target->op).name));
        return setUnreachable();
    default:
        return; // nop: it has a plain signature and never comes here
    }
}

bool FunctionChecker::knownBlockType(const BlockType &type)
{
    switch (type.kind) {
    case BlockType::Kind::Empty:
        return true;
    case BlockType::Kind::Value:
        return knownType(type.value);
    case BlockType::Kind::Index:
        return functionType(type.index) != nullptr;
    }
    return false;
}

void FunctionChecker::openBlock(const Instruction &i)
{
    Frame frame{i.op, false, i.offset, 0, 0, i.block};
    if (!knownBlockType(frame.type))
        frame.type = {};
    if (i.op == Op::TryTable)
        checkCatches(i.catches);
    if (i.op == Op::If)
        popKind(TypeKind::I32);
    if (m_frames.size() >= limits::nesting) {
        fail("blocks are nested deeper than the limit of " + std::to_string(limits::nesting));
        m_frames.clear();
        m_top = m_floor = m_base;
        return;
    }
    const std::span<const ValType> inputs = params(frame);
    passThrough(inputs);
    m_top -= inputs.size();
    enter(frame);
    m_top += inputs.size();
}

/// Checks that the block leaves exactly its results, and takes them.
void FunctionChecker::takeResults()
{
    popAll(results(m_frames.back()));
    if (m_top == m_floor)
        return;
    const size_t extra = size_t(m_top - m_floor);
    std::string what = consumer();
    if (m_now->op != Op::End)
        what += ": the block";
    fail(what + " leaves " + plural(extra, "value") + " too many on the stack, from " +
         std::string(info(m_top[-1].producerOp).name));
    for (const Operand *operand = m_floor; operand != m_top; ++operand)
        blame(operand->producer);
    m_top = m_floor;
}

/// Starts the next part of the innermost block: else, catch, catch_all.
void FunctionChecker::restart(Op op)
{
    Frame &frame = m_frames.back();
    uninitialiseDownTo(frame.initHeight);
    m_top = m_floor;
    frame.op = op;
    frame.unreachable = false;
}

void FunctionChecker::elseClause()
{
    if (m_frames.back().op != Op::If)
        return fail("else has no if to belong to", true);
    takeResults();
    restart(Op::Else);
    pushAll(params(m_frames.back()));
}

void FunctionChecker::legacyCatch(const Instruction &i)
{
    const FuncType *type = i.op == Op::Catch ? tagType(i.a) : nullptr;
    if (m_frames.back().op != Op::Try && m_frames.back().op != Op::Catch)
        return fail(std::string(info(i.op).name) + " has no try to belong to", true);
    takeResults();
    restart(i.op);
    if (type)
        pushAll(type->params);
}

void FunctionChecker::delegate(uint32_t depth)
{
    if (m_frames.back().op != Op::Try)
        return fail("delegate has no try to belong to", true);
    // Counted from outside of the try that ends here.
    if (depth >= m_frames.size() - 1)
        fail("label " + std::to_string(depth) + " is not open here");
    endBlock();
}

void FunctionChecker::endBlock()
{
    takeResults();
    const Frame frame = m_frames.back();
    if (frame.op == Op::If) { // without else the inputs are what a false condition leaves
        const auto in = params(frame), out = results(frame);
        bool same = in.size() == out.size();
        for (size_t k = 0; same && k < in.size(); ++k)
            same = matches(m_module, in[k], out[k]);
        if (!same) {
            fail("this if has no else, so it cannot give its results when the condition is 0");
            blame(frame.offset);
        }
    }
    uninitialiseDownTo(frame.initHeight);
    m_frames.pop_back();
    refreshFloor();
    if (!m_frames.empty())
        pushAll(results(frame));
}

const FunctionChecker::Frame *FunctionChecker::label(uint32_t depth)
{
    if (depth < m_frames.size())
        return &m_frames[m_frames.size() - 1 - depth];
    fail("label " + std::to_string(depth) + " is not open here: " + plural(m_frames.size(), "label") +
         (m_frames.size() == 1 ? " is" : " are"));
    return nullptr;
}

std::span<const ValType> FunctionChecker::labelTypes(const Frame &frame) const
{
    return frame.op == Op::Loop ? params(frame) : results(frame);
}

/// Whether the operands on top are those; takes nothing. False when it has reported a problem.
bool FunctionChecker::fitsOnTop(std::span<const ValType> types)
{
    const Operand *operand = m_top;
    for (size_t k = types.size(); k-- > 0;) {
        if (operand == m_floor) {
            if (m_frames.back().unreachable)
                return true;
            underflow(toString(types[k]));
            return false;
        }
        if (!matches(m_module, (--operand)->type, types[k])) {
            mismatch(toString(types[k]), *operand);
            return false;
        }
    }
    return true;
}

void FunctionChecker::brTable(const Instruction &i)
{
    popKind(TypeKind::I32);
    const Frame *last = i.labels.empty() ? nullptr : label(i.labels.back());
    const size_t arity = last ? labelTypes(*last).size() : 0;
    const Frame *previous = nullptr;
    for (size_t k = 0; last && k < i.labels.size(); ++k) {
        const Frame *target = label(i.labels[k]);
        if (!target)
            break;
        if (target == previous)
            continue;
        previous = target;
        const auto types = labelTypes(*target);
        if (types.size() != arity) {
            fail("the labels of br_table differ: label " + std::to_string(i.labels[k]) + " wants " +
                 plural(types.size(), "value") + ", the default " + std::to_string(arity));
            break;
        }
        if (!fitsOnTop(types))
            break;
    }
    setUnreachable();
}

void FunctionChecker::checkCatches(std::span<const Catch> catches)
{
    std::vector<ValType> given;
    for (const Catch &item : catches) {
        given.clear();
        if (item.kind == Catch::Kind::Catch || item.kind == Catch::Kind::CatchRef) {
            const FuncType *type = tagType(item.tag);
            if (!type)
                continue;
            given = type->params;
        }
        if (item.kind == Catch::Kind::CatchRef || item.kind == Catch::Kind::CatchAllRef)
            given.push_back(ValType::ref(HeapKind::Exn, false));
        const Frame *target = label(item.label);
        if (!target)
            continue;
        const auto wanted = labelTypes(*target);
        bool same = wanted.size() == given.size();
        for (size_t k = 0; same && k < given.size(); ++k)
            same = matches(m_module, given[k], wanted[k]);
        if (!same)
            fail("a catch clause gives " + toString(FuncType{{}, given}).substr(6) + " but its label wants " +
                 toString(FuncType{{}, {wanted.begin(), wanted.end()}}).substr(6));
    }
}

void FunctionChecker::select(const Instruction &i)
{
    popKind(TypeKind::I32);
    if (i.op == Op::SelectT) {
        if (i.types.size() != 1)
            return fail("select must name exactly one type");
        if (!knownType(i.types[0]))
            return;
        const ValType type = i.types[0]; // the span may end with this instruction, the type must not
        pop(type);
        pop(type);
        return push(type);
    }
    const Operand second = popAny("a number"), first = popAny("a number");
    for (const Operand &operand : {first, second})
        if (operand.type.isRef())
            return mismatch("a number, for references it must name their type,", operand), push(operand.type);
    if (first.type.kind != second.type.kind && first.type.kind != TypeKind::Bottom &&
        second.type.kind != TypeKind::Bottom)
        mismatch(toString(first.type) + " as its first operand is", second);
    push(first.type.kind == TypeKind::Bottom ? second.type : first.type);
}

void FunctionChecker::branchOnNull(const Instruction &i)
{
    ValType type = popRef();
    type.nullable = false;
    const Frame *target = label(i.a);
    if (!target)
        return;
    auto types = labelTypes(*target);
    if (i.op == Op::BrOnNull) {
        passThrough(types);
        return push(type);
    }
    if (types.empty() || !matches(m_module, type, types.back()))
        return fail("br_on_non_null gives " + toString(type) + " but its label wants " +
                    (types.empty() ? "nothing" : toString(types.back())));
    passThrough(types.first(types.size() - 1));
}

void FunctionChecker::branchOnCast(const Instruction &i)
{
    if (!knownType(i.castFrom) || !knownType(i.castTo))
        return;
    if (!matches(m_module, i.castTo, i.castFrom))
        fail(std::string(info(i.op).name) + " cannot cast to " + toString(i.castTo) + ": it is no subtype of " +
             toString(i.castFrom));
    pop(i.castFrom);
    // A null that the target type would take is gone where the cast has failed.
    ValType failed = i.castFrom;
    if (i.castTo.nullable)
        failed.nullable = false;
    const bool onSuccess = i.op == Op::BrOnCast;
    const ValType branches = onSuccess ? i.castTo : failed, stays = onSuccess ? failed : i.castTo;
    if (const Frame *target = label(i.a)) {
        const auto types = labelTypes(*target);
        if (types.empty() || !matches(m_module, branches, types.back()))
            fail(std::string(info(i.op).name) + " gives " + toString(branches) + " but its label wants " +
                 (types.empty() ? "nothing" : toString(types.back())));
        else
            passThrough(types.first(types.size() - 1));
    }
    push(stays);
}

} // namespace watchglass::wasm::detail
