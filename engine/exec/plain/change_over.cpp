// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/plain/change_over.h"

#include <algorithm>

#include "engine/exec/calls.h"
#include "engine/exec/plain/count.h"
#include "engine/exec/plain/translator.h"
#include "engine/exec/probes.h"

namespace watchglass::exec::plain {

namespace {

constexpr size_t recordsKept = 256;

Function &functionOf(const Code &code)
{
    return *code.instance->functions[code.function];
}

std::shared_ptr<const Record> recordOf(Code &code, uint32_t word)
{
    if (const auto known = code.records.find(word); known != code.records.end())
        return known->second;
    if (code.records.size() >= recordsKept)
        code.records.clear();
    auto record = std::make_shared<Record>();
    record->word = word;
    Translator(functionOf(code), code.counted, record.get()).run();
    return code.records[word] = record;
}

Slot inAccumulator(const Context &ctx, Bank bank)
{
    return bank == Bank::F64   ? std::bit_cast<uint64_t>(ctx.facc)
           : bank == Bank::F32 ? std::bit_cast<uint32_t>(ctx.sacc)
                               : ctx.acc;
}

/// Writes operands whose home lies below `end` home.
void writeHome(const State &state, Slot *fp, uint32_t end)
{
    for (const Operand &operand : state.operands) {
        if (operand.home + operand.width > end)
            break;
        if (operand.kind == Operand::Kind::Const)
            fp[operand.home] = operand.value;
        else if (operand.at != operand.home)
            moveSlots(fp, operand.home, operand.at, operand.width);
    }
}

Cell *watchedCell(const Code &code, uint32_t offset)
{
    return codeOf(functionOf(code)).cellAt(offset);
}

} // namespace

void changeOver(Context &ctx, bool atCall)
{
    Code *code = ctx.instance ? ctx.instance->runtime->codeAt(ctx.pc) : nullptr;
    if (!code || !code->plain)
        return;
    const auto word = uint32_t(ctx.pc - code->entry());
    const auto record = recordOf(*code, word);
    atCall = atCall && record->isCall;
    const State &state = atCall ? record->atLast : record->before;
    writeHome(state, ctx.fp, code->frameSlots);
    if (!atCall)
        for (size_t i = 0; i < record->inAcc.size(); ++i)
            if (record->inAcc[i])
                ctx.fp[state.operands[i].home] = inAccumulator(ctx, state.operands[i].bank);
    ctx.pc = watchedCell(*code, state.offset);
    if (code->counted)
        uncount(ctx, *code, word, state.offset);
}

const Cell *changeOverCaller(const Cell *call, Slot *fp)
{
    Code &code = *callerOf(call);
    const auto record = recordOf(code, uint32_t(call - code.entry()));
    writeHome(record->atLast, fp, lowHalf(call[1]));
    return watchedCell(code, record->atLast.offset);
}

std::vector<Record::Range> cellsOf(const Code &code)
{
    Record record;
    Translator(functionOf(code), code.counted, &record).run();
    return std::move(record.ranges);
}

std::vector<Code::Place> placesOf(const Code &code)
{
    std::vector<Code::Place> places;
    for (const Record::Range &cell : cellsOf(code))
        places.push_back({cell.word, cell.last});
    return places;
}

namespace {

/// Null when the function has no plain form.
Code *fastCode(Function &function, bool counted)
{
    auto &code = counted ? function.counted : function.plain;
    if (code || function.onlyWatched)
        return code.get();
    if (WG_THREADED)
        code = Translator(function, counted).run();
    if (!code) {
        function.onlyWatched = true;
        return nullptr;
    }
    function.instance->runtime->add(*code);
    for (const uint32_t word : code->directCalls)
        code->words[word] = reinterpret_cast<Cell>(callFirstHandler());
    return code.get();
}

} // namespace

void makePlain(Function &function)
{
    if (function.entry)
        return;
    const bool counting = function.instance->store->counting;
    const bool known = counting ? function.counted != nullptr : function.plain != nullptr;
    function.entry = fastCode(function, counting);
    if (!function.entry && !counting) // while counting, calls of it take the long way
        function.entry = &codeOf(function);
    if (function.entry && !known)
        placeProbes(function);
}

Handler resolveCall(Cell *cell, Function &callee)
{
    Code &caller = *callerOf(cell);
    const Code *code = fastCode(callee, caller.counted);
    placeProbes(callee);
    if (!code && !caller.counted)
        code = &codeOf(callee);
    Cell handler = callHandlers(Callee::Direct, false).cell();
    if (code && code->linkSlot <= 0xffff && lowHalf(code->pins) <= 0xffff) {
        cell[4] = pack(lowHalf(code->pins) | highHalf(code->pins) << 16, highHalf(cell[4]));
        cell[6] = reinterpret_cast<Cell>(code->entry());
        cell[7] = pack(code->linkSlot | code->paramSlots << 16, code->frameSlots);
        handler = reinterpret_cast<Cell>(callDirectHandler(code->paramSlots < code->linkSlot));
    }
    const auto patched = caller.patches.find(uint32_t(cell - caller.words.data()));
    (patched == caller.patches.end() ? cell[0] : patched->second) = handler;
    return reinterpret_cast<Handler>(handler);
}

namespace {

/// Where watched code goes over to fast code: `fast` may be null, not made yet.
void setLoops(Function &function, const Code *fast, bool open)
{
    if (!function.code)
        return;
    for (const Code::Place &loop : function.code->loops) {
        Cell *cell = &function.code->words[loop.word];
        cell[1] = open && !fast && !function.onlyWatched ? 0 : noPlainLoop;
        if (!open || !fast)
            continue;
        for (const Code::Place &other : fast->loops)
            if (other.offset == loop.offset) {
                cell[1] = reinterpret_cast<Cell>(fast->entry() + other.word);
                cell[2] = fast->pins;
            }
    }
}

void patch(Code &code, uint32_t word, Handler handler)
{
    code.patches.emplace(word, code.words[word]);
    code.words[word] = reinterpret_cast<Cell>(handler);
}

void unpatch(Code &code, Probes &probes)
{
    for (const auto &[word, own] : code.patches) {
        probes.served.erase(code.entry() + word);
        code.words[word] = own;
    }
    code.patches.clear();
}

/// Whether locals are the same before both instructions of a straight line.
bool keepsLocals(const Code &code, uint32_t first, uint32_t second)
{
    const wasm::Module &module = *code.instance->module;
    wasm::InstructionReader reader(*module.bytes, {first, second});
    for (wasm::Instruction i; reader.next(i);)
        if (i.op == wasm::Op::LocalSet || i.op == wasm::Op::LocalTee)
            return false;
    return true;
}

/// A plain cell that covers instructions with probes.
struct Covering {
    bool leaves = false;
    std::vector<Site *> sites;
};

/// Whether the cell can call the probes of this site itself.
bool canServe(const Code &code, const Record::Range &cell, const Site &site)
{
    return !code.counted && !site.breakpoint && site.onlyLocals &&
           keepsLocals(code, cell.first, site.instruction.offset);
}

/// The way out of plain code, or the calls, at cells that cover one of the sites. False: some need more than that, and
/// all ways lead out of the code.
bool patchCells(Code &code, Probes &probes, const std::vector<Site *> &sites)
{
    unpatch(code, probes);
    if (sites.empty())
        return true;
    const auto record = recordOf(code, 0);
    std::map<uint32_t, Covering> cells;
    bool enough = true;
    for (Site *site : sites) {
        const uint32_t offset = site->instruction.offset;
        const auto found = std::lower_bound(record->ranges.begin(), record->ranges.end(), offset,
                                            [](const Record::Range &range, uint32_t at) { return range.last < at; });
        if (found == record->ranges.end() || found->first > offset) {
            enough = false; // no cell stands for that instruction alone
            continue;
        }
        Covering &cell = cells[found->word];
        cell.sites.push_back(site);
        if (site->needsWatching() || !canServe(code, *found, *site)) {
            cell.leaves = true;
            enough = enough && (site->isBreakpointOnly() || (code.counted && !site->needsWatching()));
        }
    }
    for (const auto &[word, cell] : cells) {
        const bool serves = enough && !cell.leaves;
        patch(code, word, serves ? serveHandler() : leaveForWatchedHandler());
        if (serves)
            probes.served[code.entry() + word] = {&code.patches.at(word), cell.sites};
    }
    for (const uint32_t word : code.joints)
        if (!enough && word < code.words.size())
            patch(code, word, leaveForWatchedHandler());
    return enough;
}

} // namespace

void connectLoops(Instance *instance, const Cell *cell)
{
    Function &function = functionOf(*instance->runtime->codeAt(cell));
    makePlain(function);
    placeProbes(function);
}

void placeProbes(Function &function)
{
    Probes &probes = *function.instance->runtime->probes;
    const bool fast = function.plain || function.counted;
    const std::vector<Site *> sites = fast || function.code ? probes.sitesOf(function) : std::vector<Site *>();
    bool open = true;
    for (Code *code : {function.plain.get(), function.counted.get()})
        if (code)
            open = patchCells(*code, probes, sites) && open;
    setLoops(function, function.instance->store->counting ? function.counted.get() : function.plain.get(), open);
}

void setCounting(Store &store, bool counting)
{
    if (store.counting == counting)
        return;
    store.counting = counting;
    for (Instance *instance : store.instances())
        for (const auto &function : instance->functions)
            if (function->instance == instance) {
                function->entry = nullptr;
                placeProbes(*function);
            }
}

namespace {

/// Translated again it has the same cells in the same places, but for the handlers of stores.
void translateStores(Function &function, Code &code)
{
    Record record;
    const auto fresh = Translator(function, code.counted, &record).run();
    for (const Record::Range &cell : record.ranges) {
        if (std::binary_search(code.directCalls.begin(), code.directCalls.end(), cell.word))
            continue; // resolved already
        const auto patched = code.patches.find(cell.word);
        (patched == code.patches.end() ? code.words[cell.word] : patched->second) = fresh->words[cell.word];
    }
}

} // namespace

void matchRecording(Instance &instance)
{
    Runtime &runtime = *instance.runtime;
    const bool recording = !instance.memories.empty() && instance.memories[0]->notesWrites();
    if (runtime.recording == recording)
        return;
    runtime.recording = recording;
    for (const auto &function : instance.functions)
        if (function->instance == &instance)
            for (Code *code : {function->plain.get(), function->counted.get()})
                if (code)
                    translateStores(*function, *code);
}

} // namespace watchglass::exec::plain
