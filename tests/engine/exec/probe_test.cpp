// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/probe.h"

#include <cstring>
#include <functional>

#include "tests/engine/exec/programs.h"

namespace watchglass::exec::test {
namespace {

using Kind = ProbePoint::Kind;
using Answer = Probe::Answer;

class Calls final : public Probe
{
public:
    explicit Calls(std::function<Answer(ProbeView &)> what) : m_what(std::move(what)) {}
    Answer reached(ProbeView &view) override { return m_what(view); }

private:
    std::function<Answer(ProbeView &)> m_what;
};

std::shared_ptr<Probe> calling(std::function<void(ProbeView &)> what)
{
    return std::make_shared<Calls>([what](ProbeView &view) {
        what(view);
        return Answer::GoOn;
    });
}
std::shared_ptr<Probe> counting(int &count)
{
    return calling([&count](ProbeView &) { ++count; });
}
std::shared_ptr<Probe> stopping()
{
    return std::make_shared<Calls>([](ProbeView &) { return Answer::Stop; });
}

uint32_t functionOf(const Instance &instance, const char *name)
{
    return instance.module->findExport(name)->index;
}
std::vector<uint32_t> placesOf(const Instance &instance, const char *name)
{
    std::vector<uint32_t> offsets;
    wasm::InstructionReader reader(*instance.module->bytes,
                                   instance.module->functions[functionOf(instance, name)].code);
    for (wasm::Instruction i; reader.next(i);)
        offsets.push_back(i.offset);
    return offsets;
}
ProbePoint at(uint32_t offset, bool operands = true)
{
    ProbePoint point;
    point.offset = offset;
    point.operands = operands;
    return point;
}
ProbePoint in(Kind kind, uint32_t function = ProbePoint::any)
{
    ProbePoint point;
    point.kind = kind;
    point.function = function;
    return point;
}
ProbePoint range(Kind kind, uint64_t begin, uint64_t end)
{
    ProbePoint point;
    point.kind = kind;
    point.begin = begin;
    point.end = end;
    return point;
}

class Probing : public testing::TestWithParam<Driver>
{
protected:
    Stop run(const char *name, std::vector<Value> arguments = {})
    {
        machine.start(std::get<std::shared_ptr<Function>>(instance->exported(name)), arguments);
        return machine.run();
    }
    bool isUnpatched() const
    {
        for (const auto &function : instance->functions) {
            if (function->plain && !function->plain->patches.empty())
                return false;
            if (function->code)
                for (const exec::Code::Place &loop : function->code->loops)
                    if (function->plain && function->code->words[loop.word + 1] == 1)
                        return false;
        }
        return true;
    }
    std::shared_ptr<Instance> instance = sampleInstance();
    Machine machine{{}, GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Drivers, Probing, testing::Values(Driver::Plain, Driver::Watched, Driver::Single));

TEST_P(Probing, anInstructionIsToldEachTimeWithItsLocals)
{
    const auto places = placesOf(*instance, "sum");
    std::vector<uint64_t> sums;
    // The get of n in `s += n`
    addProbe(*instance, at(places[6], false),
             calling([&](ProbeView &view) { sums.push_back(view.slotsOfFrame()[1]); }));
    EXPECT_EQ(run("sum", {Value::i32(3)}).results[0].bits[0], 6u);
    EXPECT_EQ(sums, (std::vector<uint64_t>{0, 3, 5}));
}

TEST_P(Probing, localsAreExactBetweenMovesThatPlainCodeDoesAtOnce)
{
    Builder b;
    b.function("f", b.type({i32, i32}, {i32}), get(0) + set(2) + get(1) + set(3) + get(2) + set(1) + get(1),
               {i32, i32});
    instance = b.instance();
    std::vector<uint64_t> seen;
    addProbe(*instance, at(placesOf(*instance, "f")[2], false),
             calling([&](ProbeView &view) { seen.assign(view.slotsOfFrame(), view.slotsOfFrame() + 4); }));
    EXPECT_EQ(run("f", {Value::i32(5), Value::i32(6)}).results[0].bits[0], 5u);
    EXPECT_EQ(seen, (std::vector<uint64_t>{5, 6, 5, 0}));
}

TEST_P(Probing, operandsAreSeenAndMayBeChanged)
{
    const auto places = placesOf(*instance, "add");
    const ProbePoint point = at(places[2]); // i32.add
    addProbe(*instance, point, calling([&](ProbeView &view) {
        Machine &stopped = view.machine();
        EXPECT_EQ(stopped.place(0).offset, places[2]);
        EXPECT_EQ(stopped.operand(0, 1, wasm::ValType{wasm::TypeKind::I32}).bits[0], 5u);
        stopped.setOperand(0, 0, Value::i32(40));
    }));
    EXPECT_EQ(run("add", {Value::i32(1), Value::i32(5)}).results[0].bits[0], 45u);
}

TEST_P(Probing, localsChangedByAProbeThatPlainCodeCallsCount)
{
    addProbe(*instance, at(placesOf(*instance, "sum")[6], false), calling([&](ProbeView &view) {
        Machine &stopped = view.machine();
        EXPECT_EQ(stopped.place(0).offset, view.offset());
        if (stopped.local(0, 0).bits[0] == 3)
            stopped.setLocal(0, 0, Value::i32(1));
    }));
    EXPECT_EQ(run("sum", {Value::i32(4)}).results[0].bits[0], 5u); // 4 + 1
}

TEST_P(Probing, whoWantsToStopIsNamedAndTheNextRunGoesOn)
{
    const auto places = placesOf(*instance, "sum");
    int all = 0;
    addProbe(*instance, at(places[6], false), counting(all));
    const uint64_t id = addProbe(*instance, at(places[6], false), stopping());
    Stop stop = run("sum", {Value::i32(3)});
    for (int i = 1; i <= 3; ++i) {
        ASSERT_EQ(stop.kind, StopKind::Probe);
        EXPECT_EQ(stop.probes, std::vector<uint64_t>{id});
        EXPECT_EQ(machine.place(0).offset, places[6]);
        EXPECT_EQ(all, i);
        stop = machine.run();
    }
    EXPECT_EQ(stop.kind, StopKind::Finished);
    EXPECT_EQ(all, 3);
}

TEST_P(Probing, stepsCallProbesOnce)
{
    const auto places = placesOf(*instance, "sum");
    int all = 0, adds = 0;
    addProbe(*instance, at(places[2]), counting(all));
    addProbe(*instance, at(places[7]), counting(adds)); // i32.add
    machine.start(std::get<std::shared_ptr<Function>>(instance->exported("sum")), std::vector{Value::i32(3)});
    Stop stop;
    while ((stop = machine.step()).kind == StopKind::Stepped) {
    }
    EXPECT_EQ(all, 4);
    EXPECT_EQ(adds, 3);
}

TEST_P(Probing, oneMayRemoveItselfAndOthersAndAddMore)
{
    const uint32_t place = placesOf(*instance, "sum")[6];
    int first = 0, second = 0, later = 0;
    uint64_t one = 0, two = 0, three = 0;
    for (const bool operands : {false, true}) {
        first = second = later = 0;
        one = addProbe(*instance, at(place, operands), calling([&](ProbeView &) {
            ++first;
            removeProbe(*instance, one);
            removeProbe(*instance, two);
            three = addProbe(*instance, at(place, operands), counting(later));
        }));
        two = addProbe(*instance, at(place, operands), counting(second));
        EXPECT_EQ(run("sum", {Value::i32(4)}).results[0].bits[0], 10u);
        EXPECT_EQ(first, 1);
        EXPECT_EQ(second, 0); // removed before its turn
        EXPECT_EQ(later, 3);
        removeProbe(*instance, three);
    }
}

TEST_P(Probing, thoseOfAllFunctionsReachWhatWasOnlyRunCounted)
{
    machine.setCounting(true);
    run("sum", {Value::i32(4)});
    int branches = 0;
    addProbe(*instance, in(Kind::Branch), counting(branches));
    run("sum", {Value::i32(4)});
    EXPECT_EQ(branches, 5 + 4); // br_if, br
}

TEST_P(Probing, theyAreCalledInTheOrderInWhichTheyWereAdded)
{
    const uint32_t function = functionOf(*instance, "sum"), place = placesOf(*instance, "sum")[0];
    std::string order;
    addProbe(*instance, at(place), calling([&](ProbeView &) { order += "a"; }));
    addProbe(*instance, in(Kind::Entry), calling([&](ProbeView &) { order += "b"; }));
    addProbe(*instance, in(Kind::Block, function), calling([&](ProbeView &) { order += "c"; }));
    addProbe(*instance, at(place), calling([&](ProbeView &) { order += "d"; }));
    run("add", {Value::i32(1), Value::i32(5)});
    EXPECT_EQ(order, "b");
    order.clear();
    run("sum", {Value::i32(0)});
    EXPECT_EQ(order.substr(0, 4), "abcd");
}

TEST_P(Probing, nothingIsLeftWhenTheLastIsRemoved)
{
    int count = 0;
    run("sum", {Value::i32(4)});
    std::vector<uint64_t> ids;
    for (const Kind kind : {Kind::Entry, Kind::Exit, Kind::Block, Kind::Branch, Kind::Load, Kind::Store})
        ids.push_back(addProbe(*instance, in(kind), counting(count)));
    for (const uint32_t place : placesOf(*instance, "sum"))
        ids.push_back(addProbe(*instance, at(place, false), counting(count)));
    machine.setBreakpoint(*instance, placesOf(*instance, "sum")[3]);
    run("sum", {Value::i32(4)});
    while (machine.active())
        machine.run();
    EXPECT_GT(count, 0);
    if (GetParam() == Driver::Plain && fastestDriver() == Driver::Plain) // builds without tail calls have no plain code
        EXPECT_FALSE(isUnpatched());
    for (const uint64_t id : ids)
        removeProbe(*instance, id);
    machine.clearBreakpoint(*instance, placesOf(*instance, "sum")[3]);
    EXPECT_TRUE(isUnpatched());
    EXPECT_FALSE(instance->memories[0]->notesWrites());
    EXPECT_EQ(instance->memories[0]->watched(), nullptr);
    count = 0;
    run("sum", {Value::i32(4)});
    EXPECT_EQ(count, 0);
}

TEST_P(Probing, whatIsNotThereIsRefused)
{
    EXPECT_EQ(addProbe(*instance, at(1), stopping()), 0u);
    EXPECT_EQ(addProbe(*instance, in(Kind::Entry, 99), stopping()), 0u);
    ProbePoint point = in(Kind::GlobalSet);
    EXPECT_EQ(addProbe(*instance, point, stopping()), 0u);
    point = in(Kind::LocalSet, functionOf(*instance, "sum"));
    point.index = 7;
    EXPECT_EQ(addProbe(*instance, point, stopping()), 0u);
    point = range(Kind::Load, 0, 1);
    point.index = 1;
    EXPECT_EQ(addProbe(*instance, point, stopping()), 0u);
}

TEST_P(Probing, entriesAndExitsFollowRecursion)
{
    const uint32_t fac = functionOf(*instance, "fac");
    std::string order;
    addProbe(*instance, in(Kind::Entry, fac),
             calling([&](ProbeView &view) { order += "(" + std::to_string(view.slotsOfFrame()[0]); }));
    addProbe(*instance, in(Kind::Exit, fac), calling([&](ProbeView &view) {
        const Value result = view.machine().operand(0, 0, wasm::ValType{wasm::TypeKind::I64});
        order += " " + std::to_string(result.bits[0]) + ")";
    }));
    run("fac", {Value::i64(3)});
    EXPECT_EQ(order, "(3(2(1(0 1) 1) 2) 6)");
}

TEST_P(Probing, aLoopAtTheBeginningIsEnteredOnce)
{
    Builder b;
    const uint32_t unary = b.type({i32}, {});
    b.function("count", unary, Code{0x03, nothing} + get(0) + i32Const(1) + Code{0x6b, 0x22, 0, 0x0d, 0, 0x0b});
    b.function("twice", unary, get(0) + call(0) + get(0) + call(0));
    b.function("tail", unary, get(0) + call(0) + get(0) + Code{0x12, 0});
    instance = b.instance();
    int entries = 0, blocks = 0, exits = 0;
    addProbe(*instance, in(Kind::Entry, 0), counting(entries));
    addProbe(*instance, in(Kind::Block, 0), counting(blocks));
    addProbe(*instance, in(Kind::Exit), counting(exits));
    run("twice", {Value::i32(5)});
    EXPECT_EQ(entries, 2);
    EXPECT_EQ(blocks, 2 * 5 + 2 + 2); // the loop's, what follows the branch, what follows the loop
    EXPECT_EQ(exits, 3);
    entries = exits = 0;
    run("tail", {Value::i32(5)});
    EXPECT_EQ(entries, 2);
    EXPECT_EQ(exits, 3);
}

TEST_P(Probing, branchesTellWhereTheyLead)
{
    const auto places = placesOf(*instance, "sum"); // 4: br_if 1, 12: br 0
    std::string ways;
    addProbe(*instance, in(Kind::Branch, functionOf(*instance, "sum")), calling([&](ProbeView &view) {
        const uint32_t to = view.machine().place(0).offset;
        const auto number = [&](uint32_t offset) {
            return std::to_string(std::find(places.begin(), places.end(), offset) - places.begin());
        };
        ways += number(view.offset()) + (view.taken() ? "->" : "=>") + number(to) + " ";
    }));
    run("sum", {Value::i32(1)});
    EXPECT_EQ(ways, "4=>5 13->1 4->16 ");
}

TEST_P(Probing, storesTellWhatStoodThere)
{
    std::string seen;
    addProbe(*instance, range(Kind::Store, 12, 14), calling([&](ProbeView &view) {
        uint8_t now[2]{};
        instance->memories[0]->read(view.begin(), std::span(now, view.end() - view.begin()));
        seen += std::to_string(view.begin()) + "-" + std::to_string(view.end());
        for (size_t i = 0; i < view.before().size(); ++i)
            seen += " " + std::to_string(view.before()[i]) + ">" + std::to_string(now[i]);
        seen += ";";
    }));
    run("store", {Value::i32(4), Value::i64(-1)}); // up to 12
    EXPECT_EQ(seen, "");
    run("store", {Value::i32(5), Value::i64(-1)}); // up to 13
    EXPECT_EQ(seen, "12-13 0>255;");
    seen.clear();
    run("fill", {Value::i32(0), Value::i32(7), Value::i32(100)});
    EXPECT_EQ(seen, "12-14 255>7 0>7;");
    seen.clear();
    run("move", {Value::i32(13), Value::i32(200), Value::i32(8)});
    EXPECT_EQ(seen, "13-14 7>0;");
}

TEST_P(Probing, aStoreStopsBehindItself)
{
    addProbe(*instance, range(Kind::Store, 12, 14), stopping());
    Stop stop = run("store", {Value::i32(8), Value::i64(3)});
    ASSERT_EQ(stop.kind, StopKind::Probe);
    EXPECT_EQ(machine.place(0).offset, placesOf(*instance, "store").back());
    EXPECT_EQ(machine.run().kind, StopKind::Finished);
}

TEST_P(Probing, aLongFillIsToldOnceThoughItIsPaused)
{
    int count = 0;
    uint64_t length = 0;
    addProbe(*instance, range(Kind::Store, 0, ~0ull), calling([&](ProbeView &view) {
        ++count;
        length += view.end() - view.begin();
    }));
    instance->memories[0]->grow(99);
    machine.start(std::get<std::shared_ptr<Function>>(instance->exported("fill")),
                  std::vector{Value::i32(0), Value::i32(7), Value::i32(6400000)});
    Stop stop;
    int pauses = 0;
    do {
        machine.requestPause();
        stop = machine.run();
        pauses += stop.kind == StopKind::Paused;
        if (stop.kind == StopKind::Paused)
            EXPECT_EQ(count, 0);
    } while (stop.kind == StopKind::Paused);
    EXPECT_GT(pauses, 2);
    EXPECT_EQ(length, 6400000u);
}

TEST_P(Probing, loadsAreToldAfterwards)
{
    std::string seen;
    addProbe(*instance, range(Kind::Load, 10, 12), calling([&](ProbeView &view) {
        seen += std::to_string(view.begin()) + "-" + std::to_string(view.end()) + ";";
    }));
    run("load", {Value::i32(2)}); // 6 to 10
    run("load", {Value::i32(7)}); // 11 to 15
    EXPECT_EQ(seen, "11-12;");
    seen.clear();
    run("move", {Value::i32(200), Value::i32(0), Value::i32(100)});
    EXPECT_EQ(seen, "10-12;");
    EXPECT_EQ(run("load", {Value::i32(-1)}).kind, StopKind::Trapped);
}

TEST_P(Probing, watchedBytesMayLieWhereMemoryHasYetToGrow)
{
    Builder b;
    b.memory(1);
    b.function("f", b.type({i32}, {}), i32Const(1) + Code{0x40, 0, 0x1a} + get(0) + i32Const(5) + access(0x36));
    for (const bool checkBounds : {false, true}) {
        instance = b.instance({}, Limits{.checkBounds = checkBounds});
        int count = 0;
        addProbe(*instance, range(Kind::Store, 70000, 70004), counting(count));
        run("f", {Value::i32(70003)});
        EXPECT_EQ(count, 1);
        run("f", {Value::i32(70004)});
        EXPECT_EQ(count, 1);
    }
}

TEST_P(Probing, theRecordOfWrittenPagesStaysRight)
{
    Memory &memory = *instance->memories[0];
    int count = 0;
    memory.beginEpoch();
    run("store", {Value::i32(8), Value::i64(3)});
    const uint64_t id = addProbe(*instance, range(Kind::Store, 8, 9), counting(count));
    addProbe(*instance, range(Kind::Store, 12, 13), counting(count));
    run("store", {Value::i32(8), Value::i64(3)});
    EXPECT_EQ(memory.written().size(), 1u);
    EXPECT_EQ(count, 2);
    memory.beginEpoch();
    EXPECT_EQ(memory.written().size(), 0u);
    run("store", {Value::i32(8), Value::i64(3)});
    run("store", {Value::i32(8), Value::i64(4)});
    removeProbe(*instance, id);
    run("store", {Value::i32(8), Value::i64(4)});
    EXPECT_EQ(memory.written().size(), 1u);
}

TEST_P(Probing, globalsLocalsAndTables)
{
    Builder b;
    b.global({i64}, i64Const(3));
    b.table(4, {0});
    const Code setGlobal = i64Const(9) + Code{0x24, 0}, getGlobal = Code{0x23, 0};
    b.function("f", b.type({}, {i64}),
               setGlobal + i32Const(7) + set(0) + i32Const(1) + Code{0xd2, 0, 0x26, 0} + i32Const(2) + i32Const(0) +
                   i32Const(2) + Code{0xfc, 0x0e, 0, 0} + getGlobal,
               {i32});
    instance = b.instance();
    std::string seen;
    const auto told = [&](const std::string &what) {
        return calling([&seen, what](ProbeView &view) {
            uint64_t before = 0;
            if (!view.before().empty())
                std::memcpy(&before, view.before().data(), sizeof before);
            seen += what + std::to_string(view.begin()) + "-" + std::to_string(view.end()) + ":" +
                    (before > 1000 ? "f" : std::to_string(before)) + " ";
        });
    };
    addProbe(*instance, in(Kind::GlobalSet), told("set"));
    addProbe(*instance, in(Kind::GlobalGet), told("get"));
    addProbe(*instance, in(Kind::LocalSet, 0), told("local"));
    addProbe(*instance, range(Kind::TableSet, 1, 3), told("table"));
    addProbe(*instance, range(Kind::TableGet, 0, 1), told("read"));
    EXPECT_EQ(run("f").results[0].bits[0], 9u);
    EXPECT_EQ(seen, "set0-16:3 local0-16:0 table1-2:0 table2-3:0 read0-1:f get0-16:9 ");
}

TEST_P(Probing, hostCallsAreToldBeforeAndAfterWithWhatTheyTouch)
{
    Builder b;
    const uint32_t unary = b.type({i32}, {i32});
    b.import("poke", unary);
    b.memory(1);
    b.function("f", unary, get(0) + call(0) + i32Const(1) + Code{0x6a});
    const auto poke = makeHostFunction({{wasm::ValType{wasm::TypeKind::I32}}, {wasm::ValType{wasm::TypeKind::I32}}},
                                       "env.poke", [](HostCall &call) {
                                           uint8_t byte = 0;
                                           Memory &memory = *call.caller->memories[0];
                                           memory.read(uint32_t(call.arguments[0].bits[0]), std::span(&byte, 1));
                                           ++byte;
                                           memory.write(uint32_t(call.arguments[0].bits[0]), std::span(&byte, 1));
                                           call.results = {Value::i32(byte)};
                                           return HostResult{};
                                       });
    instance = b.instance({poke});
    std::string seen;
    const auto told = [&](const std::string &what) {
        return std::make_shared<Calls>([&seen, what](ProbeView &view) {
            seen += what + "@" + std::to_string(view.machine().place(0).offset - view.offset()) + " ";
            return Answer::Stop;
        });
    };
    addProbe(*instance, in(Kind::HostCall), told("call"));
    addProbe(*instance, in(Kind::HostReturn, 0), told("return"));
    addProbe(*instance, range(Kind::Store, 5, 6), told("write"));
    addProbe(*instance, range(Kind::Load, 5, 6), told("read"));
    Stop stop = run("f", {Value::i32(5)});
    ASSERT_EQ(stop.kind, StopKind::Probe);
    EXPECT_EQ(stop.probes, std::vector<uint64_t>{1});
    stop = machine.run();
    ASSERT_EQ(stop.kind, StopKind::Probe);
    EXPECT_EQ(stop.probes, (std::vector<uint64_t>{2, 4, 3}));
    EXPECT_EQ(seen.substr(0, 7), "call@0 ");
    stop = machine.run();
    ASSERT_EQ(stop.kind, StopKind::Finished);
    EXPECT_EQ(stop.results[0].bits[0], 2u);
    EXPECT_EQ(std::count(seen.begin(), seen.end(), ' '), 4);
    uint8_t byte = 9; // what nobody runs for is not told
    instance->memories[0]->write(5, std::span(&byte, 1));
    EXPECT_EQ(std::count(seen.begin(), seen.end(), ' '), 4);
}

TEST_P(Probing, anExceptionIsFollowedToWhereItIsCaught)
{
    Builder b;
    const uint32_t empty = b.type({}, {});
    b.tag(empty);
    b.function("thrower", empty, Code{0x08, 0});
    b.function("middle", empty, call(0));
    b.function("f", empty, Code{0x02, nothing, 0x1f, nothing, 1, 2, 0} + call(1) + Code{0x0b, 0x0b});
    instance = b.instance();
    std::string seen;
    addProbe(*instance, in(Kind::Exit), calling([&](ProbeView &) { seen += "exit "; }));
    addProbe(*instance, in(Kind::Unwind), std::make_shared<Calls>([&](ProbeView &view) {
        seen += std::to_string(view.machine().place(view.frame()).function) + " ";
        return Answer::Stop;
    }));
    const Stop stop = run("f");
    EXPECT_EQ(stop.kind, StopKind::Probe);
    EXPECT_EQ(stop.probes.size(), 2u);
    EXPECT_EQ(machine.depth(), 1u);
    EXPECT_EQ(machine.place(0).offset, placesOf(*instance, "f").back());
    EXPECT_EQ(machine.run().kind, StopKind::Finished);
    EXPECT_EQ(seen, "0 1 exit ");
}

TEST_P(Probing, aProbeAddedFromPlainCodesOwnCallIsHeededAtOnce)
{
    const auto places = placesOf(*instance, "sum");
    int count = 0;
    bool once = false;
    addProbe(*instance, at(places[5], false), calling([&](ProbeView &) {
        if (!std::exchange(once, true))
            addProbe(*instance, at(places[7]), counting(count));
    }));
    EXPECT_EQ(run("sum", {Value::i32(4)}).results[0].bits[0], 10u);
    EXPECT_EQ(count, 4);
}

} // namespace
} // namespace watchglass::exec::test
