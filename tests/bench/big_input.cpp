// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/big_input.h"

namespace watchglass::bench {

using namespace std::string_literals;

namespace {

std::string leb(uint32_t value)
{
    std::string bytes;
    for (; value >= 0x80; value >>= 7)
        bytes += char((value & 0x7f) | 0x80);
    bytes += char(value);
    return bytes;
}

std::string sized(const std::string &bytes)
{
    return leb(uint32_t(bytes.size())) + bytes;
}

std::string section(char id, const std::string &content)
{
    return std::string(1, id) + sized(content);
}

/// (i32) -> (i32): what comes in goes through a chain of additions, loads and blocks.
std::string body(int function, int size)
{
    std::string code = "\x00\x20\x00"s; // no locals; local.get 0
    for (int i = 0; int(code.size()) < size; ++i) {
        code += "\x41" + leb(uint32_t(function * 31 + i) & 0x3fffff & ~0x40u) + "\x6a"; // i32.const, i32.add
        if (i % 8 == 7)
            code += "\x21\x00\x02\x40\x20\x00\x0d\x00\x0b\x20\x00"s; // local.set 0, block … br_if 0 … end
        if (i % 16 == 5)
            code += "\x20\x00\x28\x02\x08\x73"s; // local.get 0, i32.load offset=8, i32.xor
    }
    return code + "\x0b";
}

} // namespace

std::string bigModule(int functions, int codeEach)
{
    std::string types = leb(uint32_t(functions)), bodies = types, names = types;
    for (int i = 0; i < functions; ++i) {
        types += '\0';
        bodies += sized(body(i, codeEach));
        names += leb(uint32_t(i)) + sized("generated_function_" + std::to_string(i));
    }
    return "\0asm\1\0\0\0"s + section(1, "\x01\x60\x01\x7f\x01\x7f"s) + section(3, types) +
           section(5, "\x01\x00\x01"s) + section(7, "\x01"s + sized("main") + "\0\0"s) + section(10, bodies) +
           section(0, sized("name") + "\x01" + sized(names));
}

std::string longText(int functions)
{
    std::string text = "(module\n  (memory 1)\n";
    for (int i = 0; i < functions; ++i)
        text += "  (func $f" + std::to_string(i) + " (param $x i32) (result i32)\n    local.get $x\n    i32.const " +
                std::to_string(i) + "\n    i32.add\n    (i32.mul (local.get $x) (i32.const 3))\n    i32.xor)\n";
    return text + ")\n";
}

} // namespace watchglass::bench
