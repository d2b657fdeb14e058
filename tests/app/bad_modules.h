// SPDX-License-Identifier: Apache-2.0
/// Bytes that are no module: what either program says of them has to name a place.
#pragma once

#include <string>
#include <vector>

namespace watchglass::test {

using namespace std::string_literals;

/// What every module starts with.
inline const std::string moduleHeader = "\0asm\1\0\0\0"s;

inline const std::vector<std::string> badModules = {
    "\0as"s,
    "\0asx\1\0\0\0"s,
    "\0asm\2\0\0\0"s,
    "not wasm at all",
    moduleHeader + "\1",
    moduleHeader + "\1\xff\xff\xff\xff\xff\xff\xff\xff\xff\1",
    moduleHeader + "\1\xff\xff\xff\x7f",
    moduleHeader + "\1\6\xff\xff\xff\xff\xf\x60",
    moduleHeader + "\x63\0"s,
    moduleHeader + "\1\1\0\1\1\0"s,
    moduleHeader + "\7\5\1\1\xff\0\0"s,
    moduleHeader + "\1\4\1\x60\0\0\3\2\1\0\xa\x6\1\4\0\xff\xff\xb"s,
    moduleHeader + "\1\4\1\x60\0\0\3\2\1\0"s,
    moduleHeader + std::string(100, '\xff'),
};

} // namespace watchglass::test
