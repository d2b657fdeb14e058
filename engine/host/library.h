// SPDX-License-Identifier: Apache-2.0
/// A shared library mapped from a private copy that no other load shares.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace watchglass::host {

class Library
{
public:
    struct Opened {
        std::unique_ptr<Library> library;
        std::string error;
    };
    static Opened open(const std::filesystem::path &original);
    ~Library();
    Library(const Library &) = delete;

    void *symbol(const char *name) const; ///< null when there is none
    const std::filesystem::path &original() const { return m_original; }

    /// Unmaps it. Whether nothing of it is left in /proc/self/maps.
    static bool close(std::unique_ptr<Library> library);

private:
    Library() = default;
    void *m_handle = nullptr;
    std::string m_copy; ///< the name it was mapped under
    std::filesystem::path m_original;
};

} // namespace watchglass::host
