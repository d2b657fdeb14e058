// SPDX-License-Identifier: Apache-2.0
/// Reads the fields of one module: first their names, so that anything may be used before it is defined, then the rest.
#pragma once

#include "engine/wat/analysis/type_reader.h"

namespace watchglass::wat::detail {

/// The keywords that begin a module field.
std::span<const std::string_view> fieldWords();

class ModuleReader
{
public:
    ModuleReader(const Words &words, ModuleScope &scope, Findings &out) : m_words(words), m_scope(scope), m_out(out) {}

    /// Every form among the words from `begin` up to `end` is a field, unless `skipCommands`: then forms that are no
    /// fields are left to whoever reads the commands of a script.
    void read(uint32_t begin, uint32_t end, bool skipCommands = false);

private:
    enum class Kind : uint8_t { Type, Function, Table, Memory, Global, Tag, Element, Data, Export, Start };
    struct Field {
        Kind kind;
        uint32_t open = 0, at = 0; ///< words: `(`, and the first one after name, exports and import
        uint32_t index = 0;
        uint32_t symbol = 0;
        uint32_t segment = UINT32_MAX; ///< of a table or memory that brings its contents
        bool imported = false;
    };

    // module_names.cpp: the first walk
    void declare(uint32_t open);
    void declareGroup(uint32_t open);
    void declareType(uint32_t open, uint32_t groupStart, uint32_t groupSize);
    void declareImport(uint32_t open);
    bool declareItem(uint32_t open, bool importForm);
    void declareSegment(Kind kind, uint32_t open);
    uint32_t addToEnvironment(Kind kind, uint32_t open, bool imported);
    void addInlineSegment(Field &field);
    void inlineExports(uint32_t &at, Kind kind, uint32_t index);
    void checkName(uint32_t string);
    void addExport(uint32_t string, wasm::ExternKind kind, uint32_t index);
    uint32_t addSymbol(Space space, uint32_t open, uint32_t &at);
    void unknownField(uint32_t open);

    // module_reader.cpp: the second walk
    void collectImplicitTypes(const Field &field);
    void define(const Field &field);
    void function(const Field &field);
    void table(const Field &field);
    void memory(const Field &field);
    void global(const Field &field);
    void tag(const Field &field);
    void exported(const Field &field);
    void start(const Field &field);
    void finishEnvironment();
    uint32_t typeOf(TypeUse use) const;
    void expectEnd(uint32_t at, uint32_t open);

    // module_types.cpp
    void type(const Field &field);
    bool composite(uint32_t at, uint32_t close, uint32_t index);
    bool structFields(uint32_t at, uint32_t close, uint32_t index);

    // module_segments.cpp
    void element(const Field &field);
    void elementList(uint32_t at, uint32_t close, uint32_t index, bool mayOmitFunc);
    void functionList(uint32_t at, uint32_t close, uint32_t index, bool typed);
    void expressionList(uint32_t at, uint32_t close, uint32_t index);
    void checkTypedItems();
    void data(const Field &field);
    void strings(uint32_t at, uint32_t close);
    bool segmentTarget(uint32_t &at, Space space, uint32_t &target);
    bool offset(uint32_t &at, wasm::ValType type);
    void constant(uint32_t begin, uint32_t end, wasm::ValType type, uint32_t globals);

    uint32_t offsetOf(uint32_t word) const { return m_words[word].range.begin; }
    uint32_t closeOf(uint32_t open) const { return m_words[open].close; }

    bool isIndex(uint32_t word) const { return m_words.is(word, TokenKind::Id) || m_words.is(word, TokenKind::Number); }

    /// A function that a table brings along.
    struct TypedItem {
        uint32_t word = 0, function = 0, segment = 0;
    };

    const Words &m_words;
    ModuleScope &m_scope;
    Findings &m_out;
    std::vector<Field> m_fields;
    std::vector<TypedItem> m_typedItems;
    bool m_defined = false; ///< something that imports must precede
};

} // namespace watchglass::wat::detail
