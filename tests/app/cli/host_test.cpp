// SPDX-License-Identifier: Apache-2.0
// wglass host, from outside.
#include <nlohmann/json.hpp>

#include "tests/app/cli/program.h"

namespace watchglass::cli {
namespace {

using Json = nlohmann::json;

class Host : public Wglass
{
protected:
    Outcome call(const std::string &guest, std::vector<std::string> words, const std::string &input = {})
    {
        words.insert(words.begin(), {"host", "call", guest.find('/') == guest.npos ? GUESTS "/" + guest : guest});
        return run(words, input);
    }
    std::string answers(const Json &list) { return file("answers.json", list.dump()); }

    const std::string endless = R"((module (memory (export "memory") 1)
        (func (export "__guest_call") (param i32 i32) (result i32) (loop $l (br $l)) unreachable)))";
};

TEST_F(Host, TheAnswerGoesToStandardOutputByteForByte)
{
    const Outcome outcome = call("own_c.wasm", {"echo", "--payload", "abc"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out, "abc");
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(call("own_c.wasm", {"echo", "--payload-hex", "00ff0a"}).out, std::string("\0\xff\n", 3));
    EXPECT_EQ(call("own_c.wasm", {"echo", "--payload-file", "-"}, "from input").out, "from input");
    EXPECT_EQ(call("own_c.wasm", {"echo", "--payload-file", file("p", "from a file")}).out, "from a file");
    EXPECT_EQ(call("own_c.wasm", {"echo"}).out, "");
}

TEST_F(Host, AnErrorIsOneWithTheErrorOnStandardError)
{
    const Outcome outcome = call("own_c.wasm", {"unheard-of"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, "wglass: Could not find function unheard-of\n");
    const Outcome trapped = call("own_c.wasm", {"trap"});
    EXPECT_EQ(trapped.status, 1);
    EXPECT_TRUE(contains(trapped.err, "unreachable was reached\n  at $__guest_call (0x")) << trapped.err;
}

TEST_F(Host, AnEndlessGuestEnds)
{
    const std::string guest = file("endless.wat", endless);
    const Outcome clock = call(guest, {"any", "--timeout", "0.1"});
    EXPECT_EQ(clock.status, 1);
    EXPECT_TRUE(contains(clock.err, "it took longer than the 100 ms it has")) << clock.err;
    const Outcome count = call(guest, {"any", "--max-instructions", "1000", "--json"});
    EXPECT_EQ(count.status, 1);
    EXPECT_EQ(Json::parse(count.out)["outcome"], "deadline");
    EXPECT_EQ(Json::parse(count.out)["instructions"], 1000);
}

TEST_F(Host, WrittenAnswersAreUsedInOrder)
{
    const std::string script = answers({{{"binding", "default"},
                                         {"namespace", "wascc:keyvalue"},
                                         {"operation", "Get"},
                                         {"payload_hex", "6b6579"},
                                         {"reply_hex", "6f6e65"}}});
    const Outcome outcome = call("own_c.wasm", {"hostcall", "--payload", "key", "--answers", script});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "one");
    EXPECT_EQ(outcome.err, "log: calling host\n");
    const Outcome failing = call("own_c.wasm", {"hostcall", "--answers", answers({{{"error", "the store is gone"}}})});
    EXPECT_EQ(failing.status, 1);
    EXPECT_TRUE(contains(failing.err, "wglass: the store is gone\n")) << failing.err;
}

TEST_F(Host, AnAnswerForAnotherCallEndsTheGuestAndSaysHowTheyDiffer)
{
    const auto error = [&](const Json &list, const std::string &payload) {
        return call("own_c.wasm", {"hostcall", "--payload", payload, "--answers", answers(list)}).err;
    };
    EXPECT_TRUE(contains(error({{{"operation", "Set"}, {"reply_hex", ""}}}, "k"),
                         "answer 1 is for [any|any|Set], but the guest calls [default|wascc:keyvalue|Get]"));
    EXPECT_TRUE(contains(error({{{"payload_hex", "6b"}, {"reply_hex", ""}}}, "x"),
                         "with payload 6b, but the guest gives the payload 78"));
    EXPECT_TRUE(contains(error(Json::array(), "k"), "the guest makes call 1, [default|wascc:keyvalue|Get] with "
                                                    "payload 6b, but there are no answers"));
    EXPECT_TRUE(contains(error({{{"reply_hex", ""}}, {{"reply_hex", ""}}}, "k"), "1 of the answers was not used"));
}

TEST_F(Host, AFileOfAnswersThatIsNoneIsRefusedWithTheEntry)
{
    const auto error = [&](const std::string &text) {
        const Outcome outcome = call("own_c.wasm", {"echo", "--answers", file("a.json", text)});
        EXPECT_EQ(outcome.status, 1);
        EXPECT_EQ(outcome.out, "");
        return outcome.err;
    };
    EXPECT_TRUE(contains(error("{}"), "a.json: it must be a list of answers"));
    EXPECT_TRUE(contains(error(R"([{"reply_hex": ""}, {}])"), "answer 2: it has neither \"reply_hex\" nor \"error\""));
    EXPECT_TRUE(contains(error(R"([{"reply_hex": "abc"}])"), "answer 1: \"reply_hex\" must be pairs of hexadecimal"));
    EXPECT_TRUE(contains(error("["), "parse error"));
}

TEST_F(Host, JsonTellsEverythingAndItsCallsAreAnswersAgain)
{
    const std::string script = answers({{{"operation", "Get"}, {"reply_hex", "31"}}});
    const Outcome outcome = call("own_c.wasm", {"hostcall", "--payload", "k", "--answers", script, "--json"});
    EXPECT_EQ(outcome.status, 0);
    const Json json = Json::parse(outcome.out);
    EXPECT_EQ(json["answer_hex"], "31");
    EXPECT_EQ(json["answer_text"], "1");
    EXPECT_EQ(json["error"], nullptr);
    EXPECT_EQ(json["host_call_params"], 8);
    EXPECT_EQ(json["console"], Json({"calling host"}));
    ASSERT_EQ(json["host_calls"].size(), 1u);
    EXPECT_EQ(json["host_calls"][0]["namespace"], "wascc:keyvalue");
    EXPECT_EQ(json["host_calls"][0]["reply_hex"], "31");
    EXPECT_EQ(json["host_calls"][0]["outcome"], "ok");
    EXPECT_EQ(json["guest_writes"].size(), 3u);
    EXPECT_GE(json["duration_ms"].get<double>(), 0.0);
    const Outcome again =
        call("own_c.wasm", {"hostcall", "--payload", "k", "--answers", answers(json["host_calls"]), "--json"});
    EXPECT_EQ(Json::parse(again.out)["answer_hex"], "31") << again.err;
}

TEST_F(Host, JsonOfAFailureToo)
{
    const Outcome outcome = call("own_c.wasm", {"hostcall", "--payload", "k", "--json"});
    EXPECT_EQ(outcome.status, 1);
    const Json json = Json::parse(outcome.out);
    EXPECT_EQ(json["answer_hex"], nullptr);
    EXPECT_EQ(json["error"], "nothing is linked to wascc:keyvalue");
    EXPECT_EQ(json["guest_error"], "nothing is linked to wascc:keyvalue");
    EXPECT_EQ(json["host_calls"][0]["error"], "nothing is linked to wascc:keyvalue");
    EXPECT_EQ(json["host_calls"][0]["outcome"], "unavailable");
    EXPECT_EQ(Json::parse(call("own_c.wasm", {"oob", "--json"}).out)["outcome"], "trap");
}

TEST_F(Host, AProviderAnswersWhatIsLinked)
{
    // Calls [default|example:echo|Say] with what it is given.
    const std::string guest = file("asks.wat", R"((module
        (import "wapc" "__guest_request" (func $request (param i32 i32)))
        (import "wapc" "__guest_response" (func $respond (param i32 i32)))
        (import "wapc" "__host_call" (func $ask (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
        (import "wapc" "__host_response_len" (func $length (result i32)))
        (import "wapc" "__host_response" (func $take (param i32)))
        (memory (export "memory") 1) (data (i32.const 0) "defaultexample:echoSay")
        (func (export "__guest_call") (param i32) (param $size i32) (result i32)
          (call $request (i32.const 1000) (i32.const 2000))
          (drop (call $ask (i32.const 0) (i32.const 7) (i32.const 7) (i32.const 12) (i32.const 19) (i32.const 3)
                           (i32.const 2000) (local.get $size)))
          (call $take (i32.const 3000))
          (call $respond (i32.const 3000) (call $length)) (i32.const 1))))");
    const Outcome outcome =
        call(guest, {"any", "--payload", "you", "--link", "example:echo=example_echo,PREFIX=hello "});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "hello you");
}

TEST_F(Host, ALinkThatCannotBeIsRefusedWithTheReason)
{
    const auto refused = [&](const std::string &link, int status) {
        const Outcome outcome = call("own_c.wasm", {"echo", "--link", link});
        EXPECT_EQ(outcome.status, status) << outcome.err;
        return outcome.err;
    };
    EXPECT_TRUE(contains(refused("wascc:keyvalue", 2), "--link wants CAPABILITY=PROVIDER"));
    EXPECT_TRUE(contains(refused("a=b,c", 2), "\"c\" is no KEY=VALUE"));
    EXPECT_TRUE(contains(refused("a=no_such", 1), "there is no provider \"no_such\"; known: "));
    EXPECT_TRUE(contains(refused("wascc:keyvalue=example_echo", 1), "does not serve wascc:keyvalue, but example:echo"));
}

TEST_F(Host, WrongWordsAreTwo)
{
    EXPECT_EQ(run({"host"}).status, 2);
    EXPECT_EQ(run({"host", "dance"}).status, 2);
    EXPECT_EQ(run({"host", "call", "x.wasm"}).status, 2);
    EXPECT_EQ(call("own_c.wasm", {"echo", "--payload", "a", "--payload-hex", "00"}).status, 2);
    EXPECT_EQ(call("own_c.wasm", {"echo", "--payload-hex", "0"}).status, 2);
    EXPECT_EQ(call("own_c.wasm", {"echo", "--timeout", "soon"}).status, 2);
}

TEST_F(Host, WhatIsNoGuestIsOne)
{
    const Outcome outcome = call(file("add.wat", oldAdd), {"add"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_TRUE(contains(outcome.err, "it exports no __guest_call, so it is no waPC guest")) << outcome.err;
    EXPECT_EQ(call((folder / "missing.wasm").string(), {"x"}).status, 1);
}

TEST_F(Host, TraceListsTheFunctionsOfTheProtocolAndOfWasi)
{
    const Outcome outcome = call("own_wasi.wasm", {"hello", "--trace"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "__guest_request()\n")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "fd_write(fd=1, ")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "wasi stdout line\n")) << outcome.err;
}

} // namespace
} // namespace watchglass::cli
