// SPDX-License-Identifier: Apache-2.0
/// Numbers of the WASI preview 1 interface (WebAssembly/WASI, legacy/preview1/docs.md).
#pragma once

#include <cstdint>

namespace watchglass::wasi {

/// The same interface under its two import names.
enum class Dialect : uint8_t {
    Preview1, ///< wasi_snapshot_preview1
    Unstable, ///< wasi_unstable of 2019: other numbers for whence, other layouts of filestat and subscription
};

enum class FileType : uint8_t {
    Unknown,
    BlockDevice,
    CharacterDevice,
    Directory,
    RegularFile,
    DatagramSocket,
    StreamSocket,
    SymbolicLink,
};

/// What may be done with a descriptor.
namespace rights {
inline constexpr uint64_t FdDatasync = 1 << 0, FdRead = 1 << 1, FdSeek = 1 << 2, FdFdstatSetFlags = 1 << 3,
                          FdSync = 1 << 4, FdTell = 1 << 5, FdWrite = 1 << 6, FdAdvise = 1 << 7, FdAllocate = 1 << 8,
                          PathCreateDirectory = 1 << 9, PathCreateFile = 1 << 10, PathLinkSource = 1 << 11,
                          PathLinkTarget = 1 << 12, PathOpen = 1 << 13, FdReaddir = 1 << 14, PathReadlink = 1 << 15,
                          PathRenameSource = 1 << 16, PathRenameTarget = 1 << 17, PathFilestatGet = 1 << 18,
                          PathFilestatSetSize = 1 << 19, PathFilestatSetTimes = 1 << 20, FdFilestatGet = 1 << 21,
                          FdFilestatSetSize = 1 << 22, FdFilestatSetTimes = 1 << 23, PathSymlink = 1 << 24,
                          PathRemoveDirectory = 1 << 25, PathUnlinkFile = 1 << 26, PollFdReadwrite = 1 << 27,
                          SockShutdown = 1 << 28, SockAccept = 1 << 29;

/// Those that make sense for a kind of file; the others are taken from what was asked for.
inline constexpr uint64_t file = FdDatasync | FdRead | FdSeek | FdFdstatSetFlags | FdSync | FdTell | FdWrite |
                                 FdAdvise | FdAllocate | FdFilestatGet | FdFilestatSetSize | FdFilestatSetTimes |
                                 PollFdReadwrite;
inline constexpr uint64_t directory = FdFdstatSetFlags | FdSync | FdDatasync | FdAdvise | PathCreateDirectory |
                                      PathCreateFile | PathLinkSource | PathLinkTarget | PathOpen | FdReaddir |
                                      PathReadlink | PathRenameSource | PathRenameTarget | PathFilestatGet |
                                      PathFilestatSetSize | PathFilestatSetTimes | FdFilestatGet | FdFilestatSetTimes |
                                      PathSymlink | PathRemoveDirectory | PathUnlinkFile;
inline constexpr uint64_t stream =
    FdRead | FdWrite | FdFdstatSetFlags | FdFilestatGet | FdSync | FdDatasync | PollFdReadwrite;
inline constexpr uint64_t socket =
    FdRead | FdWrite | FdFdstatSetFlags | FdFilestatGet | PollFdReadwrite | SockShutdown | SockAccept;
/// What changes files; a directory that is granted for reading has none of them.
inline constexpr uint64_t changing = FdWrite | FdAllocate | FdFilestatSetSize | FdFilestatSetTimes |
                                     PathCreateDirectory | PathCreateFile | PathLinkSource | PathLinkTarget |
                                     PathRenameSource | PathRenameTarget | PathFilestatSetSize | PathFilestatSetTimes |
                                     PathSymlink | PathRemoveDirectory | PathUnlinkFile;
} // namespace rights

namespace fdflags {
inline constexpr uint16_t Append = 1, Dsync = 2, Nonblock = 4, Rsync = 8, Sync = 16;
}
namespace oflags {
inline constexpr uint16_t Creat = 1, Directory = 2, Excl = 4, Trunc = 8;
}
namespace fstflags {
inline constexpr uint16_t Atim = 1, AtimNow = 2, Mtim = 4, MtimNow = 8;
}
inline constexpr uint32_t symlinkFollow = 1; ///< of lookupflags
inline constexpr uint32_t abstime = 1;       ///< of subclockflags
inline constexpr uint32_t hangup = 1;        ///< of eventrwflags
inline constexpr uint32_t recvPeek = 1, recvWaitall = 2, recvDataTruncated = 1, shutRead = 1, shutWrite = 2;

enum class EventType : uint8_t { Clock, FdRead, FdWrite };
enum class ClockId : uint8_t { Realtime, Monotonic, ProcessCpu, ThreadCpu };

} // namespace watchglass::wasi
