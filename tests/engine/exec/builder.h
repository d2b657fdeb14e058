// SPDX-License-Identifier: Apache-2.0
/// Small modules written in place: sections are collected as bytes and put together by `build`.
#pragma once

#include <gtest/gtest.h>

#include <bit>
#include <string>
#include <vector>

#include "engine/exec/machine.h"
#include "engine/wasm/decoder.h"
#include "engine/wasm/validator.h"

namespace watchglass::exec::test {

using Code = std::vector<uint8_t>;

inline Code leb(uint64_t value)
{
    Code bytes;
    do {
        bytes.push_back(uint8_t((value & 0x7f) | (value > 0x7f ? 0x80 : 0)));
    } while (value >>= 7);
    return bytes;
}
inline Code sleb(int64_t value)
{
    Code bytes;
    for (;;) {
        const uint8_t low = value & 0x7f;
        value >>= 7;
        if ((value == 0 && !(low & 0x40)) || (value == -1 && (low & 0x40))) {
            bytes.push_back(low);
            return bytes;
        }
        bytes.push_back(low | 0x80);
    }
}
inline Code operator+(Code left, const Code &right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}
inline Code withSize(const Code &bytes)
{
    return leb(bytes.size()) + bytes;
}
inline Code name(const std::string &text)
{
    return withSize(Code(text.begin(), text.end()));
}

// Types and the instructions that take an immediate; plain ones are written as bytes.
inline constexpr uint8_t i32 = 0x7f, i64 = 0x7e, f32 = 0x7d, f64 = 0x7c, v128 = 0x7b, nothing = 0x40;
inline Code i32Const(int32_t v)
{
    return Code{0x41} + sleb(v);
}
inline Code i64Const(int64_t v)
{
    return Code{0x42} + sleb(v);
}
inline Code f64Const(double v)
{
    const auto bytes = std::bit_cast<std::array<uint8_t, 8>>(v);
    return Code{0x44} + Code(bytes.begin(), bytes.end());
}
inline Code get(uint32_t local)
{
    return Code{0x20} + leb(local);
}
inline Code set(uint32_t local)
{
    return Code{0x21} + leb(local);
}
inline Code call(uint32_t function)
{
    return Code{0x10} + leb(function);
}
inline Code access(uint8_t opcode, uint64_t offset = 0)
{
    return Code{opcode, 0} + leb(offset);
}

class Builder
{
public:
    uint32_t type(const Code &params, const Code &results)
    {
        m_types.push_back(Code{0x60} + withSize(params) + withSize(results));
        return uint32_t(m_types.size() - 1);
    }
    /// A struct (`5f n (type mutability)*`), an array (`5e type mutability`) or with a supertype, as bytes.
    uint32_t rawType(const Code &entry)
    {
        m_types.push_back(entry);
        return uint32_t(m_types.size() - 1);
    }
    void tag(uint32_t type) { m_tags.push_back(Code{0} + leb(type)); }
    void importTag(const std::string &field, uint32_t type)
    {
        m_imports.push_back(name("env") + name(field) + Code{4, 0} + leb(type));
    }
    /// Mutable; the initial value without the final end.
    void global(const Code &type, const Code &initial) { m_globals.push_back(type + Code{1} + initial + Code{0x0b}); }
    void sharedMemory(uint32_t pages) { m_memories.push_back(Code{3} + leb(pages) + leb(pages)); }
    /// A subsection of the name section.
    void names(uint8_t subsection, const Code &content) { m_names = m_names + Code{subsection} + withSize(content); }
    /// Imports come before functions.
    uint32_t import(const std::string &field, uint32_t type)
    {
        m_imports.push_back(name("env") + name(field) + Code{0} + leb(type));
        return m_functionCount++;
    }
    void importTable(const std::string &field, uint32_t elements)
    {
        m_imports.push_back(name("env") + name(field) + Code{1, 0x70, 0} + leb(elements));
    }
    /// Code without the final end; exported under its name.
    uint32_t function(const std::string &field, uint32_t type, const Code &code, const Code &locals = {})
    {
        m_functions.push_back(leb(type));
        Code declared = leb(locals.size());
        for (const uint8_t local : locals)
            declared = declared + Code{1, local};
        m_bodies.push_back(withSize(declared + code + Code{0x0b}));
        m_exports.push_back(name(field) + Code{0} + leb(m_functionCount));
        return m_functionCount++;
    }
    void memory(uint32_t pages, bool is64 = false)
    {
        m_memories.push_back(Code{uint8_t(is64 ? 4 : 0)} + leb(pages));
        m_exports.push_back(name("memory") + Code{2, 0});
    }
    void table(uint32_t elements, const Code &functions)
    {
        m_tables.push_back(Code{0x70, 0} + leb(elements));
        m_exports.push_back(name("elements") + Code{1, 0});
        fillTable(functions);
    }
    /// Element type and limits.
    void rawTable(const Code &type) { m_tables.push_back(type); }
    /// An active segment at the start of table 0.
    void fillTable(const Code &functions)
    {
        m_elements.push_back(Code{0} + i32Const(0) + Code{0x0b} + leb(functions.size()) + functions);
    }
    void data(uint32_t at, const Code &bytes)
    {
        m_data.push_back(Code{0} + i32Const(int32_t(at)) + Code{0x0b} + withSize(bytes));
    }
    void passiveData(const Code &bytes) { m_data.push_back(Code{1} + withSize(bytes)); }
    void start(uint32_t function) { m_start = leb(function); }

