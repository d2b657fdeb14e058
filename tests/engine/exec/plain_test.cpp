// SPDX-License-Identifier: Apache-2.0
/// Plain code computes what watched code computes, and wherever it stops it looks the same.
#include <algorithm>

#include "tests/engine/exec/execution.h"
#include "tests/engine/exec/programs.h"
#include "tests/engine/exec/random_program.h"

namespace watchglass::exec::test {
namespace {

std::vector<uint32_t> allInstructions(const wasm::Module &module)
{
    std::vector<uint32_t> offsets;
    for (const wasm::Function &function : module.functions) {
        wasm::InstructionReader reader(*module.bytes, function.code);
        for (wasm::Instruction i; reader.next(i);)
            offsets.push_back(i.offset);
    }
    return offsets;
}

std::vector<Value> argumentsOf(uint32_t seed)
{
    return {Value::i32(int32_t(seed * 2654435761u)), Value::f64(double(seed) - 7.5)};
}

class RandomPrograms : public testing::TestWithParam<uint32_t>
{
};
INSTANTIATE_TEST_SUITE_P(Seeds, RandomPrograms, testing::Range(0u, 40u));

TEST_P(RandomPrograms, endOrTrapAlike)
{
    for (uint32_t seed = GetParam() * 50; seed < GetParam() * 50 + 50; ++seed) {
        const auto module = RandomProgram(seed).build();
        Execution watched(module, Driver::Watched);
        watched.start("main", argumentsOf(seed));
        const std::string wanted = watched.look(watched.machine.run());
        for (const bool checkBounds : {false, true}) {
            Execution plain(module, Driver::Plain, checkBounds);
            plain.start("main", argumentsOf(seed));
            ASSERT_EQ(plain.look(plain.machine.run()), wanted) << "seed " << seed;
            ASSERT_TRUE(contents(*plain.instance) == contents(*watched.instance)) << "seed " << seed;
        }
    }
}

TEST_P(RandomPrograms, lookTheSameAtBreakpointsAndSteps)
{
    for (uint32_t seed = GetParam() * 10; seed < GetParam() * 10 + 10; ++seed) {
        std::mt19937 random(seed);
        const auto module = RandomProgram(seed).build();
        const std::vector<uint32_t> places = allInstructions(*module);
        Execution watched(module, Driver::Watched), plain(module, Driver::Plain);
        for (int round = 0; round < 2; ++round) { // the second time all code is there already
            std::vector<uint32_t> set;
            watched.start("main", argumentsOf(seed));
            plain.start("main", argumentsOf(seed));
            ASSERT_EQ(stateOf(plain.machine), stateOf(watched.machine)) << "at the start, seed " << seed;
            for (int stops = 0; stops < 60; ++stops) {
                if (random() % 2 == 0) {
                    const uint32_t place = places[random() % places.size()];
                    watched.machine.setBreakpoint(*watched.instance, place);
                    plain.machine.setBreakpoint(*plain.instance, place);
                    set.push_back(place);
                } else if (!set.empty()) {
                    const size_t which = random() % set.size();
                    watched.machine.clearBreakpoint(*watched.instance, set[which]);
                    plain.machine.clearBreakpoint(*plain.instance, set[which]);
                    set.erase(set.begin() + ptrdiff_t(which));
                }
                const bool step = random() % 3 == 0;
                const Stop wanted = step ? watched.machine.step() : watched.machine.run();
                const Stop found = step ? plain.machine.step() : plain.machine.run();
                ASSERT_EQ(plain.look(found), watched.look(wanted)) << "seed " << seed << ", stop " << stops;
                if (watched.over(wanted))
                    break;
            }
            watched.machine.abandon();
            plain.machine.abandon();
            for (const uint32_t place : set) {
                watched.machine.clearBreakpoint(*watched.instance, place);
                plain.machine.clearBreakpoint(*plain.instance, place);
            }
        }
    }
}

TEST_P(RandomPrograms, pausesChangeNothing)
{
    for (uint32_t seed = GetParam() * 20; seed < GetParam() * 20 + 20; ++seed) {
        std::mt19937 random(seed);
        const auto module = RandomProgram(seed).build();
        Execution watched(module, Driver::Watched), plain(module, Driver::Plain);
        watched.start("main", argumentsOf(seed));
        plain.start("main", argumentsOf(seed));
        const Stop wanted = watched.machine.run();
        if (random() % 2)
            for (const auto &memory : plain.instance->memories)
                memory->beginEpoch();
        Stop found;
        do {
            if (random() % 4)
                plain.machine.requestPause();
            found = plain.machine.run();
            for (uint32_t n = random() % 5; n > 0 && !plain.over(found); --n)
                found = plain.machine.step();
            if (random() % 8 == 0)
                stateOf(plain.machine); // looking at callers moves them to watched code
        } while (!plain.over(found));
        ASSERT_EQ(plain.look(found), watched.look(wanted)) << "seed " << seed;
        ASSERT_TRUE(contents(*plain.instance) == contents(*watched.instance)) << "seed " << seed;
    }
}

// Every access with every kind of operands --------------------------------------------------------------------------

struct Piece {
    const char *name;
    Code code;
};

/// All ways to make an address out of the locals: 0 and 1 lie in slots, 2 is the one used most.
std::vector<Piece> addresses()
{
    const Code add{0x6a}, shl2 = i32Const(2) + Code{0x74};
    const std::vector<Piece> single = {{"slot", get(0)},
                                       {"pin", get(2)},
                                       {"temporary", get(0) + i32Const(1) + Code{0x72}},
                                       {"constant", i32Const(70000)}};
    std::vector<Piece> all = single;
    for (const Piece &base : single)
        all.push_back({"sum with a constant", base.code + i32Const(65000) + add});
    for (const Piece &base : single)
        for (const Piece &index : single) {
            all.push_back({"sum", base.code + index.code + add});
            all.push_back({"sum of three", base.code + index.code + add + i32Const(100) + add});
            all.push_back({"element", base.code + index.code + shl2 + add});
            all.push_back({"field of element", base.code + index.code + shl2 + add + i32Const(8) + add});
        }
    return all;
}

void sameInAllModes(const std::vector<Code> &bodies, const std::vector<std::vector<Value>> &arguments,
                    const Code &result)
{
    Builder b;
    const uint32_t type = b.type({i32, i32, i32, i64, f32, f64}, result);
    const Code uses = get(2) + Code{0x1a}, floatUses = get(5) + Code{0x1a};
    for (size_t i = 0; i < bodies.size(); ++i) {
        Code code;
        for (int n = 0; n < 6; ++n)
            code = code + uses + floatUses;
        b.function("f" + std::to_string(i), type, code + bodies[i]);
    }
    b.memory(1);
    b.data(0, {1, 2, 3, 0x84, 5, 0x86, 7, 0x88, 9, 10, 11, 12, 13, 14, 15, 16});
    const auto module = b.build();
    Execution watched(module, Driver::Watched), guarded(module, Driver::Plain), checked(module, Driver::Plain, true);
    for (size_t i = 0; i < bodies.size(); ++i)
        for (const std::vector<Value> &values : arguments) {
            watched.start("f" + std::to_string(i), values);
            const std::string wanted = watched.look(watched.machine.run());
            for (Execution *run : {&guarded, &checked}) {
                run->start("f" + std::to_string(i), values);
                ASSERT_EQ(run->look(run->machine.run()), wanted) << "function " << i;
            }
        }
    ASSERT_TRUE(contents(*watched.instance) == contents(*guarded.instance));
    ASSERT_TRUE(contents(*watched.instance) == contents(*checked.instance));
}

std::vector<std::vector<Value>> addressArguments()
{
    const auto with = [](uint32_t a, uint32_t b, uint32_t c) {
        return std::vector<Value>{Value::i32(int32_t(a)),         Value::i32(int32_t(b)), Value::i32(int32_t(c)),
                                  Value::i64(0x1122334455667788), Value::f32(1.5f),       Value::f64(-2.25)};
    };
    return {with(0, 4, 8), with(65536, 0, 65533), with(0xffffffff, 3, 0xffffffff), with(16, 0x80000000, 0x40000000)};
}

class Loads : public testing::TestWithParam<uint8_t>
{
};
INSTANTIATE_TEST_SUITE_P(All, Loads, testing::Range<uint8_t>(0x28, 0x36));

TEST_P(Loads, trapAlikeWithEveryAddress)
{
    const uint8_t op = GetParam();
    const uint8_t type = op == 0x28 || (op >= 0x2c && op <= 0x2f) ? i32 : op == 0x2a ? f32 : op == 0x2b ? f64 : i64;
    std::vector<Code> bodies;
    for (const Piece &address : addresses())
        for (const uint64_t offset : {uint64_t(0), uint64_t(3), uint64_t(0xfffffff0)}) {
            // Below lie values that plain code keeps in accumulators or does not store at all.
            const Code below = get(5) + get(5) + Code{0xa0} + i32Const(11) + get(1);
            bodies.push_back(below + address.code + access(op, offset) +
                             set(type == i32   ? 0
                                 : type == i64 ? 3
                                 : type == f32 ? 4
                                               : 5) +
                             Code{0x1a, 0x1a, 0x1a} +
                             get(type == i32   ? 0
                                 : type == i64 ? 3
                                 : type == f32 ? 4
                                               : 5));
            bodies.push_back(address.code + access(op, offset));
        }
    sameInAllModes(bodies, addressArguments(), {type});
}

class Stores : public testing::TestWithParam<uint8_t>
{
};
INSTANTIATE_TEST_SUITE_P(All, Stores, testing::Range<uint8_t>(0x36, 0x3f));

TEST_P(Stores, trapAlikeWithEveryAddressAndValue)
{
    const uint8_t op = GetParam();
    const bool is32 = op == 0x36 || op == 0x3a || op == 0x3b;
    std::vector<Code> values;
    if (op == 0x38)
        values = {get(4), get(4) + get(4) + Code{0x92}, Code{0x43, 0, 0, 0x80, 0x3f}};
    else if (op == 0x39)
        values = {get(5), get(5) + get(5) + Code{0xa0}, f64Const(2.5)};
    else if (is32)
        values = {get(1), get(2), get(1) + get(2) + Code{0x6b}, i32Const(-3), i32Const(0x12345678)};
    else
        values = {get(3), get(3) + get(3) + Code{0x7c}, i64Const(-3), i64Const(0x123456789abcdef)};
    std::vector<Code> bodies;
    for (const Piece &address : addresses())
        for (const Code &value : values)
            bodies.push_back(get(5) + get(5) + Code{0xa2} + address.code + value + access(op, 3) + Code{0x1a});
    sameInAllModes(bodies, addressArguments(), {});
}

TEST(Plain, storesAreRecordedWhenAnEpochBeginsBetweenTwoRuns)
{
    const auto instance = sampleInstance();
    Memory &memory = *instance->memories[0];
    const auto store = function(*instance, "store");
    run(store, {Value::i32(100), Value::i64(1)}); // translated without a record
    memory.beginEpoch();
    run(store, {Value::i32(5000), Value::i64(1)});
    ASSERT_EQ(memory.written().size(), 1u);
    EXPECT_EQ(memory.written()[0].address, 4096u);
}

TEST(Plain, aBreakpointStopsAnActivationThatWaitsForItsCallee)
{
    const auto instance = sampleInstance();
    Machine machine;
    const std::vector<Value> arguments{Value::i64(4)};
    machine.setBreakpoint(*instance, offsetOf(*instance, "fac", 4)); // i64.const 1: reached when n is 0
    machine.start(function(*instance, "fac"), arguments);
    ASSERT_EQ(machine.run().kind, StopKind::Breakpoint);
    ASSERT_EQ(machine.depth(), 5u);
    const uint32_t multiply = offsetOf(*instance, "fac", 10);
    machine.setBreakpoint(*instance, multiply);
    for (size_t left = 4; left > 0; --left) {
        ASSERT_EQ(machine.run().kind, StopKind::Breakpoint);
        EXPECT_EQ(machine.depth(), left);
        EXPECT_EQ(machine.place(0).offset, multiply);
        EXPECT_EQ(machine.operand(0, 0, wasm::I64), Value::i64(int64_t(5 - left)));
    }
    EXPECT_EQ(machine.run().results, std::vector<Value>{Value::i64(24)});
}

TEST(Plain, editsOfAPausedLoopCount)
{
    const auto instance = sampleInstance();
    Machine machine;
    const std::vector<Value> arguments{Value::i32(1000)};
    machine.start(function(*instance, "sum"), arguments);
    machine.requestPause();
    ASSERT_EQ(machine.run().kind, StopKind::Paused);
    ASSERT_TRUE(machine.setLocal(0, 0, Value::i32(1)));
    ASSERT_TRUE(machine.setLocal(0, 1, Value::i32(41)));
    EXPECT_EQ(machine.run().results, std::vector<Value>{Value::i32(42)});
}

} // namespace
} // namespace watchglass::exec::test
