// SPDX-License-Identifier: Apache-2.0
// Looking at memory: what changed, and where something is.
#include <gtest/gtest.h>

#include "tests/engine/session/client.h"

namespace watchglass::session {
namespace {

const char *const storeText = R"((module
  (memory $m 40000)
  (data (i32.const 16) "needle")
  (func (export "store") (param $at i32) (param $byte i32)
    (i32.store8 (local.get $at) (local.get $byte)))
  (func (export "spin") (loop $l (br $l)))))";

class Memories : public ::testing::Test
{
protected:
    void SetUp() override { client.load(assemble(storeText).program); }

    MemoryBytes read(uint64_t address, uint64_t length)
    {
        client.session.readMemory(++ticket, 0, address, length);
        MemoryBytes answer = client.wait<MemoryBytes>();
        EXPECT_EQ(answer.ticket, ticket);
        return answer;
    }
    MemoryFound find(const std::string &text, uint64_t from)
    {
        client.session.findInMemory(++ticket, 0, {text.begin(), text.end()}, from);
        MemoryFound answer = client.wait<MemoryFound>();
        EXPECT_EQ(answer.ticket, ticket);
        return answer;
    }

    static constexpr uint64_t size = 40000ull * 65536;
    Client client;
    uint64_t ticket = 0;
};

TEST_F(Memories, ReadsUpToTheEnd)
{
    const MemoryBytes answer = read(16, 6);
    EXPECT_EQ(answer.bytes, (std::vector<uint8_t>{'n', 'e', 'e', 'd', 'l', 'e'}));
    EXPECT_EQ(answer.size, size);
    EXPECT_EQ(read(size - 3, 10).bytes.size(), 3u);
    EXPECT_TRUE(read(size, 10).bytes.empty());
    EXPECT_TRUE(read(UINT64_MAX, 10).bytes.empty());
    client.session.readMemory(99, 5, 0, 10);
    EXPECT_EQ(client.wait<MemoryBytes>().size, 0u);
}

TEST_F(Memories, MarksWhatChangedSinceTheLastStop)
{
    auto stop = client.call("store", args({4100, 7}));
    EXPECT_EQ(stop->memories.at(0).writtenPages, std::vector<uint64_t>{4096});
    EXPECT_EQ(stop->memories[0].size, size);
    MemoryBytes answer = read(4098, 4);
    EXPECT_EQ(answer.bytes, (std::vector<uint8_t>{0, 0, 7, 0}));
    EXPECT_EQ(answer.changed, (std::vector<bool>{false, false, true, false}));
    // The same value again is no change, and another page is another stop's.
    stop = client.call("store", args({4100, 7}));
    EXPECT_EQ(read(4098, 4).changed, (std::vector<bool>{false, false, false, false}));
    client.call("store", args({1 << 20, 1}));
    EXPECT_EQ(read(4098, 4).changed, (std::vector<bool>{false, false, false, false}));
    EXPECT_EQ(read((1 << 20) - 1, 2).changed, (std::vector<bool>{false, true}));
}

TEST_F(Memories, FindsForwardAndWrapsOnce)
{
    EXPECT_EQ(find("needle", 0).address, 16u);
    EXPECT_EQ(find("needle", 16).address, 16u);
    EXPECT_EQ(find("needle", 17).address, 16u) << "it wraps";
    EXPECT_EQ(find("haystack", 5).address, std::nullopt);
    EXPECT_EQ(find("", 5).address, std::nullopt);
    for (const char c : {'e', 'n', 'd'})
        client.call("store", args({int32_t(size - 3 + (c == 'n') + 2 * (c == 'd')), c}));
    EXPECT_EQ(find("end", 100).address, size - 3);
    EXPECT_EQ(find("end!", 100).address, std::nullopt);
}

TEST_F(Memories, FindsAcrossPageBorders)
{
    client.call("store", args({8191, 'x'}));
    client.call("store", args({8192, 'y'}));
    EXPECT_EQ(find("xy", 0).address, 8191u);
    EXPECT_EQ(find(std::string("\0\0xy", 4), 0).address, 8189u);
    client.call("store", args({1 << 24, 'z'}));
    EXPECT_EQ(find(std::string("\0z", 2), 0).address, (1u << 24) - 1) << "begins in a page that was never touched";
    EXPECT_EQ(find(std::string("\0\0", 2), 1 << 25).address, 1u << 25) << "untouched pages are zero";
}

TEST_F(Memories, SearchesWhileTheGuestRuns)
{
    client.session.invoke("spin", {});
    client.wait<Running>();
    EXPECT_EQ(find("needle", 1000).address, 16u);
    client.session.stop();
    EXPECT_EQ(client.stop()->reason, StopReason::Stopped);
}

TEST_F(Memories, ASearchCanBeCancelled)
{
    // Nothing is found before the cancellation is heard: the first of many searches goes through all pages.
    for (uint64_t i = 1; i <= 10; ++i)
        client.session.findInMemory(i, 0, {1, 2, 3}, 0);
    client.session.cancelFind(10);
    for (;;) {
        const MemoryFound answer = client.wait<MemoryFound>();
        EXPECT_EQ(answer.address, std::nullopt);
        EXPECT_EQ(answer.cancelled, answer.ticket == 10);
        if (answer.ticket == 10)
            break;
    }
    client.session.cancelFind(1234); // unknown ones are not worth an answer
    client.session.load(assemble(storeText).program);
    client.wait<Loaded>();
}

TEST(Memory, GrowsAndStaysReadable)
{
    Client client;
    client.load(assemble(R"((module (memory 0)
  (func (export "grow") (result i32)
    (drop (memory.grow (i32.const 2)))
    (i32.store (i32.const 65540) (i32.const 1))
    memory.size)))")
                    .program);
    EXPECT_TRUE(client.bytes(0, 1).empty());
    EXPECT_EQ(client.call("grow", {})->results, std::vector{i32(2)});
    EXPECT_EQ(client.bytes(65540, 1), std::vector<uint8_t>{1});
}

} // namespace
} // namespace watchglass::session
