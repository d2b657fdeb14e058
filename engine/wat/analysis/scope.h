// SPDX-License-Identifier: Apache-2.0
/// What one module of a text declares: its index spaces with their names, and the environment its bodies are checked
/// in.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/wasm/module.h"
#include "engine/wat/analysis.h"
#include "engine/wat/analysis/words.h"

namespace watchglass::wat::detail {

enum class Space : uint8_t { Type, Function, Table, Memory, Global, Element, Data, Tag, Local, Label, Field };
inline constexpr size_t ModuleSpaces = size_t(Space::Tag) + 1;

/// "function", "label", …
std::string_view nounOf(Space space);
/// "a function", "an element segment", …
std::string aNounOf(Space space);
SymbolKind symbolKindOf(Space space);

struct IndexSpace {
    std::vector<std::string> names; ///< canonical, "" for none
    std::vector<uint32_t> symbols;  ///< into Findings::symbols; NoSymbol when the text does not write it
    std::unordered_map<std::string, uint32_t> byName; ///< the first of that name

    static constexpr uint32_t NoSymbol = UINT32_MAX;
    uint32_t size() const { return uint32_t(names.size()); }
    uint32_t add(std::string name, uint32_t symbol);
};

/// A place where an index space is named or numbered.
struct Mention {
    TextRange range;
    Space space = Space::Function;
    uint32_t index = 0; ///< of locals and labels: into Findings::symbols of their function
    uint32_t owner = 0; ///< of a field: its type
};

/// What reading a piece of text yields. All ranges count from the start of the text.
struct Findings {
    std::vector<Symbol> symbols;
    std::vector<Mention> mentions;
    std::vector<Diagnostic> diagnostics;

    /// The diagnostic to be completed. Beyond `Analysis::MostDiagnostics` it is one that nobody sees.
    Diagnostic &error(TextRange range, std::string message, DiagnosticSource source = DiagnosticSource::Names);
    /// Whether to look for what a wrong name might have been: a courtesy for the first few.
    bool mayGuess() const { return diagnostics.size() < 50; }

private:
    Diagnostic m_unseen;
};

/// A constant expression, to be checked when everything is declared.
struct ConstantText {
    uint32_t begin = 0, end = 0; ///< words; one folded instruction or a sequence
    wasm::ValType type;
    uint32_t globals = 0; ///< how many of the globals it may read
};

struct FunctionText {
    uint32_t index = 0;
    uint32_t open = 0;   ///< word `(`
    uint32_t header = 0; ///< first word of its type use
    uint32_t symbol = 0; ///< into Findings::symbols
};

struct ModuleScope {
    wasm::Module environment;
    std::array<IndexSpace, ModuleSpaces> spaces;
    std::vector<IndexSpace> fields;                       ///< per type
    std::unordered_map<std::string, uint32_t> plainTypes; ///< key of a function type → its smallest index
    std::vector<ConstantText> constants;
    std::vector<FunctionText> functions; ///< the defined ones
    std::vector<bool> broken;   ///< per type of the environment: not understood, so nothing is said about its users
    std::vector<bool> declared; ///< per function: ref.func may name it
    uint32_t placeholder = 0;   ///< a broken type, for what has none

    bool isBroken(uint32_t type) const { return type >= broken.size() || broken[type]; }
    IndexSpace &space(Space s) { return spaces[size_t(s)]; }
    const IndexSpace &space(Space s) const { return spaces[size_t(s)]; }
    /// The index of a function type that stands alone and final, as implicit ones do (spec §6.4.10).
    std::optional<uint32_t> findPlain(const wasm::FuncType &type) const;
    /// Adds an implicit type.
    uint32_t addPlain(const wasm::FuncType &type);
    /// Makes known that a type written in the text is such a one.
    void addPlainType(uint32_t index);
    /// Changes when anything changes that a function body can see.
    uint64_t fingerprint() const;
};

/// The name in `space` that `name` was probably meant to be, else "".
std::string nearestName(const IndexSpace &space, const std::string &name);
/// Same among plain words.
std::string_view nearestWord(std::span<const std::string_view> words, std::string_view word);

/// The index that the Id or Number at `word` stands for; says what is wrong with it to `out` (may be null) otherwise.
std::optional<uint32_t> resolve(const Words &words, uint32_t word, Space space, const IndexSpace &indices,
                                Findings *out, uint32_t owner = 0);

} // namespace watchglass::wat::detail
