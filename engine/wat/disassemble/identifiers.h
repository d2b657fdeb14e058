// SPDX-License-Identifier: Apache-2.0
/// What everything in a module is called in its text: `$name` where a name makes a unique identifier, else its index.
#pragma once

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/wasm/module.h"
#include "engine/wasm/names.h"

namespace watchglass::wat {

enum class Space : uint8_t { Function, Type, Table, Memory, Global, Tag, Element, Data };

/// Identifiers of one index space, or of one function's locals.
class IdentifierSpace
{
public:
    /// Takes each name that is an identifier and not yet taken; the lowest index wins. Names at or past `size` are of
    /// nothing. May be called again with names of lower rank.
    void take(const wasm::Names::Map &names, uint32_t size);
    /// "$add", or "" when it has none.
    const std::string &identifier(uint32_t index) const;
    /// The name that could not become an identifier, or "".
    const std::string &comment(uint32_t index) const;

private:
    using Texts = std::unordered_map<uint32_t, std::string>;
    static const std::string &find(const Texts &texts, uint32_t index);

    Texts m_identifiers, m_comments;
    std::unordered_map<std::string, uint32_t> m_taken;
};

class Identifiers
{
public:
    Identifiers(const wasm::Module &module, const wasm::Names &names);

    const IdentifierSpace &operator[](Space space) const { return m_spaces[size_t(space)]; }
    /// " $add", " 3" or " 3 (; a name with spaces ;)".
    void appendUse(std::string &out, Space space, uint32_t index) const;
    /// " $add", " (;3;)" or " (;3;) (; a name with spaces ;)": where a thing is defined.
    void appendDefinition(std::string &out, Space space, uint32_t index) const;
    IdentifierSpace locals(uint32_t function) const;
    IdentifierSpace fields(uint32_t type) const;
    /// The name of the n-th block of a function, or "".
    std::string label(uint32_t function, uint32_t block) const;

    /// "i32", "(ref null $t)"
    void appendType(std::string &out, const wasm::ValType &type) const;
    /// What a reference type points to: "func", "$t"
    void appendHeap(std::string &out, const wasm::ValType &type) const;
    /// " (type $t) (param i32) (result i32)"
    void appendTypeUse(std::string &out, uint32_t type) const;
    /// " (param i32 i64) (result i32)"
    void appendSignature(std::string &out, const wasm::FuncType &type) const;

    /// Null when the index is none of a function type.
    const wasm::FuncType *funcType(uint32_t type) const;

private:
    void appendList(std::string &out, const char *keyword, const std::vector<wasm::ValType> &types) const;

    const wasm::Module &m_module;
    const wasm::Names &m_names;
    std::array<IdentifierSpace, 8> m_spaces;
};

} // namespace watchglass::wat
