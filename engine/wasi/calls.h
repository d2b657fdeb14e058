// SPDX-License-Identifier: Apache-2.0
/// What the functions of the interface do. Their parameters are read and checked before (parameters.h); the table that
/// names them is in functions.cpp.
#pragma once

#include "engine/wasi/parameters.h"

namespace watchglass::wasi {

// The program itself (program_calls.cpp)
Errno argsGet(Call &, Address pointers, Address bytes);
Errno argsSizesGet(Call &, Out<uint32_t> count, Out<uint32_t> size);
Errno environGet(Call &, Address pointers, Address bytes);
Errno environSizesGet(Call &, Out<uint32_t> count, Out<uint32_t> size);
Errno clockResGet(Call &, ClockNumber id, Out<uint64_t> resolution);
Errno clockTimeGet(Call &, ClockNumber id, Timestamp precision, Out<uint64_t> time);
Errno randomGet(Call &, Buffer buffer);
Errno schedYield(Call &);
void procExit(Call &, Status status);
Errno procRaise(Call &, Signal signal);

// Bytes in and out (transfer_calls.cpp)
Errno fdRead(Call &, Fd fd, Vectors into, Out<uint32_t> count);
Errno fdPread(Call &, Fd fd, Vectors into, Filesize offset, Out<uint32_t> count);
Errno fdWrite(Call &, Fd fd, Vectors from, Out<uint32_t> count);
Errno fdPwrite(Call &, Fd fd, Vectors from, Filesize offset, Out<uint32_t> count);

// Descriptors (descriptor_calls.cpp)
Errno fdAdvise(Call &, Fd fd, Filesize offset, Filesize length, Small advice);
Errno fdAllocate(Call &, Fd fd, Filesize offset, Filesize length);
Errno fdClose(Call &, Fd fd);
Errno fdDatasync(Call &, Fd fd);
Errno fdSync(Call &, Fd fd);
Errno fdFdstatGet(Call &, Fd fd, Address stat);
Errno fdFdstatSetFlags(Call &, Fd fd, FdFlags flags);
Errno fdFdstatSetRights(Call &, Fd fd, Rights base, Rights inheriting);
Errno fdFilestatGet(Call &, Fd fd, Address stat);
Errno fdFilestatSetSize(Call &, Fd fd, Filesize size);
Errno fdFilestatSetTimes(Call &, Fd fd, Timestamp accessed, Timestamp modified, FstFlags flags);
Errno fdPrestatGet(Call &, Fd fd, Address stat);
Errno fdPrestatDirName(Call &, Fd fd, Buffer name);
Errno fdReaddir(Call &, Fd fd, Buffer entries, Cookie cookie, Out<uint32_t> used);
Errno fdRenumber(Call &, Fd from, Fd to);
Errno fdSeek(Call &, Fd fd, Delta offset, Small whence, Out<uint64_t> position);
Errno fdTell(Call &, Fd fd, Out<uint64_t> position);

// Paths (path_calls.cpp)
Errno pathCreateDirectory(Call &, Fd fd, Text path);
Errno pathFilestatGet(Call &, Fd fd, LookupFlags lookup, Text path, Address stat);
Errno pathFilestatSetTimes(Call &, Fd fd, LookupFlags lookup, Text path, Timestamp accessed, Timestamp modified,
                           FstFlags flags);
Errno pathLink(Call &, Fd oldFd, LookupFlags lookup, Text oldPath, Fd newFd, Text newPath);
Errno pathOpen(Call &, Fd fd, LookupFlags lookup, Text path, OFlags how, Rights base, Rights inheriting, FdFlags flags,
               Out<uint32_t> opened);
Errno pathReadlink(Call &, Fd fd, Text path, Buffer target, Out<uint32_t> used);
Errno pathRemoveDirectory(Call &, Fd fd, Text path);
Errno pathRename(Call &, Fd oldFd, Text oldPath, Fd newFd, Text newPath);
Errno pathSymlink(Call &, Text target, Fd fd, Text path);
Errno pathUnlinkFile(Call &, Fd fd, Text path);

// Waiting (poll_calls.cpp)
Errno pollOneoff(Call &, Address subscriptions, Address events, Size count, Out<uint32_t> happened);

// Sockets (socket_calls.cpp)
Errno sockAccept(Call &, Fd fd, FdFlags flags, Out<uint32_t> accepted);
Errno sockRecv(Call &, Fd fd, Vectors into, SockFlags flags, Out<uint32_t> count, Out<uint16_t> outFlags);
Errno sockSend(Call &, Fd fd, Vectors from, SockFlags flags, Out<uint32_t> count);
Errno sockShutdown(Call &, Fd fd, SockFlags how);

} // namespace watchglass::wasi
