// SPDX-License-Identifier: Apache-2.0
/// A file made into a module that can run: text is assembled, binary decoded, both validated.
#pragma once

#include <memory>

#include "app/cli/arguments.h"
#include "app/cli/files.h"
#include "app/cli/report.h"
#include "engine/wasm/features.h"
#include "engine/wasm/module.h"
#include "engine/wasm/names.h"
#include "engine/wat/assembler.h"

namespace watchglass::cli {

struct ProgramFile {
    ReadFile file;
    std::vector<Finding> findings;              ///< also warnings of a good one
    std::shared_ptr<const wasm::Module> module; ///< null when there is an error among the findings
    std::shared_ptr<const wasm::Names> names;
    std::shared_ptr<const wat::SourceMap> map; ///< of a text

    explicit operator bool() const { return module != nullptr; }
    /// "12" in a text, "0x4f" in a binary; with the file's name before it: where an instruction stands.
    std::string placeOf(uint32_t offset) const;
};
/// What our own analysis finds in a text: more than the assembler, which gives up at its first errors.
std::vector<Finding> analysed(const ReadFile &text);
bool hasError(const std::vector<Finding> &findings);

/// The features that `--without` names, with those that depend on them; a name that is none is told in `error`.
wasm::FeatureSet withoutOption(const Arguments &arguments, std::string &error);

/// Of a text that is refused, the findings are those of our analysis where it has an error too. Every use of a feature
/// of `without` is an error.
ProgramFile openProgram(const std::string &path, const wat::AssembleOptions &options = {},
                        const wasm::FeatureSet &without = {});

} // namespace watchglass::cli
