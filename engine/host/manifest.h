// SPDX-License-Identifier: Apache-2.0
/// What a provider says of itself without being loaded: NAME.json beside NAME.so.
///
///     {
///       "watchglass_provider": 1,
///       "name": "Key-value in memory",
///       "version": "1.0.0",
///       "summary": "Forgets everything when it is unloaded.",
///       "capabilities": ["wascc:keyvalue", "wasmcloud:keyvalue"],
///       "settings": [{"name": "URL", "kind": "text", "default": "redis://localhost", "help": "where the server is"}]
///     }
///
/// `kind` is text, number, flag, path or choice (then with "choices"). A setting with "required": true has to be given.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchglass::host {

struct Setting {
    std::string name;
    enum class Kind : uint8_t { Text, Number, Flag, Path, Choice } kind = Kind::Text;
    std::optional<std::string> fallback; ///< what the provider takes when it is not given ("default")
    bool required = false;
    std::vector<std::string> choices;
    std::string help;
};

struct Manifest {
    std::string name, version, summary;
    std::vector<std::string> capabilities; ///< at least one; "plain" for one that only serves plain imports
    std::vector<Setting> settings;

    bool serves(std::string_view capability) const;
};

struct ManifestResult {
    std::optional<Manifest> manifest;
    std::string error; ///< a sentence that names the field
};
ManifestResult readManifest(std::string_view json);
/// Where the manifest of a library lies.
std::filesystem::path manifestOf(const std::filesystem::path &library);

} // namespace watchglass::host
