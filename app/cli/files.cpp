// SPDX-License-Identifier: Apache-2.0
#include "app/cli/files.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace watchglass::cli {

namespace {

namespace fs = std::filesystem;

struct Close {
    void operator()(FILE *file) const { std::fclose(file); }
};
using File = std::unique_ptr<FILE, Close>;

std::string systemError()
{
    return std::strerror(errno);
}

bool readAll(FILE *file, std::string &bytes)
{
    char buffer[1 << 16];
    while (const size_t got = std::fread(buffer, 1, sizeof buffer, file))
        bytes.append(buffer, got);
    return !std::ferror(file);
}

std::optional<std::string> writeAll(FILE *file, std::string_view bytes)
{
    const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    return written && std::fflush(file) == 0 ? std::nullopt : std::optional(systemError());
}

/// A file beside the target that will take its place.
std::optional<std::string> writeBeside(const fs::path &target, std::string_view bytes, mode_t mode)
{
    std::string temporary = target.string() + ".XXXXXX";
    const int descriptor = mkstemp(temporary.data());
    if (descriptor < 0)
        return systemError();
    std::optional<std::string> error;
    {
        const File file(fdopen(descriptor, "wb"));
        error = file ? writeAll(file.get(), bytes) : std::optional(systemError());
        if (!error && (fchmod(descriptor, mode) != 0 || fsync(descriptor) != 0))
            error = systemError();
    }
    if (!error && std::rename(temporary.c_str(), target.c_str()) != 0)
        error = systemError();
    if (error)
        std::remove(temporary.c_str());
    return error;
}

} // namespace

ReadFile readFile(const std::string &path)
{
    ReadFile read{path == "-" ? "<stdin>" : path, {}, {}};
    if (path == "-") {
        if (!readAll(stdin, read.bytes))
            read.error = systemError();
        return read;
    }
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        read.error = "it is a directory";
        return read;
    }
    const File file(std::fopen(path.c_str(), "rb"));
    if (!file || !readAll(file.get(), read.bytes))
        read.error = systemError();
    return read;
}

std::optional<std::string> writeFile(const std::string &path, std::string_view bytes)
{
    if (path == "-")
        return writeAll(stdout, bytes);
    std::error_code missing;
    const fs::path canonical = fs::canonical(path, missing), target = missing ? fs::path(path) : canonical;
    struct stat status {
    };
    if (stat(target.c_str(), &status) != 0) {
        const mode_t mask = umask(0);
        umask(mask);
        return writeBeside(target, bytes, 0666 & ~mask);
    }
    if (S_ISDIR(status.st_mode))
        return "it is a directory";
    if (access(target.c_str(), W_OK) != 0)
        return systemError();
    if (S_ISREG(status.st_mode))
        return writeBeside(target, bytes, status.st_mode & 07777);
    const File device(std::fopen(target.c_str(), "wb"));
    return device ? writeAll(device.get(), bytes) : std::optional(systemError());
}

bool isBinary(const ReadFile &file)
{
    using namespace std::string_view_literals;
    const std::string_view bytes = file.bytes;
    return bytes.starts_with("\0asm"sv) || bytes.starts_with('\0') || file.name.ends_with(".wasm");
}

} // namespace watchglass::cli
