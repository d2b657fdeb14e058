// SPDX-License-Identifier: Apache-2.0
/// Open files: bytes in and out, rights, flags, times, directories, numbers and quotas.
#include <set>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/engine/wasi/kit.h"

namespace watchglass::wasi {
namespace {

class Files : public ::testing::Test
{
protected:
    Sandbox sandbox() const
    {
        Sandbox made;
        made.directories = {{folder.path(), "/data", true}};
        return made;
    }
    uint32_t open(const std::string &name, uint32_t oflags = 0, uint32_t fdflags = 0, uint64_t rights = allFileRights)
    {
        const auto opened = guest.open(firstDirectory, name, rights, oflags, fdflags);
        EXPECT_EQ(opened.error, Errno::Success) << name;
        return opened.fd;
    }
    uint64_t seek(uint32_t fd, int64_t offset, uint32_t whence)
    {
        EXPECT_EQ(guest.call("fd_seek", {fd, uint64_t(offset), whence, 16}), Errno::Success);
        return guest.get<uint64_t>(16);
    }

    Folder folder;
    Guest guest{sandbox()};
};

TEST_F(Files, APreopenedDirectoryHasAName)
{
    EXPECT_EQ(guest.call("fd_prestat_get", {3, 16}), Errno::Success);
    EXPECT_EQ(guest.get<uint64_t>(16), 5ull << 32) << "a directory whose name has five bytes";
    EXPECT_EQ(guest.call("fd_prestat_dir_name", {3, 32, 5}), Errno::Success);
    EXPECT_EQ(guest.text(32, 6), std::string("/data\0", 6));
    EXPECT_EQ(guest.call("fd_prestat_dir_name", {3, 32, 4}), Errno::NameTooLong);
    EXPECT_EQ(guest.call("fd_prestat_get", {4, 16}), Errno::BadDescriptor) << "what ends the search of C libraries";
    EXPECT_EQ(guest.call("fd_prestat_get", {1, 16}), Errno::BadDescriptor);
}

TEST_F(Files, AreWrittenReadAndSought)
{
    const uint32_t fd = open("f", oflags::Creat);
    EXPECT_EQ(fd, 4u) << "the lowest number that is free";
    EXPECT_EQ(guest.write(fd, "hello, world"), Errno::Success);
    EXPECT_EQ(guest.get<uint32_t>(16), 12u);
    EXPECT_EQ(guest.read(fd), "");
    EXPECT_EQ(seek(fd, 7, 0), 7u);
    EXPECT_EQ(guest.read(fd, 3), "wor");
    EXPECT_EQ(seek(fd, -2, 1), 8u);
    EXPECT_EQ(seek(fd, -5, 2), 7u);
    EXPECT_EQ(guest.read(fd), "world");
    EXPECT_EQ(guest.call("fd_tell", {fd, 16}), Errno::Success);
    EXPECT_EQ(guest.get<uint64_t>(16), 12u);
    EXPECT_EQ(guest.call("fd_seek", {fd, uint64_t(-1), 0, 16}), Errno::Invalid);
    EXPECT_EQ(guest.call("fd_seek", {fd, 0, 3, 16}), Errno::Invalid);
    EXPECT_EQ(folder.read("f"), "hello, world");
    EXPECT_EQ(guest.call("fd_sync", {fd}), Errno::Success);
    EXPECT_EQ(guest.call("fd_datasync", {fd}), Errno::Success);
    EXPECT_EQ(guest.call("fd_close", {fd}), Errno::Success);
    EXPECT_EQ(guest.call("fd_close", {fd}), Errno::BadDescriptor);
}

TEST_F(Files, SeveralBuffersAreOneTransfer)
{
    const uint32_t fd = open("f", oflags::Creat);
    const uint32_t words[] = {guest.put("one"), 3, 0, 0, guest.put("two!"), 4};
    const uint32_t vectors = guest.put({reinterpret_cast<const char *>(words), sizeof words});
    EXPECT_EQ(guest.call("fd_write", {fd, vectors, 3, 16}), Errno::Success);
    EXPECT_EQ(guest.get<uint32_t>(16), 7u);
    EXPECT_EQ(folder.read("f"), "onetwo!");
    const uint32_t into[] = {guest.room(2), 2, guest.room(8), 8};
    const uint32_t places = guest.put({reinterpret_cast<const char *>(into), sizeof into});
    EXPECT_EQ(guest.call("fd_pread", {fd, places, 2, 1, 16}), Errno::Success);
    EXPECT_EQ(guest.get<uint32_t>(16), 6u);
    EXPECT_EQ(guest.text(into[0], 2), "ne");
    EXPECT_EQ(guest.text(into[2], 8), std::string("two!\0\0\0\0", 8)) << "what was not read is left alone";
    EXPECT_EQ(guest.call("fd_pwrite", {fd, vectors, 1, 2, 16}), Errno::Success);
    EXPECT_EQ(folder.read("f"), "ononeo!");
    guest.call("fd_tell", {fd, 16});
    EXPECT_EQ(guest.get<uint64_t>(16), 7u) << "neither moved the place";
}

TEST_F(Files, ABigTransferIsWhole)
{
    std::string bytes(50'000 * 3, '\0');
    for (size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = char(i * 7 >> 3);
    folder.write("big", bytes);
    const uint32_t in = open("big"), out = open("copy", oflags::Creat);
    const uint32_t at = guest.room(50'000);
    std::vector<uint32_t> words{at, 50'000, at, 50'000, at, 50'000};
    const uint32_t vectors = guest.put({reinterpret_cast<const char *>(words.data()), words.size() * 4});
    EXPECT_EQ(guest.call("fd_read", {in, vectors, 3, 16}), Errno::Success);
    EXPECT_EQ(guest.get<uint32_t>(16), 150'000u);
    EXPECT_EQ(guest.text(at, 50'000), bytes.substr(100'000));
    EXPECT_EQ(guest.call("fd_write", {out, vectors, 3, 16}), Errno::Success);
    EXPECT_EQ(folder.read("copy"), bytes.substr(100'000) + bytes.substr(100'000) + bytes.substr(100'000));
}

TEST_F(Files, AppendAndNonblockAreFlags)
{
    folder.write("f", "old");
    const uint32_t fd = open("f", 0, fdflags::Append);
    const auto flags = [&] {
        EXPECT_EQ(guest.call("fd_fdstat_get", {fd, 64}), Errno::Success);
        return guest.get<uint16_t>(66);
    };
    EXPECT_EQ(flags(), fdflags::Append);
    guest.write(fd, "+");
    EXPECT_EQ(folder.read("f"), "old+");
    EXPECT_EQ(guest.call("fd_fdstat_set_flags", {fd, fdflags::Nonblock}), Errno::Success);
    EXPECT_EQ(flags(), fdflags::Nonblock);
    seek(fd, 0, 0);
    guest.write(fd, "new");
    EXPECT_EQ(folder.read("f"), "new+");
    EXPECT_EQ(guest.call("fd_fdstat_set_flags", {fd, fdflags::Sync}), Errno::Invalid);
    EXPECT_EQ(guest.open(firstDirectory, "s", allFileRights, oflags::Creat, fdflags::Sync).error, Errno::Success);
}

TEST_F(Files, RightsAreCheckedAndOnlyFall)
{
    folder.write("f", "text");
    const uint32_t fd = open("f", 0, 0, rights::FdRead | rights::FdSeek);
    EXPECT_EQ(guest.write(fd, "x"), Errno::NotCapable);
    EXPECT_EQ(guest.call("fd_filestat_get", {fd, 64}), Errno::NotCapable);
    EXPECT_EQ(guest.call("fd_fdstat_get", {fd, 64}), Errno::Success);
    EXPECT_EQ(guest.get<uint8_t>(64), uint8_t(FileType::RegularFile));
    EXPECT_EQ(guest.get<uint64_t>(72), rights::FdRead | rights::FdSeek);
    EXPECT_EQ(guest.get<uint64_t>(80), 0u) << "nothing can be opened through a file";
    EXPECT_EQ(guest.call("fd_fdstat_set_rights", {fd, rights::FdWrite, 0}), Errno::NotCapable);
    EXPECT_EQ(guest.call("fd_fdstat_set_rights", {fd, rights::FdSeek, 0}), Errno::Success);
    EXPECT_EQ(guest.read(fd), "!ENOTCAPABLE");
    EXPECT_EQ(guest.call("fd_fdstat_set_rights", {fd, rights::FdSeek | rights::FdRead, 0}), Errno::NotCapable);

    EXPECT_EQ(guest.call("fd_fdstat_get", {3, 64}), Errno::Success);
    EXPECT_EQ(guest.get<uint8_t>(64), uint8_t(FileType::Directory));
    EXPECT_EQ(guest.get<uint64_t>(72) & (rights::FdSeek | rights::FdRead | rights::FdWrite), 0u);
    EXPECT_EQ(guest.call("fd_fdstat_set_rights", {3, rights::PathOpen, rights::FdRead}), Errno::Success);
    EXPECT_EQ(guest.open(3, "f", rights::FdWrite).error, Errno::NotCapable);
    EXPECT_EQ(guest.open(3, "g", rights::FdRead, oflags::Creat).error, Errno::NotCapable);
    EXPECT_EQ(guest.read(guest.open(3, "f", rights::FdRead).fd), "text");
}

TEST_F(Files, ADirectoryIsNoFileAndAStreamHasNoPlace)
{
    EXPECT_EQ(guest.read(3), "!EISDIR");
    EXPECT_EQ(guest.write(3, "x"), Errno::IsDirectory);
    EXPECT_EQ(guest.call("fd_seek", {3, 0, 0, 16}), Errno::IsDirectory);
    EXPECT_EQ(guest.call("fd_seek", {1, 0, 1, 16}), Errno::IllegalSeek);
    EXPECT_EQ(guest.call("fd_tell", {0, 16}), Errno::IllegalSeek);
    folder.write("f", "");
    EXPECT_EQ(guest.call("fd_readdir", {open("f"), 64, 64, 0, 16}), Errno::NotDirectory);
    EXPECT_EQ(guest.open(open("f"), "x", rights::FdRead).error, Errno::NotDirectory);
}

TEST_F(Files, SizesAndTimes)
{
    const uint32_t fd = open("f", oflags::Creat);
    EXPECT_EQ(guest.call("fd_filestat_set_size", {fd, 100}), Errno::Success);
    EXPECT_EQ(guest.call("fd_allocate", {fd, 90, 20}), Errno::Success);
    EXPECT_EQ(guest.call("fd_advise", {fd, 0, 0, 5}), Errno::Success);
    EXPECT_EQ(guest.call("fd_advise", {fd, 0, 0, 6}), Errno::Invalid);
    EXPECT_EQ(guest.call("fd_filestat_set_times", {fd, 1'000'000'007, 2'000'000'009, fstflags::Atim | fstflags::Mtim}),
              Errno::Success);
    EXPECT_EQ(guest.call("fd_filestat_get", {fd, 64}), Errno::Success);
    struct stat about;
    ASSERT_EQ(stat(folder.path("f").c_str(), &about), 0);
    EXPECT_EQ(guest.get<uint64_t>(64), about.st_dev);
    EXPECT_EQ(guest.get<uint64_t>(72), about.st_ino);
    EXPECT_EQ(guest.get<uint64_t>(80), uint64_t(FileType::RegularFile));
    EXPECT_EQ(guest.get<uint64_t>(88), 1u);
    EXPECT_EQ(guest.get<uint64_t>(96), 110u);
    EXPECT_EQ(guest.get<uint64_t>(104), 1'000'000'007u);
    EXPECT_EQ(guest.get<uint64_t>(112), 2'000'000'009u);
}

TEST_F(Files, TheOldDialectHasOtherNumbersAndLayouts)
{
    folder.write("f", "0123456789");
    Guest old{sandbox(), "wasi_unstable"};
    const auto fd = old.open(firstDirectory, "f", allFileRights).fd;
    EXPECT_EQ(old.call("fd_seek", {fd, 3, 2, 16}), Errno::Success) << "2 is SEEK_SET there";
    EXPECT_EQ(old.get<uint64_t>(16), 3u);
    EXPECT_EQ(old.call("fd_seek", {fd, 2, 0, 16}), Errno::Success) << "0 is SEEK_CUR";
    EXPECT_EQ(old.get<uint64_t>(16), 5u);
    EXPECT_EQ(old.call("fd_seek", {fd, 0, 1, 16}), Errno::Success) << "1 is SEEK_END";
    EXPECT_EQ(old.get<uint64_t>(16), 10u);
    EXPECT_EQ(old.call("fd_filestat_get", {fd, 64}), Errno::Success);
    EXPECT_EQ(old.get<uint32_t>(64 + 20), 1u) << "the count of links has 32 bits";
    EXPECT_EQ(old.get<uint64_t>(64 + 24), 10u) << "and the size comes where it was";
    EXPECT_EQ(old.get<uint64_t>(64 + 56), 0u) << "a filestat has 56 bytes";
}

TEST_F(Files, ADirectoryIsReadInPieces)
{
    std::set<std::string> wanted{".", ".."};
    for (int i = 0; i < 150; ++i) {
        const std::string name = "entry-" + std::to_string(i);
        folder.write(name, "");
        wanted.insert(name);
    }
    folder.directory("sub");
    wanted.insert("sub");
    std::set<std::string> found;
    uint64_t cookie = 0;
    constexpr uint32_t room = 512;
    for (int pieces = 0; pieces < 100; ++pieces) {
        ASSERT_EQ(guest.call("fd_readdir", {3, 2048, room, cookie, 16}), Errno::Success);
        const uint32_t used = guest.get<uint32_t>(16);
        uint32_t at = 2048;
        while (at + 24 <= 2048 + used && at + 24 + guest.get<uint32_t>(at + 16) <= 2048 + used) {
            const std::string name = guest.text(at + 24, guest.get<uint32_t>(at + 16));
            EXPECT_TRUE(found.insert(name).second) << name << " twice";
            const bool directory = name[0] == '.' || name == "sub";
            EXPECT_EQ(guest.get<uint8_t>(at + 20), uint8_t(directory ? FileType::Directory : FileType::RegularFile));
            cookie = guest.get<uint64_t>(at);
            at += 24 + uint32_t(name.size());
        }
        if (used < room)
            break;
        EXPECT_EQ(used, room) << "a full buffer says that there is more";
    }
    EXPECT_EQ(found, wanted);
}

TEST_F(Files, AreRenumbered)
{
    folder.write("f", "f");
    folder.write("g", "g");
    const uint32_t f = open("f"), g = open("g");
    EXPECT_EQ(guest.call("fd_renumber", {f, g}), Errno::Success);
    EXPECT_EQ(guest.read(g), "f");
    EXPECT_EQ(guest.read(f), "!EBADF");
    EXPECT_EQ(guest.call("fd_renumber", {g, f}), Errno::BadDescriptor) << "nothing is open there";
    EXPECT_EQ(guest.call("fd_renumber", {g, g}), Errno::Success);
    EXPECT_EQ(guest.call("fd_renumber", {3, 0}), Errno::Success);
    EXPECT_EQ(guest.call("fd_fdstat_get", {0, 64}), Errno::Success);
    EXPECT_EQ(guest.get<uint8_t>(64), uint8_t(FileType::Directory));
}

TEST_F(Files, QuotasAreKept)
{
    Sandbox made = sandbox();
    made.quotas.outputBytes = 10;
    made.quotas.openFiles = 2;
    std::string output;
    made.output = callbackStream([&](std::string_view bytes) { output += bytes; });
    Guest limited{made};
    EXPECT_EQ(limited.write(1, "1234567"), Errno::Success);
    const auto file = limited.open(firstDirectory, "f", allFileRights, oflags::Creat);
    ASSERT_EQ(file.error, Errno::Success);
    EXPECT_EQ(limited.call("fd_allocate", {file.fd, 0, 100}), Errno::Quota);
    EXPECT_EQ(limited.write(file.fd, "89abc"), Errno::Success);
    EXPECT_EQ(limited.get<uint32_t>(16), 3u) << "as much as was left";
    EXPECT_EQ(limited.write(1, "more"), Errno::Quota);
    EXPECT_EQ(output, "1234567");
    EXPECT_EQ(folder.read("f"), "89a");
    EXPECT_EQ(limited.open(firstDirectory, "f", allFileRights).error, Errno::TooManyOpen);
    EXPECT_EQ(limited.call("fd_close", {file.fd}), Errno::Success);
    EXPECT_EQ(limited.open(firstDirectory, "f", allFileRights).error, Errno::Success);
}

TEST_F(Files, StreamsAreTheCallers)
{
    Sandbox made;
    made.input = bytesStream("typed in");
    std::string output, error;
    made.output = callbackStream([&](std::string_view bytes) { output += bytes; });
    made.error = callbackStream([&](std::string_view bytes) { error += bytes; });
    Guest one{made};
    EXPECT_EQ(one.read(0, 5), "typed");
    EXPECT_EQ(one.read(0), " in");
    EXPECT_EQ(one.read(0), "");
    EXPECT_EQ(one.read(1), "!ENOTCAPABLE");
    EXPECT_EQ(one.write(0, "x"), Errno::NotCapable);
    one.write(1, "out");
    one.write(2, "err");
    EXPECT_EQ(output, "out");
    EXPECT_EQ(error, "err");

    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    made.output = descriptorStream(ends[1]);
    Guest two{made};
    EXPECT_EQ(two.call("fd_fdstat_set_flags", {1, fdflags::Nonblock}), Errno::Success);
    size_t written = 0;
    Errno last = Errno::Success;
    while (written < 10'000'000 && (last = two.write(1, std::string(1000, 'x'))) == Errno::Success)
        written += two.get<uint32_t>(16);
    EXPECT_EQ(last, Errno::Again) << "the pipe is full";
    EXPECT_GE(written, 4096u);
    close(ends[0]);
    close(ends[1]);
}

} // namespace
} // namespace watchglass::wasi
