// SPDX-License-Identifier: Apache-2.0
/// Atomic accesses: old values, alignment, waits.
#include <chrono>
#include <thread>

#include "tests/engine/exec/programs.h"

namespace watchglass::exec::test {
namespace {

constexpr uint8_t wait32 = 0x01, notify = 0x00, load32 = 0x10, add16 = 0x21, xor64 = 0x3b, cmpxchg8 = 0x4a;

Code atomic(uint8_t op, uint8_t align, uint64_t offset = 0)
{
    return Code{0xfe, op, align} + leb(offset);
}

class Atomics : public testing::TestWithParam<Driver>
{
protected:
    std::shared_ptr<Instance> instance = sample(true);
    Machine machine{Limits{}, GetParam()};

    static std::shared_ptr<Instance> sample(bool shared)
    {
        Builder b;
        const uint32_t load = b.type({i32}, {i32}), change = b.type({i32, i32}, {i32});
        const uint32_t exchange = b.type({i32, i32, i32}, {i32}), wide = b.type({i32, i64}, {i64});
        const uint32_t wait = b.type({i32, i32, i64}, {i32});
        b.function("load", load, get(0) + atomic(load32, 2, 4));
        b.function("add16", change, get(0) + get(1) + atomic(add16, 1));
        b.function("xor64", wide, get(0) + get(1) + atomic(xor64, 3));
        b.function("cmpxchg8", exchange, get(0) + get(1) + get(2) + atomic(cmpxchg8, 0));
        b.function("wait", wait, get(0) + get(1) + get(2) + atomic(wait32, 2));
        b.function("notify", change, get(0) + get(1) + atomic(notify, 2));
        shared ? b.sharedMemory(1) : b.memory(1);
        return b.instance();
    }
    Stop call(const std::string &name, std::vector<Value> arguments)
    {
        machine.start(function(*instance, name), arguments);
        return machine.run();
    }
    uint8_t byte(uint64_t at) const { return instance->memories[0]->base()[at]; }
    static std::vector<Value> one(int32_t value) { return {Value::i32(value)}; }
};
INSTANTIATE_TEST_SUITE_P(Drivers, Atomics, testing::Values(Driver::Plain, Driver::Watched, Driver::Single));

TEST_P(Atomics, giveTheOldValueAndWrap)
{
    EXPECT_EQ(call("add16", {Value::i32(2), Value::i32(0x1fff0)}).results, one(0));
    EXPECT_EQ(call("add16", {Value::i32(2), Value::i32(0x20)}).results, one(0xfff0));
    EXPECT_EQ(byte(2), 0x10); // 0xfff0 + 0x20, of which 16 bits
    EXPECT_EQ(byte(4), 0);
    EXPECT_EQ(call("xor64", {Value::i32(8), Value::i64(-1)}).results, std::vector{Value::i64(0)});
    EXPECT_EQ(call("xor64", {Value::i32(8), Value::i64(1)}).results, std::vector{Value::i64(-1)});
    EXPECT_EQ(call("load", {Value::i32(8)}).results, one(-1)); // at 12
}

TEST_P(Atomics, compareAndExchangeComparesTheWholeOperand)
{
    instance->memories[0]->base()[5] = 0x11;
    EXPECT_EQ(call("cmpxchg8", {Value::i32(5), Value::i32(0x111), Value::i32(9)}).results, one(0x11));
    EXPECT_EQ(byte(5), 0x11);
    EXPECT_EQ(call("cmpxchg8", {Value::i32(5), Value::i32(0x11), Value::i32(9)}).results, one(0x11));
    EXPECT_EQ(byte(5), 9);
}

TEST_P(Atomics, wantTheirAlignment)
{
    const Stop stop = call("load", {Value::i32(2)});
    ASSERT_TRUE(stop.trap);
    EXPECT_EQ(specMessage(stop.trap->kind), "unaligned atomic");
    EXPECT_EQ(stop.trap->message,
              "i32.atomic.load needs an address that is a multiple of 4, but gets 6 (2 + offset 4)");
    EXPECT_EQ(call("load", {Value::i32(65532)}).trap->message,
              "i32.atomic.load reads 4 bytes at 65536 (65532 + offset 4), but memory 0 ends at 65536");
}

TEST_P(Atomics, aWaitEndsByValueOrByTime)
{
    EXPECT_EQ(call("wait", {Value::i32(0), Value::i32(1), Value::i64(-1)}).results, one(1));
    EXPECT_EQ(call("wait", {Value::i32(0), Value::i32(0), Value::i64(1000)}).results, one(2));
    EXPECT_EQ(call("notify", {Value::i32(0), Value::i32(1)}).results, one(0));
    instance = sample(false);
    EXPECT_EQ(call("wait", {Value::i32(0), Value::i32(0), Value::i64(0)}).trap->message,
              "memory.atomic.wait32 needs a shared memory, and memory 0 is not shared");
}

TEST_P(Atomics, aWaitWithoutEndCanBePausedSteppedIntoAndCancelled)
{
    const std::vector<Value> forEver{Value::i32(0), Value::i32(0), Value::i64(-1)};
    machine.start(function(*instance, "wait"), forEver);
    const auto later = [this](void (Machine::*request)()) {
        return std::thread([this, request] {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            (machine.*request)();
        });
    };
    std::thread pause = later(&Machine::requestPause);
    EXPECT_EQ(machine.run().kind, StopKind::Paused);
    pause.join();
    EXPECT_EQ(machine.place(0).offset, offsetOf(*instance, "wait", 3));
    EXPECT_EQ(machine.operand(0, 2, wasm::I64), Value::i64(-1));
    pause = later(&Machine::requestPause);
    EXPECT_EQ(machine.step().kind, StopKind::Paused);
    pause.join();
    std::thread cancel = later(&Machine::cancel);
    EXPECT_EQ(machine.run().kind, StopKind::Cancelled);
    cancel.join();
}

} // namespace
} // namespace watchglass::exec::test
