// SPDX-License-Identifier: Apache-2.0
/// Profiles as files: our own format, which keeps everything, and those of other programs.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "engine/profile/profile.h"

namespace watchglass::profile {

enum class Format : uint8_t {
    Own,        ///< JSON, versioned
    Collapsed,  ///< a line for each stack, "main;f;g 12" (flamegraph.pl)
    Speedscope, ///< JSON of speedscope.app
    Pprof,      ///< protobuf of pprof, not compressed
    Chrome,     ///< JSON trace events, for chrome://tracing and Perfetto: calls in time order
    Firefox,    ///< JSON of profiler.firefox.com
    FlameGraph, ///< a picture, SVG
};
struct FormatInfo {
    Format format;
    std::string_view name;      ///< for command lines: "speedscope"
    std::string_view extension; ///< of files, with its dot
    bool canRead = false;
};
std::span<const FormatInfo> formats();
const FormatInfo *findFormat(std::string_view name);
/// By the end of a file's name: the longest extension that fits.
const FormatInfo *formatOfFile(std::string_view file);

std::string write(const Profile &profile, Format format);

/// The profile, or a sentence that says what is wrong. Which of the formats it is, is found out.
std::variant<Profile, std::string> read(std::string_view bytes);

} // namespace watchglass::profile
