// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/trap_story.h"

#include <algorithm>

#include "engine/exec/calls.h"
#include "engine/exec/machine.h"
#include "engine/exec/object_story.h"
#include "engine/exec/reference_text.h"
#include "engine/wasm/instruction.h"

namespace watchglass::exec {

namespace {

using std::to_string;
using wasm::Op;

std::string plural(uint64_t count, const std::string &what)
{
    return to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

/// What an instruction that can trap takes from the stack.
size_t operandCount(const wasm::Module &module, const wasm::Instruction &i)
{
    if (const auto count = objectOperands(module, i))
        return *count;
    switch (i.op) {
    case Op::Call:
    case Op::ReturnCall:
        return module.funcType(i.a).params.size();
    case Op::CallIndirect:
    case Op::ReturnCallIndirect:
    case Op::CallRef:
    case Op::ReturnCallRef:
        return module.types[i.a].func.params.size() + 1;
    case Op::MemoryCopy:
    case Op::TableCopy:
    case Op::TableFill:
        return 3;
    case Op::TableSet:
        return 2;
    case Op::TableGet:
    case Op::RefAsNonNull:
        return 1;
    default:
        break;
    }
    const std::string_view signature = wasm::info(i.op).signature;
    if (signature.starts_with('*') || signature.starts_with("->"))
        return 0;
    const std::string_view taken = signature.substr(0, signature.find(" ->"));
    return size_t(std::count(taken.begin(), taken.end(), ' ')) + 1;
}

/// "exnref $oops(3)"
Value exceptionOf(const TrapFacts &facts)
{
    return described({wasm::ValType::ref(wasm::HeapKind::Exn), {facts.exception, 0}}, *facts.instance);
}

class Story
{
public:
    Story(const TrapFacts &facts, const wasm::Instruction &i, const std::vector<Value> &operands)
        : m_facts(facts), m_i(i), m_operands(operands), m_name(wasm::info(i.op).name)
    {
    }

    std::string tell() const
    {
        if (std::string told = tellObjectTrap(m_facts, m_i, m_operands); !told.empty())
            return told;
        switch (m_facts.kind) {
        case TrapKind::Unreachable:
            return "unreachable was reached";
        case TrapKind::IntegerDivideByZero:
            return m_name + " divides " + text(0) + " by 0";
        case TrapKind::IntegerOverflow:
            return overflow();
        case TrapKind::InvalidConversion:
            return m_name + " finds " + text(0) + ", which is no number to convert";
        case TrapKind::MemoryOutOfBounds:
            return wasm::accessWidth(m_i.op) ? access() : memoryRange();
        case TrapKind::TableOutOfBounds:
            return tableRange();
        case TrapKind::UndefinedElement:
            return element() + ", but " + tableSize(m_i.b);
        case TrapKind::UninitializedElement:
            return element() + ", which is null";
        case TrapKind::IndirectCallTypeMismatch:
            return mismatch();
        case TrapKind::UnalignedAtomic:
            return m_name + " needs an address that is a multiple of " + to_string(wasm::accessWidth(m_i.op)) +
                   ", but gets " + address();
        case TrapKind::ExpectedSharedMemory:
            return m_name + " needs a shared memory, and memory " + to_string(m_i.a) + " is not shared";
        case TrapKind::StackOverflow:
            return {};
        case TrapKind::NullReference:
        case TrapKind::ArrayOutOfBounds:
        case TrapKind::CastFailure:
        case TrapKind::OutOfMemory:
            return {}; // told before
        case TrapKind::UncaughtException:
            return "no frame catches the exception " + toString(exceptionOf(m_facts)).substr(7);
        case TrapKind::Host:
            return m_facts.hostMessage;
        }
        return {};
    }

private:
    std::string text(size_t operand) const { return toString(m_operands[operand]); }
    /// As an address or a count: unsigned, i32 or i64.
    uint64_t number(size_t operand) const { return m_operands[operand].bits[0]; }

    std::string overflow() const
    {
        const std::string type(m_name.substr(0, 3));
        if (m_operands.size() == 2)
            return m_name + ": " + text(0) + " / -1 does not fit in " + type;
        const bool isUnsigned = m_name.ends_with("_u");
        return m_name + ": " + text(0) + " does not fit in " + (isUnsigned ? "an unsigned " : "a signed ") + type;
    }

    std::string memoryEnd(uint32_t memory) const
    {
        return "memory " + to_string(memory) + " ends at " + to_string(m_facts.instance->memories[memory]->size());
    }
    std::string access() const
    {
        const bool writes = m_name.find("store") != std::string::npos;
        return m_name + (writes ? " writes " : " reads ") + plural(wasm::accessWidth(m_i.op), "byte") + " at " +
               address() + ", but " + memoryEnd(m_i.a);
    }
    /// "12", or "16 (12 + offset 4)"
    std::string address() const
    {
        uint64_t sum = 0;
        if (__builtin_add_overflow(number(0), m_i.value, &sum))
            return to_string(number(0)) + " + " + to_string(m_i.value);
        const std::string parts = " (" + to_string(number(0)) + " + offset " + to_string(m_i.value) + ")";
        return to_string(sum) + (m_i.value ? parts : "");
    }
    std::string memoryRange() const
    {
        const std::string bytes = m_name + " covers " + plural(number(2), "byte");
        if (m_i.op == Op::MemoryCopy)
            return bytes + " from " + to_string(number(1)) + " to " + to_string(number(0)) + ", but " +
                   memoryEnd(m_i.b) + (m_i.a == m_i.b ? "" : " and " + memoryEnd(m_i.a));
        if (m_i.op == Op::MemoryInit)
            return bytes + " of data segment " + to_string(m_i.a) + " from " + to_string(number(1)) + " to " +
                   to_string(number(0)) + ", but the segment has " + plural(segmentBytes(), "byte") + " and " +
                   memoryEnd(m_i.b);
        return bytes + " at " + to_string(number(0)) + ", but " + memoryEnd(m_i.a);
    }
    uint64_t segmentBytes() const
    {
        return m_facts.instance->droppedData[m_i.a] ? 0 : m_facts.instance->module->data[m_i.a].bytes.size();
    }

    std::string tableSize(uint32_t table) const
    {
        return "table " + to_string(table) + " has " +
               plural(m_facts.instance->tables[table]->elements.size(), "element");
    }
    std::string tableRange() const
    {
        if (m_i.op == Op::TableGet || m_i.op == Op::TableSet)
            return m_name + (m_i.op == Op::TableGet ? " reads" : " writes") + " element " + to_string(number(0)) +
                   ", but " + tableSize(m_i.a);
        const std::string elements = m_name + " covers " + plural(number(2), "element");
        if (m_i.op == Op::TableCopy)
            return elements + " from " + to_string(number(1)) + " to " + to_string(number(0)) + ", but " +
                   tableSize(m_i.b) + (m_i.a == m_i.b ? "" : " and " + tableSize(m_i.a));
        if (m_i.op == Op::TableInit)
            return elements + " of element segment " + to_string(m_i.a) + " from " + to_string(number(1)) + " to " +
                   to_string(number(0)) + ", but the segment has " +
                   plural(m_facts.instance->runtime->elements[m_i.a].size(), "element") + " and " + tableSize(m_i.b);
        return elements + " at " + to_string(number(0)) + ", but " + tableSize(m_i.a);
    }

    std::string element() const
    {
        return m_name + " asks for element " + to_string(m_operands.back().bits[0]) + " of table " + to_string(m_i.b);
    }
    std::string mismatch() const
    {
        const auto &elements = m_facts.instance->tables[m_i.b]->elements;
        const auto *found = reinterpret_cast<const Function *>(elements[m_operands.back().bits[0]]);
        const std::string name = found->instance ? found->instance->functionName(found->index) : found->hostName;
        return m_name + " wants " + toString(m_facts.instance->module->types[m_i.a].func) + ", but element " +
               to_string(m_operands.back().bits[0]) + " of table " + to_string(m_i.b) + " is " + name + " of type " +
               toString(found->type);
    }

    const TrapFacts &m_facts;
    const wasm::Instruction &m_i;
    const std::vector<Value> &m_operands;
    std::string m_name;
};

std::string stackStory(const TrapFacts &facts)
{
    const Function &callee = *facts.callee;
    const std::string name = callee.instance ? callee.instance->functionName(callee.index) : callee.hostName;
    const std::string call = "the call of " + name + " finds the call stack full: ";
    if (facts.depth >= facts.maxDepth)
        return call + "the limit of " + plural(facts.maxDepth, "frame") + " is reached";
    return call + plural(facts.depth, "frame") + " fill its " + to_string(facts.stackBytes >> 10) + " KiB";
}

std::vector<Value> operandsOf(const TrapFacts &facts, const wasm::Instruction &i)
{
    const StateShape shape = describe(*facts.instance->module, facts.function, facts.offset);
    const size_t count = std::min(operandCount(*facts.instance->module, i), shape.operands.size());
    std::vector<Value> values;
    for (size_t n = shape.operands.size() - count; n < shape.operands.size(); ++n)
        values.push_back(described(readSlots(facts.operands + shape.firstSlots[n], {&shape.operands[n].type, 1})[0],
                                   *facts.instance));
    return values;
}

} // namespace

Trap tellTrap(const TrapFacts &facts)
{
    Trap trap{facts.kind, facts.function, facts.offset, {}, {}};
    if (facts.instance && facts.kind == TrapKind::UncaughtException)
        trap.exception = exceptionOf(facts);
    if (!facts.instance) { // the started call itself: no frame, no instruction
        trap.function = facts.callee->index;
        trap.message = facts.kind == TrapKind::StackOverflow ? stackStory(facts) : facts.hostMessage;
        return trap;
    }
    const wasm::Module &module = *facts.instance->module;
    wasm::InstructionReader reader(*module.bytes, {facts.offset, module.functions[facts.function].code.end});
    wasm::Instruction i;
    reader.next(i);
    trap.operands = operandsOf(facts, i);
    trap.message = facts.kind == TrapKind::StackOverflow ? stackStory(facts) : Story(facts, i, trap.operands).tell();
    return trap;
}

Trap tellFullHeap(const Heap &heap, uint32_t offset)
{
    return {TrapKind::OutOfMemory, 0, offset, fullHeapStory(heap), {}};
}

Trap tellSegmentTrap(TrapKind kind, uint32_t segment, uint64_t count, uint64_t at, uint32_t target, uint64_t size,
                     uint32_t offset)
{
    const bool data = kind == TrapKind::MemoryOutOfBounds;
    Trap trap{kind, 0, offset, {}, {}};
    trap.message = (data ? "data segment " : "element segment ") + to_string(segment) + " writes " +
                   plural(count, data ? "byte" : "element") + " at " + to_string(at) + ", but " +
                   (data ? "memory " : "table ") + to_string(target) + (data ? " ends at " : " has ") +
                   (data ? to_string(size) : plural(size, "element"));
    return trap;
}

} // namespace watchglass::exec
