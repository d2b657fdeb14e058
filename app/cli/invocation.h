// SPDX-License-Identifier: Apache-2.0
/// A call of a program, as `wglass run` and `wglass profile` make it.
#pragma once

#include "app/cli/limit_options.h"
#include "app/cli/program_file.h"
#include "app/cli/sandbox_options.h"
#include "engine/exec/sampler.h"
#include "engine/profile/profile.h"

namespace watchglass::cli {

/// What is to be called.
struct Call {
    const wasm::Export *callee = nullptr;
    std::vector<exec::Value> arguments;
    bool isProgram = false; ///< `_start` or `main`: its exit status is ours
};

struct Invocation {
    ProgramFile program;
    Call call;
    std::shared_ptr<const wasi::Sandbox> sandbox;
    RunLimits limits;
};

/// Opens the program and reads all that says how it is to be called. When something is wrong says so and answers
/// nothing; `status` is then the exit status.
std::optional<Invocation> readInvocation(std::string_view verb, const Arguments &arguments, int &status);

/// Asks for samples or counts, and receives what came of them. While they are taken, an interrupt from the keyboard
/// ends the program, not us.
struct Profiling {
    exec::SamplerOptions options;
    bool count = false;                              ///< exactly, instead of samples
    std::shared_ptr<const profile::Profile> profile; ///< null when the program could not be loaded
};

/// Makes the call and prints its results, or how it failed; answers the exit status.
int perform(const Invocation &invocation, Profiling *profiling = nullptr);

} // namespace watchglass::cli
