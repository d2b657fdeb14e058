// SPDX-License-Identifier: GPL-3.0-or-later
/// A text and the module made of it – or a module and the text made of it – as one immutable value.
#pragma once

#include <QStringList>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/window/disposer.h"
#include "engine/session/session.h"
#include "engine/wasm/names.h"
#include "engine/wasm/problem.h"
#include "engine/wat/analysis.h"
#include "engine/wat/assembler.h"
#include "engine/wat/disassembler.h"
#include "engine/wat/text.h"

namespace watchglass {

/// A module's disassembler, made when it is first asked for; off the window's thread.
class ModuleText
{
public:
    ModuleText(std::shared_ptr<const wasm::Module> module, std::shared_ptr<const wasm::Names> names)
        : m_module(std::move(module)), m_names(std::move(names))
    {
    }
    const wat::Disassembler &disassembler() const;

private:
    std::shared_ptr<const wasm::Module> m_module;
    std::shared_ptr<const wasm::Names> m_names;
    mutable std::once_flag m_made;
    mutable std::optional<wat::Disassembler> m_disassembler;
};

struct Assembly {
    std::shared_ptr<const std::string> text;
    std::shared_ptr<const wat::LineIndex> lines; ///< of the text
    std::shared_ptr<const wat::SourceMap> map;   ///< null when there is no module
    std::shared_ptr<const wasm::Module> module;  ///< null when refused
    std::shared_ptr<const wasm::Bytes> file;     ///< of a binary as it was read, refused or not; null of a text
    std::shared_ptr<const wasm::Names> names;
    QStringList functionNames;                            ///< by index: "$add", or the index itself
    std::shared_ptr<const ModuleText> moduleText;         ///< null when there is no module
    std::shared_ptr<const debug::Lines> instructionLines; ///< for steps by line; null = every instruction is its own
    std::vector<wat::Diagnostic> diagnostics;             ///< the assembler's, in the text
    std::vector<wasm::Problem> problems;                  ///< decoding and validation, at byte offsets
    uint64_t revision = 0;                                ///< of the text
    /// True when `text` shows only one function of a module whose whole text would be too long.
    bool overview = false;

    bool runnable() const { return module && problems.empty(); }
    session::Program program() const { return {module, names, instructionLines, revision}; }
};

/// Texts of modules longer than this open as an overview (issue of memory and time, see architecture).
inline constexpr size_t longestModuleText = 5'000'000;

/// Decodes, validates and disassembles a binary: the whole of it, or a summary when the text would be too long.
std::shared_ptr<const Assembly> openBinary(std::shared_ptr<const wasm::Bytes> bytes, const Disposer &disposer);
/// One function of an opened module as a document of its own.
std::shared_ptr<const Assembly> functionText(const Assembly &module, uint32_t function);
/// The whole module as one text, however long.
std::string wholeText(const Assembly &module);
/// The module made of an analysed text.
std::shared_ptr<const Assembly> assembleText(wat::Assembler &assembler, const wat::Analysis &analysis,
                                             uint64_t revision, const Disposer &disposer);

} // namespace watchglass
