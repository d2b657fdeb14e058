// SPDX-License-Identifier: Apache-2.0
/// Everything the editor knows about a text: symbols, references, folds, operand types and diagnostics, as one value.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/wasm/instruction_table.h"
#include "engine/wasm/module.h"
#include "engine/wat/diagnostic.h"
#include "engine/wat/syntax_tree.h"

namespace watchglass::wat {

enum class SymbolKind : uint8_t {
    Module,
    Type,
    Function,
    Parameter,
    Local,
    Label,
    Table,
    Memory,
    Global,
    Element,
    Data,
    Tag,
    Export,
    Import,
    Field
};

struct Symbol {
    SymbolKind kind = SymbolKind::Function;
    std::string name;               ///< with `$`; "" when it has none
    uint32_t index = 0;             ///< in its index space
    TextRange nameRange;            ///< empty when it has no name (then the keyword's)
    TextRange extent;               ///< the whole form
    std::string detail;             ///< e.g. "(param i32 i32) (result i32)", "mut i32"
    std::optional<uint32_t> parent; ///< function of a local or label (index into symbols)
};

struct Reference {
    TextRange range;
    uint32_t symbol = 0; ///< index into symbols
    bool definition = false;
};

struct Fold {
    uint32_t beginLine = 1, endLine = 1; ///< 1-based, both included
};

/// One instruction of the text, in execution order of its function (folded operands come before their operator).
struct InstructionPlace {
    TextRange keyword; ///< its name
    TextRange extent;  ///< with immediates (not folded operands)
    wasm::Op op;
    uint32_t function = 0;                 ///< index among `Analysis::functionSymbols`
    std::vector<wasm::ValType> stackAfter; ///< operand types after it within its block, the topmost `MostOperands` of
                                           ///< them, top last; empty in unreachable code
    uint32_t stackDepth = 0;               ///< how many there are
    bool reachable = true;
    bool known = true; ///< false where something before it was not understood: then nothing is known of the stack
    static constexpr size_t MostOperands = 32;
};

struct OldName {
    TextRange range;
    std::string oldName, newName;
};

namespace detail {
struct AnalysisCache;
}

struct Analysis {
    SyntaxTree tree;
    std::vector<Symbol> symbols;       ///< in text order
    std::vector<Reference> references; ///< sorted by range
    std::vector<Fold> folds;
    std::vector<InstructionPlace> instructions; ///< sorted by function, then execution order
    std::vector<uint32_t> functionSymbols;
    std::vector<OldName> oldNames;
    std::vector<Diagnostic> diagnostics; ///< sorted by range; of more than `MostDiagnostics` the errors first
    LineIndex lines;                     ///< of the text
    size_t analysedFunctions = 0;        ///< those that were not taken over from the previous analysis
    std::shared_ptr<const detail::AnalysisCache> cache; ///< for the next analysis
    static constexpr size_t MostDiagnostics = 2000;

    const Reference *referenceAt(uint32_t offset) const;
    const InstructionPlace *instructionAt(uint32_t offset) const;
    std::vector<TextRange> rangesOf(uint32_t symbol) const;
    /// The edits that rename a symbol, or a sentence why the name is refused ("$x is already the name of …").
    std::vector<TextEdit> rename(uint32_t symbol, const std::string &newName, std::string *refusal) const;
};

/// Analyses a whole text; `previous` (of the same document, may be null) lets unchanged functions be taken over. What
/// follows the last of `SyntaxTree::MostSyntaxErrors` is left alone: such a text is no program.
std::shared_ptr<const Analysis> analyse(const SyntaxTree &tree, const Analysis *previous = nullptr);

/// Every old spelling in the text (outside strings, comments and identifiers) as an edit to its current name; of those
/// that begin before `end`.
std::vector<OldName> oldNames(const SyntaxTree &tree, uint32_t end = UINT32_MAX);
std::vector<TextEdit> modernise(const SyntaxTree &tree);

struct Completion {
    std::string text;   ///< what is inserted
    std::string detail; ///< signature or type
    SymbolKind kind = SymbolKind::Function;
    bool instruction = false;
};
/// What may be written at an offset; `replaced` is the range of the half-written word.
std::vector<Completion> complete(const Analysis &analysis, uint32_t offset, TextRange &replaced);

struct Hover {
    TextRange range;
    std::string title; ///< "i32.load offset=4", "$add : (param i32 i32) (result i32)"
    std::string signature, sentence, traps, detail;
    std::optional<wasm::Op> op;
};
/// What there is to say about the token at an offset.
std::optional<Hover> hover(const Analysis &analysis, uint32_t offset);

} // namespace watchglass::wat
