// SPDX-License-Identifier: Apache-2.0
#include "app/cli/program_file.h"
#include "app/cli/verbs.h"
#include "engine/wat/disassembler.h"

namespace watchglass::cli {

int disassemble(const Arguments &arguments)
{
    const ProgramFile program = openProgram(arguments.operands[0]);
    report(program.findings);
    if (!program)
        return int(Status::WrongFile);
    const std::string out = arguments.value("-o").value_or("-");
    if (auto error = writeFile(out, wat::disassemble(*program.module, *program.names).text)) {
        report({fileFinding(out, "cannot be written: " + *error)});
        return int(Status::WrongFile);
    }
    return int(Status::Success);
}

} // namespace watchglass::cli
