// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/analysis/function_reader.h"

#include "engine/wat/analysis/body_reader.h"
#include "engine/wat/analysis/type_checker.h"

namespace watchglass::wat::detail {

namespace {

void addLocal(const Words &words, const TypedName &entry, SymbolKind kind, IndexSpace &locals, Findings &out)
{
    Symbol symbol;
    symbol.kind = kind;
    symbol.index = locals.size();
    symbol.nameRange = entry.name.size() ? entry.name : entry.type;
    symbol.extent = {symbol.nameRange.begin, entry.type.end};
    symbol.detail =
        entry.value.kind == wasm::TypeKind::Bottom ? std::string(words.text(entry.type)) : wasm::toString(entry.value);
    if (entry.name.size()) {
        symbol.name = canonicalName(words.text(entry.name));
        if (const auto first = locals.byName.find(symbol.name); first != locals.byName.end())
            out.error(entry.name, symbol.name + " is already the name of a local")
                .related.push_back({out.symbols[locals.symbols[first->second]].nameRange, "it was first defined here"});
    }
    locals.add(symbol.name, uint32_t(out.symbols.size()));
    out.symbols.push_back(std::move(symbol));
}

void shift(TextRange &range, uint32_t base)
{
    range.begin -= base;
    range.end -= base;
}

void makeRelative(FunctionResult &result, uint32_t base)
{
    for (Symbol &symbol : result.findings.symbols) {
        shift(symbol.nameRange, base);
        shift(symbol.extent, base);
    }
    for (Mention &mention : result.findings.mentions)
        shift(mention.range, base);
    for (InstructionPlace &place : result.places) {
        shift(place.keyword, base);
        shift(place.extent, base);
    }
    for (Diagnostic &diagnostic : result.findings.diagnostics) {
        shift(diagnostic.range, base);
        for (Related &related : diagnostic.related)
            shift(related.range, base);
        for (Fix &fix : diagnostic.fixes)
            for (TextEdit &edit : fix.edits)
                shift(edit.range, base);
    }
}

} // namespace

FunctionResult readFunction(const Words &words, const ModuleScope &scope, const FunctionText &function)
{
    FunctionResult result;
    Findings &out = result.findings;
    IndexSpace locals;
    std::vector<wasm::ValType> types;
    uint32_t at = function.header;
    const TypeUse use = TypeReader(words, scope, nullptr).typeUse(at, true);
    const uint32_t type = scope.environment.functions[function.index].type;
    const bool known = !scope.isBroken(type);
    if (known)
        types = scope.environment.types[type].func.params;
    for (const TypedName &param : use.params) {
        addLocal(words, param, SymbolKind::Parameter, locals, out);
        if (types.size() < locals.size())
            types.push_back(param.value);
    }
    while (locals.size() < types.size())
        locals.add({}, IndexSpace::NoSymbol);
    std::vector<TypedName> declared;
    TypeReader(words, scope, &out).typeList(at, "local", true, declared);
    for (const TypedName &local : declared) {
        addLocal(words, local, SymbolKind::Local, locals, out);
        types.push_back(local.value);
    }
    TypeChecker checker(
        wasm::FunctionValidator(scope.environment, known ? type : scope.placeholder, types, &scope.declared), scope);
    if (!known)
        checker.forgetType();
    BodyContext context{words, scope, locals, known, {}, out};
    BodyReader(context, checker).read(at, words[function.open].close);
    checker.report(words, out);
    result.places = checker.takePlaces();
    makeRelative(result, words[function.open].range.begin);
    return result;
}

void readConstant(const Words &words, const ModuleScope &scope, const ConstantText &constant, Findings &out)
{
    const IndexSpace noLocals;
    Findings found;
    TypeChecker checker(wasm::FunctionValidator::constant(scope.environment, constant.type, constant.globals), scope,
                        true);
    BodyContext context{words, scope, noLocals, true, {}, found};
    BodyReader(context, checker).read(constant.begin, constant.end);
    if (constant.type.kind != wasm::TypeKind::Bottom)
        checker.report(words, found);
    // What is wrong with its result is wrong with all of it.
    const uint32_t last = constant.end > constant.begin ? constant.end - 1 : constant.begin;
    const TextRange all{words[std::min(constant.begin, last)].range.begin, words[last].range.end};
    for (Diagnostic &diagnostic : found.diagnostics) {
        if (diagnostic.range.begin < all.begin || diagnostic.range.end > all.end || diagnostic.range.size() == 0)
            diagnostic.range = all;
        out.diagnostics.push_back(std::move(diagnostic));
    }
    out.mentions.insert(out.mentions.end(), found.mentions.begin(), found.mentions.end());
}

} // namespace watchglass::wat::detail
