// SPDX-License-Identifier: Apache-2.0
/// Files as bytes; - is standard input or output. Nothing throws: what went wrong is a sentence.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace watchglass::cli {

struct ReadFile {
    std::string name; ///< for messages: "<stdin>" for -
    std::string bytes;
    std::string error; ///< "it is a directory"; empty when it was read
};
ReadFile readFile(const std::string &path);

/// Nothing when all was written; else why not. An existing file keeps its permissions, and its old content until the
/// new one is on the disk.
std::optional<std::string> writeFile(const std::string &path, std::string_view bytes);

/// Whether it is a binary module rather than a text: by its magic number, by a NUL byte, or by its name.
bool isBinary(const ReadFile &file);

} // namespace watchglass::cli
