// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/host/contracts/random_value.h"

namespace watchglass::contracts {
namespace {

using namespace testing;
using enum Codec;

bool hasProtobuf(const Message &message)
{
    for (const Field &field : message.fields)
        if (!field.number || (field.message && !hasProtobuf(*field.message)))
            return false;
    return true;
}

TEST(Codec, EveryMessageComesBackFromEveryCodec)
{
    Random random(2020);
    for (const Message *message : allMessages())
        for (int round = 0; round < 200; ++round) {
            const Value value = randomValue(*message, random);
            for (const Codec codec : {Protobuf, Arrays, Maps}) {
                if (codec == Protobuf && !hasProtobuf(*message))
                    continue;
                const Encoded encoded = encode(*message, value, codec);
                ASSERT_EQ(encoded.error, "") << message->name;
                const Decoded decoded = decode(*message, encoded.bytes, codec);
                ASSERT_EQ(decoded.error, "") << message->name << " " << toHex(encoded.bytes);
                ASSERT_TRUE(decoded.value == value) << message->name << " " << nameOf(codec) << "\n"
                                                    << toJson(value) << "\n"
                                                    << toJson(decoded.value);
                if (message->shape == Message::Struct && !encoded.bytes.empty()) {
                    ASSERT_EQ(decoded.codec, codec) << message->name;
                }
            }
        }
}

TEST(Codec, TheFirstByteTells)
{
    EXPECT_EQ(codecOf({}), std::nullopt);
    for (const auto &[first, codec] : {std::pair{0x0a, Protobuf},
                                       {0x08, Protobuf},
                                       {0x80, Maps},
                                       {0x8f, Maps},
                                       {0xde, Maps},
                                       {0xdf, Maps},
                                       {0x90, Arrays},
                                       {0x9f, Arrays},
                                       {0xdc, Arrays},
                                       {0xdd, Arrays},
                                       {0xc0, Maps}})
        EXPECT_EQ(codecOf(Bytes{uint8_t(first)}), codec) << first;
    EXPECT_EQ(decode(*findActorOperation("HealthRequest").request, {}, Protobuf).codec, Protobuf);
}

const Message &add()
{
    return *findOperation("wascc:keyvalue", "Add").request;
}
std::string errorOf(const Message &message, const char *hex)
{
    return decode(message, fromHex(hex)).error;
}

TEST(Codec, SaysWhatIsWrong)
{
    EXPECT_EQ(errorOf(add(), "81a576616c756501"), "AddRequest: key is missing");
    EXPECT_EQ(errorOf(add(), "82a36b657901a576616c756501"), "AddRequest: key must be a text");
    EXPECT_EQ(errorOf(add(), "82a36b6579a161a576616c7565a162"), "AddRequest: value must be a whole number");
    EXPECT_EQ(errorOf(add(), "82a36b6579a161a576616c7565ce80000000"), "AddRequest: value does not fit 32 bits");
    EXPECT_EQ(errorOf(add(), "82a36b6579a1ff"), "AddRequest: key must be a text in UTF-8");
    EXPECT_EQ(errorOf(add(), "82a36b6579"), "AddRequest: the payload ends or is broken at key");
    EXPECT_EQ(errorOf(add(), ""), "AddRequest: the payload is empty");
    EXPECT_EQ(errorOf(add(), "c3"), "AddRequest: the payload is neither a map nor an array");
    EXPECT_EQ(errorOf(add(), "0aff"), "AddRequest: the payload ends inside a number");
    EXPECT_EQ(errorOf(add(), "0a05"), "AddRequest: the payload ends inside a field");
    EXPECT_EQ(errorOf(add(), "0801"), "AddRequest: key has another type");
    EXPECT_EQ(errorOf(add(), "0b"), "AddRequest: the payload is no protobuf");
    EXPECT_EQ(errorOf(*findOperation("wascc:logging", "WriteLog").request, "81a56c6576656cff"),
              "WriteLogRequest: level does not fit 32 bits without a sign");
}

TEST(Codec, IgnoresWhatItDoesNotKnow)
{
    // An array of maps as a member, a number as a key, a third member of an array, bytes behind the end.
    EXPECT_EQ(errorOf(add(), "84a36b6579a161a3786978929182a161c0a162c005a163a576616c756501ffff"), "");
    EXPECT_EQ(errorOf(add(), "93a161019281a162c0c0"), "");
    EXPECT_EQ(errorOf(add(), "0a016110017a0361626318052101020304050607082501020304"), "");
    const Decoded again = decode(add(), fromHex("0a01610a0162")); // the last one counts
    EXPECT_EQ(again.value["key"].text(), "b");
}

TEST(Codec, NumbersOfJavaScriptAreNumbers)
{
    EXPECT_EQ(decode(add(), fromHex("92a161cb4008000000000000")).value["value"].number(), 3);
    EXPECT_NE(errorOf(add(), "92a161cb4009000000000000"), "") << "3.125";
    EXPECT_NE(errorOf(add(), "92a161cb7ff8000000000000"), "") << "no number";
}

TEST(Codec, AnAnswerThatDoesNotFitIsNotCut)
{
    const Found found = findOperation("wascc:keyvalue", "Add");
    Value value;
    value.set("value", int64_t(1) << 31);
    for (const Codec codec : {Protobuf, Arrays, Maps}) {
        const Encoded encoded = encode(*found.answer, value, codec);
        EXPECT_EQ(encoded.error, "AddResponse: value does not fit 32 bits");
        EXPECT_TRUE(encoded.bytes.empty());
    }
}

TEST(Codec, HeadersThatCameSeveralTimesAreJoinedWhereTheyMustBe)
{
    const Found wascc = findActorOperation("HandleRequest"), wasmcloud = findActorOperation("HttpServer.HandleRequest");
    Value value;
    value.set("method", "GET").set("path", "/").set("header", Object{{"a", List{"1", "2"}}, {"b", "3"}});
    const Value one = decode(*wascc.request, encode(*wascc.request, value, Maps).bytes).value["header"];
    EXPECT_EQ(toJson(one), R"({"a":"1, 2","b":"3"})");
    EXPECT_EQ(decode(*wascc.request, encode(*wascc.request, value, Protobuf).bytes).value["header"], one);
    const Value many = decode(*wasmcloud.request, encode(*wasmcloud.request, value, Maps).bytes).value["header"];
    EXPECT_EQ(toJson(many), R"({"a":["1","2"],"b":["3"]})");
}

TEST(Codec, SomeActorsHaveNamesOfTheirOwn)
{
    const Found set = findOperation("wascc:keyvalue", "Set"), log = findOperation("wasmcloud:logging", "WriteLog");
    // An AssemblyScript actor of March 2020: {"key":"foo","value":"","expires_s":115}
    EXPECT_EQ(readable(set.request, fromHex("83a36b6579a3666f6fa576616c7565a0a9657870697265735f7373")),
              R"({"key":"foo","value":"","expires":115})");
    // A logger of February 2021: {"target":"x","level":"info","text":"hi"}
    EXPECT_EQ(readable(log.request, fromHex("83a6746172676574a178a56c6576656ca4696e666fa474657874a26869")),
              R"({"level":3,"body":"hi"})");
    EXPECT_NE(errorOf(*log.request, "81a56c6576656ca46c6f7564"), "");
}

TEST(Codec, ContainersMayBeObjects)
{
    const Found info = findOperation("wascc:blobstore", "GetObjectInfo");
    // {"id":"a","container":{"id":"c"}}
    const Decoded decoded = decode(*info.request, fromHex("82a26964a161a9636f6e7461696e657281a26964a163"));
    EXPECT_EQ(decoded.error, "");
    EXPECT_EQ(decoded.value["container"].text(), "c");
}

TEST(Codec, TranslatesBetweenFormsAndCodecs)
{
    const Found wascc = findActorOperation("HandleRequest"), wasmcloud = formOf(wascc, Dialect::Wasmcloud);
    EXPECT_EQ(wasmcloud.name, "HttpServer.HandleRequest");
    EXPECT_EQ(formOf(wasmcloud, Dialect::Wascc).name, "HandleRequest");
    EXPECT_EQ(formOf(wascc, Dialect::Wascc).name, "HandleRequest");
    EXPECT_EQ(formOf(wascc, Dialect::Interim).name, "HandleRequest") << "nothing else was in it";
    EXPECT_EQ(formOf(findActorOperation("DeliverMessage"), Dialect::Interim).name, "HandleMessage");
    EXPECT_EQ(formOf(findActorOperation("DeliverMessage"), Dialect::Wasmcloud).name, "MessageSubscriber.HandleMessage");
    EXPECT_EQ(formOf(findActorOperation("ReceiveChunk"), Dialect::Wasmcloud).name, "ReceiveChunk")
        << "wasmCloud had other ones";

    // What a provider of today says, for an actor of the talk, and the answer back.
    const Bytes maps =
        fromHex("85a66d6574686f64a3474554a470617468a92f636f756e74657231ab7175657279537472696e67a0a66865616465"
                "7280a4626f6479c400");
    const Encoded request = translate(wascc.request, maps, wascc.request, Protobuf);
    EXPECT_EQ(toHex(request.bytes), "0a0347455412092f636f756e74657231");
    EXPECT_EQ(translate(wascc.request, request.bytes, wascc.request, Maps).bytes, maps);
    const Encoded answer = translate(wascc.answer, fromHex("08c80112024f4b220161"), wasmcloud.answer, Maps);
    EXPECT_EQ(readable(wasmcloud.answer, answer.bytes), R"({"statusCode":200,"header":{},"body":"a"})");

    EXPECT_EQ(translate(wascc.request, fromHex("80"), wasmcloud.request, Maps).error, "Request: method is missing");
    EXPECT_TRUE(translate(wascc.request, maps, nullptr, Maps).bytes.empty());
    EXPECT_EQ(readable(nullptr, maps), std::nullopt);
    EXPECT_EQ(readable(wascc.request, fromHex("80")), std::nullopt);
}

TEST(Value, IsShownAsJson)
{
    Value value;
    value.set("text", "é\"").set("bytes", Bytes{'o', 'k'}).set("raw", Bytes{0, 255}).set("no", Value()).set("n", -1);
    EXPECT_EQ(toJson(value), R"({"text":"é\"","bytes":"ok","raw":{"hex":"00ff"},"no":null,"n":-1})");
    EXPECT_EQ(value["nothing"].text(), "");
    EXPECT_TRUE(value["nothing"].isNothing());
    EXPECT_EQ(Value(uint64_t(1) << 63).number(), INT64_MAX);
    EXPECT_EQ(Value(-1).count(), 0u);
}

} // namespace
} // namespace watchglass::contracts
