// SPDX-License-Identifier: Apache-2.0
#include "engine/host/library.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <fstream>
#include <optional>
#include <unistd.h>
#include <vector>

namespace watchglass::host {

namespace {

using Problem = std::optional<std::string>;

std::string because(const std::string &what)
{
    return what + ": " + std::strerror(errno);
}

/// All of it, wherever the descriptor stands.
Problem copy(int from, int to)
{
    std::array<char, 65536> buffer;
    for (off_t at = 0;;) {
        const ssize_t got = pread(from, buffer.data(), buffer.size(), at);
        if (got < 0)
            return because("it cannot be read");
        if (got == 0)
            return std::nullopt;
        at += got;
        for (ssize_t done = 0; done < got;) {
            const ssize_t put = write(to, buffer.data() + done, size_t(got - done));
            if (put < 0)
                return because("no copy of it can be made");
            done += put;
        }
    }
}

bool isMapped(const std::string &name)
{
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
        if (line.find(name) != line.npos)
            return true;
    return false;
}

/// Where copies may lie: some systems forbid to run what lies in the temporary folder.
std::vector<std::string> copyFolders(const std::filesystem::path &original)
{
    std::error_code ignored;
    std::vector<std::string> folders = {std::filesystem::temp_directory_path(ignored).string()};
    if (const char *own = std::getenv("XDG_RUNTIME_DIR"); own && *own)
        folders.push_back(own);
    folders.push_back(std::filesystem::absolute(original, ignored).parent_path().string());
    return folders;
}

} // namespace

LibraryFile::~LibraryFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Library::Opened Library::open(const std::filesystem::path &original, const std::shared_ptr<const LibraryFile> &file)
{
    std::unique_ptr<Library> made(new Library);
    made->m_original = original;
    std::string error;
    for (const std::string &folder : copyFolders(original)) {
        const auto from = file ? file : std::make_shared<LibraryFile>(::open(original.c_str(), O_RDONLY | O_CLOEXEC));
        if (from->descriptor() < 0)
            return {nullptr, because(original.string() + " cannot be opened")};
        std::string name = folder + "/watchglass-XXXXXX.so";
        const auto to = std::make_shared<LibraryFile>(mkostemps(name.data(), 3, O_CLOEXEC));
        if (to->descriptor() < 0) {
            error = error.empty() ? because("no copy of it can be made in " + folder) : error;
            continue;
        }
        Problem problem = copy(from->descriptor(), to->descriptor());
        if (!problem) {
            made->m_handle = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
            if (!made->m_handle)
                problem = dlerror();
        }
        unlink(name.c_str());
        if (!problem) {
            made->m_copy = std::filesystem::path(name).filename().string();
            made->m_file = to;
            return {std::move(made), {}};
        }
        error = error.empty() ? *problem : error;
    }
    // The system's words name the copy, which nobody knows.
    if (const size_t at = error.find("watchglass-"); at != error.npos)
        if (const size_t colon = error.find(": ", at); colon != error.npos)
            error.erase(0, colon + 2);
    return {nullptr, original.string() + " cannot be loaded: " + error};
}

Library::~Library()
{
    if (m_handle)
        dlclose(m_handle);
}

void *Library::symbol(const char *name) const
{
    return dlsym(m_handle, name);
}

bool Library::close(std::unique_ptr<Library> library)
{
    const std::string copy = library->m_copy;
    library.reset();
    return !isMapped(copy);
}

} // namespace watchglass::host
