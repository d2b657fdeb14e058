// SPDX-License-Identifier: Apache-2.0
/// Files as hosts need them. Nothing throws: what went wrong is a sentence that names the file.
#pragma once

#include <filesystem>

#include "engine/host/actor_module.h"

namespace watchglass::scenario {

struct FileRead {
    std::string bytes;
    std::string error; ///< without the name of the file; empty when it was read
};
FileRead readWhole(const std::filesystem::path &path);

struct ModuleRead {
    std::shared_ptr<const host::ActorModule> module;
    std::string error; ///< with the file's name, and a line and column where the text is wrong; then there is no module
};
/// A waPC guest, as binary or as text, which is assembled.
ModuleRead readActorFile(const std::filesystem::path &path);

} // namespace watchglass::scenario
