// SPDX-License-Identifier: Apache-2.0
#include "engine/host/host.h"
#include "engine/host/loader.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <thread>

#include "tests/engine/host/services.h"

namespace watchglass::host {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto goodManifest =
    R"({"watchglass_provider": 1, "name": "Test", "version": "1", "capabilities": ["test:test"]})";

/// A folder with a library that can be overwritten, as a build does it.
class Loader : public testing::Test
{
protected:
    void SetUp() override
    {
        m_folder = fs::temp_directory_path() / ("wg-loader-" + std::to_string(getpid()) + "-" +
                                                testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::create_directories(m_folder);
    }
    void TearDown() override { fs::remove_all(m_folder); }

    fs::path put(const std::string &library, const std::string &manifest = goodManifest)
    {
        const fs::path path = m_folder / "provider.so";
        // In place: the very file that may be mapped gets other bytes.
        std::ofstream(path, std::ios::binary)
            << std::ifstream(fs::path(TEST_PLUGINS) / (library + ".so"), std::ios::binary).rdbuf();
        std::ofstream(m_folder / "provider.json") << manifest;
        return path;
    }

    std::shared_ptr<RememberingServices> m_services = std::make_shared<RememberingServices>();
    fs::path m_folder;
};

std::string answerOf(const LoadedProvider &loaded)
{
    return textOf(loaded.provider().call({"actor", "default", "test:test", "Get", {}, {}}).bytes);
}

/// Waits for the end of a provider: what it came to.
Unloading::State ended(const std::shared_ptr<const Unloading> &unloading)
{
    using State = Unloading::State;
    for (int i = 0; i < 1000 && (unloading->state == State::InUse || unloading->state == State::Ending); ++i)
        std::this_thread::sleep_for(10ms);
    return unloading->state;
}

TEST_F(Loader, AnswersWithTheNewCodeEachTimeItIsRebuiltAndTheOldIsGone)
{
    for (int round = 0; round < 20; ++round) {
        const std::string number = round % 2 ? "2" : "1";
        LoadResult result = loadProvider(put("answering_" + number), m_services);
        ASSERT_TRUE(result.provider) << result.error;
        EXPECT_EQ(answerOf(*result.provider), number);
        const auto unloading = result.provider->unloading();
        EXPECT_EQ(unloading->state, Unloading::State::InUse);
        result.provider.reset();
        EXPECT_EQ(ended(unloading), Unloading::State::Gone);
    }
}

TEST_F(Loader, TwoOfTheSameFileAreTwo)
{
    const LoadResult old = loadProvider(put("answering_1"), m_services);
    ASSERT_TRUE(old.provider) << old.error;
    // While the old one runs, its file is overwritten.
    const LoadResult next = loadProvider(put("answering_2"), m_services);
    ASSERT_TRUE(next.provider) << next.error;
    EXPECT_EQ(answerOf(*old.provider), "1");
    EXPECT_EQ(answerOf(*next.provider), "2");
}

TEST_F(Loader, TheSameIsLoadedAgainWhateverBecameOfItsFile)
{
    LoadResult old = loadProvider(put("answering_1"), m_services);
    ASSERT_TRUE(old.provider) << old.error;
    const auto image = old.provider->image();
    const auto unloading = old.provider->unloading();
    old.provider.reset();
    EXPECT_EQ(ended(unloading), Unloading::State::Gone);
    put("answering_2");
    for (int i = 0; i < 2; ++i) {
        const LoadResult again = loadProvider(*image, m_services);
        ASSERT_TRUE(again.provider) << again.error;
        EXPECT_EQ(answerOf(*again.provider), "1");
        fs::remove(m_folder / "provider.so");
    }
}

TEST_F(Loader, AHostUndoesTheChangeOfAProvider)
{
    const auto manifest = [](const std::string &version) {
        return R"({"watchglass_provider": 1, "name": "Test )" + version + R"(", "version": ")" + version +
               R"(", "capabilities": ["test:test"]})";
    };
    Host host;
    const auto state = [&] { return host.board().providers[0]; };
    EXPECT_NE(host.undoProvider("p"), std::nullopt);
    ASSERT_EQ(host.putProvider("p", put("answering_1", manifest("1"))), std::nullopt);
    EXPECT_EQ(state().before, "");
    EXPECT_EQ(host.undoProvider("p"), "there is nothing to undo: no library was in the place p before");
    ASSERT_EQ(host.putProvider("p", put("answering_2", manifest("2"))), std::nullopt);
    EXPECT_EQ(state().before, "Test 1");
    ASSERT_EQ(host.undoProvider("p"), std::nullopt);
    EXPECT_EQ(state().manifest->version, "1");
    EXPECT_EQ(state().before, "Test 2");
    ASSERT_EQ(host.undoProvider("p"), std::nullopt) << "and that, too";
    EXPECT_EQ(state().manifest->version, "2");
    ASSERT_EQ(host.removeProvider("p"), std::nullopt);
    EXPECT_FALSE(state().manifest);
    ASSERT_EQ(host.undoProvider("p"), std::nullopt);
    EXPECT_EQ(state().manifest->version, "2");
}

