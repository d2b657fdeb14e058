// SPDX-License-Identifier: Apache-2.0
#include "app/cli/program_file.h"

#include <algorithm>
#include <cstdio>

#include "engine/wasm/decoder.h"
#include "engine/wasm/validator.h"
#include "engine/wat/analysis.h"

namespace watchglass::cli {

namespace {

void add(std::vector<Finding> &all, std::vector<Finding> more)
{
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// A text without structure, perhaps a huge one: there is nothing to analyse.
bool isHopeless(const wat::Assembled &assembled)
{
    return std::any_of(
        assembled.diagnostics.begin(), assembled.diagnostics.end(),
        [](const wat::Diagnostic &diagnostic) { return diagnostic.source == wat::DiagnosticSource::Syntax; });
}

std::shared_ptr<const wasm::Bytes> bytesOf(ProgramFile &program, const wat::AssembleOptions &options)
{
    if (isBinary(program.file))
        return std::make_shared<const wasm::Bytes>(program.file.bytes.begin(), program.file.bytes.end());
    wat::Assembler assembler;
    wat::Assembled assembled = assembler.assemble(program.file.bytes, options);
    add(program.findings, findingsOf(program.file.name, program.file.bytes, assembled.diagnostics));
    program.map = assembled.map;
    if (!assembled && !isHopeless(assembled))
        if (auto own = analysed(program.file); hasError(own))
            program.findings = std::move(own);
    return assembled.bytes;
}

/// Problems of a valid module, in the text it was made of where that is known.
std::vector<Finding> placed(const ProgramFile &program, const std::vector<wasm::Problem> &problems)
{
    std::vector<Finding> findings = findingsOf(program.file.name, problems);
    const wat::LineIndex lines(program.file.bytes);
    for (Finding &finding : findings) {
        const wat::Mapping *mapping = program.map ? program.map->atOffset(*finding.place.offset) : nullptr;
        if (mapping) {
            const wat::LineColumn end = lines.at(mapping->text.end);
            finding.place = {mapping->line, mapping->column, end.line, end.column, std::nullopt};
        } else if (program.map) {
            finding.place = {};
        }
    }
    return findings;
}

} // namespace

wasm::FeatureSet withoutOption(const Arguments &arguments, std::string &error)
{
    wasm::FeatureSet off;
    const std::string list = arguments.value("--without").value_or("");
    for (size_t at = 0; at < list.size();) {
        const size_t end = std::min(list.find(',', at), list.size());
        const std::string key = list.substr(at, end - at);
        at = end + 1;
        if (const auto feature = wasm::featureFromKey(key)) {
            off.set(size_t(*feature));
            continue;
        }
        std::vector<std::string_view> keys;
        std::string all;
        for (const wasm::Feature feature : wasm::allFeatures()) {
            keys.push_back(featureKey(feature));
            all += (all.empty() ? "" : ", ") + std::string(keys.back());
        }
        const auto meant = nearest(key, keys);
        error = "there is no feature \"" + key + "\"; " +
                (meant ? "did you mean " + std::string(*meant) + "?" : "there are " + all);
    }
    return wasm::withDependents(off);
}

std::vector<Finding> analysed(const ReadFile &text)
{
    const auto analysis = wat::analyse(wat::SyntaxTree::parse(text.bytes));
    return findingsOf(text.name, text.bytes, analysis->diagnostics);
}

bool hasError(const std::vector<Finding> &findings)
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding &finding) { return finding.severity == "error"; });
}

ProgramFile openProgram(const std::string &path, const wat::AssembleOptions &options, const wasm::FeatureSet &without)
{
    ProgramFile program;
    program.file = readFile(path);
    if (program.file.error.empty() && program.file.bytes.empty())
        program.file.error = "it is empty, from its first byte on";
    if (!program.file.error.empty()) {
        program.findings.push_back(fileFinding(program.file.name, program.file.error));
        return program;
    }
    const auto bytes = bytesOf(program, options);
    if (!bytes)
        return program;
    wasm::DecodeResult decoded = wasm::decode(bytes);
    add(program.findings, findingsOf(program.file.name, decoded.problems));
    if (!decoded)
        return program;
    const auto problems = wasm::validate(*decoded.module);
    add(program.findings, findingsOf(program.file.name, problems));
    const auto refused = wasm::refuseFeatures(*decoded.module, without);
    add(program.findings, placed(program, refused));
    if (!problems.empty() || !refused.empty())
        return program;
    program.names = std::make_shared<const wasm::Names>(readNames(*decoded.module));
    program.module = std::move(decoded.module);
    return program;
}

std::string ProgramFile::placeOf(uint32_t offset) const
{
    if (const wat::Mapping *mapping = map ? map->atOffset(offset) : nullptr)
        return file.name + ":" + std::to_string(mapping->line);
    char at[16];
    std::snprintf(at, sizeof at, "0x%x", offset);
    return file.name + ":" + at;
}

} // namespace watchglass::cli
