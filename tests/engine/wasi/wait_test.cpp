// SPDX-License-Identifier: Apache-2.0
/// poll_oneoff, and that whatever waits can be interrupted.
#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>
#include <unistd.h>

#include "tests/engine/exec/builder.h"
#include "tests/engine/wasi/kit.h"

namespace watchglass::wasi {
namespace {

using Clock = std::chrono::steady_clock;
constexpr uint64_t millisecond = 1'000'000, hour = 3'600'000 * millisecond;

/// A subscription as preview 1 lays it out.
std::string clockSubscription(uint64_t userdata, uint32_t id, uint64_t timeout, bool absolute = false)
{
    std::string bytes(48, '\0');
    std::memcpy(bytes.data(), &userdata, 8);
    std::memcpy(bytes.data() + 16, &id, 4);
    std::memcpy(bytes.data() + 24, &timeout, 8);
    bytes[40] = char(absolute);
    return bytes;
}

std::string descriptorSubscription(uint64_t userdata, EventType type, uint32_t fd)
{
    std::string bytes(48, '\0');
    std::memcpy(bytes.data(), &userdata, 8);
    bytes[8] = char(type);
    std::memcpy(bytes.data() + 16, &fd, 4);
    return bytes;
}

struct Happened {
    uint64_t userdata;
    Errno error;
    EventType type;
    uint64_t bytes;
    uint16_t flags;
};

std::vector<Happened> poll(Guest &guest, const std::vector<std::string> &subscriptions)
{
    std::string all;
    for (const std::string &one : subscriptions)
        all += one;
    const uint32_t in = guest.put(all), out = guest.room(uint32_t(subscriptions.size()) * 32);
    EXPECT_EQ(guest.call("poll_oneoff", {in, out, subscriptions.size(), 16}), Errno::Success);
    std::vector<Happened> happened;
    for (uint32_t i = 0; i < guest.get<uint32_t>(16); ++i) {
        const uint32_t at = out + i * 32;
        happened.push_back({guest.get<uint64_t>(at), guest.get<Errno>(at + 8), guest.get<EventType>(at + 10),
                            guest.get<uint64_t>(at + 16), guest.get<uint16_t>(at + 24)});
    }
    return happened;
}

struct Pipe {
    Pipe() { EXPECT_EQ(pipe(ends), 0); }
    ~Pipe()
    {
        close(ends[0]);
        close(ends[1]);
    }
    void say(std::string_view text) const { EXPECT_EQ(write(ends[1], text.data(), text.size()), ssize_t(text.size())); }
    int ends[2];
};

TEST(Poll, ATimeoutPasses)
{
    Guest guest{Sandbox{}};
    const auto before = Clock::now();
    const auto happened = poll(guest, {clockSubscription(7, 1, hour), clockSubscription(8, 1, 20 * millisecond)});
    EXPECT_GE(Clock::now() - before, std::chrono::milliseconds(20));
    ASSERT_EQ(happened.size(), 1u);
    EXPECT_EQ(happened[0].userdata, 8u);
    EXPECT_EQ(happened[0].error, Errno::Success);
    EXPECT_EQ(happened[0].type, EventType::Clock);
}

TEST(Poll, AbsoluteTimesArePastOrToCome)
{
    Guest guest{Sandbox{}};
    EXPECT_EQ(poll(guest, {clockSubscription(1, 0, 5, true)}).size(), 1u) << "1970 is over";
    EXPECT_EQ(guest.call("clock_time_get", {1, 0, 16}), Errno::Success);
    const uint64_t then = guest.get<uint64_t>(16) + 20 * millisecond;
    EXPECT_EQ(poll(guest, {clockSubscription(1, 1, then, true)}).size(), 1u);
    guest.call("clock_time_get", {1, 0, 16});
    EXPECT_GE(guest.get<uint64_t>(16), then);
}

TEST(Poll, DescriptorsAreReadyOrAreWaitedFor)
{
    Pipe pipe;
    Sandbox sandbox;
    sandbox.input = descriptorStream(pipe.ends[0]);
    Guest guest{sandbox};
    const std::string reads = descriptorSubscription(1, EventType::FdRead, 0);
    EXPECT_EQ(poll(guest, {reads, clockSubscription(9, 1, millisecond)}).at(0).userdata, 9u);
    pipe.say("hello");
    auto happened = poll(guest, {reads, clockSubscription(9, 1, hour)});
    ASSERT_EQ(happened.size(), 1u);
    EXPECT_EQ(happened[0].userdata, 1u);
    EXPECT_EQ(happened[0].bytes, 5u);
    EXPECT_EQ(happened[0].flags, 0u);
    EXPECT_EQ(guest.read(0), "hello");

    std::thread later([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        pipe.say("more");
    });
    EXPECT_EQ(poll(guest, {clockSubscription(9, 1, hour), reads}).at(0).userdata, 1u);
    later.join();
    EXPECT_EQ(guest.read(0), "more");
    close(std::exchange(pipe.ends[1], -1));
    happened = poll(guest, {reads});
    ASSERT_EQ(happened.size(), 1u);
    EXPECT_EQ(happened[0].flags, 1u) << "hung up";
    EXPECT_EQ(guest.read(0), "");
}

TEST(Poll, WhatCannotBeWaitedForIsAnEventWithAnError)
{
    Guest guest{Sandbox{}};
    const auto happened = poll(guest, {descriptorSubscription(1, EventType::FdRead, 55), clockSubscription(2, 1, hour),
                                       descriptorSubscription(3, EventType::FdRead, 1), clockSubscription(4, 9, 1),
                                       descriptorSubscription(5, EventType::FdWrite, 1)});
    std::map<uint64_t, Errno> errors;
    for (const Happened &one : happened)
        errors[one.userdata] = one.error;
    EXPECT_EQ(errors,
              (std::map<uint64_t, Errno>{
                  {1, Errno::BadDescriptor}, {3, Errno::NotCapable}, {4, Errno::Invalid}, {5, Errno::Success}}));
    EXPECT_EQ(guest.call("poll_oneoff", {64, 128, 0, 16}), Errno::Invalid);
    std::string odd(48, '\0');
    odd[8] = 3;
    EXPECT_EQ(guest.call("poll_oneoff", {guest.put(odd), 128, 1, 16}), Errno::Invalid);
}

TEST(Poll, AFrozenClockPassesTheTimeAtOnce)
{
    Sandbox sandbox;
    sandbox.time = FrozenTime{1'000};
    sandbox.quotas.sleepNanoseconds = 0;
    Guest guest{sandbox};
    EXPECT_EQ(poll(guest, {clockSubscription(1, 1, 24 * hour)}).size(), 1u);
    guest.call("clock_time_get", {0, 0, 16});
    EXPECT_EQ(guest.get<uint64_t>(16), 1'000 + 24 * hour);
}

TEST(Poll, TheOldDialectHasALongerSubscription)
{
    Guest guest{Sandbox{}, "wasi_unstable"};
    std::string bytes(56, '\0');
    const uint64_t userdata = 77, timeout = millisecond;
    const uint32_t id = 1;
    std::memcpy(bytes.data(), &userdata, 8);
    std::memcpy(bytes.data() + 24, &id, 4);
    std::memcpy(bytes.data() + 32, &timeout, 8);
    const uint32_t in = guest.put(bytes), out = guest.room(32);
    ASSERT_EQ(guest.call("poll_oneoff", {in, out, 1, 16}), Errno::Success);
    EXPECT_EQ(guest.get<uint64_t>(out), 77u);
    EXPECT_EQ(guest.get<uint16_t>(out + 8), 0u);
}

TEST(Poll, TooMuchSleepIsATrap)
{
    Sandbox sandbox;
    sandbox.quotas.sleepNanoseconds = 5 * millisecond;
    Guest guest{sandbox};
    EXPECT_EQ(poll(guest, {clockSubscription(1, 1, millisecond)}).size(), 1u);
    const uint32_t in = guest.put(clockSubscription(1, 1, hour)), out = guest.room(32);
    const exec::HostResult end = guest.perform("poll_oneoff", {in, out, 1, 16});
    EXPECT_EQ(end.kind, exec::HostResult::Kind::Trap);
    EXPECT_NE(end.message.find("longer than the 5 ms"), end.message.npos) << end.message;
}

/// A program on a machine: wait() polls one subscription at 64, read() reads the input through a vector at 32.
class Waiting : public ::testing::Test
{
protected:
    void start(const std::string &function, const Sandbox &sandbox)
    {
        using namespace exec::test;
        auto wasi = Wasi::open(sandbox);
        ASSERT_TRUE(wasi.wasi);
        const auto link = [&](const char *name) {
            return wasi.wasi->link({"wasi_snapshot_preview1", name, wasm::ExternKind::Func, 0, 0});
        };
        Builder b;
        const uint32_t four = b.type({i32, i32, i32, i32}, {i32}), none = b.type({}, {i32});
        b.memory(1);
        const uint32_t poll = b.import("poll", four), read = b.import("read", four);
        b.function("wait", none, i32Const(64) + i32Const(256) + i32Const(1) + i32Const(16) + call(poll));
        b.function("read", none, i32Const(0) + i32Const(32) + i32Const(1) + i32Const(16) + call(read));
        instance = b.instance({link("poll_oneoff"), link("fd_read")});
        const uint32_t vector[] = {1024, 100};
        instance->memories[0]->write(32, {reinterpret_cast<const uint8_t *>(vector), 8});
        machine.start(exec::test::function(*instance, function), {});
    }
    void subscribe(const std::string &subscription)
    {
        instance->memories[0]->write(64, {reinterpret_cast<const uint8_t *>(subscription.data()), subscription.size()});
    }
    /// Runs, and does something to the machine a moment later; then tells how long that took to be heard.
    exec::Stop runAnd(void (exec::Machine::*action)())
    {
        Clock::time_point acted;
        std::thread other([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(30));
            acted = Clock::now();
            (machine.*action)();
        });
        const exec::Stop stop = machine.run();
        const auto stopped = Clock::now();
        other.join();
        EXPECT_GE(stopped, acted) << "it waited until then";
        return stop;
    }

    std::shared_ptr<exec::Instance> instance;
    exec::Machine machine;
};

TEST_F(Waiting, AnHourIsPausedGoneOnWithAndCancelled)
{
    start("wait", Sandbox{});
    subscribe(clockSubscription(1, 1, hour));
    EXPECT_EQ(runAnd(&exec::Machine::requestPause).kind, exec::StopKind::Paused);
    EXPECT_EQ(runAnd(&exec::Machine::requestPause).kind, exec::StopKind::Paused);
    EXPECT_EQ(runAnd(&exec::Machine::cancel).kind, exec::StopKind::Cancelled);
}

TEST_F(Waiting, APauseDoesNotLengthenTheWait)
{
    constexpr std::chrono::milliseconds timeout(1500);
    start("wait", Sandbox{});
    subscribe(clockSubscription(1, 1, 1500 * millisecond));
    const auto before = Clock::now();
    ASSERT_EQ(runAnd(&exec::Machine::requestPause).kind, exec::StopKind::Paused);
    std::this_thread::sleep_until(before + timeout); // meanwhile the wait would have ended
    const auto resumed = Clock::now();
    const exec::Stop stop = machine.run();
    ASSERT_EQ(stop.kind, exec::StopKind::Finished);
    EXPECT_EQ(stop.results.at(0), exec::Value::i32(0));
    EXPECT_LT(Clock::now() - resumed, timeout) << "the deadline is the one of the first try";
}

TEST_F(Waiting, AReadIsPausedAndGetsItsBytesLater)
{
    Pipe pipe;
    Sandbox sandbox;
    sandbox.input = descriptorStream(pipe.ends[0]);
    start("read", sandbox);
    EXPECT_EQ(runAnd(&exec::Machine::requestPause).kind, exec::StopKind::Paused);
    pipe.say("late");
    const exec::Stop stop = machine.run();
    EXPECT_EQ(stop.kind, exec::StopKind::Finished);
    char bytes[4];
    instance->memories[0]->read(1024, {reinterpret_cast<uint8_t *>(bytes), 4});
    EXPECT_EQ(std::string(bytes, 4), "late");
    machine.start(exec::test::function(*instance, "read"), {});
    EXPECT_EQ(runAnd(&exec::Machine::cancel).kind, exec::StopKind::Cancelled);
}

TEST_F(Waiting, AStepOverAWaitCanBePaused)
{
    start("wait", Sandbox{});
    subscribe(clockSubscription(1, 1, hour));
    for (int i = 0; i < 4; ++i)
        ASSERT_EQ(machine.step().kind, exec::StopKind::Stepped);
    std::thread other([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        machine.requestPause();
    });
    EXPECT_EQ(machine.step().kind, exec::StopKind::Paused);
    other.join();
}

} // namespace
} // namespace watchglass::wasi
