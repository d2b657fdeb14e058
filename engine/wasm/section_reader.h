// SPDX-License-Identifier: Apache-2.0
/// One section of a module being decoded (spec §5.5.3 – §5.5.16): each function reads the whole content of its kind.
#pragma once

#include "engine/wasm/byte_reader.h"

namespace watchglass::wasm::detail {

class SectionReader
{
public:
    /// What is read is added to `module`; the first failure goes to `problem`.
    SectionReader(std::span<const uint8_t> bytes, Range content, Module &module, std::optional<Problem> &problem)
        : m_bytes(bytes), m_reader(bytes, content, problem), m_module(module)
    {
    }

    bool atEnd() const { return m_reader.atEnd(); }
    uint32_t at() const { return m_reader.at(); }
    /// Function bodies read by code().
    uint32_t bodies() const { return m_bodies; }

    /// Moves the name of a custom section out of its content.
    void custom(Section &section);
    void types();
    void imports();
    void functions();
    void tables();
    void memories();
    void globals();
    void exports();
    void start();
    void elements();
    void dataCount();
    void code();
    void data();
    void tags();

private:
    void group(uint8_t first);
    SubType subType();
    void composite(SubType &type);
    std::vector<ValType> valTypes(const char *what);
    void import();
    Table table();
    Limits limits(uint8_t allowedFlags);
    GlobalType globalType();
    TagType tagType();
    ExternKind externKind();
    ConstExpr constExpr();
    Element element();
    Data dataSegment();
    void body(Function &function);

    std::span<const uint8_t> m_bytes;
    ByteReader m_reader;
    Module &m_module;
    uint32_t m_bodies = 0;
};

} // namespace watchglass::wasm::detail
