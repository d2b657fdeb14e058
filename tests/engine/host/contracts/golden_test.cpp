// SPDX-License-Identifier: Apache-2.0
// Payloads that actors of their days have sent and understood, byte for byte.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/engine/host/contracts/random_value.h"

namespace watchglass::contracts {
namespace {

using namespace testing;
using enum Codec;

const Message &keyValue(const char *operation, bool answer = false)
{
    const Found found = findOperation("wascc:keyvalue", operation);
    return answer ? *found.answer : *found.request;
}
const Message &http(bool answer)
{
    const Found found = findActorOperation("HandleRequest");
    return answer ? *found.answer : *found.request;
}

/// Reads the payload, expects the value and the codec, and writes the same bytes again.
void expectBoth(const Message &message, const char *hex, Codec codec, const char *json)
{
    const Decoded decoded = decode(message, fromHex(hex));
    EXPECT_EQ(decoded.error, "") << hex;
    EXPECT_EQ(decoded.codec, codec) << hex;
    EXPECT_EQ(toJson(decoded.value), json);
    const Encoded encoded = encode(message, decoded.value, codec);
    EXPECT_EQ(encoded.error, "");
    EXPECT_EQ(toHex(encoded.bytes), hex);
}
void expectRead(const Message &message, const char *hex, Codec codec, const char *json)
{
    const Decoded decoded = decode(message, fromHex(hex));
    EXPECT_EQ(decoded.error, "") << hex;
    EXPECT_EQ(decoded.codec, codec) << hex;
    EXPECT_EQ(toJson(decoded.value), json);
}

TEST(Golden, TheCounterAddsInEveryCodec)
{
    const Message &request = keyValue("Add"), &answer = keyValue("Add", true);
    const char *const value = R"({"key":":counter1","value":1})";
    expectBoth(request, "0a093a636f756e746572311001", Protobuf, value);
    expectBoth(request, "92a93a636f756e7465723101", Arrays, value);
    expectBoth(request, "82a36b6579a93a636f756e74657231a576616c756501", Maps, value);
    expectRead(request, "82a36b6579da00093a636f756e74657231a576616c756501", Maps, value); // a longer length, from C
    expectBoth(answer, "082f", Protobuf, R"({"value":47})");
    expectBoth(answer, "912f", Arrays, R"({"value":47})");
    expectBoth(answer, "81a576616c75652a", Maps, R"({"value":42})");
    expectBoth(answer, "81a576616c7565ce00011170", Maps, R"({"value":70000})");
    expectBoth(answer, "08d1ffffffffffffffff01", Protobuf, R"({"value":-47})");
    expectBoth(answer, "81a576616c7565d0d1", Maps, R"({"value":-47})");
}

TEST(Golden, RequestsOfHttp)
{
    expectRead(http(false), "0a0347455412092f636f756e746572311a00", Protobuf,
               R"({"method":"GET","path":"/counter1","queryString":"","header":{},"body":""})");
    expectBoth(http(false), "95a3474554a92f636f756e74657231a0809301027f", Arrays,
               R"({"method":"GET","path":"/counter1","queryString":"","header":{},"body":{"hex":"01027f"}})");
    expectBoth(
        http(false),
        "85a66d6574686f64a3474554a470617468a92f636f756e74657231ab7175657279537472696e67a0a668656164657281a4686f73"
        "74a96c6f63616c686f7374a4626f6479c400",
        Maps, R"({"method":"GET","path":"/counter1","queryString":"","header":{"host":"localhost"},"body":""})");
    // March 2020, as a map: snake_case, and the body as an array.
    expectRead(
        http(false),
        "85a66d6574686f64a3474554a470617468a92f636f756e74657231ac71756572795f737472696e67a3613d31a668656164657280a4626f"
        "647990",
        Maps, R"({"method":"GET","path":"/counter1","queryString":"a=1","header":{},"body":""})");
}

TEST(Golden, ResponsesOfHttp)
{
    const char *const value = R"({"statusCode":200,"status":"OK","header":{},"body":"{\"counter\":47}"})";
    expectBoth(http(true), "08c80112024f4b220e7b22636f756e746572223a34377d", Protobuf, value);
    expectBoth(
        http(true),
        "84aa737461747573436f6465ccc8a6737461747573a24f4ba668656164657280a4626f6479c40e7b22636f756e746572223a3437"
        "7d",
        Maps, value);
    expectBoth(http(true), "94ccc8a24f4b80dc001d7b22636f756e746572223a34362c22747765616b6564223a747275657d", Arrays,
               R"({"statusCode":200,"status":"OK","header":{},"body":"{\"counter\":46,\"tweaked\":true}"})");
    // AssemblyScript sends a byte too many.
    EXPECT_EQ(decode(http(true), fromHex("81aa737461747573436f6465ccc800")).error, "");
}

TEST(Golden, ExtrasSpokeThreeWays)
{
    const Found random = findOperation("wascc:extras", "RequestRandom");
    const char *const value = R"({"guid":false,"sequence":false,"random":true,"min":0,"max":100})";
    expectBoth(*random.request, "08031864", Protobuf, value);
    expectBoth(*random.request, "918102920064", Arrays, value);
    expectBoth(*random.request, "85a467756964c2a873657175656e6365c2a672616e646f6dc3a36d696e00a36d617864", Maps, value);
    expectBoth(*random.answer, "1807", Protobuf, R"({"guid":null,"sequenceNumber":0,"randomNumber":7})");
    expectBoth(*random.answer, "91810207", Arrays, R"({"guid":null,"sequenceNumber":0,"randomNumber":7})");
    expectBoth(*random.answer, "83a467756964c0ae73657175656e63654e756d62657200ac72616e646f6d4e756d62657207", Maps,
               R"({"guid":null,"sequenceNumber":0,"randomNumber":7})");
    const char *const guid = R"({"guid":true,"sequence":false,"random":false,"min":0,"max":0})";
    expectBoth(*random.request, "0801", Protobuf, guid);
    expectBoth(*random.request, "918100c0", Arrays, guid);
    expectBoth(*random.answer, "0a0178", Protobuf, R"({"guid":"x","sequenceNumber":0,"randomNumber":0})");
    expectBoth(*random.answer, "918100a178", Arrays, R"({"guid":"x","sequenceNumber":0,"randomNumber":0})");
    Value zero;
    zero.set("sequenceNumber", 0u);
    EXPECT_EQ(toHex(encode(*random.answer, zero, Protobuf).bytes), "1000") << "the first of a sequence is an answer";
    EXPECT_EQ(toHex(encode(*random.answer, zero, Arrays).bytes), "91810100");
}

TEST(Golden, MessagesStandInAnotherBeforeApril2020)
{
    const Found deliver = findActorOperation("DeliverMessage"), publish = findOperation("wascc:messaging", "Publish");
    const char *const value = R"({"subject":"a.b","replyTo":"r.s","body":"hello"})";
    expectBoth(*deliver.request, "0a110a03612e621203722e731a0568656c6c6f", Protobuf, value);
    expectBoth(*publish.request, "12110a03612e621203722e731a0568656c6c6f", Protobuf, value);
    expectBoth(*deliver.request, "9193a3612e62a3722e739568656c6c6f", Arrays, value);
    expectBoth(*deliver.request, "83a77375626a656374a3612e62a77265706c79546fa3722e73a4626f6479c40568656c6c6f", Maps,
               value);
    expectRead(*deliver.request,
               "81a76d65737361676583a77375626a656374a3612e62a77265706c79546fa3722e73a4626f6479c40568656c6c6f", Maps,
               value);
}

TEST(Golden, LinesOfLogs)
{
    expectBoth(*findOperation("wascc:logging", "WriteLog").request, "82a56c6576656c03a4626f6479a26869", Maps,
               R"({"level":3,"body":"hi"})");
    expectBoth(*findOperation("wasmcloud:builtin:logging", "Logging.WriteLog").request,
               "82a56c6576656ca5646562756"
               "7a474657874a26869",
               Maps, R"({"level":4,"body":"hi"})");
}

TEST(Golden, WasmCloudHasValuesByThemselves)
{
    const Found increment = findOperation("wasmcloud:keyvalue", "KeyValue.Increment");
    expectBoth(*increment.answer, "2a", Maps, R"({"value":42})");
    expectBoth(*findOperation("wasmcloud:keyvalue", "KeyValue.Get").request, "a3612f62", Maps, R"({"key":"a/b"})");
    expectBoth(*findOperation("wasmcloud:keyvalue", "KeyValue.Contains").answer, "c3", Maps, R"({"exists":true})");
    expectBoth(*findOperation("wasmcloud:keyvalue", "KeyValue.SetUnion").answer, "92a161a162", Maps,
               R"({"values":["a","b"]})");
    expectBoth(*findOperation("wasmcloud:keyvalue", "KeyValue.ListAdd").request,
               "82a86c6973744e616d65a16ba576616c7565a176", Maps, R"({"key":"k","value":"v"})");
    expectBoth(*findActorOperation("HttpServer.HandleRequest").answer,
               "83aa737461747573436f6465ccc8a668656164657281a161"
               "92a162a163a4626f6479c4016f",
               Maps, R"({"statusCode":200,"header":{"a":["b","c"]},"body":"o"})");
}

TEST(Golden, HealthMayBeNothing)
{
    const Found health = findActorOperation("HealthRequest");
    expectBoth(*health.request, "81ab706c616365686f6c646572c2", Maps, R"({"placeholder":false})");
    expectRead(*health.answer, "c0", Maps, R"({"healthy":false,"message":""})");
    EXPECT_EQ(decode(*health.answer, {}).error, "");
    expectBoth(*health.answer, "82a76865616c746879c3a76d657373616765a0", Maps, R"({"healthy":true,"message":""})");
}

/// All that our own guests said, and were told.
TEST(Golden, RecordedGuests)
{
    std::ifstream file(std::filesystem::path(GUESTS) / "cases.json");
    size_t count = 0;
    for (const auto &guest : nlohmann::json::parse(file)) {
        if (guest["file"].get<std::string>().find("kvcounter") == std::string::npos)
            continue;
        for (const auto &one : guest["cases"]) {
            const Found operation = findActorOperation(one["op"].get<std::string>());
            if (!operation)
                continue;
            EXPECT_EQ(decode(*operation.request, fromHex(one["payload_hex"].get<std::string>())).error, "");
            if (one.contains("response_hex")) {
                const Decoded answer = decode(*operation.answer, fromHex(one["response_hex"].get<std::string>()));
                EXPECT_EQ(answer.error, "");
                EXPECT_EQ(toHex(encode(*operation.answer, answer.value, answer.codec).bytes),
                          one["response_hex"].get<std::string>());
                ++count;
            }
            for (const auto &call : one["host_calls"]) {
                const Decoded request = decode(keyValue("Add"), fromHex(call["payload_hex"].get<std::string>()));
                EXPECT_EQ(request.error, "");
                EXPECT_EQ(request.value["key"].text(), ":counter1");
                EXPECT_EQ(request.value["value"].number(), 1);
            }
        }
    }
    EXPECT_GE(count, 8u);
}

TEST(Speech, IsGuessedFromTheModule)
{
    const char *const folder = std::getenv("WATCHGLASS_INTEROP");
    if (!folder || !std::filesystem::is_directory(folder))
        GTEST_SKIP() << "skipped: not there";
    const std::pair<const char *, Codec> known[] = {{"talk_2020-02_kvcounter.wasm", Protobuf},
                                                    {"talk_2020-02_kvcounter_tweaked.wasm", Protobuf},
                                                    {"wascchost_kvcounter.wasm", Maps},
                                                    {"wascchost_echo.wasm", Maps},
                                                    {"wascchost_kvcounter_tweaked.wasm", Arrays}};
    for (const auto &[name, codec] : known) {
        std::ifstream file(std::filesystem::path(folder) / name, std::ios::binary);
        if (!file)
            continue;
        const Bytes module{std::istreambuf_iterator<char>(file), {}};
        EXPECT_EQ(speechOf(module).codec, codec) << name;
        EXPECT_EQ(speechOf(module).dialect, Dialect::Wascc) << name;
    }
}

/// What wasmCloud's first libraries, of the winter of 2020 to 2021, wrote: arguments by name, containers as objects.
TEST(Golden, TheInterimHadArgumentsByName)
{
    const auto request = [](const char *contract, const char *operation) -> const Message & {
        return *findOperation("wasmcloud:" + std::string(contract), operation).request;
    };
    const auto answer = [](const char *contract, const char *operation) -> const Message & {
        return *findOperation("wasmcloud:" + std::string(contract), operation).answer;
    };
    // {"container":{"id":"c"}}
    for (const char *operation : {"CreateContainer", "RemoveContainer", "ListObjects"})
        expectBoth(request("blobstore", operation), "81a9636f6e7461696e657281a26964a163", Maps, R"({"id":"c"})");
    expectBoth(answer("blobstore", "CreateContainer"), "81a26964a163", Maps, R"({"id":"c"})");
    // {"blob":{"id":"b","container":{"id":"c"},"byteSize":3}}
    const char *const blob = R"({"id":"b","container":"c","byteSize":3})";
    for (const char *operation : {"RemoveObject", "GetObjectInfo"})
        expectBoth(request("blobstore", operation),
                   "81a4626c6f6283a26964a162a9636f6e7461696e657281a26964a163a86279746553697a6503", Maps, blob);
    expectBoth(answer("blobstore", "GetObjectInfo"), "83a26964a162a9636f6e7461696e657281a26964a163a86279746553697a6503",
               Maps, blob);
    expectBoth(answer("blobstore", "ListObjects"),
               "81a5626c6f62739183a26964a162a9636f6e7461696e657281a26964a163a86279746553697a6503", Maps,
               R"({"blobs":[{"id":"b","container":"c","byteSize":3}]})");
    // {"chunk":{…,"context":"x","chunkBytes":…}}; at first "blob", when an upload began
    const std::string chunk =
        "87aa73657175656e63654e6f01a9636f6e7461696e657281a26964a163a26964a162aa746f74616c4279746573"
        "02a96368756e6b53697a6501a7636f6e74657874a178aa6368756e6b4279746573c40179";
    const char *const part =
        R"({"sequenceNo":1,"container":"c","id":"b","totalBytes":2,"chunkSize":1,"context":"x","chunkBytes":"y"})";
    expectBoth(request("blobstore", "UploadChunk"), ("81a56368756e6b" + chunk).c_str(), Maps, part);
    expectRead(request("blobstore", "StartUpload"), ("81a4626c6f62" + chunk).c_str(), Maps, part);
    expectRead(request("blobstore", "StartUpload"), chunk.c_str(), Maps, part);
    expectBoth(*findActorOperation("ReceiveChunk", "wasmcloud:blobstore").request, ("81a56368756e6b" + chunk).c_str(),
               Maps, part);
    expectBoth(request("blobstore", "StartDownload"),
               "81a77265717565737484a26964a162a9636f6e7461696e657281a26964a163a96368756e6b53697a6501a7636f6e74657874c0",
               Maps, R"({"id":"b","container":"c","chunkSize":1,"context":null})");

    expectBoth(request("messaging", "Publish"), "83a77375626a656374a161a77265706c79546fa0a4626f6479c40162", Maps,
               R"({"subject":"a","replyTo":"","body":"b"})");
    expectBoth(answer("messaging", "Publish"), "81a97075626c6973686564c3", Maps, R"({"published":true})");
    expectBoth(answer("messaging", "Request"), "83a77375626a656374a161a77265706c79546fa0a4626f6479c40162", Maps,
               R"({"subject":"a","replyTo":"","body":"b"})");
    expectBoth(*findActorOperation("HandleMessage").request, "83a77375626a656374a161a77265706c79546fa0a4626f6479c40162",
               Maps, R"({"subject":"a","replyTo":"","body":"b"})");
    expectBoth(request("eventstreams", "WriteEvent"), "82a873747265616d4964a173a676616c75657381a161a162", Maps,
               R"({"stream":"s","values":{"a":"b"}})");
    expectBoth(answer("eventstreams", "WriteEvent"), "82a76576656e744964a137a56572726f72c0", Maps,
               R"({"eventId":"7","error":null})");
    expectBoth(*findActorOperation("DeliverEvent", "wasmcloud:eventstreams").request,
               "83a76576656e744964a137a873747265616d4964a173a676616c75657380", Maps,
               R"({"eventId":"7","stream":"s","values":{}})");
    expectBoth(request("httpclient", "Request"), "84a66d6574686f64a3474554a375726ca175a76865616465727380a4626f6479c400",
               Maps, R"({"method":"GET","path":"u","header":{},"body":""})");
    expectBoth(answer("keyvalue", "SetAdd"), "81a96e65775f636f756e7401", Maps, R"({"newCount":1})");
    expectBoth(answer("keyvalue", "Push"), "81a86e6577436f756e7401", Maps, R"({"newCount":1})");
    EXPECT_EQ(toHex(encode(answer("extras", "RequestSequence"), Object{{"sequenceNumber", 7u}}, Maps).bytes), "07");
    EXPECT_EQ(toHex(encode(answer("extras", "RequestRandom"), Object{{"randomNumber", 7u}}, Maps).bytes), "07");
    EXPECT_EQ(toHex(encode(answer("extras", "RequestGuid"), Object{{"guid", "g"}}, Maps).bytes), "a167");
    // waSCC's own are as they were.
    EXPECT_EQ(findOperation("wascc:blobstore", "UploadChunk").request->name, "FileChunk");
    EXPECT_EQ(findActorOperation("ReceiveChunk").request->name, "FileChunk");
}

TEST(Speech, WordsOfAModuleTellItsDialect)
{
    const auto dialect = [](std::string_view text) { return speechOf(Bytes(text.begin(), text.end())).dialect; };
    EXPECT_EQ(dialect("wascc:keyvalue DeliverMessage replyTo"), Dialect::Wascc);
    EXPECT_EQ(dialect("wasmcloud:keyvalue"), Dialect::Interim);
    EXPECT_EQ(dialect("replyTo HandleMessage"), Dialect::Interim);
    EXPECT_EQ(dialect("MessageSubscriber.HandleMessage __wasmbus_rpc_version"), Dialect::Wasmcloud);
}

TEST(Speech, SmallModulesGiveNoHint)
{
    EXPECT_FALSE(speechOf(Bytes{0, 'a', 's', 'm', 1, 0, 0, 0}).codec);
}

} // namespace
} // namespace watchglass::contracts
