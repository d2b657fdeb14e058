// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/types.h"

namespace watchglass::wasm {

namespace {

const char *heapName(HeapKind heap)
{
    switch (heap) {
    case HeapKind::Func:
        return "func";
    case HeapKind::Extern:
        return "extern";
    case HeapKind::Any:
        return "any";
    case HeapKind::Eq:
        return "eq";
    case HeapKind::I31:
        return "i31";
    case HeapKind::Struct:
        return "struct";
    case HeapKind::Array:
        return "array";
    case HeapKind::Exn:
        return "exn";
    case HeapKind::None:
        return "none";
    case HeapKind::NoFunc:
        return "nofunc";
    case HeapKind::NoExtern:
        return "noextern";
    case HeapKind::NoExn:
        return "noexn";
    case HeapKind::Defined:
        return "type";
    case HeapKind::Bottom:
        return "anything";
    }
    return "?";
}

/// "funcref" and the like: the text format's short forms of nullable references.
const char *shortName(HeapKind heap)
{
    switch (heap) {
    case HeapKind::Func:
        return "funcref";
    case HeapKind::Extern:
        return "externref";
    case HeapKind::Any:
        return "anyref";
    case HeapKind::Eq:
        return "eqref";
    case HeapKind::I31:
        return "i31ref";
    case HeapKind::Struct:
        return "structref";
    case HeapKind::Array:
        return "arrayref";
    case HeapKind::Exn:
        return "exnref";
    case HeapKind::None:
        return "nullref";
    case HeapKind::NoFunc:
        return "nullfuncref";
    case HeapKind::NoExtern:
        return "nullexternref";
    case HeapKind::NoExn:
        return "nullexnref";
    case HeapKind::Defined:
    case HeapKind::Bottom:
        return nullptr;
    }
    return nullptr;
}

std::string listText(const std::vector<ValType> &types)
{
    std::string text = "(";
    for (const ValType &type : types) {
        if (text.size() > 1)
            text += ' ';
        text += toString(type);
    }
    return text + ")";
}

} // namespace

std::string toString(const ValType &type)
{
    switch (type.kind) {
    case TypeKind::I32:
        return "i32";
    case TypeKind::I64:
        return "i64";
    case TypeKind::F32:
        return "f32";
    case TypeKind::F64:
        return "f64";
    case TypeKind::V128:
        return "v128";
    case TypeKind::I8:
        return "i8";
    case TypeKind::I16:
        return "i16";
    case TypeKind::Bottom:
        return "any type";
    case TypeKind::Ref:
        break;
    }
    if (const char *name = shortName(type.heap); name && type.nullable)
        return name;
    std::string text = type.nullable ? "(ref null " : "(ref ";
    text += type.heap == HeapKind::Defined ? std::to_string(type.index) : heapName(type.heap);
    return text + ")";
}

std::string toString(const FuncType &type)
{
    return listText(type.params) + " -> " + listText(type.results);
}

} // namespace watchglass::wasm
