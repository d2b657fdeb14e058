// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/exec/value.h"

namespace watchglass::exec {
namespace {

uint64_t bits(std::string_view text, wasm::ValType type)
{
    const auto value = parseValue(text, type);
    EXPECT_TRUE(value) << text;
    return value ? value->bits[0] : 0xdeadbeef;
}

TEST(ValueText, integersReadInBothRangesAndBases)
{
    EXPECT_EQ(parseValue("4", wasm::I32), Value::i32(4));
    EXPECT_EQ(parseValue("-3", wasm::I32), Value::i32(-3));
    EXPECT_EQ(parseValue("4294967295", wasm::I32), Value::i32(-1));
    EXPECT_EQ(parseValue("0xFFFF_FFFF", wasm::I32), Value::i32(-1));
    EXPECT_EQ(parseValue("-0x8000_0000", wasm::I32), Value::i32(std::numeric_limits<int32_t>::min()));
    EXPECT_EQ(parseValue("18446744073709551615", wasm::I64), Value::i64(-1));
    EXPECT_EQ(parseValue("-9223372036854775808", wasm::I64), Value::i64(std::numeric_limits<int64_t>::min()));
    for (const char *wrong :
         {"", "4294967296", "-2147483649", "1.5", "0x", "_1", "1_", "1__0", "--1", "+-1", "x", "1 2"})
        EXPECT_FALSE(parseValue(wrong, wasm::I32)) << wrong;
    EXPECT_FALSE(parseValue("18446744073709551616", wasm::I64));
}

TEST(ValueText, floatsReadExactly)
{
    EXPECT_EQ(parseValue("2.5", wasm::F32), Value::f32(2.5f));
    EXPECT_EQ(parseValue("0x1.8p+1", wasm::F64), Value::f64(3));
    EXPECT_EQ(parseValue("-0x1p-149", wasm::F32), Value::f32(-std::numeric_limits<float>::denorm_min()));
    EXPECT_EQ(parseValue("1e-400", wasm::F64), Value::f64(0));
    EXPECT_EQ(parseValue("-inf", wasm::F64), Value::f64(-std::numeric_limits<double>::infinity()));
    EXPECT_EQ(bits("nan", wasm::F32), 0x7fc00000u);
    EXPECT_EQ(bits("-nan:0x400001", wasm::F32), 0xffc00001u);
    EXPECT_EQ(bits("nan:0x1", wasm::F64), 0x7ff0000000000001u);
    for (const char *wrong : {"", "1e400", "nan:0x0", "nan:0x800000", "0x", "inf2", "abc", "e5", "--1"})
        EXPECT_FALSE(parseValue(wrong, wasm::F32)) << wrong;
}

TEST(ValueText, floatsPrintTheShortestThatReadsBack)
{
    EXPECT_EQ(toString(Value::f64(0.1)), "0.1");
    EXPECT_EQ(toString(Value::f32(0.1f)), "0.1");
    EXPECT_EQ(toString(Value::f64(-0.0)), "-0");
    EXPECT_EQ(toString(Value::f64(4)), "4");
    EXPECT_EQ(toString(Value{wasm::F32, {0x7fc00000, 0}}), "nan");
    EXPECT_EQ(toString(Value{wasm::F32, {0xff800001, 0}}), "-nan:0x1");
    uint64_t state = 1;
    for (int i = 0; i < 20'000; ++i) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        const Value wide{wasm::F64, {state, 0}}, narrow{wasm::F32, {state >> 32, 0}};
        EXPECT_EQ(parseValue(toString(wide), wasm::F64), wide) << toString(wide);
        EXPECT_EQ(parseValue(toString(narrow), wasm::F32), narrow) << toString(narrow);
    }
}

TEST(ValueText, vectorsReferencesAndHex)
{
    const auto vector = parseValue("i32x4 1 -2 3 4", wasm::V128);
    ASSERT_TRUE(vector);
    EXPECT_EQ(toString(*vector), "i32x4 1 -2 3 4");
    EXPECT_EQ(vector->bits[0], 0xfffffffe00000001u);
    EXPECT_EQ(parseValue("f64x2 1 2", wasm::V128)->bits[1], Value::f64(2).bits[0]);
    EXPECT_EQ(parseValue("i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 255", wasm::V128)->bits[1], 0xff0e0d0c0b0a0908u);
    EXPECT_FALSE(parseValue("i32x4 1 2 3", wasm::V128));
    EXPECT_FALSE(parseValue("i8x16 1 2 3 4", wasm::V128));
    EXPECT_EQ(parseValue("null", wasm::FuncRef), Value::zero(wasm::FuncRef));
    EXPECT_EQ(toString(Value::zero(wasm::ExternRef)), "ref.null");
    EXPECT_EQ(toHex(Value::i32(4)), "0x00000004");
    EXPECT_EQ(toHex(Value::f64(1)), "0x3ff0000000000000");
    EXPECT_EQ(toHex(*vector), "0x0000000400000003fffffffe00000001");
}

} // namespace
} // namespace watchglass::exec
