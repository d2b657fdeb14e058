// SPDX-License-Identifier: Apache-2.0
#include "engine/host/scenario/files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "engine/wat/analysis.h"
#include "engine/wat/assembler.h"
#include "engine/wat/text.h"

namespace watchglass::scenario {

namespace {

namespace fs = std::filesystem;

bool isError(const wat::Diagnostic &diagnostic)
{
    return diagnostic.severity == wat::Severity::Error;
}

/// The first with its place, and how many there are.
std::string sentenceOf(const std::string &file, const std::string &text, const std::vector<wat::Diagnostic> &all)
{
    const auto first = std::find_if(all.begin(), all.end(), isError);
    if (first == all.end())
        return file + ": it could not be assembled";
    const wat::LineColumn at = wat::LineIndex(text).at(first->range.begin);
    const auto others = std::count_if(all.begin(), all.end(), isError) - 1;
    return file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": error: " + first->message +
           (others > 0 ? " (and " + std::to_string(others) + " more; wglass check tells them)" : "");
}

ModuleRead assembled(const std::string &name, const std::string &text)
{
    wat::Assembler assembler;
    const wat::Assembled made = assembler.assemble(text);
    if (made) {
        host::ActorModuleResult read = host::readActorModule(name, made.bytes);
        return {std::move(read.actor), std::move(read.error)};
    }
    // Our own analysis knows more than the assembler, which gives up at its first errors.
    const bool hopeless = std::any_of(made.diagnostics.begin(), made.diagnostics.end(), [](const wat::Diagnostic &one) {
        return one.source == wat::DiagnosticSource::Syntax;
    });
    if (!hopeless)
        if (const auto own = wat::analyse(wat::SyntaxTree::parse(text));
            std::any_of(own->diagnostics.begin(), own->diagnostics.end(), isError))
            return {nullptr, sentenceOf(name, text, own->diagnostics)};
    return {nullptr, sentenceOf(name, text, made.diagnostics)};
}

} // namespace

FileRead readWhole(const fs::path &path)
{
    FileRead read;
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        read.error = "it is a directory";
        return read;
    }
    std::ifstream file(path, std::ios::binary);
    read.bytes.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    if (!file)
        read.error = std::strerror(errno ? errno : EIO);
    return read;
}

ModuleRead readActorFile(const fs::path &path)
{
    const std::string name = path.string();
    const FileRead file = readWhole(path);
    if (!file.error.empty())
        return {nullptr, name + ": " + file.error};
    if (file.bytes.empty())
        return {nullptr, name + ": it is empty, from its first byte on"};
    constexpr std::string_view magic("\0asm", 4);
    if (path.extension() != ".wasm" && !file.bytes.starts_with(magic) && file.bytes.find('\0') == std::string::npos)
        return assembled(name, file.bytes);
    host::ActorModuleResult read =
        host::readActorModule(name, std::make_shared<const wasm::Bytes>(file.bytes.begin(), file.bytes.end()));
    return {std::move(read.actor), std::move(read.error)};
}

} // namespace watchglass::scenario
