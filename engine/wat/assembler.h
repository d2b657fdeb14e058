// SPDX-License-Identifier: Apache-2.0
/// WAT → bytes by wabt, in the helper process `watchglass-wat`: wabt may abort or exhaust its stack on unfinished text,
/// and must not take the program with it.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/wasm/module.h"
#include "engine/wat/diagnostic.h"
#include "engine/wat/source_map.h"

namespace watchglass::wat {

struct AssembleOptions {
    bool strict = false;      ///< refuse old spellings instead of reading them as their current names
    bool nameSection = true;  ///< write identifiers into the "name" section
    bool allowInvalid = false; ///< hand out a module although validation refuses it; that is a warning then
    std::chrono::milliseconds deadline{20000};
};

struct Assembled {
    std::shared_ptr<const wasm::Bytes> bytes; ///< null when refused
    std::shared_ptr<const SourceMap> map;     ///< null when refused
    std::vector<Diagnostic> diagnostics;      ///< wabt's errors; a warning for each old name; places in the given text
    explicit operator bool() const { return bytes != nullptr; }
};

class Assembler
{
public:
    /// `helper`: path of `watchglass-wat`; empty = $WATCHGLASS_WAT, else looked for beside this program, then in its
    /// libexec folder (../libexec/watchglass), then where it was built. It is started when the first text comes.
    explicit Assembler(std::string helper = {});
    ~Assembler();
    /// Blocks until done or the deadline; one call at a time. A helper that dies or hangs is replaced and told as a
    /// diagnostic that says so ("wabt's assembler crashed on this text; …").
    Assembled assemble(std::string_view text, const AssembleOptions &options = {});

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace watchglass::wat
