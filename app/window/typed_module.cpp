// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/typed_module.h"

#include <algorithm>

#include "engine/wasm/decoder.h"
#include "engine/wasm/validator.h"
#include "engine/wat/analysis.h"
#include "engine/wat/text.h"

namespace watchglass {

namespace {

/// The first error with its line: of our own analysis, which knows more than the assembler, where it has one.
std::string mistakeIn(const std::string &text, const std::vector<wat::Diagnostic> &assembler)
{
    const auto own = wat::analyse(wat::SyntaxTree::parse(text));
    for (const auto *all : {&own->diagnostics, &assembler}) {
        const auto first = std::find_if(
            all->begin(), all->end(), [](const wat::Diagnostic &one) { return one.severity == wat::Severity::Error; });
        if (first != all->end())
            return "line " + std::to_string(wat::LineIndex(text).at(first->range.begin).line) + ": " + first->message;
    }
    return "it cannot be assembled";
}

} // namespace

host::ModuleExports::Made readTypedModule(wat::Assembler &assembler, const std::string &name, const std::string &text)
{
    const wat::Assembled assembled = assembler.assemble(text);
    if (!assembled)
        return {nullptr, mistakeIn(text, assembled.diagnostics)};
    wasm::DecodeResult decoded = wasm::decode(assembled.bytes);
    if (!decoded)
        return {nullptr, decoded.problems.empty() ? "it is no module" : decoded.problems[0].message};
    if (const auto problems = wasm::validate(*decoded.module); !problems.empty())
        return {nullptr, problems[0].message};
    return host::ModuleExports::make(name, decoded.module);
}

} // namespace watchglass
