// SPDX-License-Identifier: Apache-2.0
#include "app/cli/help.h"

#include <algorithm>
#include <cstdio>

namespace watchglass::cli {

namespace {

std::string withValue(const Option &option)
{
    return std::string(option.name) + (option.value.empty() ? "" : " " + std::string(option.value));
}

/// Left column of fixed width, right column.
std::string row(const std::string &left, std::string_view right)
{
    constexpr size_t width = 20;
    return "  " + left + std::string(left.size() < width ? width - left.size() : 1, ' ') + std::string(right) + "\n";
}

} // namespace

std::string usage(const Verb &verb)
{
    std::string optional, last;
    for (const Option &option : verb.options) {
        if (option.takesRest)
            last += " [" + withValue(option) + " ARGS…]";
        else
            optional += " [" + withValue(option) + "]";
    }
    if (verb.restAfterDashes)
        last += " [-- ARGS…]";
    return "usage: wglass " + std::string(verb.name) + optional + " " + std::string(verb.operands) + last + "\n";
}

int refuseUsage(std::string_view verb, const std::string &sentence)
{
    std::fprintf(stderr, "wglass: %s\n%s", sentence.c_str(), usage(*findVerb(verb)).c_str());
    return int(Status::WrongUsage);
}

std::string help(const Verb &verb)
{
    std::string text = "wglass " + std::string(verb.name) + " – " + std::string(verb.summary) + "\n\n" + usage(verb);
    if (!verb.details.empty())
        text += "\n" + std::string(verb.details) + "\n";
    text += "\noptions:\n";
    for (const Option &option : verb.options)
        text += row(withValue(option), option.help);
    text += row("--help", "show this help");
    return text + "\nA file name of - reads standard input.\n";
}

std::string generalUsage()
{
    std::string names;
    for (const Verb &verb : allVerbs())
        names += (names.empty() ? "" : "|") + std::string(verb.name);
    return "usage: wglass " + names + "|help [--help] …\n";
}

std::string generalHelp()
{
    std::string text = "wglass – WebAssembly on the command line\n\n" + generalUsage() + "\n";
    for (const Verb &verb : allVerbs())
        text += row(std::string(verb.name), verb.summary);
    text += row("help [VERB]", "show this help, or that of a verb");
    text += "\n" + row("--version", "print the version");
    return text +
           "\nExit status: 0 success, 1 wrong file, 2 wrong usage, 3 a condition of --fail-if holds, 130 interrupted,\n"
           "134 trap. `run` and `profile` without --invoke pass the program's own exit status on.\n";
}

std::string version()
{
    return "wglass " WATCHGLASS_VERSION "\n";
}

} // namespace watchglass::cli
