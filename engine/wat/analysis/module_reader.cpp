// SPDX-License-Identifier: Apache-2.0
/// The second walk over the fields of a module: what they say.
#include "engine/wat/analysis/module_reader.h"

#include <algorithm>

#include "engine/wasm/validator.h"

namespace watchglass::wat::detail {

namespace {

bool takesBlockType(std::string_view word)
{
    switch (word.size()) {
    case 2:
        return word == "if";
    case 3:
        return word == "try";
    case 4:
        return word == "loop";
    case 5:
        return word == "block";
    case 9:
        return word == "try_table";
    default:
        return false;
    }
}

bool takesTypeUse(std::string_view word)
{
    return (word.size() == 13 && word == "call_indirect") || (word.size() == 20 && word == "return_call_indirect");
}

std::string limitsText(const wasm::Limits &limits)
{
    return (limits.is64 ? "i64 " : "") + std::to_string(limits.min) +
           (limits.max ? " " + std::to_string(*limits.max) : "");
}

} // namespace

/// Type uses without `(type …)` stand for types at the end of the module, in the order of the text (spec §6.4.10).
void ModuleReader::collectImplicitTypes(const Field &field)
{
    if (field.kind != Kind::Function && field.kind != Kind::Tag)
        return;
    TypeReader reader(m_words, m_scope, nullptr);
    const auto need = [this](const TypeUse &use) {
        if (use.ok && !use.index && !m_scope.findPlain(use.inlined))
            m_scope.addPlain(use.inlined);
    };
    uint32_t at = field.at;
    need(reader.typeUse(at, true));
    for (const uint32_t close = closeOf(field.open); at < close; ++at) {
        if (m_words[at].kind != TokenKind::Keyword)
            continue;
        const bool block = takesBlockType(m_words.text(at));
        if (!block && !takesTypeUse(m_words.text(at)))
            continue;
        uint32_t use = at + 1;
        use += m_words.is(use, TokenKind::Id) || m_words.is(use, TokenKind::Number);
        const TypeUse read = reader.typeUse(use, false);
        if (!block || !read.inlined.params.empty() || read.inlined.results.size() > 1)
            need(read);
        at = std::max(at, use - 1);
    }
}

void ModuleReader::define(const Field &field)
{
    switch (field.kind) {
    case Kind::Function:
        return function(field);
    case Kind::Table:
        return table(field);
    case Kind::Memory:
        return memory(field);
    case Kind::Global:
        return global(field);
    case Kind::Tag:
        return tag(field);
    case Kind::Element:
        return element(field);
    case Kind::Data:
        return data(field);
    case Kind::Export:
        return exported(field);
    case Kind::Start:
        return start(field);
    case Kind::Type:
        return;
    }
}

void ModuleReader::expectEnd(uint32_t at, uint32_t open)
{
    if (at < closeOf(open) && m_words[at].kind != TokenKind::Error)
        m_out.error(m_words[at].range, "this is too much in a (" + std::string(m_words.formName(open)) + " …)");
}

uint32_t ModuleReader::typeOf(TypeUse use) const
{
    return TypeReader(m_words, m_scope, nullptr).indexOf(use).value_or(m_scope.placeholder);
}

void ModuleReader::function(const Field &field)
{
    uint32_t at = field.at;
    const TypeUse use = TypeReader(m_words, m_scope, &m_out).typeUse(at, true);
    wasm::Function &function = m_scope.environment.functions[field.index];
    function.type = typeOf(use);
    m_out.symbols[field.symbol].detail = textOf(m_scope.environment.types[function.type].func);
    if (field.imported)
        expectEnd(at, field.open);
    else
        m_scope.functions.push_back({field.index, field.open, field.at, field.symbol});
}

void ModuleReader::table(const Field &field)
{
    wasm::Table &table = m_scope.environment.tables[field.index];
    TypeReader reader(m_words, m_scope, &m_out);
    uint32_t at = field.at;
    const uint32_t close = closeOf(field.open);
    const bool brings = field.segment != UINT32_MAX;
    if (brings) {
        table.type.limits.is64 = m_words.isKeyword(at, "i64");
        at += m_words.isKeyword(at, "i64") || m_words.isKeyword(at, "i32");
    }
    const bool ok = (brings || reader.limits(at, table.type.limits, "table")) && reader.refType(at, table.type.element);
    m_out.symbols[field.symbol].detail = brings
                                             ? wasm::toString(table.type.element)
                                             : limitsText(table.type.limits) + " " + wasm::toString(table.type.element);
    if (!ok)
        return;
    if (brings) {
        m_scope.environment.elements[field.segment].type = table.type.element;
        m_scope.environment.elements[field.segment].table = field.index;
        if (m_words.opens(at, "elem"))
            isIndex(at + 2) ? functionList(at + 2, closeOf(at), field.segment, true)
                            : expressionList(at + 2, closeOf(at), field.segment);
        at = m_words.is(at, TokenKind::LeftParen) ? closeOf(at) + 1 : at;
        expectEnd(at, field.open);
    } else if (field.imported) {
        expectEnd(at, field.open);
    } else if (at < close) {
        table.init.emplace();
        const auto &globals = m_scope.environment.globals;
        const auto imported =
            std::find_if(globals.begin(), globals.end(), [](const wasm::Global &g) { return !g.imported; });
        constant(at, close, table.type.element, uint32_t(imported - globals.begin()));
    }
}

void ModuleReader::memory(const Field &field)
{
    wasm::Memory &memory = m_scope.environment.memories[field.index];
    uint32_t at = field.at;
    if (field.segment != UINT32_MAX) {
        memory.type.limits.is64 = m_words.isKeyword(at, "i64");
        at += m_words.isKeyword(at, "i64") || m_words.isKeyword(at, "i32");
        if (m_words.opens(at, "data")) {
            strings(at + 2, closeOf(at));
            at = closeOf(at) + 1;
        }
        m_scope.environment.data[field.segment].memory = field.index;
    } else if (!TypeReader(m_words, m_scope, &m_out).limits(at, memory.type.limits, "memory")) {
        return;
    }
    m_out.symbols[field.symbol].detail = limitsText(memory.type.limits);
    expectEnd(at, field.open);
}

void ModuleReader::global(const Field &field)
{
    wasm::Global &global = m_scope.environment.globals[field.index];
    uint32_t at = field.at;
    wasm::FieldType type;
    const uint32_t typeWord = at;
    const bool ok = TypeReader(m_words, m_scope, &m_out).mutableType(at, type);
    if (type.type.kind == wasm::TypeKind::I8 || type.type.kind == wasm::TypeKind::I16) {
        m_out.error(m_words[typeWord].range, "a global cannot have the packed type " + wasm::toString(type.type));
        type.type = wasm::I32;
    }
    global.type = {ok ? type.type : wasm::ValType{}, type.isMutable};
    if (!ok)
        return;
    m_out.symbols[field.symbol].detail = (type.isMutable ? "mut " : "") + wasm::toString(type.type);
    if (field.imported)
        expectEnd(at, field.open);
    else
        constant(at, closeOf(field.open), global.type.type, field.index);
}

void ModuleReader::tag(const Field &field)
{
    uint32_t at = field.at;
    const TypeUse use = TypeReader(m_words, m_scope, &m_out).typeUse(at, true);
    wasm::Tag &tag = m_scope.environment.tags[field.index];
    tag.type.type = typeOf(use);
    m_out.symbols[field.symbol].detail = textOf(m_scope.environment.types[tag.type.type].func);
    expectEnd(at, field.open);
}

void ModuleReader::exported(const Field &field)
{
    constexpr std::pair<std::string_view, Space> kinds[] = {{"func", Space::Function},
                                                            {"table", Space::Table},
                                                            {"memory", Space::Memory},
                                                            {"global", Space::Global},
                                                            {"tag", Space::Tag}};
    const uint32_t name = field.at, item = field.at + 1;
    const auto kind =
        std::find_if(std::begin(kinds), std::end(kinds), [&](const auto &k) { return m_words.opens(item, k.first); });
    const bool hasName = m_words.is(name, TokenKind::String);
    if (!hasName || kind == std::end(kinds) ||
        !(m_words.is(item + 2, TokenKind::Id) || m_words.is(item + 2, TokenKind::Number))) {
        m_out.error(m_words[field.open + 1].range, "an export has a name and an item: (export \"name\" (func $f))");
        return;
    }
    const auto index = resolve(m_words, item + 2, kind->second, m_scope.space(kind->second), &m_out);
    expectEnd(item + 3, item);
    expectEnd(closeOf(item) + 1, field.open);
    if (index)
        addExport(name, wasm::ExternKind(kind - std::begin(kinds)), *index);
}

void ModuleReader::start(const Field &field)
{
    if (!m_words.is(field.at, TokenKind::Id) && !m_words.is(field.at, TokenKind::Number)) {
        m_out.error(m_words[field.open + 1].range, "start needs a function: its $name or its number");
        return;
    }
    const auto index = resolve(m_words, field.at, Space::Function, m_scope.space(Space::Function), &m_out);
    expectEnd(field.at + 1, field.open);
    if (m_scope.environment.start)
        m_out.error(m_words[field.open + 1].range, "a module has one start function at most");
    else if (index)
        m_scope.environment.start = index;
    const uint32_t offset = offsetOf(field.open + 1);
    m_scope.environment.sections.push_back({8, "start", {offset, offset}});
}

/// Checks what the validator can tell without bodies, and readies the environment for them.
void ModuleReader::finishEnvironment()
{
    wasm::Module &module = m_scope.environment;
    wasm::computeCanonical(module);
    checkTypedItems();
    module.dataCount = uint32_t(module.data.size());
    if (module.start && m_scope.isBroken(module.functions[*module.start].type))
        module.start.reset();
    for (const wasm::Problem &problem : wasm::validate(module)) {
        const uint32_t word = m_words.at(problem.offset);
        m_out.error(word < m_words.size() ? m_words[word].range : TextRange{}, problem.message,
                    DiagnosticSource::Types);
    }
    for (uint32_t i = 0; i < module.types.size(); ++i)
        if (module.types[i].super.value_or(0) >= i)
            module.types[i].super.reset(); // said above; bodies must not walk in circles
    // Code may take the reference of any function that stands in a constant expression.
    wasm::Element &declared = module.elements.emplace_back();
    declared.mode = wasm::SegmentMode::Declarative;
    for (const ConstantText &constant : m_scope.constants)
        for (uint32_t at = constant.begin; at + 1 < constant.end; ++at)
            if (m_words.isKeyword(at, "ref.func") &&
                (m_words.is(at + 1, TokenKind::Id) || m_words.is(at + 1, TokenKind::Number)))
                if (const auto function =
                        resolve(m_words, at + 1, Space::Function, m_scope.space(Space::Function), nullptr))
                    declared.functions.push_back(*function);
    m_scope.declared = wasm::declaredFunctions(module);
}

} // namespace watchglass::wat::detail
