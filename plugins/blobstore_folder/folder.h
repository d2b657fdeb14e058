// SPDX-License-Identifier: Apache-2.0
/// A folder with containers and blobs. Every name is one word of a path and no link is followed, so that nothing
/// outside of the folder can be named.
#pragma once

#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "engine/host/provider.h"

namespace watchglass::blobstore {

/// A file or folder that is open.
class Open
{
public:
    explicit Open(int descriptor) : m_descriptor(descriptor) {}
    ~Open();
    Open(Open &&other) noexcept;
    Open &operator=(Open &&other) noexcept;

    int descriptor() const { return m_descriptor; }
    bool ok() const { return m_descriptor >= 0; }

private:
    int m_descriptor;
};

struct Blob {
    std::string id;
    uint64_t size = 0;
};

/// Any thread may use it. All throw Failed.
class Folder
{
public:
    Folder(std::string path, uint64_t mostBytes);

    void createContainer(const std::string &container); ///< also one that is there already
    void removeContainer(const std::string &container);
    std::vector<Blob> list(const std::string &container); ///< by name
    void remove(const std::string &container, const std::string &id);
    bool has(const std::string &container, const std::string &id, Blob &blob);

    void make(const std::string &container, const std::string &id); ///< empty, also when it was there already
    /// At that place; `end` is its end. What is beyond the end of the blob makes it longer.
    static constexpr uint64_t atEnd = UINT64_MAX;
    void write(const std::string &container, const std::string &id, uint64_t place, std::span<const uint8_t> bytes);
    /// To be read, as long as it is.
    Open open(const std::string &container, const std::string &id, uint64_t &size);

    host::Health health();

private:
    Open root();
    Open containerFor(const std::string &container);
    Open blobFor(const std::string &container, const std::string &id, int flags);
    uint64_t used();
    void reserve(uint64_t bytes);

    const std::string m_path;
    const uint64_t m_mostBytes;
    std::mutex m_mutex; ///< one change at a time
    uint64_t m_used = 0;
};

} // namespace watchglass::blobstore
