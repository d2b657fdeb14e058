// SPDX-License-Identifier: Apache-2.0
// Real guests with real providers, as a user runs them: wglass host call … --link.
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/app/cli/program.h"
#include "tests/plugins/store_kinds.h"

namespace watchglass::cli {
namespace {

namespace fs = std::filesystem;

class Guests : public Wglass
{
protected:
    /// The body of the answer to GET /counter1, or what is on standard error.
    std::string count(const fs::path &guest, const std::string &provider, Codec codec = Codec::Maps)
    {
        const contracts::Found handle = contracts::findActorOperation("HandleRequest");
        Value request;
        request.set("method", "GET").set("path", "/counter1");
        const host::Bytes payload = contracts::encode(*handle.request, request, codec).bytes;
        const std::string path = file("request", {payload.begin(), payload.end()});
        const Outcome outcome = run({"host", "call", guest.string(), "HandleRequest", "--payload-file", path, "--link",
                                     "wascc:keyvalue=" + provider});
        const std::vector<uint8_t> bytes(outcome.out.begin(), outcome.out.end());
        const contracts::Decoded answer = contracts::decode(*handle.answer, bytes, codec);
        if (outcome.status != 0 || !answer)
            return outcome.err + answer.error;
        const host::Bytes &body = answer.value["body"].bytes();
        return {body.begin(), body.end()};
    }
};

TEST_F(Guests, OurCountersCountInMemory)
{
    for (const char *name : {"own_kvcounter_v1.wasm", "own_kvcounter_era4.wasm", "own_kvcounter_era6.wasm"})
        EXPECT_EQ(count(fs::path(GUESTS) / name, "kv_memory"), R"({"counter":1})") << name;
    EXPECT_EQ(count(GUESTS "/own_kvcounter_tweaked.wasm", "kv_memory"), R"({"counter":1,"tweaked":true})");
}

TEST_F(Guests, TheTalksCountersCountInMemory)
{
    const char *const folder = std::getenv("WATCHGLASS_INTEROP");
    if (!folder || !fs::is_directory(folder))
        GTEST_SKIP() << "skipped: not there";
    const std::tuple<const char *, Codec, const char *> known[] = {
        {"talk_2020-02_kvcounter.wasm", Codec::Protobuf, R"({"counter":1})"},
        {"talk_2020-02_kvcounter_tweaked.wasm", Codec::Protobuf, R"({"counter":1,"tweaked":true})"},
        {"wascchost_kvcounter_tweaked.wasm", Codec::Arrays, R"({"counter":1,"tweaked":true})"},
        {"wascchost_kvcounter.wasm", Codec::Maps, R"({"counter":1})"}};
    for (const auto &[name, codec, body] : known)
        if (fs::exists(fs::path(folder) / name))
            EXPECT_EQ(count(fs::path(folder) / name, "kv_memory", codec), body) << name;
}

} // namespace
} // namespace watchglass::cli
