// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/object_story.h"

#include <cstdio>

#include "engine/exec/code.h"
#include "engine/exec/reference_text.h"

namespace watchglass::exec {

namespace {

using std::to_string;
using wasm::Op;

std::string mebibytes(uint64_t bytes)
{
    char text[32];
    const double count = double(bytes) / (1 << 20);
    std::snprintf(text, sizeof text, bytes % (1 << 20) ? "%.1f MiB" : "%.0f MiB", count);
    return text;
}

std::string plural(uint64_t count, const std::string &what)
{
    return to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

class Story
{
public:
    Story(const TrapFacts &facts, const wasm::Instruction &i, const std::vector<Value> &operands)
        : m_facts(facts), m_instance(*facts.instance), m_i(i), m_operands(operands), m_name(wasm::info(i.op).name)
    {
    }

    std::string tell() const
    {
        switch (m_facts.kind) {
        case TrapKind::NullReference:
            return nullReference();
        case TrapKind::ArrayOutOfBounds:
            return arrayBounds();
        case TrapKind::CastFailure:
            return m_name + " wants " + typeText(m_i.castTo) + ", but gets " + toString(m_operands.at(0));
        case TrapKind::MemoryOutOfBounds:
        case TrapKind::TableOutOfBounds:
            return segmentBounds();
        case TrapKind::OutOfMemory:
            return fullHeapStory(*m_facts.heap);
        default:
            return {};
        }
    }

private:
    uint32_t number(size_t operand) const { return uint32_t(m_operands.at(operand).bits[0]); }
    std::string named(uint32_t type) const { return typeName(m_instance.runtime->typeIds[type], &m_instance); }
    std::string typeText(const wasm::ValType &type) const
    {
        if (!type.isRef() || type.heap != wasm::HeapKind::Defined)
            return toString(type);
        return (type.nullable ? "(ref null " : "(ref ") + named(type.index) + ")";
    }
    std::string fieldText() const
    {
        const auto fields = m_instance.names->fields.find(m_i.a);
        if (fields != m_instance.names->fields.end())
            if (const auto name = fields->second.find(m_i.b); name != fields->second.end())
                return "field $" + name->second;
        return "field " + to_string(m_i.b);
    }

    std::string nullReference() const
    {
        switch (m_i.op) {
        case Op::StructGet:
        case Op::StructGetS:
        case Op::StructGetU:
            return m_name + " reads " + fieldText() + " of " + named(m_i.a) + " from a null reference";
        case Op::StructSet:
            return m_name + " writes " + fieldText() + " of " + named(m_i.a) + " to a null reference";
        case Op::ArrayGet:
        case Op::ArrayGetS:
        case Op::ArrayGetU:
            return m_name + " reads element " + to_string(number(1)) + " of " + named(m_i.a) + " from a null reference";
        case Op::ArraySet:
            return m_name + " writes element " + to_string(number(1)) + " of " + named(m_i.a) + " to a null reference";
        default:
            return m_name + " finds a null reference";
        }
    }

    /// "the array of $bytes has 3 elements"
    std::string length(size_t array, uint32_t type) const
    {
        return "the array of " + named(type) + " has " +
               plural(objectOf(m_operands.at(array).bits[0])->length, "element");
    }

    std::string arrayBounds() const
    {
        switch (m_i.op) {
        case Op::ArrayGet:
        case Op::ArrayGetS:
        case Op::ArrayGetU:
            return m_name + " reads element " + to_string(number(1)) + ", but " + length(0, m_i.a);
        case Op::ArraySet:
            return m_name + " writes element " + to_string(number(1)) + ", but " + length(0, m_i.a);
        case Op::ArrayCopy:
            return m_name + " covers " + plural(number(4), "element") + " from " + to_string(number(3)) + " to " +
                   to_string(number(1)) + ", but " + length(2, m_i.b) +
                   (m_operands.at(0).bits == m_operands.at(2).bits ? "" : " and " + length(0, m_i.a));
        default:
            return m_name + " covers " + plural(number(3), "element") + " at " + to_string(number(1)) + ", but " +
                   length(0, m_i.a);
        }
    }

    std::string segmentBounds() const
    {
        const bool makes = m_i.op == Op::ArrayNewData || m_i.op == Op::ArrayNewElem;
        const bool data = m_i.op == Op::ArrayNewData || m_i.op == Op::ArrayInitData;
        if (!makes && !data && m_i.op != Op::ArrayInitElem)
            return {};
        const uint32_t at = number(makes ? 0 : 2);
        uint64_t count = number(makes ? 1 : 3), size = 0;
        if (data) {
            count *= runtimeType(m_instance.runtime->typeIds[m_i.a]).fields[0].width;
            size = m_instance.droppedData[m_i.b] ? 0 : m_instance.module->data[m_i.b].bytes.size();
        } else {
            size = m_instance.runtime->elements[m_i.b].size();
        }
        const std::string what = data ? "byte" : "element";
        return m_name + " takes " + plural(count, what) + " at " + to_string(at) + ", but " +
               (data ? "data" : "element") + " segment " + to_string(m_i.b) + " has " + plural(size, what);
    }

    const TrapFacts &m_facts;
    const Instance &m_instance;
    const wasm::Instruction &m_i;
    const std::vector<Value> &m_operands;
    std::string m_name;
};

} // namespace

std::string fullHeapStory(const Heap &heap)
{
    return "out of memory: the heap limit of " + mebibytes(heap.limit()) + " is reached; " + mebibytes(heap.used()) +
           " are still in use";
}

std::string tellObjectTrap(const TrapFacts &facts, const wasm::Instruction &i, const std::vector<Value> &operands)
{
    return Story(facts, i, operands).tell();
}

std::optional<size_t> objectOperands(const wasm::Module &module, const wasm::Instruction &i)
{
    switch (i.op) {
    case Op::StructGet:
    case Op::StructGetS:
    case Op::StructGetU:
    case Op::RefCast:
    case Op::RefCastNull:
    case Op::ThrowRef:
    case Op::ArrayNewDefault:
        return 1;
    case Op::StructSet:
    case Op::ArrayGet:
    case Op::ArrayGetS:
    case Op::ArrayGetU:
    case Op::ArrayNew:
    case Op::ArrayNewData:
    case Op::ArrayNewElem:
        return 2;
    case Op::ArraySet:
        return 3;
    case Op::ArrayFill:
    case Op::ArrayInitData:
    case Op::ArrayInitElem:
        return 4;
    case Op::ArrayCopy:
        return 5;
    case Op::ArrayNewFixed:
        return i.b;
    case Op::StructNew:
        return module.types[i.a].fields.size();
    case Op::Throw:
        return module.types[module.tags[i.a].type.type].func.params.size();
    default:
        return {};
    }
}

} // namespace watchglass::exec
