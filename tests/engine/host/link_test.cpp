// SPDX-License-Identifier: Apache-2.0
/// Links of capabilities and of plain imports: whom they lead to, what is checked, what is done on purpose.
#include "engine/exec/machine.h"
#include "engine/host/module_exports.h"
#include "engine/wasm/load.h"
#include "engine/wat/assembler.h"
#include "tests/engine/host/test_providers.h"

namespace watchglass::host {

namespace {

using namespace std::chrono_literals;

const LinkKey store{"a", "test:store", "default"};

class LinkTest : public testing::Test
{
protected:
    void SetUp() override { ASSERT_EQ(m_host.addActor("a", asker()), std::nullopt); }
    void provide(const std::string &name, std::unique_ptr<TestProvider> provider)
    {
        ASSERT_EQ(m_host.putProvider(name, testManifest(name), std::move(provider)), std::nullopt);
    }
    LinkState state() { return m_host.board().links.at(0); }
    void link(LinkTarget target, std::vector<Fault> faults = {})
    {
        Link made{store, std::move(target)};
        made.faults = std::move(faults);
        ASSERT_EQ(m_host.setLink(made), std::nullopt);
    }
    Host m_host;
};

TEST_F(LinkTest, LeadsToAProviderAndToAnotherFromTheNextCallOn)
{
    EXPECT_EQ(ask(m_host, "a"), "unavailable: nothing is linked to test:store");
    provide("one", answering("1"));
    provide("two", answering("2"));
    link(ToProvider{"one"});
    EXPECT_EQ(ask(m_host, "a"), "1");
    link(ToProvider{"two"});
    EXPECT_EQ(ask(m_host, "a"), "2");
}

TEST_F(LinkTest, ToAScript)
{
    auto script = std::make_shared<Script>();
    script->rows = {{"Get", bytesOf("k"), {}, Answer::success(bytesOf("v")), {}, {}, {}},
                    {"Get", {}, {}, Answer::refused("no such key"), {}, {}, {}}};
    link(ToScript{script});
    EXPECT_EQ(ask(m_host, "a", "Get", "k"), "v");
    EXPECT_EQ(ask(m_host, "a", "Get", "x"), "refused: no such key");
    EXPECT_EQ(ask(m_host, "a", "Put"), "refused: the script has no answer for Put");
}

TEST_F(LinkTest, ToAnotherActor)
{
    ASSERT_EQ(m_host.addActor("b", saying("from b")), std::nullopt);
    link(ToActor{"b"});
    EXPECT_EQ(ask(m_host, "a"), "from b");
}

TEST_F(LinkTest, AnActorIsCalledByItsNameWithoutALink)
{
    ASSERT_EQ(m_host.addActor("MB", saying("from b")), std::nullopt);
    ASSERT_EQ(m_host.addActor("c", asker("default", "MB")), std::nullopt);
    EXPECT_EQ(ask(m_host, "c"), "from b");
}

TEST_F(LinkTest, TheSettingsAreGivenBeforeTheFirstCall)
{
    auto provider = std::make_unique<TestProvider>();
    auto values = std::make_shared<std::map<std::string, std::string>>();
    provider->onBind = [values](const Binding &binding) {
        *values = binding.values;
        return std::nullopt;
    };
    provider->onCall = [values](const Call &call) {
        EXPECT_EQ(call.binding, "default");
        return Answer::success(bytesOf(values->at("URL")));
    };
    provide("kv", std::move(provider));
    ASSERT_EQ(m_host.setLink({store, ToProvider{"kv"}, {{"URL", "here"}}}), std::nullopt);
    EXPECT_EQ(ask(m_host, "a"), "here");
}

TEST_F(LinkTest, WhatCannotBeIsRefusedAndTheOldLinkStays)
{
    provide("one", answering("1"));
    link(ToProvider{"one"});
    auto refusing = std::make_unique<TestProvider>();
    refusing->onBind = [](const Binding &) { return "the URL is missing"; };
    provide("two", std::move(refusing));
    EXPECT_EQ(m_host.setLink({store, ToProvider{"two"}}), "the provider two refuses the link: the URL is missing");
    EXPECT_EQ(m_host.setLink({store, ToProvider{"three"}}), "there is no provider three");
    EXPECT_EQ(m_host.setLink({{"a", "test:other"}, ToProvider{"one"}}),
              "the provider one does not serve test:other, but test:store");
    EXPECT_EQ(m_host.setLink({store, ToActor{"z"}}), "there is no actor z");
    EXPECT_EQ(ask(m_host, "a"), "1");
}

TEST_F(LinkTest, AProviderThatThrowsCostsAnError)
{
    provide("one", answering([](const Call &) -> Answer { throw std::runtime_error("oh no"); }));
    link(ToProvider{"one"});
    EXPECT_EQ(ask(m_host, "a"), "unavailable: the provider one threw: oh no");
    EXPECT_FALSE(state().ok);
}

TEST_F(LinkTest, UnboundIsAStateWithItsSentence)
{
    provide("one", answering("1"));
    link(ToProvider{"one"});
    ASSERT_EQ(m_host.unbind(store, "the store is being cleaned"), std::nullopt);
    EXPECT_EQ(ask(m_host, "a"), "unavailable: the store is being cleaned");
    EXPECT_EQ(state().sentence, "the store is being cleaned");
    EXPECT_FALSE(state().ok);
    for (int i = 0; i < 10; ++i) // it is nobody's failure
        ask(m_host, "a");
    EXPECT_EQ(state().breaker, BreakerState::Closed);
    link(ToProvider{"one"});
    EXPECT_EQ(ask(m_host, "a"), "1");
    EXPECT_TRUE(state().ok);
}

TEST_F(LinkTest, AGraceHoldsCallsUntilTheNextOneComes)
{
    provide("one", answering("1"));
    link(ToProvider{"one"});
    ASSERT_EQ(m_host.unbind(store, "gone", 20s), std::nullopt);
    std::thread caller([&] { EXPECT_EQ(ask(m_host, "a"), "1"); });
    while (m_host.board().actors[0].underWay.empty())
        std::this_thread::sleep_for(1ms);
    link(ToProvider{"one"});
    caller.join();
    ASSERT_EQ(m_host.unbind(store, "gone", 30ms), std::nullopt);
    EXPECT_EQ(ask(m_host, "a"), "unavailable: gone");
}

// Faults -------------------------------------------------------------------------------------------------------------

Fault fault(Fault::Kind kind, uint32_t every = 1)
{
    Fault made;
    made.kind = kind;
    made.every = every;
    made.sentence = "as asked";
    return made;
}

TEST_F(LinkTest, EveryThirdCallFails)
{
    provide("one", answering("1"));
    link(ToProvider{"one"}, {fault(Fault::Kind::Error, 3)});
    std::string all;
    for (int i = 0; i < 9; ++i)
        all += ask(m_host, "a") + " ";
    EXPECT_EQ(all, "1 1 unavailable: as asked 1 1 unavailable: as asked 1 1 unavailable: as asked ");
    ASSERT_EQ(m_host.setFaults(store, {}), std::nullopt);
    for (int i = 0; i < 9; ++i)
        EXPECT_EQ(ask(m_host, "a"), "1");
}

TEST_F(LinkTest, EachKindOfFaultDoesWhatItSays)
{
    provide("one", answering("12345678"));
    link(ToProvider{"one"}, {fault(Fault::Kind::Truncate)});
    EXPECT_EQ(ask(m_host, "a"), "1234");
    link(ToProvider{"one"}, {fault(Fault::Kind::WrongType)});
    EXPECT_EQ(ask(m_host, "a"), "\xc1\xc1\xc1");
    link(ToProvider{"one"}, {fault(Fault::Kind::Trap)});
    const std::string trapped = ask(m_host, "a");
    EXPECT_TRUE(trapped.starts_with("trap: the guest trapped in $__guest_call")) << trapped;
    EXPECT_TRUE(trapped.ends_with("as asked")) << trapped;
    link(ToProvider{"one"}, {fault(Fault::Kind::Drop)});
    const std::string dropped = ask(m_host, "a", "Get", {}, 50ms);
    EXPECT_TRUE(dropped.starts_with("deadline: ") || dropped.starts_with("unavailable: no answer came")) << dropped;
    Fault delay = fault(Fault::Kind::Delay);
    delay.delay = 50ms;
    link(ToProvider{"one"}, {delay});
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(ask(m_host, "a"), "12345678");
    EXPECT_GE(std::chrono::steady_clock::now() - before, 50ms);
}

TEST_F(LinkTest, AnOpenCircuitIsToldAndCloses)
{
    std::atomic<bool> works{false};
    std::atomic<int> calls{0};
    provide("one", answering([&](const Call &) {
                ++calls;
                return works ? Answer::success(bytesOf("1")) : Answer::unavailable("the disk is full");
            }));
    Link made{store, ToProvider{"one"}};
    made.breaker = {.failures = 3, .openFor = 20ms, .longestOpen = 20ms};
    ASSERT_EQ(m_host.setLink(made), std::nullopt);
    std::string last;
    for (int i = 0; i < 100 && calls < 3; ++i)
        last = ask(m_host, "a");
    EXPECT_EQ(last, "unavailable: the disk is full");
    EXPECT_NE(state().breaker, BreakerState::Closed);
    EXPECT_FALSE(state().sentence.empty());
    works = true;
    for (int i = 0; i < 1000 && ask(m_host, "a") != "1"; ++i)
        std::this_thread::sleep_for(5ms);
    EXPECT_EQ(state().breaker, BreakerState::Closed);
    EXPECT_TRUE(state().ok);
}

TEST_F(LinkTest, ARefusalIsNoFailureOfTheLink)
{
    provide("one", answering([](const Call &) { return Answer::refused("no such key"); }));
    link(ToProvider{"one"});
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(ask(m_host, "a"), "refused: no such key");
    EXPECT_EQ(state().breaker, BreakerState::Closed);
    EXPECT_TRUE(state().ok);
}

// Plain imports ------------------------------------------------------------------------------------------------------

std::shared_ptr<const wasm::Module> module(const std::string &text)
{
    wat::Assembler assembler;
    const auto loaded = wasm::load(assembler.assemble(text, {}).bytes);
    EXPECT_TRUE(loaded);
    return loaded.module;
}

/// A module that is no waPC guest, imports env.twice (i32) -> (i32), and exports what calls it.
class ImportTest : public testing::Test
{
protected:
    void SetUp() override
    {
        m_module = module(R"((module (import "env" "twice" (func $twice (param i32) (result i32)))
            (memory (export "memory") 1)
            (func (export "go") (param i32) (result i32) (call $twice (local.get 0)))))");
        std::vector<exec::Extern> imports{m_host.importOf("plain", *m_module, m_module->imports[0])};
        m_instance = exec::instantiate(m_module, imports).instance;
        ASSERT_TRUE(m_instance);
    }
    /// The result, or the sentence of the trap.
    std::string go(int32_t argument)
    {
        exec::Machine machine;
        const exec::Value value = exec::Value::i32(argument);
        machine.start(m_instance->functions[m_module->findExport("go")->index], std::span(&value, 1));
        const exec::Stop stop = machine.run();
        return stop.trap ? stop.trap->message : toString(stop.results.at(0));
    }
    std::optional<std::string> link(LinkTarget target, std::vector<Fault> faults = {})
    {
        Link made{{"plain", "env", "twice"}, std::move(target)};
        made.faults = std::move(faults);
        return m_host.setImport(made, m_module->funcType(0));
    }

