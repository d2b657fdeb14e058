// SPDX-License-Identifier: Apache-2.0
/// The types of WebAssembly 3.0 (spec §2.3), as small values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace watchglass::wasm {

enum class TypeKind : uint8_t {
    I32,
    I64,
    F32,
    F64,
    V128,
    Ref,
    I8,     ///< packed, only as the storage of a field
    I16,    ///< packed, only as the storage of a field
    Bottom, ///< the type of an operand in unreachable code: matches every type
};

/// The heap types. `Defined` is a type of the module, named by its index; `Bottom` is what an unknown reference in
/// unreachable code points to, and never stands in a module.
enum class HeapKind : uint8_t {
    Func,
    Extern,
    Any,
    Eq,
    I31,
    Struct,
    Array,
    Exn,
    None,
    NoFunc,
    NoExtern,
    NoExn,
    Defined,
    Bottom,
};

/// A value or storage type. Compares by structure of its own fields; two `Defined` types are the same only after
/// `Module::canonical` (see module.h) says so.
struct ValType {
    TypeKind kind = TypeKind::Bottom;
    HeapKind heap = HeapKind::Func; ///< meaningful when kind is Ref
    bool nullable = true;           ///< meaningful when kind is Ref
    uint32_t index = 0;             ///< meaningful when heap is Defined

    constexpr bool operator==(const ValType &) const = default;
    constexpr bool isRef() const { return kind == TypeKind::Ref; }
    constexpr bool isNumeric() const { return kind <= TypeKind::F64; }
    static constexpr ValType ref(HeapKind heap, bool nullable = true, uint32_t index = 0)
    {
        return {TypeKind::Ref, heap, nullable, index};
    }
};

inline constexpr ValType I32{TypeKind::I32}, I64{TypeKind::I64}, F32{TypeKind::F32}, F64{TypeKind::F64},
    V128{TypeKind::V128};
inline constexpr ValType FuncRef = ValType::ref(HeapKind::Func), ExternRef = ValType::ref(HeapKind::Extern);

/// Text form: "i32", "funcref", "(ref null 3)".
std::string toString(const ValType &type);

struct FuncType {
    std::vector<ValType> params, results;
    bool operator==(const FuncType &) const = default;
};
/// Text form: "(i32 i64) -> (f32)"; no parameters or results print as "()".
std::string toString(const FuncType &type);

struct FieldType {
    ValType type;
    bool isMutable = false;
    bool operator==(const FieldType &) const = default;
};

/// One entry of the type section, with its place in the subtype hierarchy and in its recursion group.
struct SubType {
    enum class Kind : uint8_t { Func, Struct, Array } kind = Kind::Func;
    FuncType func;                 ///< Kind::Func
    std::vector<FieldType> fields; ///< Kind::Struct; Kind::Array has exactly one
    std::optional<uint32_t> super;
    bool isFinal = true;
    uint32_t groupStart = 0, groupSize = 1; ///< the recursion group, in type indices
    uint32_t at = 0;                        ///< where it stands, bytes from the start of the module
};

struct Limits {
    uint64_t min = 0;
    std::optional<uint64_t> max;
    bool is64 = false;   ///< index type i64 (memory64, table64)
    bool shared = false; ///< threads proposal
};

struct TableType {
    ValType element = FuncRef;
    Limits limits;
};
struct MemoryType {
    Limits limits; ///< in pages of 64 KiB
};
struct GlobalType {
    ValType type = I32;
    bool isMutable = false;
};
struct TagType {
    uint32_t type = 0; ///< type index of a function type
};

} // namespace watchglass::wasm
