// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <iterator>

#include "app/cli/help.h"
#include "app/cli/program_file.h"
#include "app/cli/verbs.h"

namespace watchglass::cli {

namespace {

/// All findings of our own analysis; the assembler has the last word about a text that has none.
std::vector<Finding> check(const std::string &path, const wasm::FeatureSet &without)
{
    ProgramFile program = openProgram(path, {}, without);
    if (!program || isBinary(program.file))
        return std::move(program.findings);
    std::vector<Finding> own = analysed(program.file);
    for (Finding &finding : program.findings)
        if (finding.source != name(wat::DiagnosticSource::OldName))
            own.push_back(std::move(finding));
    return own;
}

} // namespace

int check(const Arguments &arguments)
{
    std::string error;
    const wasm::FeatureSet without = withoutOption(arguments, error);
    if (!error.empty())
        return refuseUsage("check", error);
    std::vector<Finding> all;
    for (const std::string &path : arguments.operands) {
        std::vector<Finding> findings = check(path, without);
        if (!arguments.has("--json"))
            report(findings);
        std::move(findings.begin(), findings.end(), std::back_inserter(all));
    }
    if (arguments.has("--json"))
        std::printf("%s\n", toJson(all).c_str());
    return int(hasError(all) ? Status::WrongFile : Status::Success);
}

} // namespace watchglass::cli
