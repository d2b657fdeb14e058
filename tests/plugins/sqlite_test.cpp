// SPDX-License-Identifier: Apache-2.0
// Key-value in SQLite: what is particular to a file.
#include <csignal>
#include <fstream>
#include <sqlite3.h>
#include <sys/resource.h>
#include <thread>

#include "tests/plugins/store_kinds.h"

namespace watchglass {
namespace {

using namespace std::chrono_literals;
using host::Failure;

class Sqlite : public testing::Test
{
protected:
    std::unique_ptr<Linked> open(const std::string &limit = "0")
    {
        return std::make_unique<Linked>("kv_sqlite",
                                        std::map<std::string, std::string>{{"PATH", path}, {"LIMIT_MB", limit}});
    }
    std::string refusal(const std::string &file)
    {
        Linked any("kv_sqlite", {{"PATH", folder.file("any.sqlite")}});
        return any.provider().bind({"b", "wascc:keyvalue", "default", {{"PATH", file}}}).value_or("taken");
    }
    static int64_t add(Linked &store, std::chrono::milliseconds time = 20s)
    {
        return store.ask("Add", {{"key", "n"}, {"value", 1}}, soon(time))["value"].number();
    }
    static std::string set(Linked &store, const std::string &key, size_t size)
    {
        store.ask("Set", {{"key", key}, {"value", std::string(size, 'x')}, {"expires", 0}});
        return store.error;
    }
    /// What another program does with the file.
    void otherwise(const std::string &file, const char *sql)
    {
        sqlite3 *connection = nullptr;
        ASSERT_EQ(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(connection);
        sqlite3_close(connection);
    }

    Folder folder;
    const std::string path = folder.file("store.sqlite");
};

TEST_F(Sqlite, WhatIsKeptOutlastsTheProvider)
{
    EXPECT_EQ(add(*open()), 1);
    auto store = open();
    EXPECT_EQ(add(*store), 2);
    store->ask("Push", {{"key", "l"}, {"value", "a"}});
    store->ask("SetAdd", {{"key", "s"}, {"value", "b"}});
    store = open();
    EXPECT_EQ(store->said("Range", {{"key", "l"}, {"start", 0}, {"stop", -1}}), R"({"values":["a"]})");
    EXPECT_EQ(store->said("SetQuery", {{"key", "s"}}), R"({"values":["b"]})");
}

TEST_F(Sqlite, TwoProgramsCountInOneFile)
{
    const auto one = open(), two = open();
    std::thread other([&] {
        for (int i = 0; i < 100; ++i)
            EXPECT_GT(add(*two), 0) << two->error;
    });
    for (int i = 0; i < 100; ++i)
        EXPECT_GT(add(*one), 0) << one->error;
    other.join();
    EXPECT_EQ(add(*one), 201);
}

TEST_F(Sqlite, ALockedFileCostsAnErrorWithinTheDeadlineAndIsWellAgainAtOnce)
{
    auto store = open();
    EXPECT_EQ(add(*store), 1);
    sqlite3 *other = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    const auto deadline = soon(200ms);
    store->ask("Add", {{"key", "n"}, {"value", 1}}, deadline);
    EXPECT_EQ(store->error, path + " is locked by another program, and was not free in time");
    EXPECT_EQ(store->failure, Failure::Unavailable);
    EXPECT_EQ(store->provider().health().sentence, store->error);
    EXPECT_EQ(store->said("Get", {{"key", "n"}}), R"({"value":"1","exists":true})"); // readers need not wait
    sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
    sqlite3_close(other);
    EXPECT_TRUE(store->provider().health().ok);
    EXPECT_EQ(add(*store), 2);
}

TEST_F(Sqlite, ALockThatIsFreeInTimeIsWaitedFor)
{
    auto store = open();
    sqlite3 *other = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    std::thread freeing([&] {
        std::this_thread::sleep_for(50ms);
        sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
    });
    EXPECT_EQ(add(*store), 1) << store->error;
    freeing.join();
    sqlite3_close(other);
}

TEST_F(Sqlite, AFullFileCostsAnErrorAndNothingThatIsKept)
{
    auto store = open("1");
    EXPECT_EQ(set(*store, "a", 700'000), "");
    EXPECT_EQ(set(*store, "b", 700'000),
              path + " has reached its limit of 1 MB (setting LIMIT_MB), or the disk is full");
    EXPECT_EQ(store->failure, Failure::Unavailable);
    for (int i = 0; i < 100 && set(*store, "small" + std::to_string(i), 10'000).empty(); ++i) {
    }
    EXPECT_FALSE(store->provider().health().ok);
    EXPECT_EQ(store->ask("Get", {{"key", "a"}})["value"].text().size(), 700'000u);
    EXPECT_FALSE(store->ask("Get", {{"key", "b"}})["exists"].flag());
    store->ask("Del", {{"key", "a"}});
    EXPECT_EQ(store->error, "");
    EXPECT_TRUE(store->provider().health().ok);
    EXPECT_EQ(set(*store, "b", 600'000), "");
}

/// The system refuses to make the file longer, as on a full disk.
TEST_F(Sqlite, ADiskThatTakesNoMoreCostsAnErrorAndIsWellAgainWhenItDoes)
{
    auto store = open();
    EXPECT_EQ(set(*store, "a", 1000), "");
    rlimit before = {};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit little = before;
    little.rlim_cur = 0;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &little), 0);
    const std::string error = set(*store, "b", 1000);
    const host::Health sick = store->provider().health();
    const std::string kept = store->said("Get", {{"key", "b"}});
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    EXPECT_TRUE(error.starts_with(path + " cannot be read or written: ")) << error;
    EXPECT_FALSE(sick.ok) << "health is green, though nothing can be written";
    EXPECT_EQ(kept, R"({"value":"","exists":false})");
    EXPECT_TRUE(store->provider().health().ok);
    EXPECT_EQ(set(*store, "b", 1'000'000), "");
}

TEST_F(Sqlite, WhatIsNoStoreOfOursIsRefusedAndLeftAlone)
{
    const std::string text = folder.file("text"), foreign = folder.file("foreign.sqlite");
    std::ofstream(text) << std::string(5000, 'x');
    EXPECT_EQ(refusal(text), text + " is no database of SQLite, or damaged: file is not a database");
    otherwise(foreign, "CREATE TABLE bills(sum)");
    EXPECT_EQ(refusal(foreign), foreign + " is a database of another program, or of another version of this one");
    const std::string nowhere = folder.file("no/such/folder/x.sqlite");
    EXPECT_EQ(refusal(nowhere), nowhere + " cannot be opened: No such file or directory");
    EXPECT_EQ(refusal(folder.path.string()), folder.path.string() + " cannot be opened: Is a directory");
}

TEST_F(Sqlite, AFileThatIsRemovedUnderItIsMadeAnew)
{
    auto store = open();
    EXPECT_EQ(add(*store), 1);
    std::filesystem::remove(path);
    EXPECT_EQ(add(*store), 1) << store->error;
    EXPECT_TRUE(std::filesystem::exists(path));
    std::filesystem::remove_all(folder.path);
    EXPECT_EQ(add(*store), 0);
    EXPECT_EQ(store->error, path + " cannot be opened: No such file or directory");
    EXPECT_FALSE(store->provider().health().ok);
    std::filesystem::create_directory(folder.path);
    EXPECT_TRUE(store->provider().health().ok);
    EXPECT_EQ(add(*store), 1);
}

TEST_F(Sqlite, WithoutAPathItLiesAmongTheUsersData)
{
    setenv("XDG_DATA_HOME", folder.path.c_str(), 1);
    Linked store("kv_sqlite");
    unsetenv("XDG_DATA_HOME");
    EXPECT_EQ(add(store), 1);
    EXPECT_TRUE(std::filesystem::exists(folder.file("watchglass/keyvalue.sqlite")));
}

} // namespace
} // namespace watchglass
