// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/cli/files.h"
#include "app/cli/report.h"
#include "app/cli/verbs.h"
#include "engine/wat/analysis.h"

namespace watchglass::cli {

namespace {

bool refuse(const std::string &file, const std::string &message)
{
    report({fileFinding(file, message)});
    return false;
}

bool modernise(const std::string &path, bool inPlace)
{
    const ReadFile file = readFile(path);
    if (!file.error.empty())
        return refuse(file.name, file.error);
    if (isBinary(file))
        return refuse(file.name, "it is a binary module, which has no names to modernise");
    const auto edits = wat::modernise(wat::SyntaxTree::parse(file.bytes));
    const std::string text = wat::applied(file.bytes, edits);
    const bool toFile = inPlace && path != "-";
    if (toFile)
        std::fprintf(stderr, "%s: %zu old name%s\n", file.name.c_str(), edits.size(), edits.size() == 1 ? "" : "s");
    if (toFile && edits.empty())
        return true;
    if (auto error = writeFile(toFile ? path : "-", text))
        return refuse(file.name, "cannot be written: " + *error);
    return true;
}

} // namespace

int modernise(const Arguments &arguments)
{
    bool good = true;
    for (const std::string &path : arguments.operands)
        good = modernise(path, arguments.has("--in-place")) && good;
    return int(good ? Status::Success : Status::WrongFile);
}

} // namespace watchglass::cli
