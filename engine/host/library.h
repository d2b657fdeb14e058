// SPDX-License-Identifier: Apache-2.0
/// A shared library mapped from a private copy that no other load shares.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace watchglass::host {

/// The bytes of a library as they were when it was mapped, whatever became of its file since.
class LibraryFile
{
public:
    explicit LibraryFile(int descriptor) : m_descriptor(descriptor) {}
    ~LibraryFile();
    LibraryFile(const LibraryFile &) = delete;
    int descriptor() const { return m_descriptor; }

private:
    const int m_descriptor;
};

class Library
{
public:
    struct Opened {
        std::unique_ptr<Library> library;
        std::string error;
    };
    /// With `file`, the bytes that the original had then.
    static Opened open(const std::filesystem::path &original, const std::shared_ptr<const LibraryFile> &file = nullptr);
    ~Library();
    Library(const Library &) = delete;

    void *symbol(const char *name) const; ///< null when there is none
    const std::filesystem::path &original() const { return m_original; }
    const std::shared_ptr<const LibraryFile> &file() const { return m_file; }

    /// Unmaps it. Whether nothing of it is left in /proc/self/maps.
    static bool close(std::unique_ptr<Library> library);

private:
    Library() = default;
    void *m_handle = nullptr;
    std::string m_copy; ///< the name it was mapped under
    std::filesystem::path m_original;
    std::shared_ptr<const LibraryFile> m_file;
};

} // namespace watchglass::host
