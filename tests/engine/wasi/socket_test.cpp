// SPDX-License-Identifier: Apache-2.0
/// Sockets that were granted.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/engine/wasi/kit.h"

namespace watchglass::wasi {
namespace {

class Sockets : public ::testing::Test
{
protected:
    void SetUp() override
    {
        ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
        sandbox.sockets = {ends[0]};
    }
    void TearDown() override
    {
        close(ends[0]);
        close(ends[1]);
    }
    Errno receive(Guest &guest, uint32_t flags, uint32_t fd = 3)
    {
        const uint32_t words[] = {1024, 64};
        guest.memory().write(64, {reinterpret_cast<const uint8_t *>(words), 8});
        return guest.call("sock_recv", {fd, 64, 1, flags, 16, 20});
    }
    int ends[2] = {-1, -1};
    Sandbox sandbox;
};

TEST_F(Sockets, SendAndReceive)
{
    Guest guest{sandbox};
    EXPECT_EQ(guest.call("fd_prestat_get", {3, 64}), Errno::BadDescriptor) << "it is no directory";
    EXPECT_EQ(guest.call("fd_fdstat_get", {3, 64}), Errno::Success);
    EXPECT_EQ(guest.get<uint8_t>(64), uint8_t(FileType::StreamSocket));
    ASSERT_EQ(send(ends[1], "hello", 5, 0), 5);
    EXPECT_EQ(receive(guest, recvPeek), Errno::Success);
    EXPECT_EQ(receive(guest, 0), Errno::Success);
    EXPECT_EQ(guest.get<uint32_t>(16), 5u);
    EXPECT_EQ(guest.text(1024, 5), "hello");
    EXPECT_EQ(receive(guest, 8), Errno::Invalid);

    const uint32_t words[] = {1024, 4};
    guest.memory().write(64, {reinterpret_cast<const uint8_t *>(words), 8});
    EXPECT_EQ(guest.call("sock_send", {3, 64, 1, 0, 16}), Errno::Success);
    EXPECT_EQ(guest.call("sock_send", {3, 64, 1, 1, 16}), Errno::Invalid);
    EXPECT_EQ(guest.write(3, "!"), Errno::Success) << "a socket can be written like a file";
    char got[8] = {};
    EXPECT_EQ(recv(ends[1], got, sizeof got, 0), 5);
    EXPECT_STREQ(got, "hell!");
    EXPECT_EQ(guest.call("fd_fdstat_set_flags", {3, fdflags::Nonblock}), Errno::Success);
    EXPECT_EQ(receive(guest, 0), Errno::Again);

    EXPECT_EQ(guest.call("sock_shutdown", {3, 0}), Errno::Invalid);
    EXPECT_EQ(guest.call("sock_shutdown", {3, shutWrite}), Errno::Success);
    EXPECT_EQ(recv(ends[1], got, sizeof got, 0), 0) << "the end of what comes";
    EXPECT_EQ(guest.write(3, "x"), Errno::BrokenPipe) << "and no signal kills this process";
}

TEST_F(Sockets, ALongDatagramIsCut)
{
    int datagrams[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, datagrams), 0);
    sandbox.sockets = {datagrams[0]};
    Guest guest{sandbox};
    const std::string long100(100, 'x');
    ASSERT_EQ(send(datagrams[1], long100.data(), 100, 0), 100);
    EXPECT_EQ(receive(guest, 0), Errno::Success);
    EXPECT_EQ(guest.get<uint32_t>(16), 64u);
    EXPECT_EQ(guest.get<uint16_t>(20), recvDataTruncated);
    close(datagrams[0]);
    close(datagrams[1]);
}

TEST_F(Sockets, AcceptConnections)
{
    Folder folder;
    const int listener = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    folder.path("s").copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(bind(listener, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
    ASSERT_EQ(listen(listener, 1), 0);
    sandbox.sockets = {listener};
    Guest guest{sandbox};
    EXPECT_EQ(guest.call("fd_fdstat_set_flags", {3, fdflags::Nonblock}), Errno::Success);
    EXPECT_EQ(guest.call("sock_accept", {3, 0, 16}), Errno::Again);
    ASSERT_EQ(connect(client, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
    EXPECT_EQ(guest.call("sock_accept", {3, 0, 16}), Errno::Success);
    const uint32_t connection = guest.get<uint32_t>(16);
    EXPECT_EQ(connection, 4u);
    ASSERT_EQ(send(client, "hi", 2, 0), 2);
    EXPECT_EQ(guest.read(connection), "hi");
    EXPECT_EQ(guest.call("sock_accept", {connection, 0, 16}), Errno::Invalid) << "it does not listen";
    close(listener);
    close(client);
}

TEST_F(Sockets, OtherThingsAreNoSockets)
{
    Folder folder;
    sandbox.directories = {{folder.path(), "/", true}};
    Guest guest{sandbox};
    EXPECT_EQ(guest.call("sock_shutdown", {3, 1}), Errno::NotSocket);
    EXPECT_EQ(receive(guest, 0, 0), Errno::NotSocket);
    EXPECT_EQ(receive(guest, 0, 9), Errno::BadDescriptor);
    ASSERT_EQ(send(ends[1], "x", 1, 0), 1);
    EXPECT_EQ(receive(guest, 0, 4), Errno::Success) << "the socket comes after the directories";
}

} // namespace
} // namespace watchglass::wasi
