// SPDX-License-Identifier: Apache-2.0
/// The forms of `wglass claims`, and what they share.
#pragma once

#include "app/cli/verbs.h"
#include "engine/host/claims/key_file.h"
#include "engine/host/claims/provenance.h"

namespace watchglass::cli {

int inspectClaims(const Arguments &arguments);
int verifyClaims(const Arguments &arguments);
int signModule(const Arguments &arguments);
int issueToken(const Arguments &arguments);
int generateKey(const Arguments &arguments);

/// Believes each word: a token, or the name of a file of tokens. A sentence that names the wrong one.
std::optional<std::string> addTrust(claims::Trust &trust, const std::vector<std::string> &words);

/// Says on standard error what is wrong; the exit status to give.
int refuseFile(const std::string &sentence);
int refuseFile(const std::string &file, const claims::Trouble &trouble);

} // namespace watchglass::cli
