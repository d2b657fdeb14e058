// SPDX-License-Identifier: Apache-2.0
/// What a guest's standard input, output and error lead to: the caller's end of them.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/wasi/errors.h"
#include "engine/wasi/types.h"

namespace watchglass::wasi {

/// How a transfer went. `Errno::Again`: nothing could be moved without waiting.
struct Moved {
    Errno error = Errno::Success;
    size_t bytes = 0; ///< 0 after a read that succeeded is the end of the input
};

class Stream
{
public:
    virtual ~Stream() = default;
    /// Neither waits: a stream that can have nothing to give or no room answers `Again`, and has a descriptor.
    virtual Moved read(std::span<uint8_t> into);
    virtual Moved write(std::span<const uint8_t> bytes);
    /// What poll(2) can wait on until `read` or `write` succeed; -1 when they never have to be waited for.
    virtual int descriptor() const { return -1; }
    /// A character device is a terminal to a guest: its C library then writes line by line.
    virtual FileType type() const { return FileType::CharacterDevice; }
};

/// An open file of the caller, who keeps it open and closes it. Reading and writing never block the thread for long,
/// even where the descriptor itself is blocking.
std::shared_ptr<Stream> descriptorStream(int descriptor);
/// An input of these bytes.
std::shared_ptr<Stream> bytesStream(std::string bytes);
/// An output that hands on what is written, on the guest's thread.
std::shared_ptr<Stream> callbackStream(std::function<void(std::string_view)> take);
/// An empty input and an output that forgets.
std::shared_ptr<Stream> nullStream();

} // namespace watchglass::wasi
