// SPDX-License-Identifier: Apache-2.0
/// Parameters of a scenario, put into its texts.
#pragma once

#include "engine/host/scenario/json_fields.h"
#include "engine/host/scenario/scenario.h"

namespace watchglass::scenario {

struct Replaced {
    std::vector<std::string> errors;
    std::shared_ptr<const TemporaryFolder> folder; ///< null when nothing asks for ${TEMP}
};
/// Replaces every ${NAME} by what was given, or else by what the file's "parameters" say.
Replaced replaceParameters(Json &json, const Parameters &given);

} // namespace watchglass::scenario
