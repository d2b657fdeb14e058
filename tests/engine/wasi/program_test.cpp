// SPDX-License-Identifier: Apache-2.0
/// What a program is told of itself, and that it is told nothing else.
#include <sstream>

#include "engine/wasi/functions.h"
#include "tests/engine/wasi/kit.h"

namespace watchglass::wasi {
namespace {

/// The interface as its specification lists it: each function's parameters, i = i32, l = i64.
const std::map<std::string, std::string> specification = {{"args_get", "ii"},
                                                          {"args_sizes_get", "ii"},
                                                          {"environ_get", "ii"},
                                                          {"environ_sizes_get", "ii"},
                                                          {"clock_res_get", "ii"},
                                                          {"clock_time_get", "ili"},
                                                          {"fd_advise", "illi"},
                                                          {"fd_allocate", "ill"},
                                                          {"fd_close", "i"},
                                                          {"fd_datasync", "i"},
                                                          {"fd_fdstat_get", "ii"},
                                                          {"fd_fdstat_set_flags", "ii"},
                                                          {"fd_fdstat_set_rights", "ill"},
                                                          {"fd_filestat_get", "ii"},
                                                          {"fd_filestat_set_size", "il"},
                                                          {"fd_filestat_set_times", "illi"},
                                                          {"fd_pread", "iiili"},
                                                          {"fd_prestat_get", "ii"},
                                                          {"fd_prestat_dir_name", "iii"},
                                                          {"fd_pwrite", "iiili"},
                                                          {"fd_read", "iiii"},
                                                          {"fd_readdir", "iiili"},
                                                          {"fd_renumber", "ii"},
                                                          {"fd_seek", "ilii"},
                                                          {"fd_sync", "i"},
                                                          {"fd_tell", "ii"},
                                                          {"fd_write", "iiii"},
                                                          {"path_create_directory", "iii"},
                                                          {"path_filestat_get", "iiiii"},
                                                          {"path_filestat_set_times", "iiiilli"},
                                                          {"path_link", "iiiiiii"},
                                                          {"path_open", "iiiiillii"},
                                                          {"path_readlink", "iiiiii"},
                                                          {"path_remove_directory", "iii"},
                                                          {"path_rename", "iiiiii"},
                                                          {"path_symlink", "iiiii"},
                                                          {"path_unlink_file", "iii"},
                                                          {"poll_oneoff", "iiii"},
                                                          {"proc_exit", "i"},
                                                          {"proc_raise", "i"},
                                                          {"sched_yield", ""},
                                                          {"random_get", "ii"},
                                                          {"sock_accept", "iii"},
                                                          {"sock_recv", "iiiiii"},
                                                          {"sock_send", "iiiii"},
                                                          {"sock_shutdown", "ii"}};

TEST(Interface, HasEveryFunctionWithItsType)
{
    ASSERT_EQ(specification.size(), 46u);
    EXPECT_EQ(interface().size(), specification.size());
    for (const auto &[function, parameters] : specification) {
        const Interface *row = findInterface(Dialect::Preview1, function);
        ASSERT_TRUE(row) << function;
        wasm::FuncType type;
        for (const char parameter : parameters)
            type.params.push_back(parameter == 'i' ? wasm::I32 : wasm::I64);
        if (function != "proc_exit")
            type.results = {wasm::I32};
        EXPECT_EQ(toString(row->type()), toString(type)) << function;
        EXPECT_EQ(findInterface(Dialect::Unstable, function) == nullptr, function == "sock_accept");
        size_t words = row->parameters.empty() ? 0 : 1;
        for (const char c : row->parameters)
            words += c == ' ';
        EXPECT_GE(parameters.size(), words) << "a name without a parameter: " << function;
    }
    EXPECT_FALSE(findInterface(Dialect::Preview1, "fd_reed"));
    EXPECT_EQ(uint16_t(Errno::BadDescriptor), 8) << "C libraries look for this number";
    EXPECT_EQ(uint16_t(Errno::NotCapable), 76);
    EXPECT_EQ(name(Errno::NotCapable), "ENOTCAPABLE");
}

TEST(Program, NothingIsGrantedUnlessItIsNamed)
{
    Guest guest{Sandbox{}};
    EXPECT_EQ(guest.call("args_sizes_get", {16, 20}), Errno::Success);
    EXPECT_EQ(guest.get<uint32_t>(16), 0u);
    EXPECT_EQ(guest.call("environ_sizes_get", {16, 20}), Errno::Success);
    EXPECT_EQ(guest.get<uint32_t>(16), 0u);
    EXPECT_EQ(guest.call("fd_prestat_get", {3, 16}), Errno::BadDescriptor);
    EXPECT_EQ(guest.open(3, "etc/passwd", rights::FdRead).error, Errno::BadDescriptor);
    EXPECT_EQ(guest.open(0, "etc/passwd", rights::FdRead).error, Errno::NotDirectory);
    EXPECT_EQ(guest.read(0), "") << "the input is empty";
    EXPECT_EQ(guest.write(1, "heard by nobody"), Errno::Success);
    EXPECT_EQ(guest.call("sock_shutdown", {1, 1}), Errno::NotSocket);
    EXPECT_EQ(guest.call("sock_accept", {9, 0, 16}), Errno::BadDescriptor);
}

TEST(Program, GetsItsArgumentsAndEnvironment)
{
    Sandbox sandbox;
    sandbox.arguments = {"prog", "", "two words"};
    sandbox.environment = {"HOME=/home/you"};
    Guest guest{sandbox};
    ASSERT_EQ(guest.call("args_sizes_get", {16, 20}), Errno::Success);
    EXPECT_EQ(guest.get<uint32_t>(16), 3u);
    EXPECT_EQ(guest.get<uint32_t>(20), 16u);
    ASSERT_EQ(guest.call("args_get", {32, 64}), Errno::Success);
    EXPECT_EQ(guest.get<uint32_t>(32), 64u);
    EXPECT_EQ(guest.get<uint32_t>(40), 70u);
    EXPECT_EQ(guest.text(64, 16), std::string("prog\0\0two words\0", 16));
    ASSERT_EQ(guest.call("environ_get", {32, 64}), Errno::Success);
    EXPECT_EQ(guest.text(64, 15), std::string("HOME=/home/you\0", 15));
    EXPECT_EQ(guest.call("args_get", {65532, 64}), Errno::Fault) << "room for one pointer, not for three";
    EXPECT_EQ(guest.call("args_get", {32, 65530}), Errno::Fault);
}

TEST(Program, AddressesAreCheckedIn64Bits)
{
    Guest guest{Sandbox{}};
    EXPECT_EQ(guest.call("random_get", {0xffffffff, 2}), Errno::Fault);
    EXPECT_EQ(guest.call("random_get", {65536, 0}), Errno::Success);
    EXPECT_EQ(guest.call("random_get", {65535, 2}), Errno::Fault);
    EXPECT_EQ(guest.call("fd_write", {1, 0, 0x20000000, 16}), Errno::Fault) << "2^29 buffers of 8 bytes are 4 GiB";
    EXPECT_EQ(guest.call("fd_write", {1, 0xfffffff8, 2, 16}), Errno::Fault);
    EXPECT_EQ(guest.call("fd_write", {1, 32, 0, 65533}), Errno::Fault) << "where the count goes";
    EXPECT_EQ(guest.call("poll_oneoff", {0, 0, 0x05555556, 16}), Errno::Invalid);
    EXPECT_EQ(guest.call("poll_oneoff", {65500, 0, 1, 16}), Errno::Fault);
    EXPECT_EQ(guest.call("clock_time_get", {0, 0, 0xfffffffc}), Errno::Fault);
    const uint32_t vector = guest.put(std::string("\xf0\xff\xff\xff\x40\0\0\0", 8));
    EXPECT_EQ(guest.call("fd_read", {0, vector, 1, 16}), Errno::Fault) << "a buffer that wraps around";
}

TEST(Program, WithoutAMemoryEveryAddressIsAFault)
{
    Guest guest{Sandbox{}};
    exec::HostCall call;
    call.arguments = {exec::Value::i32(0), exec::Value::i32(4)};
    EXPECT_EQ(guest.function("random_get")->host(call).kind, exec::HostResult::Kind::Return);
    EXPECT_EQ(Errno(call.results.at(0).asI32()), Errno::Fault);
}

TEST(Program, TheClockIsRealFrozenOrRecorded)
{
    const auto now = [](Guest &guest, uint32_t id) {
        EXPECT_EQ(guest.call("clock_time_get", {id, 0, 16}), Errno::Success);
        return guest.get<uint64_t>(16);
    };
    Guest real{Sandbox{}};
    EXPECT_GT(now(real, 0), 1'600'000'000'000'000'000u);
    const uint64_t before = now(real, 1);
    EXPECT_LE(before, now(real, 1));
    EXPECT_EQ(now(real, 3), 0u) << "CPU time counts from the first reading";
    EXPECT_EQ(real.call("clock_time_get", {4, 0, 16}), Errno::Invalid);
    EXPECT_EQ(real.call("clock_res_get", {1, 16}), Errno::Success);
    EXPECT_GT(real.get<uint64_t>(16), 0u);

    Sandbox sandbox;
    sandbox.time = FrozenTime{5'000};
    Guest frozen{sandbox};
    EXPECT_EQ(now(frozen, 0), 5'000u);
    EXPECT_EQ(now(frozen, 0), 5'000u);
    EXPECT_EQ(now(frozen, 1), 0u);

    sandbox = {};
    sandbox.timeRecord = std::make_shared<std::vector<uint64_t>>();
    Guest first{sandbox};
    const uint64_t told[] = {now(first, 0), now(first, 1)};
    Sandbox again;
    again.time = RecordedTime{*sandbox.timeRecord};
    Guest second{again};
    EXPECT_EQ(now(second, 0), told[0]);
    EXPECT_EQ(now(second, 1), told[1]);
    EXPECT_EQ(now(second, 1), told[1]) << "after its end the record stands still";
}

TEST(Program, RandomNumbersAreRealOrOfASeed)
{
    const auto draw = [](std::optional<uint64_t> seed) {
        Sandbox sandbox;
        sandbox.randomSeed = seed;
        Guest guest{sandbox};
        EXPECT_EQ(guest.call("random_get", {64, 60'000}), Errno::Success);
        EXPECT_EQ(guest.text(60'064, 8), std::string(8, '\0')) << "not one byte more";
        return guest.text(64, 60'000);
    };
    EXPECT_NE(draw(std::nullopt), draw(std::nullopt));
    EXPECT_EQ(draw(7), draw(7));
    EXPECT_NE(draw(7), draw(8));
}

TEST(Program, EndsByItsOwnWill)
{
    Guest guest{Sandbox{}};
    const exec::HostResult end = guest.perform("proc_exit", {42});
    EXPECT_EQ(end.kind, exec::HostResult::Kind::Exit);
    EXPECT_EQ(end.exitCode, 42);
    EXPECT_EQ(guest.call("proc_raise", {0}), Errno::Success);
    EXPECT_EQ(guest.call("proc_raise", {17}), Errno::Success) << "to continue what runs";
    EXPECT_EQ(guest.call("proc_raise", {31}), Errno::Invalid);
    const exec::HostResult abort = guest.perform("proc_raise", {6});
    EXPECT_EQ(abort.kind, exec::HostResult::Kind::Trap);
    EXPECT_NE(abort.message.find("ABRT"), abort.message.npos);
    EXPECT_EQ(guest.call("sched_yield", {}), Errno::Success);
}

TEST(Program, EveryCallIsTold)
{
    std::vector<std::string> told;
    Folder folder;
    Sandbox sandbox;
    sandbox.directories = {{folder.path(), "/", false}};
    sandbox.observe = [&](const CallRecord &call) { told.push_back(toString(call)); };
    Guest guest{sandbox};
    guest.write(1, "hello");
    guest.open(3, "no\"such", rights::FdRead, 0, 0, false);
    guest.open(3, "../x", rights::FdRead, oflags::Creat);
    guest.open(3, "../x", rights::FdRead);
    guest.call("fd_close", {77});
    guest.perform("proc_exit", {3});
    ASSERT_EQ(told.size(), 6u);
    EXPECT_EQ(told[0], "fd_write(fd=1, from=5 bytes in 1) -> count=5");
    EXPECT_EQ(told[1].find("path_open(fd=3, dirflags=0, path=\"no\\\"such\", oflags=0, "), 0u) << told[1];
    EXPECT_NE(told[1].find(" -> ENOENT"), std::string::npos);
    EXPECT_NE(told[2].find(" -> ENOTCAPABLE: descriptor 3 lacks path_create_file"), std::string::npos) << told[2];
    EXPECT_NE(told[3].find(" -> ENOTCAPABLE: \"../x\" leads out of its directory"), std::string::npos) << told[3];
    EXPECT_EQ(told[4], "fd_close(fd=77) -> EBADF");
    EXPECT_EQ(told[5], "proc_exit(rval=3)");
}

TEST(Sandbox, WhatCannotBeOpenedIsASentence)
{
    Sandbox sandbox;
    sandbox.directories = {{"/no/such/directory", "/", false}};
    const Wasi::Opened opened = Wasi::open(sandbox);
    EXPECT_FALSE(opened.wasi);
    EXPECT_NE(opened.error.find("/no/such/directory cannot be opened as a directory: No such file"), opened.error.npos)
        << opened.error;
}

} // namespace
} // namespace watchglass::wasi
