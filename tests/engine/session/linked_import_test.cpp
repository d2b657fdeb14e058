// SPDX-License-Identifier: Apache-2.0
// A run whose imports a host's links answer: changed, broken and put back while it runs or stands.
#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>

#include "engine/host/host.h"
#include "engine/host/script_text.h"
#include "tests/engine/session/client.h"

namespace watchglass::session {
namespace {

using namespace std::chrono_literals;

const char *const askText = R"((module
  (import "env" "ask" (func $ask (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sum") (param $n i32) (result i32)
    (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (call $ask (local.get $n))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))))";

const host::LinkKey key{"run", "env", "ask"};

class LinkedImport : public ::testing::Test
{
protected:
    void SetUp() override
    {
        program.program.links = [this](const wasm::Module &module, const wasm::Import &import) {
            return host.linkedImport("run", module, import);
        };
        client.load(program.program);
    }
    void link(const std::string &rows, std::vector<host::Fault> faults = {})
    {
        const host::ScriptRead read = host::readScript(rows, type);
        ASSERT_TRUE(read.script) << read.error;
        ASSERT_EQ(host.setImport({key, host::ToScript{read.script}, {}, std::move(faults)}, type), std::nullopt);
    }
    std::string sum(int32_t n)
    {
        const auto stop = client.call("sum", args({n}));
        return stop->reason == StopReason::Finished ? exec::toString(stop->results.at(0)) : stop->sentence;
    }

    const wasm::FuncType type{{wasm::I32}, {wasm::I32}};
    std::atomic<int> records{0};
    host::Host host{{[this](std::shared_ptr<const host::CallRecord>) { ++records; }, {}, {}}};
    Assembly program = assemble(askText);
    Client client;
};

TEST_F(LinkedImport, TheLinkOfTheMomentAnswers)
{
    EXPECT_EQ(sum(4), "0") << "nothing is linked: as without a host";
    EXPECT_EQ(records, 0);
    link("* -> 5");
    EXPECT_EQ(sum(4), "20") << "the same instance";
    EXPECT_EQ(records, 4);
    const auto told = std::find_if(client.passed.rbegin(), client.passed.rend(),
                                   [](const Event &event) { return std::holds_alternative<ImportCalled>(event); });
    ASSERT_NE(told, client.passed.rend());
    EXPECT_EQ(std::get<ImportCalled>(*told).results, args({5})) << "told to the client like any other call";
    link("* -> 6");
    EXPECT_EQ(sum(4), "24");
    ASSERT_EQ(host.unbind(key), std::nullopt);
    EXPECT_NE(sum(4).find("nothing is linked to env/ask"), std::string::npos);
    ASSERT_EQ(host.removeLink(key), std::nullopt);
    EXPECT_EQ(sum(4), "0");
    EXPECT_TRUE(host.removeLink(key));
}

TEST_F(LinkedImport, WhatTheClientDecidesComesFirst)
{
    link("* -> 5");
    client.session.setImportAnswers({{0, {ImportAnswer::Kind::Values, {i32(1)}}}});
    EXPECT_EQ(sum(4), "4");
    client.session.setImportAnswers({});
    EXPECT_EQ(sum(4), "20");
}

TEST_F(LinkedImport, FaultsTrapTheRunWithTheirSentence)
{
    host::Fault third;
    third.every = 3;
    third.sentence = "as asked";
    link("* -> 5", {third});
    EXPECT_EQ(sum(2), "10");
    const std::string sentence = sum(2);
    EXPECT_NE(sentence.find("as asked"), std::string::npos) << sentence;
    EXPECT_EQ(records, 3);
}

TEST_F(LinkedImport, ChangesWhileItStandsCountFromTheNextCall)
{
    link("* -> 5; write \"x\" at $0");
    client.call("sum", args({3}), true);
    const uint32_t atBranch = program.line(8);
    client.session.runTo(atBranch);
    client.stop();
    link("* -> 100");
    EXPECT_EQ(client.resume()->results, args({205}));
}

TEST_F(LinkedImport, GoingBackCallsNobodyAgain)
{
    client.session.setRecording(true);
    link("* -> 5; write \"x\" at $0");
    client.call("sum", args({3}), true);
    const auto end = client.resume();
    EXPECT_EQ(end->results, args({15}));
    EXPECT_EQ(records, 3);
    link("* -> 9");
    ASSERT_TRUE(end->moment);
    client.session.goToMoment(0);
    client.stop();
    EXPECT_EQ(client.bytes(1, 3), (std::vector<uint8_t>{0, 0, 0}));
    client.session.goToMoment(end->moment->last);
    client.stop();
    EXPECT_EQ(client.bytes(1, 3), (std::vector<uint8_t>{'x', 'x', 'x'})) << "what was answered then is answered again";
    EXPECT_EQ(records, 3);
}

TEST_F(LinkedImport, APauseWithinALongAnswerLosesNothing)
{
    host::Fault slow;
    slow.kind = host::Fault::Kind::Delay;
    slow.delay = 300ms;
    link("* -> 5", {slow});
    client.session.invoke("sum", args({1}));
    client.wait<Running>();
    client.session.pause();
    EXPECT_EQ(client.stop()->reason, StopReason::Pause);
    EXPECT_EQ(client.resume()->results, args({5}));
    EXPECT_EQ(records, 1);
}

} // namespace
} // namespace watchglass::session
