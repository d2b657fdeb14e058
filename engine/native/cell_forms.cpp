// SPDX-License-Identifier: Apache-2.0
#include "engine/native/cell_forms.h"

#include <map>

namespace watchglass::native {

namespace {

using namespace exec::plain;
using Kind = CellForm::Kind;

constexpr From everyFrom[] = {From::Slot, From::Acc, From::Pin, From::Const};
constexpr To everyTo[] = {To::Acc, To::Slot, To::Pin};
constexpr Bank everyBank[] = {Bank::Int, Bank::F64, Bank::F32};
constexpr Form everyForm[] = {Form::Near, Form::Added, Form::Indexed, Form::Scaled};

class Table
{
public:
    Table()
    {
        for (m_copy = 0; m_copy < copyCount; ++m_copy) {
            for (const wasm::InstructionInfo &row : wasm::allInstructions())
                addInstruction(row.op);
            addIndexes();
            addMoves();
            addControl();
        }
    }

    std::map<const void *, CellForm> all;

private:
    unsigned m_copy = 0;

    void add(Handler handler, const CellForm &form)
    {
        if (handler)
            all.emplace(reinterpret_cast<const void *>(handler), form);
    }

    void addInstruction(Op op)
    {
        CellForm form;
        form.op = op;
        form.bank = signature(op).result;
        form.kind = Kind::Vector;
        for (const Handler handler : {simdIntegerHandler(op), simdFloatHandler(op)})
            add(handler, form);
        for (const From a : everyFrom)
            for (const From b : everyFrom) {
                form.a = a;
                form.b = b;
                form.kind = Kind::Evaluate;
                for (const To to : everyTo) {
                    form.to = to;
                    add(evaluateHandler(op, a, b, to, m_copy), form);
                }
                addComparison(form);
                for (const Form address : everyForm)
                    addAccess(form, address);
            }
    }

    void addComparison(CellForm form)
    {
        form.kind = Kind::CompareBranch;
        for (const bool sense : {true, false})
            for (const bool wide : {true, false})
                for (const bool back : {true, false}) {
                    form.sense = sense;
                    form.wide = wide;
                    form.back = back;
                    add(compareBranchHandler(form.op, sense, form.a, form.b, wide, back, m_copy), form);
                }
    }

    void addAccess(CellForm form, Form address)
    {
        form.form = address;
        for (const bool guarded : {true, false}) {
            form.kind = Kind::Load;
            form.to = To::Slot;
            add(simdLoadHandler(form.op, address, form.a, form.b, guarded), form);
            for (const To to : everyTo) {
                form.to = to;
                add(loadHandler(form.op, address, form.a, form.b, to, guarded, m_copy), form);
            }
            form.kind = Kind::Store;
            form.value = From::Slot;
            add(simdStoreHandler(form.op, address, form.a, form.b, guarded), form);
            for (const From value : everyFrom) {
                form.value = value;
                add(storeHandler(form.op, address, form.a, form.b, value, guarded, m_copy), form);
            }
        }
    }

    void addIndexes()
    {
        CellForm form;
        form.kind = Kind::Index;
        form.bank = Bank::Int;
        for (const Form address : {Form::Added, Form::Indexed, Form::Scaled})
            for (const From a : everyFrom)
                for (const From b : everyFrom)
                    for (const To to : everyTo) {
                        form.form = address;
                        form.a = a;
                        form.b = b;
                        form.to = to;
                        add(indexHandler(address, a, b, to, m_copy), form);
                    }
    }

    void addMoves()
    {
        CellForm form;
        for (const Bank bank : everyBank) {
            form.bank = bank;
            for (const From from : everyFrom) {
                form.a = from;
                form.kind = Kind::GlobalSet;
                add(globalSetHandler(bank, from), form);
                for (const To to : everyTo)
                    for (const bool wide : {false, true}) {
                        form.to = to;
                        form.wide = wide;
                        form.kind = Kind::Move;
                        if (wide || bank != Bank::F64 || from != From::Const) // those constants are always wide
                            add(moveHandler(bank, from, wide, to, m_copy), form);
                        form.kind = Kind::Select;
                        add(selectHandler(bank, from, wide, to), form);
                        form.kind = Kind::GlobalGet;
                        add(globalGetHandler(bank, to), form);
                    }
            }
        }
        form = {};
        form.kind = Kind::Moves;
        for (form.count = 2; form.count <= 4; ++form.count)
            add(movesHandler(form.count, m_copy), form);
    }

    void addControl()
    {
        CellForm form;
        for (const bool back : {false, true}) {
            form.back = back;
            form.kind = Kind::Branch;
            add(branchHandler(back, m_copy), form);
            form.kind = Kind::BranchIf;
            for (const bool sense : {false, true})
                for (const From from : everyFrom) {
                    form.sense = sense;
                    form.a = from;
                    add(branchIfHandler(sense, from, back, m_copy), form);
                }
        }
        form = {};
        for (const From from : everyFrom) {
            form.a = from;
            form.kind = Kind::BranchTable;
            add(branchTableHandler(from), form);
            form.kind = Kind::Return;
            for (const Bank bank : everyBank)
                for (const bool wide : {false, true}) {
                    form.bank = bank;
                    form.wide = wide;
                    add(returnHandler(bank, from, wide), form);
                }
        }
        form = {};
        form.kind = Kind::ReturnNothing;
        add(returnNothingHandler(), form);
        form.kind = Kind::Call;
        for (const bool locals : {false, true})
            add(callDirectHandler(locals), form);
        add(callFirstHandler(), form);
    }
};

const std::map<const void *, CellForm> &table()
{
    static const Table made;
    return made.all;
}

} // namespace

const CellForm *formOf(Handler handler)
{
    const auto found = table().find(reinterpret_cast<const void *>(handler));
    return found == table().end() ? nullptr : &found->second;
}

Handler nextHandler(Handler handler)
{
    const auto next = table().upper_bound(reinterpret_cast<const void *>(handler));
    return next == table().end() ? nullptr : reinterpret_cast<Handler>(const_cast<void *>(next->first));
}

} // namespace watchglass::native
