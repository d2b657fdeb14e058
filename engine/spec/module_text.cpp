// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/spec/script.h"
#include "engine/wat/analysis.h"

namespace watchglass::spec {

namespace {

const wat::Diagnostic *firstError(const std::vector<wat::Diagnostic> &diagnostics)
{
    const auto found = std::find_if(diagnostics.begin(), diagnostics.end(), [](const wat::Diagnostic &diagnostic) {
        return diagnostic.severity == wat::Severity::Error;
    });
    return found == diagnostics.end() ? nullptr : &*found;
}

} // namespace

ModuleSource assembleModule(wat::Assembler &assembler, std::string_view text)
{
    wat::AssembleOptions options;
    options.strict = true;
    options.nameSection = false;
    options.allowInvalid = true;
    const wat::Assembled assembled = assembler.assemble(text, options);
    if (assembled)
        return {assembled.bytes, {}, {}};
    const auto analysis = wat::analyse(wat::SyntaxTree::parse(std::string(text)));
    if (const wat::Diagnostic *own = firstError(analysis->diagnostics))
        return {nullptr, own->message, {}};
    if (!analysis->oldNames.empty())
        return {nullptr, analysis->oldNames[0].oldName + " is an old name of " + analysis->oldNames[0].newName, {}};
    const wat::Diagnostic *error = firstError(assembled.diagnostics);
    return {nullptr, {}, "wabt cannot read it: " + (error ? error->message : std::string("it gives no reason"))};
}

} // namespace watchglass::spec
