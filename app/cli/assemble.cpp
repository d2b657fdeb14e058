// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "app/cli/help.h"
#include "app/cli/program_file.h"
#include "app/cli/verbs.h"
#include "engine/wat/analysis.h"

namespace watchglass::cli {

namespace {

/// What wabt would call an unexpected token, told as what it is.
std::vector<Finding> refusedOldNames(const ReadFile &file)
{
    std::vector<wat::Diagnostic> diagnostics;
    for (const wat::OldName &old : wat::oldNames(wat::SyntaxTree::parse(file.bytes)))
        diagnostics.push_back({wat::Severity::Error,
                               wat::DiagnosticSource::OldName,
                               old.range,
                               old.oldName + " is an old name: write " + old.newName,
                               {},
                               {}});
    return findingsOf(file.name, file.bytes, diagnostics);
}

} // namespace

int assemble(const Arguments &arguments)
{
    const std::string &path = arguments.operands[0];
    wat::AssembleOptions options;
    std::string error;
    const wasm::FeatureSet without = withoutOption(arguments, error);
    if (!error.empty())
        return refuseUsage("assemble", error);
    options.strict = arguments.has("--strict");
    const ProgramFile program = openProgram(path, options, without);
    std::vector<Finding> findings = program.findings;
    if (options.strict && !program && !isBinary(program.file))
        if (auto refused = refusedOldNames(program.file); !refused.empty())
            findings = std::move(refused);
    report(findings);
    if (!program)
        return int(Status::WrongFile);
    const std::string beside = path == "-" ? "-" : std::filesystem::path(path).replace_extension(".wasm").string();
    const std::string out = arguments.value("-o").value_or(beside);
    const wasm::Bytes &bytes = *program.module->bytes;
    if (auto error = writeFile(out, {reinterpret_cast<const char *>(bytes.data()), bytes.size()})) {
        report({fileFinding(out, "cannot be written: " + *error)});
        return int(Status::WrongFile);
    }
    return int(Status::Success);
}

} // namespace watchglass::cli
