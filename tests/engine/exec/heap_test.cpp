// SPDX-License-Identifier: Apache-2.0
/// What the collector keeps and what it gives up; limits; and that it can be interrupted.
#include "engine/exec/heap.h"

#include "engine/exec/store.h"
#include "engine/exec/type_registry.h"
#include "tests/engine/exec/objects.h"

namespace watchglass::exec::test {
namespace {

class Heaps : public testing::TestWithParam<Driver>
{
protected:
    Stop invoke(const Instance &instance, const std::string &name, std::vector<Value> arguments = {})
    {
        machine.start(function(instance, name), arguments);
        return machine.run();
    }
    Machine machine{Limits{}, GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Drivers, Heaps, testing::Values(Driver::Plain, Driver::Watched, Driver::Single));

/// (type $pair (struct (field (mut anyref)) (field (mut i32))))
uint32_t pairType(Builder &b)
{
    return b.rawType({0x5f, 2, anyref, 1, i32, 1});
}

/// cycles(n): n times two pairs that refer to each other. list(n): pairs that refer to the one before, the last one
/// returned. length(list).
Builder pairs()
{
    Builder b;
    const auto pair = uint8_t(pairType(b));
    const uint32_t count = b.type({i32}, {}), make = b.type({i32}, {anyref}), measure = b.type({anyref}, {i32});
    const Code next = get(0) + i32Const(1) + Code{0x6b} + Code{0x22, 0} + Code{0x0d, 0}; // n -= 1; br_if 0
    b.function("cycles", count,
               Code{0x03, nothing} + Code{refNull, none} + i32Const(1) + structNew(pair) + Code{0x22, 1} + //
                   i32Const(2) + structNew(pair) + set(2) + get(1) + castTo(pair) + get(2) + structSet(pair, 0) + next +
                   Code{0x0b},
               {anyref, anyref});
    b.function("list", make,
               Code{0x03, nothing} + get(1) + get(0) + structNew(pair) + set(1) + next + Code{0x0b} + get(1), {anyref});
    // (block (loop (br_on_null 1 (local.get 0)) … n += 1; (br 0)))
    b.function("length", measure,
               Code{0x02, nothing, 0x03, nothing} + get(0) + Code{0xd1, 0x0d, 1} + get(0) + castTo(pair) +
                   structGet(pair, 0) + set(0) + get(1) + i32Const(1) + Code{0x6a} + set(1) +
                   Code{0x0c, 0, 0x0b, 0x0b} + get(1),
               {i32});
    return b;
}

Limits limited(uint64_t heapBytes)
{
    Limits limits;
    limits.heapBytes = heapBytes;
    return limits;
}

TEST_P(Heaps, shortLivedCyclesDoNotFillIt)
{
    const auto instance = pairs().instance({}, limited(1 << 20));
    EXPECT_EQ(invoke(*instance, "cycles", {Value::i32(100'000)}).kind, StopKind::Finished); // 6 MB in all
    EXPECT_GE(instance->store->heap().collections(), 5u);
    EXPECT_LE(instance->store->heap().used(), 1u << 20);
}

TEST_P(Heaps, aFullOneTrapsWithEverythingAliveAndGoesOnWhenSomethingIsGivenUp)
{
    const auto instance = pairs().instance({}, limited(1 << 20));
    Stop stop = invoke(*instance, "list", {Value::i32(50'000)});
    ASSERT_TRUE(stop.trap);
    EXPECT_EQ(stop.trap->kind, TrapKind::OutOfMemory);
    EXPECT_EQ(stop.trap->message, "out of memory: the heap limit of 1 MiB is reached; 1 MiB are still in use");
    ASSERT_EQ(machine.depth(), 1u);
    EXPECT_EQ(stop.trap->offset, offsetOf(*instance, "list", 3));
    stop = {}; // which holds the operands
    EXPECT_TRUE(machine.setLocal(0, 1, Value::zero(wasm::ValType::ref(wasm::HeapKind::Any))));
    // The instruction has taken the old list as an operand already.
    EXPECT_TRUE(machine.setOperand(0, 0, Value::zero(wasm::ValType::ref(wasm::HeapKind::Any))));
    EXPECT_EQ(machine.run().kind, StopKind::Finished);
}

TEST_P(Heaps, aLongListIsMarkedWithoutRecursion)
{
    const auto instance = pairs().instance();
    const Stop made = invoke(*instance, "list", {Value::i32(500'000)});
    ASSERT_EQ(made.kind, StopKind::Finished);
    instance->store->heap().collect();
    EXPECT_EQ(invoke(*instance, "length", made.results).results, std::vector{Value::i32(500'000)});
}

TEST_P(Heaps, whatAHostHoldsStaysAndNoLonger)
{
    const auto instance = pairs().instance();
    Heap &heap = instance->store->heap();
    std::vector<Value> held = invoke(*instance, "list", {Value::i32(20'000)}).results;
    heap.collect();
    const uint64_t full = heap.used();
    EXPECT_GT(full, 20'000u * 24);
    std::vector<Value> copy = held;
    held.clear();
    heap.collect();
    EXPECT_EQ(heap.used(), full);
    copy.clear();
    heap.collect();
    EXPECT_EQ(heap.used(), 0u);
}

/// Objects that only a local, an operand, a caller, a global or a table refers to, while each new one collects.
TEST_P(Heaps, everyPlaceIsARoot)
{
    Builder b;
    const auto pair = uint8_t(pairType(b));
    const uint32_t make = b.type({i32}, {anyref}), value = b.type({anyref}, {i32}), sum = b.type({}, {i32});
    const Code number = castTo(pair) + structGet(pair, 1);
    b.function("make", make, Code{refNull, none} + get(0) + structNew(pair));
    b.function("value", value, get(0) + number);
    b.function("sum", sum,
               i32Const(1) + call(0) + set(0) +                         // a local
                   i32Const(2) + call(0) + Code{0x24, 0} +              // a global
                   i32Const(4) + call(0) +                              // an operand
                   i32Const(8) + call(0) +                              // another one
                   i32Const(0) + i32Const(16) + call(0) + Code{0x26, 0} // a table
                   + call(1) + set(1) + call(1) + get(1) + Code{0x6a} + get(0) + call(1) + Code{0x6a} + Code{0x23, 0} +
                   call(1) + Code{0x6a} + i32Const(0) + Code{0x25, 0} + call(1) + Code{0x6a} + Code{0x23, 1} + call(1) +
                   Code{0x6a},
               {anyref, i32});
    b.global({anyref}, {refNull, none});
    b.global({anyref}, Code{refNull, none} + i32Const(32) + structNew(pair)); // made before anything ran
    b.rawTable({anyref, 0, 1});
    Limits limits;
    limits.collectAlways = true;
    const auto instance = b.instance({}, limits);
    EXPECT_EQ(invoke(*instance, "sum").results, std::vector{Value::i32(63)});
    EXPECT_GE(instance->store->heap().collections(), 5u);
}

TEST_P(Heaps, aLargeArrayIsFilledInSlices)
{
    Builder b;
    const auto bytes = uint8_t(b.rawType({0x5e, 0x78, 1}));
    constexpr int32_t length = 8 << 20;
    b.function("make", b.type({}, {i32}),
               i32Const(7) + i32Const(length) + Code{0xfb, 0x06, bytes} + i32Const(length - 1) +
                   Code{0xfb, 0x0c, bytes});
    const auto instance = b.instance();
    machine.start(function(*instance, "make"), {});
    machine.requestPause();
    EXPECT_EQ(machine.run().kind, StopKind::Paused);
    EXPECT_EQ(machine.place(0).offset, offsetOf(*instance, "make", 2));
    instance->store->heap().collect(); // the half-filled array is a root
    EXPECT_EQ(machine.run().results, std::vector{Value::i32(7)});
}

TEST(Heap, aCollectionIsPutOffForWhoeverIsWanted)
{
    const auto instance = pairs().instance();
    Heap &heap = instance->store->heap();
    Machine machine;
    const std::vector<Value> count{Value::i32(100'000)};
    machine.start(function(*instance, "list"), count);
    const Stop list = machine.run();
    heap.allow(0, true); // the next object needs a collection
    std::atomic<uint32_t> attention{1};
    EXPECT_EQ(heap.makeRoom(32, &machine, &attention), nullptr);
    EXPECT_FALSE(heap.isFull());
    attention = 0;
    EXPECT_NE(heap.makeRoom(32, &machine, &attention), nullptr);
    EXPECT_GE(heap.used(), 100'000u * 24);
}

TEST(Heap, referencesDoNotCrossStores)
{
    const auto one = pairs().instance(), other = pairs().instance();
    Machine machine;
    const std::vector<Value> count{Value::i32(3)};
    machine.start(function(*one, "list"), count);
    const Stop list = machine.run();
    machine.start(function(*other, "length"), list.results);
    const Stop stop = machine.run();
    ASSERT_TRUE(stop.trap);
    EXPECT_EQ(stop.trap->message, "an argument is a reference that belongs to another store");
    machine.start(function(*one, "length"), list.results);
    EXPECT_EQ(machine.run().results, std::vector{Value::i32(3)});
}

} // namespace
} // namespace watchglass::exec::test
