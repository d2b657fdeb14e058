// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/inspect.h"

#include <cstdio>

#include "app/cli/program_file.h"
#include "app/cli/verbs.h"

namespace watchglass::cli {

int inspect(const Arguments &arguments)
{
    const ProgramFile program = openProgram(arguments.operands[0]);
    report(program.findings);
    if (!program)
        return int(Status::WrongFile);
    const bool json = arguments.has("--json");
    std::string text = json ? wasm::inspectJson(*program.module) : wasm::inspectText(*program.module);
    if (!text.ends_with('\n'))
        text += '\n';
    std::fwrite(text.data(), 1, text.size(), stdout);
    return int(Status::Success);
}

} // namespace watchglass::cli
