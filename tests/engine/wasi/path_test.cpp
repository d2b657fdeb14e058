// SPDX-License-Identifier: Apache-2.0
/// Paths stay beneath the directory they start from, by the kernel's resolution and by our own walk alike.
#include <atomic>
#include <cstring>
#include <fcntl.h>
#include <stdio.h>
#include <thread>
#include <unistd.h>

#include "engine/wasi/resolver.h"
#include "tests/engine/wasi/kit.h"

namespace watchglass::wasi {
namespace {

/// world/secret, world/box (granted) with in, a/in, and links of every kind.
class Paths : public ::testing::TestWithParam<Resolution>
{
protected:
    void SetUp() override
    {
        if (GetParam() == Resolution::Kernel && Resolver::best() != Resolution::Kernel)
            GTEST_SKIP() << "skipped: this kernel has no openat2";
        world.directory("box/a/b");
        world.directory("outside");
        world.write("secret", "secret");
        world.write("outside/secret", "secret");
        world.write("box/in", "inside");
        world.write("box/a/in", "inside a");
        world.link("..", "box/up");
        world.link("../..", "box/a/upup");
        world.link("../outside", "box/out");
        world.link("../secret", "box/leak");
        world.link(world.path("secret"), "box/absolute");
        world.link("/", "box/root");
        world.link("up/secret", "box/chain");
        world.link("loop", "box/loop");
        world.link("a/in", "box/link");
        world.link("../in", "box/a/home");
        world.link("a/", "box/slashed");
        world.link("nowhere", "box/dangling");
        world.link("../box/in", "box/around");
    }

    Sandbox sandbox(bool writable = true) const
    {
        Sandbox made;
        made.directories = {{world.path("box"), "/", writable}};
        made.resolution = GetParam();
        return made;
    }

