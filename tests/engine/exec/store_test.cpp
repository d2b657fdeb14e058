// SPDX-License-Identifier: Apache-2.0
/// References stay good as long as anybody can reach them, and nothing stays for longer.
#include "engine/exec/store.h"

#include "tests/engine/exec/programs.h"

namespace watchglass::exec::test {
namespace {

/// Exports a table of three and a function that calls what stands in it.
std::shared_ptr<Instance> holder()
{
    Builder b;
    const uint32_t unary = b.type({i32}, {i32}), constant = b.type({}, {i32});
    b.function("call", unary, get(0) + Code{0x11} + leb(constant) + Code{0});
    b.table(3, {});
    return b.instance();
}

/// Puts a function of its own into the table it imports.
InstantiateResult guest(const std::shared_ptr<Table> &table)
{
    Builder b;
    b.importTable("table", 3);
    b.function("answer", b.type({}, {i32}), i32Const(42));
    b.fillTable({0});
    return instantiate(b.build(), {table});
}

std::shared_ptr<Table> tableOf(const Instance &instance)
{
    return std::get<std::shared_ptr<Table>>(instance.exported("elements"));
}

TEST(Stores, aFunctionInASharedTableOutlivesTheHandleOfItsInstance)
{
    const auto instance = holder();
    ASSERT_TRUE(guest(tableOf(*instance)).ok());
    EXPECT_EQ(run(function(*instance, "call"), {Value::i32(0)}).results, std::vector{Value::i32(42)});
}

TEST(Stores, anExportKeepsAllThatItReaches)
{
    std::shared_ptr<Function> call;
    {
        const auto instance = holder();
        ASSERT_TRUE(guest(tableOf(*instance)).ok());
        call = function(*instance, "call");
    }
    EXPECT_EQ(run(call, {Value::i32(0)}).results, std::vector{Value::i32(42)});
}

TEST(Stores, aRunKeepsAllThatItReaches)
{
    Machine machine;
    {
        const auto instance = sampleInstance();
        const std::vector<Value> arguments{Value::i64(5)};
        machine.start(function(*instance, "fac"), arguments);
    }
    EXPECT_EQ(machine.run().results, std::vector{Value::i64(120)});
}

TEST(Stores, nothingIsLeftWhenNobodyHoldsAny)
{
    std::weak_ptr<Store> store;
    {
        auto instance = holder();
        store = instance->store->weak_from_this();
        const auto table = tableOf(*instance);
        const auto second = guest(table).instance;
        instance.reset();
        EXPECT_FALSE(store.expired());
    }
    EXPECT_TRUE(store.expired());
}

TEST(Stores, aRefusedModuleIsNotKept)
{
    Builder b;
    b.import("log", b.type({}, {}));
    b.memory(1);
    const auto store = Store::create();
    const auto module = b.build();
    EXPECT_FALSE(instantiate(module, {}, {}, store).ok());
    EXPECT_EQ(module.use_count(), 1);
}

TEST(Stores, referencesDoNotCrossFromOneToAnother)
{
    const auto instance = holder();
    Builder b;
    b.importTable("table", 3);
    const auto result = instantiate(b.build(), {tableOf(*instance)}, {}, Store::create());
    ASSERT_TRUE(result.problem);
    EXPECT_EQ(result.problem->message,
              "import env.table: belongs to another store, and references do not cross from one to another");
    EXPECT_FALSE(result.instance);
}

TEST(Stores, anEmptyPointerIsNoImport)
{
    Builder b;
    b.importTable("table", 3);
    const auto result = instantiate(b.build(), {std::shared_ptr<Table>()});
    ASSERT_TRUE(result.problem);
    EXPECT_EQ(result.problem->message, "import env.table: wants a table, got nothing");
}

} // namespace
} // namespace watchglass::exec::test
