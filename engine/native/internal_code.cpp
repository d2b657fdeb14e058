// SPDX-License-Identifier: Apache-2.0
#include "engine/native/internal_code.h"

#include <bit>
#include <cmath>

#include "engine/exec/plain/operands.h"
#include "engine/exec/plain/translator.h"

namespace watchglass::native {

namespace {

using namespace exec;
using namespace exec::plain;
using Kind = CellForm::Kind;

/// Texts of one function's cells.
class Teller
{
public:
    Teller(const exec::Code &code, const wasm::Names &names) : m_code(code), m_names(names) {}

    std::string slot(uint32_t slot) const
    {
        for (size_t i = m_code.localSlots.size(); i-- > 0;)
            if (slot >= m_code.localSlots[i] && slot < m_code.linkSlot)
                return local(uint32_t(i));
        return "stack " + std::to_string(slot - m_code.linkSlot - 1);
    }
    std::string local(uint32_t index) const
    {
        const std::string name = m_names.local(m_code.function, index);
        return name.empty() ? "local " + std::to_string(index) : m_names.display(name, index);
    }

    std::string callee(uint32_t word) const
    {
        const auto *function = reinterpret_cast<const exec::Function *>(m_code.words[word + 2]);
        return m_names.display(m_names.function(*m_code.instance->module, function->index), function->index);
    }

    void tell(InternalInstruction &cell) const
    {
        const Cell *pc = m_code.entry() + cell.word;
        const CellForm *form = formOf(cell.handler);
        if (!form)
            return;
        const std::string_view name = wasm::info(form->op).name;
        switch (form->kind) {
        case Kind::Evaluate:
            cell.name = name;
            cell.operands = evaluated(*form, pc) + to(*form, pc);
            return;
        case Kind::Vector:
            cell.name = name;
            for (uint32_t i = 0; i < signature(form->op).operands; ++i)
                cell.operands += (i ? ", " : "") + slot(field(pc[1], i == 0 ? 0 : i == 1 ? 32 : 48));
            cell.operands += " → " + slot(fieldD(pc));
            return;
        case Kind::Index:
            cell.name = "address";
            cell.operands = address(*form, pc, 0) + to(*form, pc);
            return;
        case Kind::Load:
            cell.name = name;
            cell.operands = "[" + address(*form, pc, highHalf(pc[1])) + "]" + to(*form, pc);
            return;
        case Kind::Store:
            cell.name = name;
            cell.operands = "[" + address(*form, pc, highHalf(pc[1])) + "], " + stored(*form, pc);
            return;
        case Kind::Move:
            cell.name = "move";
            cell.operands = operand(form->a, form->bank, fieldA(pc), movedConstant(*form, pc)) + to(*form, pc);
            return;
        case Kind::Moves:
            cell.name = "move";
            for (uint8_t i = 0; i < form->count; ++i) {
                const Cell word = pc[1 + i / 2];
                cell.operands +=
                    (i ? ", " : "") + slot(field(word, i % 2 ? 32 : 0)) + " → " + slot(field(word, i % 2 ? 48 : 16));
            }
            return;
        case Kind::GlobalGet:
            cell.name = "global.get";
            cell.operands = to(*form, pc).substr(1);
            return;
        case Kind::GlobalSet:
            cell.name = "global.set";
            cell.operands = operand(form->a, form->bank, fieldA(pc), number(highHalf(pc[1]), form->bank, false));
            return;
        case Kind::Select:
            cell.name = "select";
            cell.operands = operand(form->a, Bank::Int, field(pc[1], 48), "") + " ? " + chosen(*form, pc);
            return;
        default:
            tellControl(cell, *form, pc);
        }
    }

private:
    void tellControl(InternalInstruction &cell, const CellForm &form, const Cell *pc) const
    {
        const std::string target = " → word " + std::to_string(cell.word + highHalf(pc[1]));
        switch (form.kind) {
        case Kind::Branch:
            cell.name = "branch";
            cell.operands = target.substr(1);
            return;
        case Kind::BranchIf:
            cell.name = form.sense ? "branch if" : "branch if not";
            cell.operands = operand(form.a, Bank::Int, fieldA(pc), "") + target;
            return;
        case Kind::CompareBranch: {
            const Bank bank = signature(form.op).operand[0];
            const auto small = int64_t(int16_t(field(pc[1], 16)));
            const std::string constant = form.wide ? number(pc[2], bank, true) : std::to_string(small);
            cell.name = std::string(wasm::info(form.op).name) + (form.sense ? " and branch" : " and branch if not");
            cell.operands = operand(form.a, bank, fieldA(pc), "") + ", " +
                            operand(form.b, bank, field(pc[1], 16), constant) + target;
            return;
        }
        case Kind::BranchTable:
            cell.name = "branch by table";
            cell.operands =
                operand(form.a, Bank::Int, fieldA(pc), "") + ", " + std::to_string(highHalf(pc[1])) + " ways";
            return;
        case Kind::Return: {
            const wasm::FuncType &type = m_code.instance->module->funcType(m_code.function);
            const Bank bank = plain::bankOf(type.results.at(0)); // one form serves constants of all types
            cell.name = "return";
            cell.operands = operand(form.a, bank, field(pc[1], 16),
                                    form.wide ? number(pc[2], bank, true) : number(highHalf(pc[1]), bank, false));
            return;
        }
        case Kind::ReturnNothing:
            cell.name = "return";
            return;
        default:
            cell.name = "call";
        }
    }

