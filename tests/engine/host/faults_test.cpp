// SPDX-License-Identifier: Apache-2.0
/// What decides whether a call is made at all: faults, breakers, rates. Time is given, not waited for.
#include "engine/host/faults.h"

#include <gtest/gtest.h>

#include "engine/host/breaker.h"
#include "engine/host/rate_limit.h"

namespace watchglass::host {

namespace {

using namespace std::chrono_literals;

std::string pattern(const Fault &fault, uint64_t calls)
{
    std::string all;
    for (uint64_t i = 1; i <= calls; ++i)
        all += meets(fault, i) ? 'x' : '.';
    return all;
}

TEST(Faults, EveryThird)
{
    Fault fault;
    fault.every = 3;
    EXPECT_EQ(pattern(fault, 9), "..x..x..x");
    fault.burst = 2;
    EXPECT_EQ(pattern(fault, 9), "..xx.xx.x");
}

TEST(Faults, ARateIsMetAndTheSameSeedGivesTheSameCalls)
{
    Fault fault;
    fault.rate = 0.25;
    fault.seed = 7;
    const std::string first = pattern(fault, 10'000);
    const auto met = std::count(first.begin(), first.end(), 'x');
    EXPECT_GT(met, 2300);
    EXPECT_LT(met, 2700);
    EXPECT_EQ(pattern(fault, 10'000), first);
    fault.seed = 8;
    EXPECT_NE(pattern(fault, 10'000), first);
    fault.rate = 0;
    EXPECT_EQ(pattern(fault, 100), std::string(100, '.'));
    fault.rate = 1;
    EXPECT_EQ(pattern(fault, 100), std::string(100, 'x'));
}

TEST(Faults, JitterStaysWithinItsBoundsAndIsRepeatable)
{
    Fault fault;
    fault.delay = 100ms;
    fault.jitter = 30ms;
    auto least = delayOf(fault, 1), most = least;
    for (uint64_t i = 1; i < 1000; ++i) {
        const auto delay = delayOf(fault, i);
        least = std::min(least, delay);
        most = std::max(most, delay);
        EXPECT_EQ(delay, delayOf(fault, i));
    }
    EXPECT_GE(least, 70ms);
    EXPECT_LE(most, 130ms);
    EXPECT_GT(most - least, 50ms);
    fault.jitter = 500ms;
    for (uint64_t i = 1; i < 100; ++i)
        EXPECT_GE(delayOf(fault, i), 0us);
}

class BreakerTest : public testing::Test
{
protected:
    Breaker::Time at(std::chrono::milliseconds time) { return Breaker::Time() + 1h + time; }
    void fail(std::chrono::milliseconds time, int times = 1)
    {
        for (int i = 0; i < times; ++i)
            m_breaker.report(false, at(time));
    }
    Breaker m_breaker;
};

TEST_F(BreakerTest, OpensAfterFailuresInARow)
{
    fail(0ms, 4);
    m_breaker.report(true, at(0ms)); // not in a row any more
    fail(0ms, 4);
    EXPECT_EQ(m_breaker.state(at(0ms)), BreakerState::Closed);
    EXPECT_TRUE(m_breaker.allow(at(0ms)));
    fail(0ms);
    EXPECT_EQ(m_breaker.state(at(0ms)), BreakerState::Open);
    EXPECT_FALSE(m_breaker.allow(at(249ms)));
}

TEST_F(BreakerTest, HalfOpenLetsOneThroughAndClosesWhenItSucceeds)
{
    fail(0ms, 5);
    EXPECT_EQ(m_breaker.state(at(250ms)), BreakerState::HalfOpen);
    EXPECT_TRUE(m_breaker.allow(at(250ms)));
    EXPECT_FALSE(m_breaker.allow(at(251ms)));
    m_breaker.report(true, at(260ms));
    EXPECT_EQ(m_breaker.state(at(260ms)), BreakerState::Closed);
    EXPECT_TRUE(m_breaker.allow(at(260ms)));
}

TEST_F(BreakerTest, AFailedTryOpensItForLongerUpToALimit)
{
    fail(0ms, 5);
    auto now = 250ms;
    for (const auto pause : {500ms, 800ms, 800ms}) {
        EXPECT_TRUE(m_breaker.allow(at(now)));
        fail(now);
        EXPECT_FALSE(m_breaker.allow(at(now + pause - 1ms)));
        now += pause;
    }
    EXPECT_TRUE(m_breaker.allow(at(now)));
}

TEST_F(BreakerTest, ATryThatNeverComesBackDoesNotKeepItShut)
{
    fail(0ms, 5);
    EXPECT_TRUE(m_breaker.allow(at(250ms)));
    EXPECT_FALSE(m_breaker.allow(at(900ms)));
    EXPECT_TRUE(m_breaker.allow(at(1100ms)));
}

TEST_F(BreakerTest, WithoutAThresholdItNeverOpens)
{
    m_breaker.set({.failures = 0});
    fail(0ms, 1000);
    EXPECT_TRUE(m_breaker.allow(at(0ms)));
}

TEST(RateLimits, LetSomeComeAtOnceAndThenTheRate)
{
    RateLimiter limiter;
    const RateLimit limit{10, 3};
    const auto at = [](std::chrono::milliseconds time) { return RateLimiter::Time() + 1h + time; };
    EXPECT_TRUE(limiter.allow(limit, at(0ms)));
    EXPECT_TRUE(limiter.allow(limit, at(0ms)));
    EXPECT_TRUE(limiter.allow(limit, at(0ms)));
    EXPECT_FALSE(limiter.allow(limit, at(0ms)));
    EXPECT_FALSE(limiter.allow(limit, at(99ms)));
    EXPECT_TRUE(limiter.allow(limit, at(101ms)));
    EXPECT_FALSE(limiter.allow(limit, at(102ms)));
    EXPECT_TRUE(limiter.allow({0, 1}, at(102ms)));
}

} // namespace

} // namespace watchglass::host
