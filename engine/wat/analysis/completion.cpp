// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_set>

#include "engine/base/interactive.h"
#include "engine/wat/analysis/completion_place.h"
#include "engine/wat/analysis/lookup.h"
#include "engine/wat/analysis/module_reader.h"

namespace watchglass::wat {

namespace {

using detail::CompletionPlace;
using detail::Space;
using wasm::Immediate;
using Names = std::vector<std::string_view>;

/// Which names an immediate takes, one after the other, and how many of them must be there.
struct Slots {
    std::vector<Space> spaces;
    size_t needed = 0;
    bool repeats = false; ///< the last one any number of times
};

Slots slotsOf(Immediate immediate)
{
    switch (immediate) {
    case Immediate::Label:
    case Immediate::BrOnCast:
        return {{Space::Label}, 1};
    case Immediate::BrTable:
        return {{Space::Label}, 1, true};
    case Immediate::Func:
        return {{Space::Function}, 1};
    case Immediate::CallIndirect:
    case Immediate::Table:
        return {{Space::Table}, 0};
    case Immediate::Type:
    case Immediate::TypeLen:
        return {{Space::Type}, 1};
    case Immediate::Local:
        return {{Space::Local}, 1};
    case Immediate::Global:
        return {{Space::Global}, 1};
    case Immediate::TableTable:
        return {{Space::Table, Space::Table}, 0};
    case Immediate::ElemTable:
        return {{Space::Element}, 1};
    case Immediate::Elem:
        return {{Space::Element}, 1};
    case Immediate::Memory:
    case Immediate::MemArg:
    case Immediate::MemArgLane:
        return {{Space::Memory}, 0};
    case Immediate::MemoryMemory:
        return {{Space::Memory, Space::Memory}, 0};
    case Immediate::DataMemory:
        return {{Space::Data}, 1};
    case Immediate::Data:
        return {{Space::Data}, 1};
    case Immediate::Tag:
        return {{Space::Tag}, 1};
    case Immediate::StructField:
        return {{Space::Type, Space::Field}, 2};
    case Immediate::TypeData:
        return {{Space::Type, Space::Data}, 2};
    case Immediate::TypeElem:
        return {{Space::Type, Space::Element}, 2};
    case Immediate::TypeType:
        return {{Space::Type, Space::Type}, 2};
    case Immediate::HeapType:
        return {{Space::Type}, 1};
    default:
        return {};
    }
}

bool isNumberImmediate(Immediate immediate)
{
    return immediate == Immediate::I32 || immediate == Immediate::I64 || immediate == Immediate::F32 ||
           immediate == Immediate::F64;
}

const Names heapWords{"func",  "extern", "any",  "eq",     "i31",      "struct",
                      "array", "exn",    "none", "nofunc", "noextern", "noexn"};

/// The forms that may stand directly inside a form; instructions come on top where there is code.
Names formsInside(const CompletionPlace &place)
{
    const std::string_view form = place.form;
    if (form.empty())
        return {"module"};
    if (form == "module") {
        const auto fields = detail::fieldWords();
        return {fields.begin(), fields.end()};
    }
    if (form == "func")
        return place.outerForm == "type" || place.outerForm == "sub" ? Names{"param", "result"}
               : place.outerForm == "export"                         ? Names{}
                                             : Names{"param", "result", "local", "type", "export", "import"};
    if (form == "if")
        return {"then", "else", "result", "param", "type"};
    if (form == "try")
        return {"do", "catch", "catch_all", "delegate", "result", "param", "type"};
    if (form == "try_table")
        return {"catch", "catch_ref", "catch_all", "catch_all_ref", "result", "param", "type"};
    if (form == "block" || form == "loop")
        return {"result", "param", "type"};
    if (form == "call_indirect" || form == "return_call_indirect")
        return {"type", "param", "result"};
    if (form == "select")
        return {"result"};
    if (form == "import" || form == "export")
        return {"func", "table", "memory", "global", "tag"};
    if (form == "type")
        return {"func", "struct", "array", "sub"};
    if (form == "sub")
        return {"func", "struct", "array"};
    if (form == "rec")
        return {"type"};
    if (form == "struct")
        return {"field"};
    if (form == "table")
        return {"export", "import", "elem", "ref"};
    if (form == "memory")
        return {"export", "import", "data"};
    if (form == "global")
        return {"export", "import", "mut", "ref"};
    if (form == "tag")
        return {"export", "import", "type", "param", "result"};
    if (form == "elem")
        return {"table", "offset", "item", "ref"};
    if (form == "data")
        return {"memory", "offset"};
    if (form == "param" || form == "result" || form == "local" || form == "mut")
        return {"ref"};
    if (form == "field" || form == "array")
        return {"mut", "ref"};
    return {};
}

/// Whether instructions stand in this form.
bool holdsCode(const CompletionPlace &place)
{
    constexpr std::string_view forms[] = {"then", "else",   "do",   "catch", "catch_all", "offset",
                                          "item", "global", "elem", "data",  "table"};
    if (place.form == "func")
        return place.outerForm.empty() || place.outerForm == "module";
    return wasm::opFromName(place.form) || wasm::opFromLegacyName(place.form) ||
           std::find(std::begin(forms), std::end(forms), place.form) != std::end(forms);
}

class Completer
{
public:
    Completer(const Analysis &analysis, uint32_t offset)
        : m_analysis(analysis), m_offset(offset), m_place(detail::completionPlace(analysis.tree, offset))
    {
    }
    std::vector<Completion> run();
    TextRange replaced() const { return m_place.replaced; }

private:
    void afterParen();
    void afterWord();
    void afterInstruction(const wasm::InstructionInfo &info);
    void instructions(bool flat);
    void words(const Names &names, SymbolKind kind);
    void types();
    void names(Space space);
    void locals();
    void labels();
    bool bareList();
    bool flatCode() const;

