// SPDX-License-Identifier: Apache-2.0
/// The one table of what `wglass` can do: it drives parsing, help, suggestions and, through a test, the man page.
#pragma once

#include <span>
#include <string_view>

#include "app/cli/arguments.h"

namespace watchglass::cli {

enum class Status : int {
    Success = 0,
    WrongFile = 1,
    WrongUsage = 2,
    Condition = 3,     ///< a condition of --fail-if holds
    TimedOut = 124,    ///< as timeout(1) has it
    Interrupted = 130, ///< from the keyboard, as a shell reports it
    Trap = 134,        ///< what a shell reports for an aborted program
};

struct Option {
    std::string_view name;  ///< "--json", "-o"
    std::string_view value; ///< what to call its value in help; empty = it takes none
    std::string_view help;
    bool takesRest = false; ///< everything after its value is an argument of the program that runs
};

struct Verb {
    std::string_view name;
    std::string_view operands; ///< as the usage line shows them
    std::string_view summary;  ///< one line
    std::string_view details;
    std::span<const Option> options;
    size_t minOperands = 1, maxOperands = 1;
    int (*run)(const Arguments &) = nullptr; ///< returns the exit status
    bool restAfterDashes = false;            ///< everything after -- is an argument of the program that runs
    bool formsDiffer = false;                ///< in their options too, which `operands` then tells
};

std::span<const Verb> allVerbs();
const Verb *findVerb(std::string_view name);

int assemble(const Arguments &arguments);
int disassemble(const Arguments &arguments);
int check(const Arguments &arguments);
int modernise(const Arguments &arguments);
int run(const Arguments &arguments);
int profileProgram(const Arguments &arguments);
int inspect(const Arguments &arguments);
int explain(const Arguments &arguments);
int spec(const Arguments &arguments);
int host(const Arguments &arguments);
int manageClaims(const Arguments &arguments);

} // namespace watchglass::cli
