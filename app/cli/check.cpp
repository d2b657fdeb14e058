// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <iterator>

#include "app/cli/program_file.h"
#include "app/cli/verbs.h"
#include "engine/wat/analysis.h"

namespace watchglass::cli {

namespace {

bool hasError(const std::vector<Finding> &findings)
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding &finding) { return finding.severity == "error"; });
}

/// All findings of our own analysis; the assembler has the last word about a text that has none.
std::vector<Finding> check(const std::string &path)
{
    ProgramFile program = openProgram(path);
    const bool text = program.file.error.empty() && !isBinary(program.file);
    const bool hopeless = std::any_of(program.findings.begin(), program.findings.end(), [](const Finding &finding) {
        return finding.source == name(wat::DiagnosticSource::Syntax);
    });
    if (!text || hopeless)
        return std::move(program.findings);
    const auto analysis = wat::analyse(wat::SyntaxTree::parse(program.file.bytes));
    std::vector<Finding> own = findingsOf(program.file.name, program.file.bytes, analysis->diagnostics);
    if (!hasError(own))
        for (Finding &finding : program.findings)
            if (finding.source != name(wat::DiagnosticSource::OldName))
                own.push_back(std::move(finding));
    return own;
}

} // namespace

int check(const Arguments &arguments)
{
    std::vector<Finding> all;
    for (const std::string &path : arguments.operands) {
        std::vector<Finding> findings = check(path);
        if (!arguments.has("--json"))
            report(findings);
        std::move(findings.begin(), findings.end(), std::back_inserter(all));
    }
    if (arguments.has("--json"))
        std::printf("%s\n", toJson(all).c_str());
    return int(hasError(all) ? Status::WrongFile : Status::Success);
}

} // namespace watchglass::cli
