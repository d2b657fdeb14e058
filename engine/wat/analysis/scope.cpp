// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/analysis/scope.h"

#include <algorithm>
#include <functional>

#include "engine/wat/analysis/literals.h"

namespace watchglass::wat::detail {

namespace {

constexpr std::string_view nouns[] = {"type",         "function", "table", "memory", "global", "element segment",
                                      "data segment", "tag",      "local", "label",  "field"};

/// Names beyond this are not compared: a wrong name is told, a guess is a courtesy.
constexpr size_t comparedNames = 5000, comparedLength = 60;

/// Edits that make `b` of `a`, or a large number as soon as they are more than `limit`.
size_t editDistance(std::string_view a, std::string_view b, size_t limit)
{
    if (a.size() > comparedLength || b.size() > comparedLength || a.size() > b.size() + limit ||
        b.size() > a.size() + limit)
        return limit + 1;
    std::array<size_t, comparedLength + 1> before{}, row{}, next{};
    for (size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        next[0] = i;
        size_t least = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            next[j] = std::min({next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                next[j] = std::min(next[j], before[j - 2] + 1);
            least = std::min(least, next[j]);
        }
        if (least > limit)
            return limit + 1;
        before = row;
        row = next;
    }
    return row[b.size()];
}

struct Nearest {
    std::string_view wanted, best;
    size_t limit;

    /// Names of one letter are not guessed at: every other one is as near.
    explicit Nearest(std::string_view name)
        : wanted(name), limit(name.size() < 3 ? 0 : std::max<size_t>(1, name.size() / 3))
    {
    }
    void consider(std::string_view candidate)
    {
        if (limit == 0)
            return;
        const size_t distance = editDistance(wanted, candidate, limit);
        if (distance <= limit) {
            best = candidate;
            limit = distance - (distance > 0);
        }
    }
};

class Hash
{
public:
    void number(uint64_t n) { m_value = (m_value ^ n) * 0x9e3779b97f4a7c15u, m_value ^= m_value >> 29; }
    void text(std::string_view text) { number(std::hash<std::string_view>()(text)); }
    void type(const wasm::ValType &type)
    {
        number(uint64_t(type.kind) | uint64_t(type.heap) << 8 | uint64_t(type.nullable) << 16 |
               uint64_t(type.index) << 32);
    }
    void types(const std::vector<wasm::ValType> &list)
    {
        number(list.size());
        for (const wasm::ValType &t : list)
            type(t);
    }
    uint64_t value() const { return m_value; }

private:
    uint64_t m_value = 0xcbf29ce484222325u;
};

std::string keyOf(const wasm::FuncType &type)
{
    std::string key;
    const auto add = [&key](const std::vector<wasm::ValType> &types) {
        for (const wasm::ValType &t : types) {
            key += char(t.kind);
            if (!t.isRef())
                continue;
            key += char(t.heap);
            key += char(t.nullable);
            key.append(reinterpret_cast<const char *>(&t.index), sizeof t.index);
        }
    };
    add(type.params);
    key += char(0x7f);
    add(type.results);
    return key;
}

void hashTypes(Hash &hash, const wasm::Module &module)
{
    for (const wasm::SubType &type : module.types) {
        hash.number(uint64_t(type.kind) << 32 | uint64_t(type.isFinal) << 16 | (type.super ? *type.super + 1 : 0));
        hash.number(uint64_t(type.groupStart) << 32 | type.groupSize);
        hash.types(type.func.params);
        hash.types(type.func.results);
        for (const wasm::FieldType &field : type.fields) {
            hash.type(field.type);
            hash.number(field.isMutable);
        }
    }
}

} // namespace

std::string_view nounOf(Space space)
{
    return nouns[size_t(space)];
}

std::string aNounOf(Space space)
{
    return (space == Space::Element ? "an " : "a ") + std::string(nounOf(space));
}

SymbolKind symbolKindOf(Space space)
{
    constexpr SymbolKind kinds[] = {SymbolKind::Type,   SymbolKind::Function, SymbolKind::Table, SymbolKind::Memory,
                                    SymbolKind::Global, SymbolKind::Element,  SymbolKind::Data,  SymbolKind::Tag,
                                    SymbolKind::Local,  SymbolKind::Label,    SymbolKind::Field};
    return kinds[size_t(space)];
}

uint32_t IndexSpace::add(std::string name, uint32_t symbol)
{
    const uint32_t index = size();
    if (!name.empty())
        byName.try_emplace(name, index);
    names.push_back(std::move(name));
    symbols.push_back(symbol);
    return index;
}

Diagnostic &Findings::error(TextRange range, std::string message, DiagnosticSource source)
{
    Diagnostic diagnostic{Severity::Error, source, range, std::move(message), {}, {}};
    if (diagnostics.size() >= Analysis::MostDiagnostics)
        return m_unseen = std::move(diagnostic);
    return diagnostics.emplace_back(std::move(diagnostic));
}

std::optional<uint32_t> ModuleScope::findPlain(const wasm::FuncType &type) const
{
    const auto found = plainTypes.find(keyOf(type));
    return found == plainTypes.end() ? std::nullopt : std::optional(found->second);
}

uint32_t ModuleScope::addPlain(const wasm::FuncType &type)
{
    const uint32_t index = uint32_t(environment.types.size());
    wasm::SubType added;
    added.func = type;
    added.groupStart = index;
    environment.types.push_back(std::move(added));
    addPlainType(index);
    space(Space::Type).add({}, IndexSpace::NoSymbol);
    fields.resize(index + 1);
    broken.resize(index + 1);
    return index;
}

void ModuleScope::addPlainType(uint32_t index)
{
    plainTypes.try_emplace(keyOf(environment.types[index].func), index);
}

uint64_t ModuleScope::fingerprint() const
{
    Hash hash;
    for (const IndexSpace &indices : spaces) {
        hash.number(indices.size());
        for (const std::string &name : indices.names)
            hash.text(name);
    }
    for (const IndexSpace &indices : fields)
        for (const std::string &name : indices.names)
            hash.text(name);
    hashTypes(hash, environment);
    for (const bool unknown : broken)
        hash.number(unknown);
    for (const wasm::Function &function : environment.functions)
        hash.number(function.type);
    for (const wasm::Table &table : environment.tables) {
        hash.type(table.type.element);
        hash.number(table.type.limits.is64);
    }
    for (const wasm::Memory &memory : environment.memories)
        hash.number(memory.type.limits.is64);
    for (const wasm::Global &global : environment.globals) {
        hash.type(global.type.type);
        hash.number(global.type.isMutable);
    }
    for (const wasm::Tag &tag : environment.tags)
        hash.number(tag.type.type);
    for (const wasm::Element &element : environment.elements) {
        hash.type(element.type);
        for (const uint32_t function : element.functions)
            hash.number(function);
    }
    for (const wasm::Export &exported : environment.exports)
        hash.number(uint64_t(exported.kind) << 32 | exported.index);
    return hash.value();
}

std::string nearestName(const IndexSpace &space, const std::string &name)
{
    Nearest nearest(name);
    for (size_t i = 0; i < std::min(space.names.size(), comparedNames); ++i)
        if (!space.names[i].empty())
            nearest.consider(space.names[i]);
    return std::string(nearest.best);
}

std::string_view nearestWord(std::span<const std::string_view> words, std::string_view word)
{
    Nearest nearest(word);
    for (const std::string_view candidate : words)
        nearest.consider(candidate);
    return nearest.best;
}

namespace {

void reportUnknownName(TextRange range, const std::string &name, Space space, const IndexSpace &indices, Findings &out)
{
    const std::string near = out.mayGuess() ? nearestName(indices, name) : std::string();
    std::string message = "there is no " + std::string(nounOf(space)) + " " + name;
    if (!near.empty())
        message += "; did you mean " + near + "?";
    Diagnostic &diagnostic = out.error(range, std::move(message));
    if (!near.empty())
        diagnostic.fixes.push_back({"Replace by " + near, {{range, near}}});
}

std::string countOf(Space space, uint32_t size)
{
    const std::string noun(nounOf(space));
    const std::string plural = space == Space::Memory ? "memories" : noun + "s";
    return size == 0   ? "there is none"
           : size == 1 ? "there is only one, 0"
                       : "there are " + std::to_string(size) + " " + plural + ", 0 to " + std::to_string(size - 1);
}

} // namespace

std::optional<uint32_t> resolve(const Words &words, uint32_t word, Space space, const IndexSpace &indices,
                                Findings *out, uint32_t owner)
{
    const TextRange range = words[word].range;
    uint32_t index = 0;
    if (words[word].kind == TokenKind::Id) {
        const std::string name = canonicalName(words.text(word));
        const auto found = indices.byName.find(name);
        if (found == indices.byName.end()) {
            if (out)
                reportUnknownName(range, name, space, indices, *out);
            return std::nullopt;
        }
        index = found->second;
    } else {
        uint64_t number = 0;
        const LiteralError error = parseUnsigned(words.text(word), 32, number);
        if (error == LiteralError::IllFormed) {
            if (out)
                out->error(range, std::string(words.text(word)) + " is not the number of " + aNounOf(space));
            return std::nullopt;
        }
        if (error == LiteralError::OutOfRange || number >= indices.size()) {
            if (out)
                out->error(range, "there is no " + std::string(nounOf(space)) + " " + std::string(words.text(word)) +
                                      "; " + countOf(space, indices.size()));
            return std::nullopt;
        }
        index = uint32_t(number);
    }
    if (out && space != Space::Local)
        out->mentions.push_back({range, space, index, owner});
    else if (out && indices.symbols[index] != IndexSpace::NoSymbol)
        out->mentions.push_back({range, space, indices.symbols[index], owner});
    return index;
}

} // namespace watchglass::wat::detail
