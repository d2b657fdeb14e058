// SPDX-License-Identifier: Apache-2.0
/// How objects look to people, and what traps at them say.
#include "engine/exec/reference_text.h"
#include "tests/engine/exec/objects.h"

namespace watchglass::exec::test {
namespace {

/// $point {x: i32, y: f64}, $node {next: anyref}, $bytes (array i8), and functions that make and misuse them.
std::shared_ptr<Instance> sample()
{
    Builder b;
    const auto point = uint8_t(b.rawType({0x5f, 2, i32, 1, f64, 0}));
    const auto node = uint8_t(b.rawType({0x5f, 1, anyref, 1}));
    const auto bytes = uint8_t(b.rawType({0x5e, 0x78, 1}));
    const uint32_t make = b.type({}, {anyref}), unary = b.type({i32}, {i32}), use = b.type({anyref}, {i32});
    b.names(4, Code{3, 0, 5, 'p', 'o', 'i', 'n', 't', 1, 4, 'n', 'o', 'd', 'e', 2, 5, 'b', 'y', 't', 'e', 's'});
    b.names(10, Code{2, 0, 2, 0, 1, 'x', 1, 1, 'y', 1, 1, 0, 4, 'n', 'e', 'x', 't'});
    b.function("point", make, i32Const(1) + f64Const(2.5) + structNew(point));
    b.function("cycle", make,
               Code{refNull, none} + structNew(node) + Code{0x22, 0} + castTo(node) + get(0) + structSet(node, 0) +
                   get(0),
               {anyref});
    b.function("bytes", make, i32Const('h') + i32Const('i') + Code{0xfb, 0x08, bytes, 2});
    b.function("many", make, i32Const(-1) + i32Const(1000) + Code{0xfb, 0x06, bytes});
    b.function("small", make, i32Const(-5) + Code{0xfb, 0x1c});
    b.function("first", use, get(0) + Code{0xfb, 0x17, point} + structGet(point, 0));
    b.function("element", unary, call(2) + castTo(bytes) + get(0) + Code{0xfb, 0x0d, bytes});
    b.function("data", unary, i32Const(1) + get(0) + Code{0xfb, 0x09, bytes, 0} + Code{0xfb, 0x0f});
    b.passiveData({1, 2, 3});
    return b.instance();
}

Stop call(const Instance &instance, const std::string &name, std::vector<Value> arguments = {})
{
    return run(function(instance, name), std::move(arguments));
}

std::string text(const Instance &instance, const std::string &name)
{
    return toString(described(call(instance, name).results.at(0), instance));
}

TEST(ObjectText, showsTypeFieldsAndCharacters)
{
    const auto instance = sample();
    EXPECT_EQ(text(*instance, "point"), "(ref $point) {x: 1, y: 2.5}");
    EXPECT_EQ(text(*instance, "bytes"), "(ref $bytes) [104, 105] \"hi\"");
    EXPECT_EQ(text(*instance, "many"), "(ref $bytes) [-1, -1, -1, -1, -1, -1, -1, -1, … 992 more]");
    EXPECT_EQ(text(*instance, "small"), "i31 -5");
}

TEST(ObjectText, endsWhereObjectsGoInCircles)
{
    EXPECT_EQ(text(*sample(), "cycle"), "(ref $node) {next: (ref $node) {next: (ref $node) {next: (ref $node)}}}");
}

TEST(ObjectText, isWhatTheObjectWasThen)
{
    const auto instance = sample();
    const Value shown = described(call(*instance, "point").results.at(0), *instance);
    instance->store->heap().collect();
    EXPECT_EQ(toString(shown), "(ref $point) {x: 1, y: 2.5}");
    EXPECT_EQ(call(*instance, "first", {shown}).results, std::vector{Value::i32(1)}); // and it is still there
}

TEST(ObjectText, hostAndSmallNumbersAreReadBack)
{
    const auto any = wasm::ValType::ref(wasm::HeapKind::Any);
    EXPECT_EQ(toString(Value::host(7)), "extern 7");
    EXPECT_EQ(parseValue("extern 7", wasm::ExternRef), Value::host(7));
    EXPECT_EQ(parseValue("i31 -5", any)->bits, Value::i31(-5).bits);
    EXPECT_FALSE(parseValue("i31 2147483648", any));
    EXPECT_FALSE(parseValue("i31 1", wasm::FuncRef));
}

TEST(ObjectTraps, nameFieldTypesAndSizes)
{
    const auto instance = sample();
    const auto message = [&](const std::string &name, Value argument) {
        const Stop stop = call(*instance, name, {std::move(argument)});
        return stop.trap ? stop.trap->message : "none";
    };
    EXPECT_EQ(message("first", Value::zero(wasm::ValType::ref(wasm::HeapKind::Any))),
              "struct.get reads field $x of $point from a null reference");
    EXPECT_EQ(message("first", call(*instance, "bytes").results[0]),
              "ref.cast wants (ref null $point), but gets (ref $bytes) [104, 105] \"hi\"");
    EXPECT_EQ(message("element", Value::i32(2)), "array.get_u reads element 2, but the array of $bytes has 2 elements");
    EXPECT_EQ(message("data", Value::i32(3)), "array.new_data takes 3 bytes at 1, but data segment 0 has 3 bytes");
    EXPECT_EQ(call(*instance, "data", {Value::i32(2)}).results, std::vector{Value::i32(2)});
}

} // namespace
} // namespace watchglass::exec::test
