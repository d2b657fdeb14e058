// SPDX-License-Identifier: Apache-2.0
/// Seeds in files: one line of text, for its owner's eyes only.
#pragma once

#include "engine/host/claims/keys.h"

namespace watchglass::claims {

struct KeyFile {
    KeyPair keys;
    bool othersCanRead = false; ///< its permissions let other users read it
};
/// The trouble is a whole sentence that begins with the path.
Result<KeyFile> readKeyFile(const std::string &path);

/// Makes a file that only its owner may read. One that is there already stays as it is.
std::optional<Trouble> writeKeyFile(const std::string &path, const KeyPair &keys);

} // namespace watchglass::claims
