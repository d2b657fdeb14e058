// SPDX-License-Identifier: Apache-2.0
/// Calls of real guests with what came of them, as another host recorded it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "engine/host/answers.h"
#include "engine/host/guest.h"

namespace watchglass::host {

/// What a guest did during one call.
struct Observed {
    std::string setUp; ///< why it could not be; empty when it was
    Outcome outcome;
    std::vector<CallRecord> hostCalls;
    std::vector<std::string> console, trace;
    std::string output;
    std::vector<std::string> initialisers;
    Era era = Era::None;
    size_t unused = 0; ///< answers
};
/// Makes the call on a fresh instance; the host answers as the case says.
Observed perform(const std::filesystem::path &module, const nlohmann::json &recorded);

/// Compares with everything that the case has.
void expectAsRecorded(const nlohmann::json &recorded, const Observed &observed);

nlohmann::json readJson(const std::filesystem::path &path);
std::shared_ptr<const ActorModule> readActor(const std::filesystem::path &path);

} // namespace watchglass::host