    const Analysis &m_analysis;
    uint32_t m_offset;
    CompletionPlace m_place;
    std::vector<Completion> m_found;
};

std::vector<Completion> Completer::run()
{
    if (m_place.nowhere)
        return {};
    if (m_place.opening)
        afterParen();
    else if (!m_place.form.empty())
        afterWord();
    return std::move(m_found);
}

void Completer::words(const Names &names, SymbolKind kind)
{
    for (const std::string_view name : names)
        m_found.push_back({std::string(name), "", kind, false});
}

void Completer::types()
{
    const auto words = detail::typeWords();
    this->words({words.begin(), words.end()}, SymbolKind::Type);
}

void Completer::instructions(bool flat)
{
    std::unordered_set<std::string_view> seen; // two rows may share a name
    for (const wasm::InstructionInfo &info : wasm::allInstructions()) {
        const bool onlyFlat = info.op == wasm::Op::End || info.op == wasm::Op::Else || info.op == wasm::Op::Catch ||
                              info.op == wasm::Op::CatchAll || info.op == wasm::Op::Delegate;
        if ((onlyFlat && !flat) || !seen.insert(info.name).second)
            continue;
        const std::string_view signature = info.signature.starts_with("* ") ? info.signature.substr(2) : info.signature;
        m_found.push_back({std::string(info.name), std::string(signature), SymbolKind::Function, true});
    }
}

void Completer::afterParen()
{
    words(formsInside(m_place), SymbolKind::Module);
    if (holdsCode(m_place))
        instructions(false);
}

/// Flat instructions stand in functions and blocks, not among the operands of a folded instruction.
bool Completer::flatCode() const
{
    const auto op = wasm::opFromName(m_place.form);
    if (op && *op != wasm::Op::Else && *op != wasm::Op::Catch && *op != wasm::Op::CatchAll)
        return *op == wasm::Op::Block || *op == wasm::Op::Loop || *op == wasm::Op::TryTable;
    return holdsCode(m_place) && m_place.form != "elem" && m_place.form != "data" && m_place.form != "table";
}

/// The words of forms that are no instructions.
bool Completer::bareList()
{
    const std::string_view form = m_place.form, word = m_place.word;
    if (form == "param" || form == "result" || form == "local" || form == "mut" || form == "field" ||
        form == "global" || form == "array") {
        types();
        if (form == "field")
            words({"i8", "i16"}, SymbolKind::Type);
    } else if (form == "ref") {
        if (word == "ref")
            words({"null"}, SymbolKind::Type);
        words(heapWords, SymbolKind::Type);
        names(Space::Type);
    } else if (form == "type" || form == "sub") {
        names(Space::Type);
    } else if (form == "start" || (form == "elem" && (word == "func" || word.empty())) ||
               (form == "func" && m_place.outerForm == "export")) {
        names(Space::Function);
    } else if (form == "table") {
        m_place.outerForm == "elem" || m_place.outerForm == "export" ? names(Space::Table) : types();
    } else if (form == "memory") {
        names(Space::Memory);
    } else if (form == "tag" && m_place.outerForm == "export") {
        names(Space::Tag);
    } else if (form == "catch_ref" || form == "catch_all_ref" || m_place.outerForm == "try_table") {
        const bool takesTag = form == "catch" || form == "catch_ref";
        names(takesTag && m_place.position == 0 ? Space::Tag : Space::Label);
    } else {
        return false;
    }
    return true;
}

void Completer::afterWord()
{
    const bool clause = m_place.outerForm == "try_table" && m_place.form.starts_with("catch");
    const auto op = m_place.word.empty() ? std::nullopt : wasm::opFromName(m_place.word);
    const auto old = m_place.word.empty() ? std::nullopt : wasm::opFromLegacyName(m_place.word);
    if ((op || old) && !clause)
        return afterInstruction(wasm::info(op ? *op : *old));
    if (m_place.outerForm == "export" && m_place.form == "global")
        return names(Space::Global);
    if ((m_place.form == "global" && m_place.word.empty()) || !bareList())
        if (flatCode())
            instructions(true);
}

void Completer::afterInstruction(const wasm::InstructionInfo &info)
{
    const Slots slots = slotsOf(info.immediate);
    size_t slot = m_place.position;
    if (slots.repeats)
        slot = std::min(slot, slots.spaces.size() - 1);
    if (slot < slots.spaces.size())
        names(slots.spaces[slot]);
    if (info.immediate == Immediate::HeapType && slot == 0)
        info.op == wasm::Op::RefNull ? words(heapWords, SymbolKind::Type) : types();
    if (info.immediate == Immediate::MemArg || info.immediate == Immediate::MemArgLane)
        words({"offset=", "align="}, SymbolKind::Memory);
    if (info.immediate == Immediate::V128 && m_place.position == 0)
        words({"i8x16", "i16x8", "i32x4", "i64x2", "f32x4", "f64x2"}, SymbolKind::Type);
    const bool waits = m_place.position < slots.needed || (isNumberImmediate(info.immediate) && m_place.position == 0);
    const bool block = m_place.wordIsHead && (info.op == wasm::Op::Block || info.op == wasm::Op::Loop);
    if (!waits && (block || !m_place.wordIsHead) && flatCode())
        instructions(true);
}

void Completer::locals()
{
    const auto function = detail::functionAround(m_analysis, m_offset);
    if (!function)
        return;
    const auto [begin, end] = detail::symbolsIn(m_analysis, m_analysis.symbols[*function].extent);
    for (uint32_t i = begin; i < end; ++i) {
        const Symbol &symbol = m_analysis.symbols[i];
        if (symbol.kind == SymbolKind::Parameter || symbol.kind == SymbolKind::Local)
            m_found.push_back(
                {symbol.name.empty() ? std::to_string(symbol.index) : symbol.name, symbol.detail, symbol.kind, false});
    }
}

/// The open blocks around the caret, innermost first.
void Completer::labels()
{
    const auto function = detail::functionAround(m_analysis, m_offset);
    if (!function)
        return;
    std::vector<const Symbol *> open;
    const auto [begin, end] = detail::symbolsIn(m_analysis, m_analysis.symbols[*function].extent);
    for (uint32_t i = begin; i < end; ++i) {
        const Symbol &symbol = m_analysis.symbols[i];
        if (symbol.kind == SymbolKind::Label && symbol.extent.begin < m_offset && m_offset <= symbol.extent.end)
            open.push_back(&symbol);
    }
    for (size_t depth = 0; depth < open.size(); ++depth) {
        const Symbol &symbol = *open[open.size() - 1 - depth];
        m_found.push_back({symbol.name.empty() ? std::to_string(depth) : symbol.name,
                           symbol.detail + ", depth " + std::to_string(depth), SymbolKind::Label, false});
    }
}

void Completer::names(Space space)
{
    if (space == Space::Local)
        return locals();
    if (space == Space::Label)
        return labels();
    const SymbolKind kind = detail::symbolKindOf(space);
    const auto [begin, end] = detail::symbolsIn(m_analysis, detail::moduleAround(m_analysis.tree, m_offset));
    for (uint32_t i = begin; i < end; ++i) {
        const Symbol &symbol = m_analysis.symbols[i];
        if (symbol.kind == kind)
            m_found.push_back(
                {symbol.name.empty() ? std::to_string(symbol.index) : symbol.name, symbol.detail, kind, false});
    }
}

} // namespace

std::vector<Completion> complete(const Analysis &analysis, uint32_t offset, TextRange &replaced)
{
    const ShortCall call("wat::complete");
    Completer completer(analysis, offset);
    replaced = completer.replaced();
    return completer.run();
}

} // namespace watchglass::wat
