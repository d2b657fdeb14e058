// SPDX-License-Identifier: Apache-2.0
/// Types as the text format writes them (spec §6.4), type uses included.
#pragma once

#include "engine/wasm/instruction.h"
#include "engine/wat/analysis/scope.h"

namespace watchglass::wat::detail {

/// A parameter, result or local of the text.
struct TypedName {
    TextRange name; ///< empty when it has none
    TextRange type;
    wasm::ValType value;
};

/// `(type $t) (param …) (result …)`, any part of which may be missing.
struct TypeUse {
    bool ok = true;
    std::optional<uint32_t> index; ///< as written
    wasm::FuncType inlined;
    std::vector<TypedName> params;
    bool hasInline = false;
};

/// Reads from the word `at` on and moves it past what was read. Without findings it is silent and only reads.
class TypeReader
{
public:
    TypeReader(const Words &words, const ModuleScope &scope, Findings *out) : m_words(words), m_scope(scope), m_out(out)
    {
    }

    /// False when it was wrong (then said to the findings); at least one word is consumed unless `)` stands there.
    bool valType(uint32_t &at, wasm::ValType &out);
    /// `i8` and `i16` are types too here.
    bool storageType(uint32_t &at, wasm::ValType &out);
    bool heapType(uint32_t &at, wasm::ValType &out);
    /// `(ref …)` or one of its short forms.
    bool refType(uint32_t &at, wasm::ValType &out);
    /// `(param …)*`, `(result …)*` or `(local …)*`, appended; `mayName` allows `(param $x i32)`.
    bool typeList(uint32_t &at, std::string_view form, bool mayName, std::vector<TypedName> &out);
    /// `(result …)*`, appended.
    bool results(uint32_t &at, std::vector<wasm::ValType> &out);
    TypeUse typeUse(uint32_t &at, bool mayName);
    /// The type index that a type use stands for: as written, or the implicit one.
    std::optional<uint32_t> indexOf(const TypeUse &use) const;
    bool blockType(uint32_t &at, wasm::BlockType &out);
    /// `T` or `(mut T)`, also with a packed type.
    bool mutableType(uint32_t &at, wasm::FieldType &out);
    /// `i64? min max? shared?`; `what` is "memory" or "table".
    bool limits(uint32_t &at, wasm::Limits &out, std::string_view what);

private:
    void error(uint32_t at, std::string message);
    bool expectedType(uint32_t &at);
    void checkInline(uint32_t at, const TypeUse &use);

    const Words &m_words;
    const ModuleScope &m_scope;
    Findings *m_out;
};

/// "(param i32 i32) (result i32)" as the text format writes a function type.
std::string textOf(const wasm::FuncType &type);
/// Every word that can name a value type, for completion.
std::span<const std::string_view> typeWords();

} // namespace watchglass::wat::detail
