// SPDX-License-Identifier: Apache-2.0
/// Handlers move pc on to the next cell shortly before they leave, so the cell that pc names may be the one after the
/// one that was at work. Which of the two it is follows from the function that the processor was in.
#include "engine/exec/sample_places.h"

#include <algorithm>

#include "engine/exec/calls.h"

/// Of the unwinder (libgcc): the unwind table's row of the function that holds an address. Programs have it even when
/// they were stripped of their symbols.
struct dwarf_eh_bases {
    void *text, *data, *function;
};
extern "C" const void *_Unwind_Find_FDE(void *address, dwarf_eh_bases *bases);

namespace watchglass::exec {

namespace {

/// Where the function begins that holds the address; 0 when that is not known.
Cell functionOf(uintptr_t address)
{
    dwarf_eh_bases bases{};
    return _Unwind_Find_FDE(reinterpret_cast<void *>(address), &bases) ? reinterpret_cast<Cell>(bases.function) : 0;
}

/// Whether the last instruction of a handler stands there: the jump into the next one.
bool leavesHandler(uintptr_t address)
{
    const auto *code = reinterpret_cast<const uint8_t *>(address);
    return (code[0] == 0xff && (code[1] & 0xf8) == 0xe0) ||
           (code[0] == 0x41 && code[1] == 0xff && ((code[2] & 0xf8) == 0xe0 || (code[2] == 0x24 && code[3] == 0x24)));
}

} // namespace

void SamplePlaces::forget()
{
    m_known.clear();
    m_frameAt.clear();
    m_before.clear();
}

const SamplePlaces::Known &SamplePlaces::known(const Code &code, Samples &to)
{
    const auto [found, isNew] = m_known.try_emplace(&code);
    if (!isNew)
        return found->second;
    Known &fresh = found->second;
    const auto module = std::find_if(to.modules.begin(), to.modules.end(),
                                     [&](const SampledModule &other) { return other.module == code.instance->module; });
    fresh.module = uint32_t(module - to.modules.begin());
    if (module == to.modules.end())
        to.modules.push_back({code.instance->module, code.instance->names});
    if (code.plain)
        fresh.cells = plain::cellsOf(code);
    else
        for (const Code::Place &place : code.places)
            fresh.cells.push_back({place.word, place.offset, place.offset});
    return fresh;
}

uint32_t SamplePlaces::intern(SampleFrame frame, Samples &to)
{
    const auto [found, isNew] = m_frames.try_emplace(
        {frame.kind, frame.module, frame.function, frame.first, frame.offset, frame.name}, uint32_t(to.frames.size()));
    if (isNew)
        to.frames.push_back(std::move(frame));
    return found->second;
}

uint32_t SamplePlaces::frameAt(const Code &code, const Cell *pc, Samples &to)
{
    if (const auto found = m_frameAt.find(pc); found != m_frameAt.end())
        return found->second;
    const Known &cells = known(code, to);
    const auto next =
        std::upper_bound(cells.cells.begin(), cells.cells.end(), uint32_t(pc - code.entry()),
                         [](uint32_t word, const plain::Record::Range &cell) { return word < cell.word; });
    SampleFrame frame{SampleFrame::Kind::Wasm, cells.module, code.function, 0, 0, {}};
    if (next != cells.cells.begin()) {
        frame.first = std::prev(next)->first;
        frame.offset = std::prev(next)->last;
    }
    return m_frameAt[pc] = intern(std::move(frame), to);
}

uint32_t SamplePlaces::node(uint32_t parent, uint32_t frame, Samples &to)
{
    const auto [found, isNew] = m_nodes.try_emplace(uint64_t(parent) << 32 | frame, uint32_t(to.nodes.size()));
    if (isNew)
        to.nodes.push_back({parent, frame});
    return found->second;
}

/// The cell with that handler that leads to `word`: the one before it, or a branch (forms.h, control.h: the distance
/// is the upper half of the word behind the handler).
std::optional<uint32_t> SamplePlaces::before(const Code &code, uint32_t word, Cell handler, Samples &to)
{
    const auto [found, isNew] = m_before.try_emplace({code.entry() + word, handler});
    if (!isNew)
        return found->second;
    const std::vector<plain::Record::Range> &cells = known(code, to).cells;
    for (size_t i = 0; i < cells.size() && !found->second; ++i) {
        const uint32_t at = cells[i].word;
        if (code.words[at] != handler)
            continue;
        const bool straight = i + 1 < cells.size() && cells[i + 1].word == word;
        const bool branches = at + 1 < code.words.size() && at + int32_t(highHalf(code.words[at + 1])) == word;
        if (straight || branches)
            found->second = at;
    }
    return found->second;
}

/// The cell with that handler, if there is just one.
std::optional<uint32_t> SamplePlaces::only(const Code &code, Cell handler, Samples &to)
{
    std::optional<uint32_t> one;
    for (const plain::Record::Range &cell : known(code, to).cells) {
        if (code.words[cell.word] != handler)
            continue;
        if (one)
            return std::nullopt;
        one = cell.word;
    }
    return one;
}

/// The handler may be one that has just returned to behind a call.
bool SamplePlaces::rewindReturn(RawSample &raw, Cell handler, Samples &to)
{
    const std::vector<uint32_t> &joints = raw.code->joints;
    const auto word = uint32_t(raw.pc - raw.code->entry());
    if (raw.torn || word < callWords || !std::binary_search(joints.begin(), joints.end(), word))
        return false;
    const Cell *call = raw.pc - callWords;
    if (callerOf(call) != raw.code)
        return false;
    for (const std::shared_ptr<Function> &function : raw.code->instance->functions) {
        if (function.get() != reinterpret_cast<const Function *>(call[2]))
            continue;
        const Code *callee = raw.code->counted ? function->counted.get() : function->plain.get();
        if (const auto at = callee ? only(*callee, handler, to) : std::nullopt) {
            raw.calls.insert(raw.calls.begin(), call);
            raw.code = callee;
            raw.pc = callee->entry() + *at;
            return true;
        }
    }
    return false;
}

/// Puts the sample to the cell that was at work.
void SamplePlaces::rewind(RawSample &raw, Samples &to)
{
    if (!raw.at)
        return;
    const auto [function, isNew] = m_functions.try_emplace(raw.at);
    if (isNew)
        function->second = functionOf(raw.at);
    const Cell handler = function->second;
    if (!handler || (handler == raw.handler && !leavesHandler(raw.at)))
        return;
    const auto word = uint32_t(raw.pc - raw.code->entry());
    if (const auto at = before(*raw.code, word, handler, to)) {
        raw.pc = raw.code->entry() + *at;
    } else if (word == 0 && !raw.calls.empty() && *raw.calls.front() == handler) {
        raw.pc = raw.calls.front();
        raw.code = callerOf(raw.pc);
        raw.calls.erase(raw.calls.begin());
    } else if (handler != raw.handler && !rewindReturn(raw, handler, to)) {
        if (const auto branch = only(*raw.code, handler, to))
            raw.pc = raw.code->entry() + *branch;
    }
}

void SamplePlaces::add(RawSample &raw, Samples &to)
{
    uint32_t at = Samples::none;
    if (raw.code)
        rewind(raw, to);
    if (raw.truncated)
        at = node(at, intern({SampleFrame::Kind::Truncated, 0, 0, 0, 0, {}}, to), to);
    else if (raw.torn || (!raw.code && !raw.host))
        at = node(at, intern({SampleFrame::Kind::Unknown, 0, 0, 0, 0, {}}, to), to);
    for (auto call = raw.calls.rbegin(); call != raw.calls.rend(); ++call)
        at = node(at, frameAt(*callerOf(*call), *call, to), to);
    if (raw.code)
        at = node(at, frameAt(*raw.code, raw.pc, to), to);
    if (raw.host)
        at = node(at, intern({SampleFrame::Kind::Host, 0, 0, 0, 0, raw.host->hostName}, to), to);
    to.samples.push_back({raw.time, raw.weight, at});
}

} // namespace watchglass::exec
