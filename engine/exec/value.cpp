// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/value.h"

#include <bit>

#include "engine/exec/reference.h"

namespace watchglass::exec {

Value Value::i32(int32_t v)
{
    return {wasm::I32, {uint32_t(v), 0}};
}
Value Value::i64(int64_t v)
{
    return {wasm::I64, {uint64_t(v), 0}};
}
Value Value::f32(float v)
{
    return {wasm::F32, {std::bit_cast<uint32_t>(v), 0}};
}
Value Value::f64(double v)
{
    return {wasm::F64, {std::bit_cast<uint64_t>(v), 0}};
}
Value Value::i31(int32_t v)
{
    return {wasm::ValType::ref(wasm::HeapKind::I31, false), {makeI31(uint32_t(v)), 0}};
}
Value Value::host(uint64_t number)
{
    return {wasm::ExternRef, {makeHostReference(number), 0}};
}
Value Value::zero(wasm::ValType type)
{
    return {type, {}};
}
int32_t Value::asI32() const
{
    return int32_t(bits[0]);
}
int64_t Value::asI64() const
{
    return int64_t(bits[0]);
}
float Value::asF32() const
{
    return std::bit_cast<float>(uint32_t(bits[0]));
}
double Value::asF64() const
{
    return std::bit_cast<double>(bits[0]);
}

} // namespace watchglass::exec