TEST_F(Loader, LeavesNoCopyBehind)
{
    const fs::path temporary = m_folder / "tmp";
    fs::create_directory(temporary);
    setenv("TMPDIR", temporary.c_str(), 1);
    const LoadResult result = loadProvider(put("answering_1"), m_services);
    unsetenv("TMPDIR");
    ASSERT_TRUE(result.provider);
    EXPECT_TRUE(fs::is_empty(temporary));
}

TEST_F(Loader, OneThatHangsAtItsStartIsGivenUpAndKept)
{
    setenv("WATCHGLASS_TEST_HANG", "start", 1);
    const LoadResult result = loadProvider(put("hanging"), m_services, 100ms);
    unsetenv("WATCHGLASS_TEST_HANG");
    EXPECT_FALSE(result.provider);
    EXPECT_EQ(result.error, "the provider Test cannot start: it did not come back within 100 ms and was given up");
}

TEST_F(Loader, OneThatHangsAtItsEndHoldsNobodyUp)
{
    setenv("WATCHGLASS_TEST_HANG", "end", 1);
    LoadResult result = loadProvider(put("hanging"), m_services);
    ASSERT_TRUE(result.provider) << result.error;
    const auto unloading = result.provider->unloading();
    result.provider.reset();
    while (unloading->state == Unloading::State::InUse)
        std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(unloading->state, Unloading::State::Ending);
}

TEST_F(Loader, WhatItThrowsIsASentence)
{
    const LoadResult result = loadProvider(put("throwing"), m_services);
    EXPECT_FALSE(result.provider);
    EXPECT_EQ(result.error, "the provider Test cannot start: it threw: the disk is on fire");
}

TEST_F(Loader, ALibraryWithoutTheEntryPointIsRefused)
{
    const fs::path path = put("empty");
    EXPECT_EQ(loadProvider(path, m_services).error,
              path.string() + " is no provider: it has no function watchglass_provider_v1");
}

TEST_F(Loader, WhatIsNoLibraryIsRefusedByItsOwnName)
{
    const fs::path path = put("empty");
    std::ofstream(path) << "no library";
    const std::string error = loadProvider(path, m_services).error;
    EXPECT_TRUE(error.starts_with(path.string() + " cannot be loaded: ")) << error;
    EXPECT_EQ(error.find("watchglass-"), error.npos) << error;
}

TEST_F(Loader, AMissingFileOrManifestIsNamed)
{
    const fs::path path = put("answering_1");
    fs::remove(m_folder / "provider.json");
    EXPECT_EQ(loadProvider(path, m_services).error, path.string() + " cannot be loaded: its manifest " +
                                                        (m_folder / "provider.json").string() + " cannot be read");
    put("answering_1");
    fs::remove(path);
    EXPECT_EQ(loadProvider(path, m_services).error, path.string() + " cannot be opened: No such file or directory");
}

TEST_F(Loader, TheExampleEchoesWithTheSettingsOfTheLink)
{
    const LoadResult result = loadProvider(fs::path(BUILT_PLUGINS) / "example_echo.so", m_services);
    ASSERT_TRUE(result.provider) << result.error;
    EXPECT_TRUE(result.provider->manifest().serves("example:echo"));
    Provider &echo = result.provider->provider();
    EXPECT_EQ(echo.bind({"a", "example:echo", "default", {{"PREFIX", "> "}}}), std::nullopt);
    const Bytes payload = bytesOf("hello");
    EXPECT_EQ(textOf(echo.call({"a", "default", "example:echo", "Say", payload, {}}).bytes), "> hello");
    echo.unbind("a", "default");
    EXPECT_EQ(textOf(echo.call({"a", "default", "example:echo", "Say", payload, {}}).bytes), "hello");
    ASSERT_EQ(result.provider->functions().size(), 1u);
    EXPECT_EQ(result.provider->functions()[0].name, "log");
}

TEST(ProviderPaths, ANameIsLookedForInTheFoldersOfTheEnvironment)
{
    setenv("WATCHGLASS_PLUGINS", "/nowhere:" BUILT_PLUGINS, 1);
    EXPECT_EQ(findProvider("example_echo"), fs::path(BUILT_PLUGINS) / "example_echo.so");
    EXPECT_TRUE(findProvider("no_such_provider").empty());
    EXPECT_TRUE(findProvider("/nowhere/example_echo.so").empty());
    unsetenv("WATCHGLASS_PLUGINS");
    const auto all = allProviders();
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [](const fs::path &one) { return one.stem() == "example_echo"; }));
}

} // namespace

} // namespace watchglass::host