    std::shared_ptr<const wasm::Module> build() const
    {
        auto bytes = std::make_shared<wasm::Bytes>(Code{0, 'a', 's', 'm', 1, 0, 0, 0});
        const auto section = [&](uint8_t id, const std::vector<Code> &items) {
            if (items.empty())
                return;
            Code content = leb(items.size());
            for (const Code &item : items)
                content = content + item;
            *bytes = *bytes + Code{id} + withSize(content);
        };
        section(1, m_types);
        section(2, m_imports);
        section(3, m_functions);
        section(4, m_tables);
        section(5, m_memories);
        section(13, m_tags);
        section(6, m_globals);
        section(7, m_exports);
        if (!m_start.empty())
            *bytes = *bytes + Code{8} + withSize(m_start);
        section(9, m_elements);
        if (!m_data.empty())
            *bytes = *bytes + Code{12} + withSize(leb(m_data.size()));
        section(10, m_bodies);
        section(11, m_data);
        if (!m_names.empty())
            *bytes = *bytes + Code{0} + withSize(name("name") + m_names);
        const wasm::DecodeResult result = wasm::decode(bytes);
        EXPECT_TRUE(result) << (result.problems.empty() ? "" : result.problems[0].message);
        for (const wasm::Problem &problem : wasm::validate(*result.module))
            ADD_FAILURE() << problem.message;
        return result.module;
    }
    std::shared_ptr<Instance> instance(std::vector<Extern> imports = {}, const Limits &limits = {}) const
    {
        const InstantiateResult result = instantiate(build(), std::move(imports), limits);
        EXPECT_TRUE(result.ok()) << (result.problem ? result.problem->message
                                     : result.trap  ? result.trap->message
                                                    : "");
        return result.instance;
    }

private:
    std::vector<Code> m_types, m_imports, m_functions, m_tables, m_memories, m_exports, m_elements, m_bodies, m_data;
    std::vector<Code> m_tags, m_globals;
    Code m_start, m_names;
    uint32_t m_functionCount = 0;
};

inline std::shared_ptr<Function> function(const Instance &instance, const std::string &name)
{
    return std::get<std::shared_ptr<Function>>(instance.exported(name));
}

/// The offset of the nth instruction of a function.
inline uint32_t offsetOf(const Instance &instance, const std::string &name, size_t nth)
{
    const uint32_t index = function(instance, name)->index;
    wasm::InstructionReader reader(*instance.module->bytes, instance.module->functions[index].code);
    wasm::Instruction i;
    for (size_t n = 0; n <= nth; ++n)
        reader.next(i);
    return i.offset;
}

} // namespace watchglass::exec::test
