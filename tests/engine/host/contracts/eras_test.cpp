// SPDX-License-Identifier: Apache-2.0
// Actors of all eras, spoken to as they wish: a request of HTTP makes them count in a store that answers in the codec
// in which it was asked.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/host/contracts/codec.h"
#include "engine/host/guest.h"
#include "engine/host/route.h"

namespace watchglass::contracts {
namespace {

using namespace std::chrono_literals;

/// One actor and a counter.
class Counting
{
public:
    explicit Counting(const std::filesystem::path &path)
    {
        std::ifstream file(path, std::ios::binary);
        auto bytes =
            std::make_shared<wasm::Bytes>(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
        speech = speechOf(*bytes);
        host::GuestSettings settings;
        settings.answer = [this](const host::Call &call, exec::Interrupt *) { return answer(call); };
        settings.watchdog = std::make_shared<host::Watchdog>();
        const auto actor = host::readActorModule(path.filename().string(), bytes);
        EXPECT_TRUE(actor.actor) << actor.error;
        if (actor.actor)
            guest = host::Guest::make(actor.actor, settings, std::chrono::steady_clock::now() + 60s).guest;
    }

    /// The body of the response, or what went wrong.
    std::string get(const char *path)
    {
        if (!guest)
            return "no guest";
        const Found handle = formOf(findActorOperation("HandleRequest"), speech.dialect);
        Value request;
        request.set("method", "GET").set("path", path);
        const Bytes payload = encode(*handle.request, request, speech.codec.value_or(Codec::Maps)).bytes;
        const host::Outcome outcome = guest->call({handle.name, payload, std::chrono::steady_clock::now() + 60s});
        if (!outcome.answer.ok())
            return outcome.answer.error;
        const Decoded response = decode(*handle.answer, outcome.answer.bytes);
        if (!response || response.value["statusCode"].count() != 200)
            return response ? "another status" : response.error;
        const Bytes &body = response.value["body"].bytes();
        return {body.begin(), body.end()};
    }

    Speech speech;
    std::optional<Codec> asked; ///< by the actor, of the store
    std::string key;

private:
    host::Answer answer(const host::Call &call)
    {
        const host::Route route = host::routeOf(call);
        const Found add = findOperation(route.capability, route.operation);
        if (!add)
            return host::Answer::refused("there is no such operation");
        const Decoded request = decode(*add.request, call.payload);
        if (!request)
            return host::Answer::refused(request.error);
        asked = request.codec;
        key = request.value["key"].text();
        Value result;
        result.set("value", count += request.value["value"].number());
        return host::Answer::success(encode(*add.answer, result, request.codec).bytes);
    }

    std::unique_ptr<host::Guest> guest;
    int64_t count = 69'998;
};

void expectToCount(const std::filesystem::path &path, Codec codec, const std::string &rest = "}")
{
    Counting counting(path);
    EXPECT_EQ(counting.get("/counter1"), "{\"counter\":69999" + rest) << path;
    EXPECT_EQ(counting.get("/counter1"), "{\"counter\":70000" + rest) << path;
    EXPECT_EQ(counting.asked, codec) << path;
    EXPECT_EQ(counting.key, ":counter1") << path;
}

TEST(Eras, OurCountersCount)
{
    const std::filesystem::path folder = GUESTS;
    for (const char *name : {"own_kvcounter_v1.wasm", "own_kvcounter_era4.wasm", "own_kvcounter_era6.wasm"})
        expectToCount(folder / name, Codec::Maps);
    expectToCount(folder / "own_kvcounter_tweaked.wasm", Codec::Maps, ",\"tweaked\":true}");
}

TEST(Eras, TheTalksCountersCount)
{
    const char *const folder = std::getenv("WATCHGLASS_INTEROP");
    if (!folder || !std::filesystem::is_directory(folder))
        GTEST_SKIP() << "skipped: not there";
    const std::tuple<const char *, Codec, const char *> known[] = {
        {"talk_2020-02_kvcounter.wasm", Codec::Protobuf, "}"},
        {"talk_2020-02_kvcounter_tweaked.wasm", Codec::Protobuf, ",\"tweaked\":true}"},
        {"wascchost_kvcounter_tweaked.wasm", Codec::Arrays, ",\"tweaked\":true}"},
        {"wascchost_kvcounter.wasm", Codec::Maps, "}"}};
    for (const auto &[name, codec, rest] : known)
        if (std::filesystem::exists(std::filesystem::path(folder) / name))
            expectToCount(std::filesystem::path(folder) / name, codec, rest);
}

} // namespace
} // namespace watchglass::contracts
