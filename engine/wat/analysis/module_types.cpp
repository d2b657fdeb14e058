// SPDX-License-Identifier: Apache-2.0
/// Type definitions (spec §6.4.6 – §6.4.9).
#include "engine/wat/analysis/module_reader.h"

namespace watchglass::wat::detail {

void ModuleReader::type(const Field &field)
{
    const uint32_t close = closeOf(field.open);
    if (!m_words.is(field.at, TokenKind::LeftParen)) {
        m_out.error(m_words[field.open + 1].range, "a type is a (func …), a (struct …), an (array …) or a (sub …)");
        m_scope.broken[field.index] = true;
        return;
    }
    uint32_t at = field.at, end = closeOf(at);
    wasm::SubType &type = m_scope.environment.types[field.index];
    if (m_words.opens(at, "sub")) {
        at += 2;
        type.isFinal = m_words.isKeyword(at, "final");
        at += type.isFinal;
        for (; m_words.is(at, TokenKind::Id) || m_words.is(at, TokenKind::Number); ++at) {
            if (type.super)
                m_out.error(m_words[at].range, "a type has one supertype at most");
            else
                type.super = resolve(m_words, at, Space::Type, m_scope.space(Space::Type), &m_out);
        }
        expectEnd(m_words.is(at, TokenKind::LeftParen) ? closeOf(at) + 1 : at, field.at);
    }
    end = m_words.is(at, TokenKind::LeftParen) ? closeOf(at) : at;
    m_scope.broken[field.index] = !composite(at, end, field.index);
    expectEnd(closeOf(field.at) + 1, field.open);
    if (end >= close || m_scope.broken[field.index])
        return;
    const bool plain = type.kind == wasm::SubType::Kind::Func && type.groupSize == 1 && type.isFinal && !type.super;
    if (plain && !m_scope.findPlain(type.func))
        m_scope.addPlainType(field.index);
    std::string &detail = m_out.symbols[field.symbol].detail;
    switch (type.kind) {
    case wasm::SubType::Kind::Func:
        detail = textOf(type.func);
        break;
    case wasm::SubType::Kind::Struct:
        detail = "struct of " + std::to_string(type.fields.size());
        break;
    case wasm::SubType::Kind::Array:
        detail = "array of " + wasm::toString(type.fields[0].type);
        break;
    }
}

bool ModuleReader::composite(uint32_t at, uint32_t close, uint32_t index)
{
    TypeReader reader(m_words, m_scope, &m_out);
    wasm::SubType &type = m_scope.environment.types[index];
    if (m_words.opens(at, "func")) {
        at += 2;
        std::vector<TypedName> params;
        bool ok = reader.typeList(at, "param", true, params);
        for (const TypedName &param : params)
            type.func.params.push_back(param.value);
        ok = reader.results(at, type.func.results) && ok;
        if (at != close)
            m_out.error(m_words[at].range, "a function type has (param …) and then (result …)");
        return ok && at == close;
    }
    if (m_words.opens(at, "struct")) {
        type.kind = wasm::SubType::Kind::Struct;
        return structFields(at + 2, close, index);
    }
    if (m_words.opens(at, "array")) {
        type.kind = wasm::SubType::Kind::Array;
        type.fields.resize(1);
        at += 2;
        const bool field = m_words.opens(at, "field"); // as some tools write it
        at += field ? 2 : 0;
        const bool ok = reader.mutableType(at, type.fields[0]);
        at += field && at < close;
        if (ok && at != close)
            m_out.error(m_words[at].range, "an array has one element type");
        return ok;
    }
    const uint32_t place = m_words.is(at, TokenKind::LeftParen) ? at + 1 : at;
    m_out.error(m_words[place].range, "a type is a (func …), a (struct …), an (array …) or a (sub …)");
    return false;
}

bool ModuleReader::structFields(uint32_t at, uint32_t close, uint32_t index)
{
    TypeReader reader(m_words, m_scope, &m_out);
    wasm::SubType &type = m_scope.environment.types[index];
    IndexSpace &names = m_scope.fields[index];
    bool ok = true;
    while (at < close) {
        if (!m_words.opens(at, "field")) {
            m_out.error(m_words[at].range, "a struct has fields: (field …)");
            return false;
        }
        const uint32_t open = at, end = closeOf(at);
        const bool named = m_words.is(at + 2, TokenKind::Id);
        at += named ? 3 : 2;
        for (uint32_t count = 0; at < end || (named && count == 0); ++count) {
            Symbol symbol;
            symbol.kind = SymbolKind::Field;
            symbol.index = names.size();
            symbol.parent = m_scope.space(Space::Type).symbols[index];
            symbol.extent = m_words.form(open);
            symbol.nameRange = m_words[named ? open + 2 : at].range;
            if (named && count == 0)
                symbol.name = canonicalName(m_words.text(open + 2));
            if (named && count == 1)
                m_out.error(m_words[at].range, "a named field has one type");
            ok = reader.mutableType(at, type.fields.emplace_back()) && ok && !(named && count > 0);
            const wasm::FieldType &field = type.fields.back();
            symbol.detail = (field.isMutable ? "mut " : "") + wasm::toString(field.type);
            if (const auto first = names.byName.find(symbol.name); first != names.byName.end())
                m_out.error(symbol.nameRange, symbol.name + " is already the name of a field")
                    .related.push_back(
                        {m_out.symbols[names.symbols[first->second]].nameRange, "it was first defined here"});
            names.add(symbol.name, uint32_t(m_out.symbols.size()));
            m_out.symbols.push_back(std::move(symbol));
        }
        at = end + 1;
    }
    return ok;
}

} // namespace watchglass::wat::detail