    Folder world;
};
INSTANTIATE_TEST_SUITE_P(Resolutions, Paths, ::testing::Values(Resolution::Kernel, Resolution::Walk),
                         [](const auto &at) { return at.param == Resolution::Kernel ? "Kernel" : "Walk"; });

/// To what lies outside: a file that is there, or a directory of which one could see something.
const std::vector<std::string> escapes = {
    "../secret",
    "a/../../secret",
    "a/b/../../../secret",
    "./../secret",
    "a//..//..//secret",
    "/etc/passwd",
    "/",
    "..",
    "../",
    "../box/in",
    "a/../..",
    "up/secret",
    "up",
    "up/",
    "a/upup/secret",
    "a/b/../upup/secret",
    "leak",
    "absolute",
    "root/etc/passwd",
    "root",
    "root/",
    "chain",
    "out/secret",
    "out/",
    "around",
    "slashed/../../secret",
};

TEST_P(Paths, NoFileIsOpenedOutside)
{
    Guest guest{sandbox()};
    for (const std::string &path : escapes)
        for (const uint32_t how : {0u, uint32_t(oflags::Directory), uint32_t(oflags::Creat), uint32_t(oflags::Trunc)}) {
            const auto opened = guest.open(firstDirectory, path, rights::FdRead | rights::FdReaddir, how);
            const bool asDirectory = path.ends_with('/') && how == oflags::Creat;
            EXPECT_TRUE(opened.error == Errno::NotCapable || (asDirectory && opened.error == Errno::IsDirectory))
                << path << " " << how << ": " << opened.error;
        }
    EXPECT_EQ(world.read("secret"), "secret");
}

TEST_P(Paths, NothingIsSeenOrChangedOutside)
{
    Guest guest{sandbox()};
    const uint32_t in = guest.put("in");
    for (const std::string &path : escapes) {
        const uint32_t at = guest.put(path);
        const uint64_t size = path.size();
        EXPECT_EQ(guest.call("path_filestat_get", {3, 1, at, size, 64}), Errno::NotCapable) << path;
        EXPECT_EQ(guest.call("path_filestat_set_times", {3, 1, at, size, 1, 1, 5}), Errno::NotCapable) << path;
        // What comes below regards the last component as a name in the directory, so that a link there is safe.
        const std::string inner = path.substr(0, path.find_last_not_of('/') + 1) + "/x";
        const uint32_t innerAt = guest.put(inner);
        const uint64_t innerSize = inner.size();
        EXPECT_NE(guest.call("path_create_directory", {3, innerAt, innerSize}), Errno::Success) << inner;
        EXPECT_NE(guest.call("path_symlink", {in, 2, 3, innerAt, innerSize}), Errno::Success) << inner;
        EXPECT_NE(guest.call("path_link", {3, 0, in, 2, 3, innerAt, innerSize}), Errno::Success) << inner;
        EXPECT_NE(guest.call("path_rename", {3, in, 2, 3, innerAt, innerSize}), Errno::Success) << inner;
    }
    for (const char *const path : {"up/secret", "a/upup/secret", "out/secret", "../secret", "root/etc/passwd"}) {
        const uint32_t at = guest.put(path), free = guest.put("free");
        const uint64_t size = std::strlen(path);
        EXPECT_EQ(guest.call("path_unlink_file", {3, at, size}), Errno::NotCapable) << path;
        EXPECT_EQ(guest.call("path_remove_directory", {3, at, size}), Errno::NotCapable) << path;
        EXPECT_EQ(guest.call("path_readlink", {3, at, size, 64, 64, 16}), Errno::NotCapable) << path;
        EXPECT_EQ(guest.call("path_rename", {3, at, size, 3, free, 4}), Errno::NotCapable) << path;
        EXPECT_EQ(guest.call("path_link", {3, 0, at, size, 3, free, 4}), Errno::NotCapable) << path;
    }
    for (const char *const target : {"/", "/etc", "/box"}) {
        const uint32_t at = guest.put(target), free = guest.put("free");
        EXPECT_EQ(guest.call("path_symlink", {at, std::strlen(target), 3, free, 4}), Errno::NotCapable) << target;
    }
    EXPECT_EQ(world.read("box/in"), "inside");
    EXPECT_EQ(world.read("secret"), "secret");
    EXPECT_FALSE(world.has("x") || world.has("outside/x") || world.has("box/free"));
}

TEST_P(Paths, ALinkWithASlashBehindItIsNotFollowedOut)
{
    Guest guest{sandbox()};
    const uint32_t at = guest.put("out/"), free = guest.put("free");
    EXPECT_EQ(guest.call("path_filestat_get", {3, 0, at, 4, 64}), Errno::NotCapable);
    EXPECT_NE(guest.call("path_readlink", {3, at, 4, 64, 64, 16}), Errno::Success);
    EXPECT_NE(guest.call("path_remove_directory", {3, at, 4}), Errno::Success);
    EXPECT_NE(guest.call("path_unlink_file", {3, at, 4}), Errno::Success);
    EXPECT_NE(guest.call("path_rename", {3, at, 4, 3, free, 4}), Errno::Success);
    EXPECT_NE(guest.call("path_link", {3, 0, at, 4, 3, free, 4}), Errno::Success);
    EXPECT_NE(guest.call("path_create_directory", {3, at, 4}), Errno::Success);
    EXPECT_TRUE(world.has("outside/secret") && world.has("box/out"));
}

TEST_P(Paths, LinksOfProcLeadNowhere)
{
    Sandbox made = sandbox();
    made.directories = {{"/proc/self", "/", false}};
    Guest guest{made};
    for (const char *const path : {"root/etc/passwd", "cwd/x", "exe", "fd/0", "root"})
        EXPECT_NE(guest.open(firstDirectory, path, rights::FdRead).error, Errno::Success) << path;
}

TEST_P(Paths, WhatStaysInsideIsFound)
{
    Guest guest{sandbox()};
    const std::map<std::string, std::string> inside = {{"in", "inside"},
                                                       {"./in", "inside"},
                                                       {"a/../in", "inside"},
                                                       {"a/b/../../in", "inside"},
                                                       {"a//in", "inside a"},
                                                       {"link", "inside a"},
                                                       {"a/home", "inside"},
                                                       {"slashed/in", "inside a"},
                                                       {"slashed/b/../in", "inside a"},
                                                       {"a/./b/.././in", "inside a"}};
    for (const auto &[path, text] : inside) {
        const auto opened = guest.open(firstDirectory, path, rights::FdRead);
        ASSERT_EQ(opened.error, Errno::Success) << path;
        EXPECT_EQ(guest.read(opened.fd), text) << path;
    }
    for (const char *const path : {".", "a", "a/", "slashed", "slashed/", "a/b/..", "a/."})
        EXPECT_EQ(guest.open(firstDirectory, path, 0, oflags::Directory).error, Errno::Success) << path;
}

TEST_P(Paths, ErrorsAreThoseOfPosix)
{
    Guest guest{sandbox()};
    const auto error = [&](const std::string &path, uint32_t how = 0, bool follow = true) {
        return guest.open(firstDirectory, path, rights::FdRead, how, 0, follow).error;
    };
    EXPECT_EQ(error(""), Errno::NoEntry);
    EXPECT_EQ(error("none"), Errno::NoEntry);
    EXPECT_EQ(error("none/in"), Errno::NoEntry);
    EXPECT_EQ(error("in/"), Errno::NotDirectory);
    EXPECT_EQ(error("in/x"), Errno::NotDirectory);
    EXPECT_EQ(error("in", oflags::Directory), Errno::NotDirectory);
    EXPECT_EQ(error("loop"), Errno::Loop);
    EXPECT_EQ(error("loop/x"), Errno::Loop);
    EXPECT_EQ(error("link", 0, false), Errno::Loop);
    EXPECT_EQ(error("dangling"), Errno::NoEntry);
    EXPECT_EQ(error("in", oflags::Creat | oflags::Excl), Errno::Exists);
    EXPECT_EQ(error("link", oflags::Creat | oflags::Excl), Errno::Exists);
    EXPECT_EQ(error("new", oflags::Creat | oflags::Directory), Errno::Invalid);
    EXPECT_EQ(error("new/", oflags::Creat), Errno::IsDirectory);
    EXPECT_EQ(error(std::string("in\0x", 4)), Errno::Invalid);
    EXPECT_EQ(error(std::string(5000, 'x')), Errno::NameTooLong);
    EXPECT_EQ(error(std::string(300, 'x')), Errno::NameTooLong);
    EXPECT_EQ(guest.open(firstDirectory, "a", rights::FdWrite).error, Errno::IsDirectory);
    EXPECT_EQ(error("dangling", oflags::Creat), Errno::Success) << "as open(2) creates what a link names";
    EXPECT_TRUE(world.has("box/nowhere"));
}

TEST_P(Paths, EntriesAreMadeRenamedAndRemoved)
{
    Guest guest{sandbox()};
    const auto at = [&](const char *text) { return guest.put(text); };
    EXPECT_EQ(guest.call("path_create_directory", {3, at("new/"), 4}), Errno::Success);
    EXPECT_EQ(guest.call("path_create_directory", {3, at("new"), 3}), Errno::Exists);
    EXPECT_EQ(guest.call("path_create_directory", {3, at("."), 1}), Errno::Exists);
    EXPECT_EQ(guest.call("path_rename", {3, at("new/"), 4, 3, at("a/old"), 5}), Errno::Success);
    EXPECT_TRUE(world.has("box/a/old"));
    EXPECT_EQ(guest.call("path_unlink_file", {3, at("a/old"), 5}), Errno::IsDirectory);
    EXPECT_EQ(guest.call("path_remove_directory", {3, at("a/old/"), 6}), Errno::Success);
    EXPECT_EQ(guest.call("path_remove_directory", {3, at("a"), 1}), Errno::NotEmpty);
    EXPECT_EQ(guest.call("path_link", {3, 0, at("in"), 2, 3, at("a/twin"), 6}), Errno::Success);
    EXPECT_EQ(guest.call("path_filestat_get", {3, 0, at("a/twin"), 6, 64}), Errno::Success);
    EXPECT_EQ(guest.get<uint64_t>(64 + 24), 2u) << "links";
    EXPECT_EQ(guest.get<uint64_t>(64 + 32), 6u) << "size";
    EXPECT_EQ(guest.call("path_symlink", {at("../in"), 5, 3, at("a/sym"), 5}), Errno::Success);
    EXPECT_EQ(guest.call("path_readlink", {3, at("a/sym"), 5, 256, 3, 16}), Errno::Success);
    EXPECT_EQ(guest.get<uint32_t>(16), 3u) << "cut to the room there is";
    EXPECT_EQ(guest.text(256, 3), "../");
    EXPECT_EQ(guest.call("path_readlink", {3, at("in"), 2, 256, 3, 16}), Errno::Invalid);
    EXPECT_EQ(guest.call("path_unlink_file", {3, at("a/sym"), 5}), Errno::Success);
    EXPECT_EQ(world.read("box/in"), "inside") << "the link is gone, not what it names";
    EXPECT_EQ(guest.call("path_unlink_file", {3, at("in/"), 3}), Errno::NotDirectory);
}

TEST_P(Paths, TimesAreSetOfTheFileOrOfTheLink)
{
    Guest guest{sandbox()};
    const auto modified = [&](const char *path, bool follow) {
        EXPECT_EQ(guest.call("path_filestat_get", {3, follow, guest.put(path), std::strlen(path), 64}), Errno::Success);
        return guest.get<uint64_t>(64 + 48);
    };
    const uint32_t at = guest.put("link");
    EXPECT_EQ(guest.call("path_filestat_set_times", {3, 0, at, 4, 0, 1'500'000'000, fstflags::Mtim}), Errno::Success);
    EXPECT_EQ(modified("link", false), 1'500'000'000u);
    EXPECT_NE(modified("a/in", false), 1'500'000'000u);
    EXPECT_EQ(guest.call("path_filestat_set_times", {3, 1, at, 4, 0, 2'000'000'001, fstflags::Mtim}), Errno::Success);
    EXPECT_EQ(modified("a/in", false), 2'000'000'001u);
    EXPECT_EQ(modified("link", false), 1'500'000'000u);
    EXPECT_EQ(guest.call("path_filestat_set_times", {3, 1, at, 4, 0, 1, fstflags::Mtim | fstflags::MtimNow}),
              Errno::Invalid);
}

TEST_P(Paths, ADirectoryForReadingLetsNothingChange)
{
    Guest guest{sandbox(false)};
    const auto at = [&](const char *text) { return guest.put(text); };
    const auto opened = guest.open(firstDirectory, "in", rights::FdRead | rights::FdSeek | rights::FdFilestatSetTimes);
    ASSERT_EQ(opened.error, Errno::Success) << "libraries ask for more than they need";
    EXPECT_EQ(guest.read(opened.fd), "inside");
    EXPECT_EQ(guest.write(opened.fd, "x"), Errno::NotCapable);
    EXPECT_EQ(guest.call("fd_filestat_set_times", {opened.fd, 0, 0, 5}), Errno::NotCapable);
    EXPECT_EQ(guest.open(firstDirectory, "in", rights::FdWrite).error, Errno::NotCapable);
    EXPECT_EQ(guest.open(firstDirectory, "in", rights::FdRead, oflags::Trunc).error, Errno::NotCapable);
    EXPECT_EQ(guest.open(firstDirectory, "new", rights::FdRead, oflags::Creat).error, Errno::NotCapable);
    EXPECT_EQ(guest.call("path_create_directory", {3, at("n"), 1}), Errno::NotCapable);
    EXPECT_EQ(guest.call("path_unlink_file", {3, at("in"), 2}), Errno::NotCapable);
    EXPECT_EQ(guest.call("path_remove_directory", {3, at("a/b"), 3}), Errno::NotCapable);
    EXPECT_EQ(guest.call("path_rename", {3, at("in"), 2, 3, at("n"), 1}), Errno::NotCapable);
    EXPECT_EQ(guest.call("path_link", {3, 0, at("in"), 2, 3, at("n"), 1}), Errno::NotCapable);
    EXPECT_EQ(guest.call("path_symlink", {at("in"), 2, 3, at("n"), 1}), Errno::NotCapable);
    EXPECT_EQ(guest.call("path_filestat_set_times", {3, 0, at("in"), 2, 0, 0, 5}), Errno::NotCapable);
    const auto deeper = guest.open(firstDirectory, "a", ~0ull & ~rights::FdWrite, oflags::Directory);
    ASSERT_EQ(deeper.error, Errno::Success);
    EXPECT_EQ(guest.open(deeper.fd, "in", rights::FdWrite).error, Errno::NotCapable) << "nor through a directory in it";
    EXPECT_EQ(world.read("box/in"), "inside");
}

TEST_P(Paths, RenamesElsewhereDoNotOpenAWayOut)
{
    world.directory("box/turn");
    world.write("box/turn/secret", "inside");
    const int box = open(world.path("box").c_str(), O_RDONLY | O_DIRECTORY);
    std::atomic<bool> done = false;
    std::thread other([&] {
        while (!done)
            renameat2(box, "turn", box, "out", RENAME_EXCHANGE);
    });
    Guest guest{sandbox()};
    for (int i = 0; i < 2000; ++i) {
        for (const char *const path : {"turn/secret", "a/../turn/../turn/secret"}) {
            const auto opened = guest.open(firstDirectory, path, rights::FdRead);
            if (opened.error != Errno::Success)
                continue;
            EXPECT_EQ(guest.read(opened.fd), "inside");
            guest.call("fd_close", {opened.fd});
        }
    }
    done = true;
    other.join();
    close(box);
}

TEST(Resolution, TheWalkAndTheKernelAgree)
{
    if (Resolver::best() != Resolution::Kernel)
        GTEST_SKIP() << "skipped: this kernel has no openat2";
    Folder world;
    world.directory("box/a/b");
    world.write("box/f", "f");
    world.link("a", "box/l");
    world.link("../f", "box/a/m");
    world.link("../../o", "box/a/o");
    world.link("l/b/..", "box/n");
    world.link("f/", "box/g");
    const std::vector<std::string> pieces = {"a", "b", "f", "l", "m", "n", "o", "g", "..", ".", "", "none"};
    const HostFile box(open(world.path("box").c_str(), O_RDONLY | O_DIRECTORY));
    const Resolver kernel(Resolution::Kernel), walk(Resolution::Walk);
    const auto differs = [&](const std::string &path, int flags) {
        const auto one = kernel.open(box.get(), path, flags), other = walk.open(box.get(), path, flags);
        struct stat first {
        }, second{};
        if (one.file && other.file && fstat(one.file.get(), &first) == 0 && fstat(other.file.get(), &second) == 0)
            return first.st_ino != second.st_ino;
        return one.error != other.error;
    };
    for (const int flags : {O_RDONLY, O_PATH, O_PATH | O_NOFOLLOW, O_RDONLY | O_DIRECTORY, O_RDONLY | O_NOFOLLOW})
        for (const std::string &one : pieces)
            for (const std::string &two : pieces)
                for (const std::string &three : pieces) {
                    const std::string path = one + "/" + two + "/" + three;
                    EXPECT_FALSE(differs(path, flags)) << path << " with " << flags;
                    if (two.empty())
                        EXPECT_FALSE(differs(one + three, flags)) << one + three << " with " << flags;
                }
}

} // namespace
} // namespace watchglass::wasi
