// SPDX-License-Identifier: Apache-2.0
/// One identity for every type in the process: modules that meet compare types by number, with recursion groups equal
/// as a whole (spec §3.3, iso-recursive equality). Safe from any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/wasm/module.h"

namespace watchglass::exec {

/// A type as running code needs it. Lives as long as the process.
struct RuntimeType {
    struct Field {
        wasm::ValType type;  ///< process-wide
        uint32_t offset = 0; ///< from the start of the object; of an array's element 0
        uint8_t width = 0;   ///< bytes
        bool isMutable = false;
    };
    wasm::SubType::Kind kind = wasm::SubType::Kind::Func;
    bool isFinal = true;
    std::vector<uint32_t> supers;  ///< outermost first, itself left out
    std::vector<Field> fields;     ///< of a struct; of an array its element
    uint32_t size = 0;             ///< of a struct: bytes, header included, as allocated
    std::vector<uint32_t> offsets; ///< of a struct's fields that may refer to objects
    bool traced = false;           ///< an array's elements may refer to objects
};

/// Type index → identity.
std::vector<uint32_t> registerTypes(const wasm::Module &module);
/// The identity of a lone function type that names no types of a module.
uint32_t registerType(const wasm::FuncType &type);
/// What an identity stands for.
const RuntimeType &runtimeType(uint32_t id);
/// Whether `sub` is `super` or declared below it.
bool isSubtype(uint32_t sub, uint32_t super);

/// The type with its index replaced by the identity.
wasm::ValType processWide(const wasm::ValType &type, const std::vector<uint32_t> &ids);
/// Matching of process-wide types.
bool matchesProcessWide(const wasm::ValType &sub, const wasm::ValType &super);
/// Whether values of this process-wide type may refer to objects of a heap: everything but numbers and functions.
bool isTraced(const wasm::ValType &type);

} // namespace watchglass::exec
