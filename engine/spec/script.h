// SPDX-License-Identifier: Apache-2.0
/// A script of the specification's test suite as a value (the reference interpreter's README, "Scripts"): modules, what
/// to do with them, and what must come of it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/spec/pattern.h"
#include "engine/wasm/module.h"
#include "engine/wat/assembler.h"

namespace watchglass::spec {

struct Action {
    bool isGet = false; ///< reads a global instead of calling a function
    std::string module; ///< the name of the instance; empty = the last one
    std::string field;
    std::vector<exec::Value> arguments;
};

/// A module of a script. One of the three: bytes, a text that is wrong, or a text that this assembler cannot judge.
struct ModuleSource {
    std::shared_ptr<const wasm::Bytes> bytes;
    std::string malformed;   ///< why the text is refused
    std::string unavailable; ///< why there are no bytes of a text that may well be right

    bool given() const { return bytes || !malformed.empty() || !unavailable.empty(); }
};

struct Command {
    enum class Kind : uint8_t {
        Definition, ///< `source`, called `name`, becomes the last definition
        Instance,   ///< an instance, called `name`, of the definition `of` (empty = the last) becomes the last instance
        Register,   ///< exports of the instance `name` (empty = the last) can be imported from `as`
        Action,
        AssertReturn,
        AssertTrap,
        AssertExhaustion,
        AssertException,
        AssertMalformed, ///< `source`, as AssertInvalid
        AssertInvalid,
        AssertUnlinkable, ///< `source`, or the last definition; as AssertUninstantiable
        AssertUninstantiable,
        Unjudged,   ///< a command beyond this runner; `text` says which
        Wrong,      ///< no command at all; `text` says why
        Unreadable, ///< not understood: `text` says why
    } kind = Kind::Wrong;
    uint32_t line = 0; ///< in the text of the script, from 1
    std::string name, of, as;
    std::string text; ///< what the script expects to be said
    ModuleSource source;
    Action action;
    std::vector<Pattern> expected;

    bool isAssertion() const { return kind >= Kind::AssertReturn && kind <= Kind::AssertUninstantiable; }
};

struct Script {
    std::string file;    ///< for messages
    std::string problem; ///< why it cannot be read; empty when it can
    std::vector<Command> commands;
};

/// A module text, assembled strictly. When wabt refuses it, our own analysis tells whether the text is wrong or wabt is
/// older than what it says.
ModuleSource assembleModule(wat::Assembler &assembler, std::string_view text);

/// The text form.
Script readWastScript(const std::filesystem::path &file, wat::Assembler &assembler);
/// The JSON form with binary modules beside it, as the reference interpreter writes it (`module_definition`, numbers in
/// text form) or as wast2json does (`module`, numbers as decimal bits).
Script readJsonScript(const std::filesystem::path &file, wat::Assembler &assembler);
/// Either, by its extension.
Script readScript(const std::filesystem::path &file, wat::Assembler &assembler);
/// The file itself, or the scripts in a folder and all folders below it, sorted.
std::vector<std::filesystem::path> scriptsIn(const std::filesystem::path &path);

} // namespace watchglass::spec
