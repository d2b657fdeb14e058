// SPDX-License-Identifier: Apache-2.0
/// The first walk over the fields of a module: index spaces and names.
#include <algorithm>

#include "engine/wasm/limits.h"
#include "engine/wat/analysis/module_reader.h"

namespace watchglass::wat::detail {

namespace {

constexpr std::string_view fieldNames[] = {"type",   "rec",    "import", "func", "table", "memory",
                                           "global", "export", "start",  "elem", "data",  "tag"};

} // namespace

std::span<const std::string_view> fieldWords()
{
    return fieldNames;
}

void ModuleReader::read(uint32_t begin, uint32_t end, bool skipCommands)
{
    for (uint32_t at = begin; at < end;) {
        if (!m_words.is(at, TokenKind::LeftParen)) {
            ++at; // the tree says that something is missing before it
            continue;
        }
        if (m_fields.size() >= wasm::limits::items) {
            m_out.error(m_words[at].range, "a module of more than a million fields: what follows is not analysed");
            break;
        }
        const std::string_view name = m_words.formName(at);
        if (std::find(std::begin(fieldNames), std::end(fieldNames), name) != std::end(fieldNames))
            declare(at);
        else if (!skipCommands)
            unknownField(at);
        at = closeOf(at) + 1;
    }
    for (const Field &field : m_fields)
        if (field.kind == Kind::Type)
            type(field);
    for (const Field &field : m_fields)
        collectImplicitTypes(field);
    m_scope.placeholder = uint32_t(m_scope.environment.types.size());
    m_scope.environment.types.emplace_back().groupStart = m_scope.placeholder;
    m_scope.broken.resize(m_scope.environment.types.size());
    m_scope.broken.back() = true;
    for (const Field &field : m_fields)
        if (field.kind != Kind::Type)
            define(field);
    finishEnvironment();
}

void ModuleReader::unknownField(uint32_t open)
{
    const uint32_t at = open + 1;
    if (m_words[at].kind != TokenKind::Keyword) {
        if (m_words[at].kind != TokenKind::Error)
            m_out.error(m_words[open].range, "the name of a field is missing after this (, such as func");
        return;
    }
    const std::string word(m_words.text(at));
    const std::string near(nearestWord(fieldNames, word));
    Diagnostic &diagnostic = m_out.error(m_words[at].range, "there is no field " + word + " in a module" +
                                                                (near.empty() ? "" : "; did you mean " + near + "?"));
    if (!near.empty())
        diagnostic.fixes.push_back({"Replace by " + near, {{m_words[at].range, near}}});
}

void ModuleReader::declare(uint32_t open)
{
    const std::string_view name = m_words.formName(open);
    if (name == "type") {
        declareType(open, uint32_t(m_scope.environment.types.size()), 1);
    } else if (name == "rec") {
        declareGroup(open);
    } else if (name == "import") {
        declareImport(open);
    } else if (name == "elem" || name == "data") {
        declareSegment(name == "elem" ? Kind::Element : Kind::Data, open);
    } else if (name == "export" || name == "start") {
        m_fields.push_back({name == "export" ? Kind::Export : Kind::Start, open, open + 2});
    } else {
        declareItem(open, false);
    }
}

void ModuleReader::declareGroup(uint32_t open)
{
    std::vector<uint32_t> types;
    for (uint32_t at = open + 2; at < closeOf(open);) {
        if (m_words.opens(at, "type")) {
            types.push_back(at);
            at = closeOf(at) + 1;
            continue;
        }
        m_out.error(m_words[at].range, "a rec group holds types only");
        at = m_words.is(at, TokenKind::LeftParen) ? closeOf(at) + 1 : at + 1;
    }
    const uint32_t start = uint32_t(m_scope.environment.types.size());
    for (const uint32_t type : types)
        declareType(type, start, uint32_t(types.size()));
}

uint32_t ModuleReader::addSymbol(Space space, uint32_t open, uint32_t &at)
{
    Symbol symbol;
    symbol.kind = symbolKindOf(space);
    symbol.nameRange = m_words[open + 1].range;
    symbol.extent = m_words.form(open);
    IndexSpace &indices = m_scope.space(space);
    symbol.index = indices.size();
    if (m_words.is(at, TokenKind::Id)) {
        symbol.name = canonicalName(m_words.text(at));
        symbol.nameRange = m_words[at].range;
        ++at;
        if (const auto first = indices.byName.find(symbol.name); first != indices.byName.end()) {
            Diagnostic &diagnostic =
                m_out.error(symbol.nameRange, symbol.name + " is already the name of " + aNounOf(space));
            diagnostic.related.push_back(
                {m_out.symbols[indices.symbols[first->second]].nameRange, "it was first defined here"});
        }
    }
    indices.add(symbol.name, uint32_t(m_out.symbols.size()));
    m_out.symbols.push_back(std::move(symbol));
    return uint32_t(m_out.symbols.size() - 1);
}

void ModuleReader::declareType(uint32_t open, uint32_t groupStart, uint32_t groupSize)
{
    Field field{Kind::Type, open, open + 2};
    field.symbol = addSymbol(Space::Type, open, field.at);
    field.index = uint32_t(m_scope.environment.types.size());
    wasm::SubType &type = m_scope.environment.types.emplace_back();
    type.groupStart = groupStart;
    type.groupSize = groupSize;
    type.at = offsetOf(open + 1);
    m_scope.fields.resize(m_scope.environment.types.size());
    m_scope.broken.resize(m_scope.environment.types.size());
    m_fields.push_back(field);
}

uint32_t ModuleReader::addToEnvironment(Kind kind, uint32_t open, bool imported)
{
    wasm::Module &module = m_scope.environment;
    const uint32_t at = offsetOf(open + 1);
    switch (kind) {
    case Kind::Function: {
        wasm::Function &function = module.functions.emplace_back();
        function.imported = imported;
        function.body.begin = at;
        return uint32_t(module.functions.size() - 1);
    }
    case Kind::Table:
        module.tables.push_back({{}, imported, {}, at});
        return uint32_t(module.tables.size() - 1);
    case Kind::Memory:
        module.memories.push_back({{}, imported, at});
        return uint32_t(module.memories.size() - 1);
    case Kind::Global:
        module.globals.push_back({{}, imported, {}, at});
        return uint32_t(module.globals.size() - 1);
    case Kind::Tag:
        module.tags.push_back({{}, imported, at});
        return uint32_t(module.tags.size() - 1);
    case Kind::Element:
        module.elements.emplace_back().at = at;
        return uint32_t(module.elements.size() - 1);
    case Kind::Data:
        module.data.emplace_back().at = at;
        return uint32_t(module.data.size() - 1);
    default:
        return 0;
    }
}

namespace {

struct ItemWord {
    std::string_view word;
    Space space;
    wasm::ExternKind external;
};

constexpr ItemWord itemWords[] = {
    {"func", Space::Function, wasm::ExternKind::Func},   {"table", Space::Table, wasm::ExternKind::Table},
    {"memory", Space::Memory, wasm::ExternKind::Memory}, {"global", Space::Global, wasm::ExternKind::Global},
    {"tag", Space::Tag, wasm::ExternKind::Tag},
};

const ItemWord *findItem(std::string_view word)
{
    const auto found =
        std::find_if(std::begin(itemWords), std::end(itemWords), [&](const ItemWord &i) { return i.word == word; });
    return found == std::end(itemWords) ? nullptr : found;
}

} // namespace

/// A function, table, memory, global or tag. False when the form is none of them.
bool ModuleReader::declareItem(uint32_t open, bool importForm)
{
    const ItemWord *item = findItem(m_words.formName(open));
    if (!item)
        return false;
    constexpr Kind kinds[] = {Kind::Function, Kind::Table, Kind::Memory, Kind::Global, Kind::Tag};
    Field field{kinds[item - itemWords], open, open + 2};
    field.symbol = addSymbol(item->space, open, field.at);
    field.index = m_out.symbols[field.symbol].index;
    if (!importForm)
        inlineExports(field.at, field.kind, field.index);
    field.imported = importForm;
    if (!importForm && m_words.opens(field.at, "import")) {
        field.imported = true;
        checkName(field.at + 2);
        checkName(field.at + 3);
        const uint32_t close = closeOf(field.at);
        if (close != field.at + 4 || !m_words.is(field.at + 2, TokenKind::String) ||
            !m_words.is(field.at + 3, TokenKind::String))
            m_out.error(m_words[field.at + 1].range,
                        "an import names its module and its item: (import \"module\" \"item\")");
        field.at = close + 1;
    }
    if (field.imported && m_defined)
        m_out.error(m_words[open + 1].range,
                    "imports stand before all functions, tables, memories, globals and tags that are defined here");
    m_defined = m_defined || !field.imported;
    addToEnvironment(field.kind, open, field.imported);
    m_scope.environment.imports.resize(m_scope.environment.imports.size() + field.imported);
    if (field.imported)
        m_scope.environment.imports.back() = {"", "", item->external, field.index, offsetOf(open + 1)};
    addInlineSegment(field);
    m_fields.push_back(field);
    return true;
}

void ModuleReader::inlineExports(uint32_t &at, Kind kind, uint32_t index)
{
    while (m_words.opens(at, "export")) {
        if (m_words.is(at + 2, TokenKind::String) && closeOf(at) == at + 3)
            addExport(at + 2, itemWords[size_t(kind) - size_t(Kind::Function)].external, index);
        else
            m_out.error(m_words[at + 1].range, "an export has one name, a string");
        at = closeOf(at) + 1;
    }
}

void ModuleReader::checkName(uint32_t string)
{
    if (m_words.is(string, TokenKind::String) && !isUtf8(unescaped(m_words.text(string))))
        m_out.error(m_words[string].range, "a name must be UTF-8");
}

void ModuleReader::addExport(uint32_t string, wasm::ExternKind kind, uint32_t index)
{
    checkName(string);
    Symbol symbol;
    symbol.kind = SymbolKind::Export;
    symbol.name = unescaped(m_words.text(string));
    symbol.index = uint32_t(m_scope.environment.exports.size());
    symbol.nameRange = symbol.extent = m_words[string].range;
    symbol.detail = std::string(itemWords[size_t(kind)].word) + " " + std::to_string(index);
    m_scope.environment.exports.push_back({symbol.name, kind, index, offsetOf(string)});
    m_out.symbols.push_back(std::move(symbol));
}

/// `(table funcref (elem …))` and `(memory (data …))` define a segment too.
void ModuleReader::addInlineSegment(Field &field)
{
    if (field.kind != Kind::Table && field.kind != Kind::Memory)
        return;
    const std::string_view form = field.kind == Kind::Table ? "elem" : "data";
    for (uint32_t at = field.at; at < closeOf(field.open); ++at) {
        if (m_words.opens(at, form)) {
            field.segment = addToEnvironment(field.kind == Kind::Table ? Kind::Element : Kind::Data, at, false);
            m_scope.space(field.kind == Kind::Table ? Space::Element : Space::Data).add({}, field.symbol);
            return;
        }
        if (m_words.is(at, TokenKind::LeftParen))
            at = closeOf(at);
    }
}

void ModuleReader::declareImport(uint32_t open)
{
    const uint32_t item = open + 4;
    checkName(open + 2);
    checkName(open + 3);
    if (!m_words.is(open + 2, TokenKind::String) || !m_words.is(open + 3, TokenKind::String)) {
        m_out.error(m_words[open + 1].range,
                    "an import names its module and its item: (import \"module\" \"item\" (func …))");
        return;
    }
    if (!m_words.is(item, TokenKind::LeftParen) || !declareItem(item, true)) {
        const uint32_t place = m_words.is(item, TokenKind::LeftParen) ? item + 1 : item;
        m_out.error(m_words[place].range,
                    "what is imported is a (func …), (table …), (memory …), (global …) or (tag …)");
        return;
    }
    m_out.symbols.back().extent = m_words.form(open);
    expectEnd(closeOf(item) + 1, open);
}

void ModuleReader::declareSegment(Kind kind, uint32_t open)
{
    Field field{kind, open, open + 2};
    field.symbol = addSymbol(kind == Kind::Element ? Space::Element : Space::Data, open, field.at);
    field.index = addToEnvironment(kind, open, false);
    m_fields.push_back(field);
}

} // namespace watchglass::wat::detail