    static std::string number(uint64_t bits, Bank bank, bool wide)
    {
        if (bank == Bank::F64)
            return toString(Value::f64(std::bit_cast<double>(bits)));
        if (bank == Bank::F32)
            return toString(Value::f32(std::bit_cast<float>(uint32_t(bits))));
        return wide ? std::to_string(int64_t(bits)) : std::to_string(int32_t(uint32_t(bits)));
    }

    std::string operand(From from, Bank bank, uint32_t slotThere, const std::string &constant) const
    {
        switch (from) {
        case From::Slot:
            return slot(slotThere);
        case From::Const:
            return constant;
        case From::Acc:
            return bank == Bank::F64 ? "acc.f64" : bank == Bank::F32 ? "acc.f32" : "acc";
        case From::Pin:
            return slot(bank == Bank::F64 ? highHalf(m_code.pins) : lowHalf(m_code.pins)) + " (register)";
        }
        return {};
    }
    std::string to(const CellForm &form, const Cell *pc) const
    {
        const std::string acc = " → " + operand(From::Acc, form.bank, 0, "");
        if (form.to == To::Acc)
            return acc;
        return " → " + slot(fieldD(pc)) + (form.to == To::Pin ? " (register too)" : "");
    }
    std::string evaluated(const CellForm &form, const Cell *pc) const
    {
        const Signature &types = signature(form.op);
        const bool first = form.a == From::Const;
        const bool wide = types.wide[types.operands == 2 && !first ? 1 : 0];
        const Bank bank = types.operand[first || types.operands < 2 ? 0 : 1];
        const std::string constant = number(wide ? pc[2] : highHalf(pc[1]), bank, wide);
        const std::string a = operand(form.a, types.operand[0], fieldA(pc), constant);
        if (types.operands < 2)
            return a;
        return a + ", " + operand(form.b, types.operand[1], field(pc[1], first ? 0 : 32), constant);
    }
    std::string address(const CellForm &form, const Cell *pc, uint32_t offset) const
    {
        std::string text = operand(form.a, Bank::Int, fieldA(pc), "");
        if (form.form == Form::Indexed || form.form == Form::Scaled)
            text += " + " + operand(form.b, Bank::Int, field(pc[2], 32), "");
        if (const uint32_t shift = form.form == Form::Scaled ? field(pc[2], 48) : 0)
            text += " × " + std::to_string(1u << (shift & 31));
        const auto addend = form.form == Form::Near ? 0 : int32_t(lowHalf(pc[2]));
        if (addend)
            text += (addend < 0 ? " − " : " + ") + std::to_string(std::abs(int64_t(addend)));
        if (offset || text.empty())
            text += (text.empty() ? "" : " + ") + std::to_string(offset);
        return text;
    }
    std::string stored(const CellForm &form, const Cell *pc) const
    {
        const auto small = int16_t(field(pc[1], 16));
        return operand(form.value, signature(form.op).operand[1], field(pc[1], 16), std::to_string(small));
    }
    std::string movedConstant(const CellForm &form, const Cell *pc) const
    {
        return number(form.wide ? pc[2] : highHalf(pc[1]), form.bank, form.wide);
    }
    std::string chosen(const CellForm &form, const Cell *pc) const
    {
        if (form.wide)
            return number(lowHalf(pc[2]), Bank::Int, false) + " : " + number(highHalf(pc[2]), Bank::Int, false) +
                   to(form, pc);
        return slot(fieldA(pc)) + " : " + slot(field(pc[1], 32)) + to(form, pc);
    }

    const exec::Code &m_code;
    const wasm::Names &m_names;
};

/// The instruction at an offset.
wasm::Op opAt(const wasm::Module &module, uint32_t offset)
{
    wasm::InstructionReader reader(*module.bytes, {offset, uint32_t(module.bytes->size())});
    wasm::Instruction i;
    return reader.next(i) ? i.op : wasm::Op::Nop;
}

} // namespace

InternalCode internalCode(exec::Function &function, const wasm::Names &names)
{
    InternalCode found;
    Record record;
    const auto code = plain::Translator(function, false, &record).run();
    if (!code)
        return found;
    found.isFast = true;
    found.frameSlots = code->frameSlots;
    const Teller teller(*code, names);
    const wasm::Module &module = *function.instance->module;
    const Pins pins =
        choosePins(module, module.functions[function.index], module.localTypes(function.index), code->localSlots);
    if (pins.integer)
        found.pinnedInteger = teller.slot(*pins.integer);
    if (pins.number)
        found.pinnedNumber = teller.slot(*pins.number);
    for (size_t i = 0; i < record.ranges.size(); ++i) {
        const Record::Range &range = record.ranges[i];
        const size_t end = i + 1 < record.ranges.size() ? record.ranges[i + 1].word : code->words.size();
        InternalInstruction cell;
        cell.word = range.word;
        cell.words = uint32_t(end) - range.word;
        cell.first = range.first;
        cell.last = range.last;
        cell.handler = reinterpret_cast<Handler>(code->words[range.word]);
        const bool direct = std::binary_search(code->directCalls.begin(), code->directCalls.end(), range.word);
        if (direct) { // what it becomes when it is made for the first time
            cell.handler = callDirectHandler(true);
            cell.operands = teller.callee(range.word);
        }
        teller.tell(cell);
        if (cell.name.empty()) {
            cell.asWatched = true;
            cell.name = wasm::info(opAt(module, range.last)).name;
        }
        found.instructions.push_back(std::move(cell));
    }
    return found;
}

} // namespace watchglass::native
