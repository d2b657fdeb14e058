// SPDX-License-Identifier: Apache-2.0
/// Who catches what, across frames, instances and hosts; and what is told when nobody does.
#include "engine/exec/exceptions.h"

#include "engine/exec/reference_text.h"
#include "tests/engine/exec/objects.h"

namespace watchglass::exec::test {
namespace {

constexpr uint8_t throwOp = 0x08, throwRef = 0x0a, tryTable = 0x1f, legacyTry = 0x06, legacyCatch = 0x07,
                  legacyAll = 0x19, rethrow = 0x09, delegate = 0x18, drop = 0x1a;
enum Clause : uint8_t { OnTag, OnTagRef, OnAll, OnAllRef };

class Exceptions : public testing::TestWithParam<Driver>
{
protected:
    Stop invoke(const Instance &instance, const std::string &name, std::vector<Value> arguments = {})
    {
        machine.start(function(instance, name), arguments);
        return machine.run();
    }
    static std::vector<Value> one(int32_t value) { return {Value::i32(value)}; }
    Machine machine{Limits{}, GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Drivers, Exceptions, testing::Values(Driver::Plain, Driver::Watched, Driver::Single));

/// Tags $oops(i32 i64) and $other(). thrower(n) throws $oops(n, 7) when n is not 0, else $other; through(n) calls it.
struct Sample {
    Builder b;
    uint32_t pair = b.type({i32, i64}, {}), empty = b.type({}, {}), take = b.type({i32}, {}),
             unary = b.type({i32}, {i32}), pairBlock = b.type({}, {i32, i64});
    Sample()
    {
        b.names(11, {2, 0, 4, 'o', 'o', 'p', 's', 1, 5, 'o', 't', 'h', 'e', 'r'});
        b.tag(pair);
        b.tag(empty);
        b.function("thrower", take,
                   get(0) + Code{0x04, nothing} + get(0) + i64Const(7) + Code{throwOp, 0, 0x0b, throwOp, 1});
        b.function("through", take, get(0) + call(0));
    }
};

TEST_P(Exceptions, aClauseTakesItsTagAndLeavesOthersToOuterOnes)
{
    Sample s;
    // (block (result i32 i64) (block (try_table (catch $oops 1) (catch_all 0) (call $through)) …) return -1) drop
    s.b.function("catch", s.unary,
                 Code{0x02} + leb(s.pairBlock) + Code{0x02, nothing, tryTable, nothing, 2, OnTag, 0, 1, OnAll, 0} +
                     get(0) + call(1) + Code{0x0b} + Code{0x0b} + i32Const(-1) + Code{0x0f, 0x0b, drop});
    const auto instance = s.b.instance();
    EXPECT_EQ(invoke(*instance, "catch", one(42)).results, one(42));
    EXPECT_EQ(invoke(*instance, "catch", one(0)).results, one(-1));
    EXPECT_FALSE(machine.active());
}

TEST_P(Exceptions, aReferenceThrowsTheSameOneAgain)
{
    Sample s;
    // The inner region catches all and throws again; the outer one gets the values.
    s.b.function("again", s.unary,
                 Code{0x02} + leb(s.pairBlock) + Code{tryTable, nothing, 1, OnTag, 0, 0} + //
                     Code{0x02, exnref, tryTable, nothing, 1, OnAllRef, 0} + get(0) + call(1) +
                     Code{0x0b, 0x00, 0x0b, throwRef, 0x0b, 0x00, 0x0b, drop});
    EXPECT_EQ(invoke(*s.b.instance(), "again", one(9)).results, one(9));
}

TEST_P(Exceptions, legacyClausesRethrowAndDelegate)
{
    Sample s;
    // (try (result i32) (do (try (do (call $through)) (catch $oops drop drop (rethrow 0))) 0) (catch $oops drop))
    s.b.function("rethrow", s.unary,
                 Code{legacyTry, i32, legacyTry, nothing} + get(0) + call(1) +
                     Code{legacyCatch, 0, drop, drop, rethrow, 0, 0x0b} + i32Const(0) +
                     Code{legacyCatch, 0, drop, 0x0b});
    // (try (result i32) (do (try (do (try (do (call $through)) (delegate 1))) (catch_all unreachable)) 0)
    //   (catch $oops drop) (catch_all 5))
    s.b.function("delegate", s.unary,
                 Code{legacyTry, i32, legacyTry, nothing, legacyTry, nothing} + get(0) + call(1) +
                     Code{delegate, 1, legacyAll, 0x00, 0x0b} + i32Const(0) + Code{legacyCatch, 0, drop, legacyAll} +
                     i32Const(5) + Code{0x0b});
    const auto instance = s.b.instance();
    EXPECT_EQ(invoke(*instance, "rethrow", one(3)).results, one(3));
    EXPECT_EQ(invoke(*instance, "rethrow", one(0)).kind, StopKind::Trapped);
    EXPECT_EQ(invoke(*instance, "delegate", one(4)).results, one(4));
    EXPECT_EQ(invoke(*instance, "delegate", one(0)).results, one(5));
}

TEST_P(Exceptions, aStepThatThrowsArrivesWhereItIsCaughtWithTheValuesAsOperands)
{
    Sample s;
    s.b.function("clause", s.unary,
                 Code{legacyTry, i32} + i32Const(1) + get(0) + call(1) + Code{legacyCatch, 0, drop, 0x0b});
    const auto instance = s.b.instance();
    machine.start(function(*instance, "clause"), one(6));
    Stop stop;
    do
        stop = machine.step();
    while (stop.kind == StopKind::Stepped && machine.place(0).offset != offsetOf(*instance, "clause", 5));
    ASSERT_EQ(stop.kind, StopKind::Stepped);
    EXPECT_EQ(machine.depth(), 1u);
    const StateShape shape = describe(*instance->module, 2, machine.place(0).offset);
    ASSERT_EQ(shape.operands.size(), 2u);
    EXPECT_EQ(machine.operand(0, shape.firstSlots[0], wasm::I32), Value::i32(6));
    EXPECT_EQ(machine.operand(0, shape.firstSlots[1], wasm::I64), Value::i64(7));
    EXPECT_EQ(machine.run().results, one(6));
}

TEST_P(Exceptions, aBreakpointSetWhileTheCatcherWaitsStopsWhereItLands)
{
    Sample s;
    // Both instructions behind the landing may have no cell of their own in fast code.
    s.b.function("waits", s.unary,
                 Code{0x02, nothing, 0x02} + leb(s.pairBlock) + Code{tryTable, nothing, 1, OnTag, 0, 0} + get(0) +
                     call(1) + Code{0x0b, 0x0c, 1, 0x0b, drop, drop, 0x0b} + i32Const(3));
    const auto instance = s.b.instance();
    machine.setBreakpoint(*instance, offsetOf(*instance, "thrower", 0));
    machine.start(function(*instance, "waits"), one(6));
    ASSERT_EQ(machine.run().kind, StopKind::Breakpoint);
    const uint32_t first = offsetOf(*instance, "waits", 8), second = offsetOf(*instance, "waits", 9);
    machine.setBreakpoint(*instance, second);
    ASSERT_EQ(machine.run().kind, StopKind::Breakpoint);
    EXPECT_EQ(machine.place(0).offset, second);
    EXPECT_EQ(machine.operand(0, 0, wasm::I32), Value::i32(6));
    EXPECT_EQ(machine.run().results, one(3));

    machine.clearBreakpoint(*instance, second);
    machine.start(function(*instance, "waits"), one(5));
    ASSERT_EQ(machine.run().kind, StopKind::Breakpoint);
    machine.setBreakpoint(*instance, first);
    ASSERT_EQ(machine.run().kind, StopKind::Breakpoint);
    EXPECT_EQ(machine.place(0).offset, first);
    EXPECT_EQ(machine.operand(0, 1, wasm::I64), Value::i64(7));
    EXPECT_EQ(machine.run().results, one(3));
}

TEST_P(Exceptions, aTryHasNoClausesOfAnEarlierTryTable)
{
    Sample s;
    // (block (try_table (catch_all 0) nop)) (try (result i32) (do (call $through) 0) (catch_all 1))
    s.b.function("both", s.unary,
                 Code{0x02, nothing, tryTable, nothing, 1, OnAll, 0, 0x01, 0x0b, 0x0b, legacyTry, i32} + get(0) +
                     call(1) + i32Const(0) + Code{legacyAll} + i32Const(1) + Code{0x0b});
    EXPECT_EQ(invoke(*s.b.instance(), "both", one(6)).results, one(1));
}

TEST_P(Exceptions, oneThatNobodyCatchesStopsAtTheThrowAndIsToldByName)
{
    Sample s;
    const auto instance = s.b.instance();
    const Stop stop = invoke(*instance, "through", one(3));
    ASSERT_TRUE(stop.trap);
    EXPECT_EQ(stop.trap->kind, TrapKind::UncaughtException);
    EXPECT_EQ(stop.trap->message, "no frame catches the exception $oops(3, 7)");
    EXPECT_EQ(toString(stop.trap->exception), "exnref $oops(3, 7)");
    EXPECT_EQ(stop.trap->offset, offsetOf(*instance, "thrower", 4));
    EXPECT_EQ(machine.depth(), 2u);
    EXPECT_EQ(machine.local(0, 0), Value::i32(3));
}

TEST_P(Exceptions, hostsThrowAndAreNotCalledTwice)
{
    const auto tag = makeTag({{wasm::I32}, {}}, "env.error");
    int calls = 0;
    const auto host = makeHostFunction({{}, {}}, "env.fail", [&](HostCall &call) {
        ++calls;
        HostResult result;
        result.kind = HostResult::Kind::Throw;
        result.exception = makeException(*call.caller, tag, {Value::i32(11)});
        return result;
    });
    Builder b;
    const uint32_t empty = b.type({}, {}), error = b.type({i32}, {}), constant = b.type({}, {i32});
    b.import("fail", empty);
    b.importTag("error", error);
    b.function("catch", constant,
               Code{0x02, i32, tryTable, nothing, 1, OnTag, 0, 0} + call(0) + Code{0x0b} + i32Const(0) + Code{0x0b});
    b.function("pass", empty, call(0));
    // A tail call is over when its callee throws: its region catches nothing.
    b.function("tail", empty, Code{tryTable, nothing, 1, OnAll, 0, 0x12, 0, 0x0b});
    const auto instance = b.instance({host, tag});
    EXPECT_EQ(invoke(*instance, "catch").results, one(11));
    EXPECT_EQ(std::exchange(calls, 0), 1);
    for (const char *name : {"pass", "tail"}) {
        const Stop stop = invoke(*instance, name);
        ASSERT_TRUE(stop.trap) << name;
        EXPECT_EQ(stop.trap->message, "no frame catches the exception env.error(11)");
        EXPECT_EQ(std::exchange(calls, 0), 1) << name;
        EXPECT_EQ(machine.depth(), 1u);
    }
}

TEST_P(Exceptions, theyCrossInstancesAndTagsAreComparedByIdentity)
{
    Sample inner;
    const auto thrower = inner.b.instance();
    Builder b;
    const uint32_t take = b.type({i32}, {}), pair = b.type({i32, i64}, {}), unary = b.type({i32}, {i32});
    b.import("thrower", take);
    b.tag(pair); // as $oops, but another tag
    b.function("catch", unary,
               Code{0x02, nothing, tryTable, nothing, 1, OnAll, 0} + get(0) + call(0) + Code{0x0b} + i32Const(1) +
                   Code{0x0f, 0x0b} + i32Const(2));
    b.function("mistake", unary,
               Code{legacyTry, i32} + get(0) + call(0) + i32Const(1) + Code{legacyCatch, 0, drop, 0x0b});
    const auto instance = b.instance({thrower->exported("thrower")});
    EXPECT_EQ(invoke(*instance, "catch", one(1)).results, one(2));
    const Stop stop = invoke(*instance, "mistake", one(1));
    ASSERT_TRUE(stop.trap);
    EXPECT_EQ(machine.depth(), 2u);
    EXPECT_EQ(machine.place(0).instance, thrower.get());
}

} // namespace
} // namespace watchglass::exec::test