    std::vector<std::shared_ptr<const CallRecord>> m_records;
    Host m_host{{[this](std::shared_ptr<const CallRecord> record) { m_records.push_back(record); }, {}, {}}};
    std::shared_ptr<const wasm::Module> m_module;
    std::shared_ptr<exec::Instance> m_instance;
};

TEST_F(ImportTest, IsServedByWhateverTheLinkLeadsToAtTheTime)
{
    EXPECT_NE(go(4).find("nothing is linked to env.twice"), std::string::npos);
    auto provider = std::make_unique<TestProvider>();
    provider->served = {{"double", {Type::I32}, {Type::I32}, {}, [](FunctionCall &call) {
                             call.results[0].bits = call.arguments[0].bits * 2;
                             return std::nullopt;
                         }}};
    ASSERT_EQ(m_host.putProvider("math", testManifest("math", {"plain"}), std::move(provider)), std::nullopt);
    EXPECT_EQ(link(ToProvider{"math"}), "the provider math has no function twice; it has double");
    EXPECT_EQ(link(ToProvider{"math", "double"}), std::nullopt);
    EXPECT_EQ(go(4), "8");
    auto other = std::make_unique<TestProvider>();
    other->served = {{"double", {Type::I64}, {Type::I32}, {}, [](FunctionCall &) { return std::nullopt; }}};
    EXPECT_EQ(m_host.putProvider("math", testManifest("math", {"plain"}), std::move(other)),
              "double of the provider math has type (i64) -> (i32), but the import wants (i32) -> (i32), and plain is "
              "linked to it for env/twice");
    EXPECT_EQ(go(4), "8");

    auto script = std::make_shared<Script>();
    script->rows.resize(3);
    script->rows[0].arguments = {{Type::I32, 1}};
    script->rows[0].results = {{Type::I32, 100}};
    script->rows[1].arguments = {{Type::I32, 2}};
    script->rows[1].trap = "two is not allowed";
    script->rows[2].arguments = {{Type::I32, 3}};
    script->rows[2].writes = {{0, 0, bytesOf("hey")}};
    EXPECT_EQ(link(ToScript{script}), std::nullopt);
    EXPECT_EQ(go(1), "100");
    EXPECT_NE(go(2).find("two is not allowed"), std::string::npos);
    EXPECT_EQ(go(3), "0");
    Bytes written(3);
    m_instance->memories[0]->read(3, written);
    EXPECT_EQ(textOf(written), "hey");
    ASSERT_EQ(m_records.back()->writes.size(), 1u);
    EXPECT_EQ(m_records.back()->writes[0].address, 3u);
    EXPECT_NE(go(5).find("the script has no answer"), std::string::npos);
}

TEST_F(ImportTest, IsServedByTheExportOfAnotherModule)
{
    const auto other = ModuleExports::make("other", module(R"((module
        (func (export "shift") (param i32) (result i32) (i32.shl (local.get 0) (i32.const 4)))
        (func (export "wide") (param i64) (result i32) (i32.const 1))
        (func (export "spin") (param i32) (result i32) (loop $l (br $l)) unreachable)
        (func (export "bad") (param i32) (result i32) (i32.div_u (i32.const 1) (i32.const 0)))))"));
    ASSERT_TRUE(other.module) << other.error;
    EXPECT_EQ(link(ToExport{other.module, "shift"}), std::nullopt);
    EXPECT_EQ(go(2), "32");
    EXPECT_EQ(link(ToExport{other.module, "wide"}),
              "wide of other has type (i64) -> (i32), but the import wants (i32) -> (i32)");
    EXPECT_EQ(link(ToExport{other.module, "nope"}), "other exports no function nope that takes and gives only numbers");
    EXPECT_EQ(go(2), "32") << "what was refused changed nothing";
    EXPECT_EQ(link(ToExport{other.module, "bad"}), std::nullopt);
    EXPECT_NE(go(1).find("bad of other trapped"), std::string::npos) << go(1);
}

TEST_F(ImportTest, HasTheSameFaultsAndRecords)
{
    auto script = std::make_shared<Script>();
    script->rows.resize(1);
    script->rows[0].results = {{Type::I32, 7}};
    EXPECT_EQ(link(ToScript{script}, {fault(Fault::Kind::Error, 3)}), std::nullopt);
    EXPECT_EQ(go(1), "7");
    EXPECT_EQ(go(1), "7");
    EXPECT_NE(go(1).find("as asked"), std::string::npos);
    EXPECT_EQ(go(1), "7");
    ASSERT_EQ(m_records.size(), 4u);
    EXPECT_EQ(m_records[0]->kind, CallRecord::Kind::Function);
    EXPECT_EQ(m_records[0]->operation, "env.twice");
    EXPECT_EQ(m_records[0]->peer, "a script");
    EXPECT_EQ(textOf(m_records[0]->payload), "1");
    EXPECT_EQ(textOf(m_records[0]->reply), "7");
    EXPECT_EQ(m_records[2]->error, "as asked");
}

TEST_F(ImportTest, MemoryIsReadAndWrittenOnlyInside)
{
    auto provider = std::make_unique<TestProvider>();
    auto seen = std::make_shared<std::string>();
    provider->served = {{"twice", {Type::I32}, {Type::I32}, {}, [seen](FunctionCall &call) {
                             Memory &memory = *call.memory;
                             *seen += memory.read(65536, 0) ? "y" : "n";
                             *seen += memory.read(65535, 2) ? "y" : "n";
                             *seen += memory.read(UINT64_MAX, 2) ? "y" : "n";
                             *seen += memory.write(1, bytesOf("x")) ? "y" : "n";
                             *seen += memory.write(65535, bytesOf("xx")) ? "y" : "n";
                             return std::nullopt;
                         }}};
    ASSERT_EQ(m_host.putProvider("math", testManifest("math", {"plain"}), std::move(provider)), std::nullopt);
    ASSERT_EQ(link(ToProvider{"math"}), std::nullopt);
    EXPECT_EQ(go(0), "0");
    EXPECT_EQ(*seen, "ynnyn");
}

} // namespace

} // namespace watchglass::host
