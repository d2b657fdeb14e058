// SPDX-License-Identifier: Apache-2.0
/// Providers taken away, put in and swapped while actors call them; and those that hang.
#include <fcntl.h>
#include <thread>
#include <unistd.h>

#include "tests/engine/host/test_providers.h"

namespace watchglass::host {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

const LinkKey store{"a", "test:store", "default"};

class ProviderTest : public testing::Test
{
protected:
    void SetUp() override
    {
        ASSERT_EQ(m_host.addActor("a", asker()), std::nullopt);
        ASSERT_EQ(m_host.addActor("b", asker("second")), std::nullopt);
    }
    std::optional<std::string> put(std::unique_ptr<TestProvider> provider, const ProviderChange &change = {})
    {
        return m_host.putProvider("kv", testManifest("kv"), std::move(provider), change);
    }
    void link(std::map<std::string, std::string> values = {})
    {
        ASSERT_EQ(m_host.setLink({store, ToProvider{"kv"}, std::move(values)}), std::nullopt);
    }
    ProviderState state() { return m_host.board().providers.at(0); }

    Valve m_valve; // before the host: what hangs is let go first
    Host m_host;
};

TEST_F(ProviderTest, TheNextOneKnowsAllLinksBeforeItIsCalled)
{
    ASSERT_EQ(put(answering("old")), std::nullopt);
    link({{"URL", "here"}});
    ASSERT_EQ(m_host.setLink({{"b", "test:store", "second"}, ToProvider{"kv"}, {{"URL", "there"}}}), std::nullopt);
    auto next = std::make_unique<TestProvider>();
    auto bound = std::make_shared<std::map<std::string, std::string>>();
    next->onBind = [bound](const Binding &binding) {
        (*bound)[binding.actor + "/" + binding.name] = binding.values.at("URL");
        return std::nullopt;
    };
    next->onCall = [bound](const Call &call) {
        return Answer::success(bytesOf(bound->at(std::string(call.actor) + "/" + std::string(call.binding))));
    };
    ASSERT_EQ(put(std::move(next)), std::nullopt);
    EXPECT_EQ(ask(m_host, "a"), "here");
    EXPECT_EQ(ask(m_host, "b"), "there");
}

TEST_F(ProviderTest, TakenAwayIsADecentErrorAndPutBackServesAgain)
{
    ASSERT_EQ(put(answering("1")), std::nullopt);
    link({{"URL", "here"}});
    ASSERT_EQ(m_host.removeProvider("kv"), std::nullopt);
    EXPECT_EQ(ask(m_host, "a"), "unavailable: the provider kv was removed");
    EXPECT_FALSE(state().ok);
    EXPECT_EQ(m_host.removeProvider("kv"), "there is no provider kv");
    auto next = std::make_unique<TestProvider>();
    next->onBind = [](const Binding &binding) -> std::optional<std::string> {
        return binding.values.contains("URL") ? std::nullopt : std::optional<std::string>("no URL");
    };
    next->onCall = [](const Call &) { return Answer::success(bytesOf("2")); };
    ASSERT_EQ(put(std::move(next)), std::nullopt);
    std::string last;
    for (int i = 0; i < 1000 && last != "2"; ++i) { // its circuit may be open for a while
        last = ask(m_host, "a");
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_EQ(last, "2");
}

TEST_F(ProviderTest, TakenAwayItTakesNoLinkOfAnotherWithIt)
{
    // The same actor and the same name of the link, another capability.
    ASSERT_EQ(put(answering("1")), std::nullopt);
    link();
    ASSERT_EQ(m_host.putProvider("other", testManifest("other", {"test:other"}), answering("2")), std::nullopt);
    ASSERT_EQ(m_host.setLink({{"a", "test:other"}, ToProvider{"other"}}), std::nullopt);
    ASSERT_EQ(m_host.removeProvider("kv"), std::nullopt);
    const auto left = m_host.link({"a", "test:other"});
    ASSERT_TRUE(left);
    EXPECT_EQ(toString(left->target), "the provider other");
    ASSERT_TRUE(m_host.link({"a", "test:store"})) << "it waits for the next one";
    for (const LinkState &state : m_host.board().links)
        EXPECT_EQ(state.ok, state.link.key.capability == "test:other") << state.sentence;
    ASSERT_EQ(m_host.unbind({"a", "test:store"}), std::nullopt);
    EXPECT_EQ(toString(m_host.link({"a", "test:other"})->target), "the provider other");
}

TEST_F(ProviderTest, RemovedForAWhileLosesNothing)
{
    ASSERT_EQ(put(answering("1")), std::nullopt);
    link();
    ASSERT_EQ(m_host.removeProvider("kv", 20s), std::nullopt);
    std::thread caller([&] { EXPECT_EQ(ask(m_host, "a"), "2"); });
    while (m_host.board().actors[0].underWay.empty())
        std::this_thread::sleep_for(1ms);
    ASSERT_EQ(put(answering("2")), std::nullopt);
    caller.join();
}

TEST_F(ProviderTest, OneThatRefusesTheLinksDoesNotTakeThePlace)
{
    ASSERT_EQ(put(answering("old")), std::nullopt);
    link();
    auto next = answering("new");
    next->onBind = [](const Binding &binding) { return "what is " + binding.capability + "?"; };
    EXPECT_EQ(put(std::move(next)), "the provider kv refuses the link: what is test:store?");
    EXPECT_EQ(m_host.putProvider("kv", testManifest("other", {"test:other"}), answering("other")),
              "the provider other does not serve test:store, but test:other, and a is linked to it for test:store");
    EXPECT_EQ(ask(m_host, "a"), "old");
}

TEST_F(ProviderTest, ACallUnderWayKeepsTheOldOneUntilItIsOver)
{
    auto ended = std::make_shared<std::atomic<bool>>(false);
    auto slow = answering([wait = m_valve.future](const Call &) {
        wait.wait();
        return Answer::success(bytesOf("old"));
    });
    slow->onEnd = [ended] { *ended = true; };
    ASSERT_EQ(put(std::move(slow)), std::nullopt);
    link();
    std::thread caller([&] { EXPECT_EQ(ask(m_host, "a"), "old"); });
    while (state().inside == 0)
        std::this_thread::sleep_for(1ms);
    ASSERT_EQ(put(answering("new")), std::nullopt);
    EXPECT_FALSE(*ended);
    m_valve.open();
    caller.join();
    for (int i = 0; i < 1000 && !*ended; ++i)
        std::this_thread::sleep_for(5ms);
    EXPECT_TRUE(*ended);
    EXPECT_EQ(ask(m_host, "a"), "new");
}

/// A counter whose content can move.
std::unique_ptr<TestProvider> counter(std::shared_ptr<std::atomic<int>> count)
{
    auto made = std::make_unique<TestProvider>();
    made->onCall = [count](const Call &) { return Answer::success(bytesOf(std::to_string(++*count))); };
    made->onCopyOut = [count](const std::function<bool(const Entry &)> &take) -> std::optional<std::string> {
        const int now = *count;
        std::this_thread::sleep_for(2ms); // a write that came now would be lost
        take({{}, {}, "count", Entry::Kind::Value, {bytesOf(std::to_string(now))}});
        return std::nullopt;
    };
    made->onCopyIn = [count](const Entry &entry) -> std::optional<std::string> {
        *count = std::stoi(textOf(entry.values[0]));
        return std::nullopt;
    };
    return made;
}

TEST_F(ProviderTest, NoWriteIsLostWhileTheContentMoves)
{
    ASSERT_EQ(put(counter(std::make_shared<std::atomic<int>>(0))), std::nullopt);
    link();
    std::atomic<bool> over{false};
    std::vector<int> seen;
    std::thread caller([&] {
        while (!over)
            seen.push_back(std::atoi(ask(m_host, "a").c_str()));
    });
    for (int i = 0; i < 20; ++i)
        ASSERT_EQ(put(counter(std::make_shared<std::atomic<int>>(0)), {true, 5s}), std::nullopt);
    over = true;
    caller.join();
    for (size_t i = 0; i < seen.size(); ++i)
        ASSERT_EQ(seen[i], int(i) + 1) << "no number is missing, none comes twice";
}

TEST_F(ProviderTest, ContentThatCannotMoveLeavesTheOldOne)
{
    auto count = std::make_shared<std::atomic<int>>(0);
    ASSERT_EQ(put(counter(count)), std::nullopt);
    link();
    EXPECT_EQ(ask(m_host, "a"), "1");
    auto full = answering("new");
    full->onCopyIn = [](const Entry &) { return "the disk is full"; };
    EXPECT_EQ(put(std::move(full), {true, 5s}), "the content could not be copied: the disk is full");
    EXPECT_EQ(put(answering("new"), {true, 5s}),
              "the content could not be copied: this provider cannot take over content");
    EXPECT_EQ(ask(m_host, "a"), "2");
}

TEST_F(ProviderTest, AListenerChangesHandsAndComesBackWhenItIsNotWanted)
{
    int ends[2];
    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
    std::atomic<int> returned{-1};
    auto old = answering("old");
    old->onHandOver = [&] { return fcntl(ends[0], F_DUPFD_CLOEXEC, 0); };
    old->onBind = [&](const Binding &binding) -> std::optional<std::string> {
        returned = binding.inherited;
        return std::nullopt;
    };
    ASSERT_EQ(put(std::move(old)), std::nullopt);
    link();
    EXPECT_EQ(returned, -1);
    auto unwilling = answering("new");
    unwilling->onBind = [](const Binding &binding) {
        close(binding.inherited);
        return "it does not want to";
    };
    EXPECT_NE(put(std::move(unwilling)), std::nullopt);
    ASSERT_GE(returned, 0) << "the old one has it again";
    EXPECT_GE(fcntl(returned, F_GETFD), 0);
    close(returned);
    auto willing = answering("new");
    std::atomic<int> inherited{-1};
    willing->onBind = [&](const Binding &binding) -> std::optional<std::string> {
        inherited = binding.inherited;
        return std::nullopt;
    };
    EXPECT_EQ(put(std::move(willing)), std::nullopt);
    ASSERT_GE(inherited, 0);
    EXPECT_GE(fcntl(inherited, F_GETFD), 0);
    close(inherited);
    close(ends[0]);
    close(ends[1]);
}

// Those that hang ----------------------------------------------------------------------------------------------------

std::unique_ptr<TestProvider> hanging(std::shared_future<void> until)
{
    return answering([until](const Call &) {
        until.wait();
        return Answer::success(bytesOf("late"));
    });
}

TEST_F(ProviderTest, OneThatHangsCostsItsCallersAnErrorInTimeAndNobodyElse)
{
    ASSERT_EQ(put(hanging(m_valve.future)), std::nullopt);
    link();
    ASSERT_EQ(m_host.addActor("c", saying("well")), std::nullopt);
    const auto begun = steady_clock::now();
    EXPECT_EQ(ask(m_host, "a", "Get", {}, 50ms),
              "unavailable: the provider kv did not answer in time; the call was given up");
    EXPECT_LT(steady_clock::now() - begun, 10s);
    EXPECT_EQ(ask(m_host, "c"), "well");
    EXPECT_EQ(m_host.board().actors[0].givenUp, 1u);
    for (int i = 0; i < 1000 && state().hanging == 0; ++i)
        std::this_thread::sleep_for(1ms);
    EXPECT_EQ(state().hanging, 1u);
    EXPECT_FALSE(state().ok);
    // The next one serves at once; the old one is still in its call.
    ASSERT_EQ(put(answering("new")), std::nullopt);
    EXPECT_EQ(ask(m_host, "a"), "new");
    EXPECT_EQ(m_host.lastUnloading("kv")->state, Unloading::State::InUse);
    m_valve.open();
    for (int i = 0; i < 2000 && m_host.lastUnloading("kv")->state != Unloading::State::Gone; ++i)
        std::this_thread::sleep_for(1ms);
    EXPECT_EQ(m_host.lastUnloading("kv")->state, Unloading::State::Gone);
}

TEST_F(ProviderTest, NoMoreThanAFewCallsAreLostToOneThatHangs)
{
    ASSERT_EQ(put(hanging(m_valve.future)), std::nullopt);
    Link made{store, ToProvider{"kv"}};
    made.breaker.failures = 0;
    ASSERT_EQ(m_host.setLink(made), std::nullopt);
    std::string last;
    bool late = false; // a busy machine may use up the time of a call before it is made
    for (int i = 0; i < 500 && last.find("hangs") == last.npos; ++i) {
        last = ask(m_host, "a", "Get", {}, 20ms);
        late = late || last.find("did not answer in time") != last.npos;
    }
    EXPECT_TRUE(late);
    EXPECT_EQ(last, "unavailable: the provider kv hangs: 4 calls have not come back from it");
    const uint64_t lost = m_host.board().actors[0].givenUp;
    for (int i = 0; i < 50; ++i)
        ask(m_host, "a", "Get", {}, 20ms);
    EXPECT_EQ(m_host.board().actors[0].givenUp, lost);
    m_valve.open();
    for (int i = 0; i < 2000 && last != "late"; ++i) {
        last = ask(m_host, "a");
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_EQ(last, "late");
}

TEST_F(ProviderTest, HealthIsAskedAndOneThatDoesNotAnswerIsNotWell)
{
    auto health = std::make_shared<std::atomic<int>>(0); // well, ill, hangs
    auto provider = answering("1");
    provider->onHealth = [health, wait = m_valve.future] {
        if (*health == 2)
            wait.wait();
        return Health{*health == 0, *health ? "the server is gone" : "all is well"};
    };
    ASSERT_EQ(put(std::move(provider)), std::nullopt);
    const auto becomes = [&](const std::string &sentence) {
        for (int i = 0; i < 1000 && state().sentence != sentence; ++i)
            std::this_thread::sleep_for(10ms);
        return state().sentence == sentence;
    };
    EXPECT_TRUE(becomes("all is well"));
    EXPECT_TRUE(state().ok);
    *health = 1;
    EXPECT_TRUE(becomes("the server is gone"));
    EXPECT_FALSE(state().ok);
    *health = 2;
    EXPECT_TRUE(becomes("it has not said how it is, and hangs"));
    *health = 0;
    m_valve.open();
    EXPECT_TRUE(becomes("all is well"));
}

TEST_F(ProviderTest, SwapsUnderLoadLoseNothing)
{
    ASSERT_EQ(put(answering("0")), std::nullopt);
    link();
    std::atomic<bool> over{false};
    std::atomic<int> made{0};
    std::mutex mutex;
    std::vector<std::string> bad;
    std::vector<std::thread> callers;
    for (int i = 0; i < 3; ++i)
        callers.emplace_back([&] {
            while (!over) {
                const std::string answer = ask(m_host, "a");
                ++made;
                if (answer.size() < 3 && !answer.empty() && isdigit(answer[0]))
                    continue;
                const std::lock_guard lock(mutex);
                bad.push_back(answer);
            }
        });
    for (int i = 1; i <= 40; ++i) {
        const int before = made;
        if (i % 4 == 0) {
            ASSERT_EQ(m_host.removeProvider("kv", 20s), std::nullopt);
        }
        ASSERT_EQ(put(answering(std::to_string(i))), std::nullopt);
        if (i % 5 == 0) {
            ASSERT_TRUE(m_host.swapActor("a", asker()).ok());
        }
        while (made < before + 10)
            std::this_thread::yield();
    }
    over = true;
    for (std::thread &caller : callers)
        caller.join();
    EXPECT_EQ(bad, std::vector<std::string>());
    EXPECT_EQ(ask(m_host, "a"), "40");
}

} // namespace

} // namespace watchglass::host
