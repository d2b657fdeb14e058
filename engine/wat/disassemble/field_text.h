// SPDX-License-Identifier: Apache-2.0
/// The fields of a module as text, functions aside; each function appends whole lines at depth 1.
#pragma once

#include "engine/wasm/problem.h"
#include "engine/wat/disassemble/identifiers.h"
#include "engine/wat/disassemble/text_writer.h"

namespace watchglass::wat {

class FieldText
{
public:
    FieldText(const wasm::Module &module, const Identifiers &identifiers, TextWriter &out)
        : m_module(module), m_identifiers(identifiers), m_out(out)
    {
    }

    void types();
    void imports();
    void tables();
    void memories();
    void globals();
    void tags();
    void exports();
    void start();
    void elements();
    void data();
    /// Comments that tell of the custom sections.
    void customSections();

    /// `(import "m" "n" (func …))`, without a line end.
    void import(const wasm::Import &import);

private:
    void type(uint32_t index, uint32_t depth);
    void structure(uint32_t index);
    void field(const wasm::FieldType &field);
    void limits(const wasm::Limits &limits);
    void memory(const wasm::MemoryType &type);
    void table(const wasm::TableType &type);
    void global(const wasm::GlobalType &type);
    void element(uint32_t index);
    void segment(uint32_t index);
    /// " (i32.const 1)", or " i32.const 1 i32.const 2 i32.add" – then inside `(keyword …)` when one is given.
    void expression(const wasm::ConstExpr &expression, const char *keyword);

    const wasm::Module &m_module;
    const Identifiers &m_identifiers;
    TextWriter &m_out;
};

/// "offset 0x2a: there is no instruction with this code"
std::string problemText(const wasm::Problem &problem);

} // namespace watchglass::wat
