// SPDX-License-Identifier: Apache-2.0
/// Validation of a whole module (spec §3.2, §3.5): types, index spaces, segments and constant expressions; bodies go to
/// FunctionChecker.
#pragma once

#include "engine/wasm/function_checker.h"

namespace watchglass::wasm::detail {

class ModuleChecker
{
public:
    /// Keeps at most `limit` problems; the module must outlive the checker.
    ModuleChecker(const Module &module, size_t limit);

    std::vector<Problem> run();
    /// Before body(), when run() is not used: finds the declared functions.
    void prepare();
    void body(uint32_t function);
    std::vector<Problem> take() { return std::move(m_problems); }

private:
    bool full() const { return m_problems.size() >= m_limit; }
    void add(uint32_t offset, std::string message);
    void addAll(std::vector<Problem> &problems);

    // type_checker.cpp
    void types();
    void type(uint32_t index);
    void superType(uint32_t index);
    bool fieldMatches(const FieldType &sub, const FieldType &super) const;
    bool structureMatches(const SubType &sub, const SubType &super) const;
    /// Whether every type that `type` names is below `bound`.
    bool known(const ValType &type, uint32_t bound) const;
    bool checkKnown(const ValType &type, uint32_t offset);
    bool isFunctionType(uint32_t index, uint32_t offset);

    void indexSpaces();
    void limits(const Limits &limits, uint64_t most, const char *what, uint32_t offset);
    void tables();
    void memories();
    void globals();
    void tags();
    void exports();
    void start();
    void elements();
    void data();
    void constant(const ConstExpr &expression, const ValType &type, uint32_t globals);
    void code();
    void readBody(const Range &code);
    uint32_t importedGlobals() const;

    const Module &m_module;
    size_t m_limit;
    FunctionChecker m_checker;
    std::vector<bool> m_declared;
    std::vector<Problem> m_problems;
};

} // namespace watchglass::wasm::detail
