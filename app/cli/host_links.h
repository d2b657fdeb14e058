// SPDX-License-Identifier: Apache-2.0
/// The options of `wglass host call` that say who answers what the guest calls.
#pragma once

#include <memory>

#include "app/cli/arguments.h"
#include "engine/host/answers.h"
#include "engine/host/wapc_functions.h"

namespace watchglass::cli {

class HostLinks
{
public:
    HostLinks();
    ~HostLinks();

    /// Reads --link and --answers, loads and binds the providers. A sentence when something is wrong; `usage` tells
    /// whether it is with the words rather than with what they name.
    std::optional<std::string> open(const Arguments &arguments, const host::ActorModule &actor, bool &usage);
    host::Answer answer(const host::Call &call);
    /// Of --answers; null without it.
    const host::AnswersInOrder *answers() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace watchglass::cli
