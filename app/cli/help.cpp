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

/// Left column, right column.
std::string row(const std::string &left, std::string_view right, size_t width = 20)
{
    return "  " + left + std::string(left.size() < width ? width - left.size() : 1, ' ') + std::string(right) + "\n";
}

/// Adds a piece to the last line of a text, or begins another one below its start.
void addWrapped(std::string &text, const std::string &piece, size_t indent)
{
    constexpr size_t width = 100;
    const size_t lineStart = text.rfind('\n') + 1; // npos + 1 is 0
    if (text.size() - lineStart + 1 + piece.size() > width)
        text += "\n" + std::string(indent, ' ') + piece;
    else
        text += " " + piece;
}

} // namespace

/// The options and the first form of the operands, which may run a program; then the other forms.
std::string usage(const Verb &verb)
{
    constexpr std::string_view between = " | ";
    const std::string start = "usage: wglass " + std::string(verb.name);
    std::string text = start;
    const auto add = [&](const std::string &piece) { addWrapped(text, piece, start.size() + 1); };
    for (const Option &option : verb.options)
        if (!option.takesRest && !verb.formsDiffer)
            add("[" + withValue(option) + "]");
    size_t end = std::min(verb.operands.find(between), verb.operands.size());
    add(std::string(verb.operands.substr(0, end)));
    for (const Option &option : verb.options)
        if (option.takesRest)
            add("[" + withValue(option) + " ARGS…]");
    if (verb.restAfterDashes)
        add("[-- ARGS…]");
    while (end < verb.operands.size()) {
        const size_t from = end + between.size();
        end = std::min(verb.operands.find(between, from), verb.operands.size());
        text += "\n   or: wglass " + std::string(verb.name) + " " + std::string(verb.operands.substr(from, end - from));
    }
    return text + "\n";
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
    size_t width = 20;
    for (const Option &option : verb.options)
        width = std::max(width, withValue(option).size() + 1);
    for (const Option &option : verb.options)
        text += row(withValue(option), option.help, width);
    text += row("--help", "show this help", width);
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
           "134 trap. `host call` exits with 1 when the call fails; `run` and `profile` without --invoke pass the program's own exit status on.\n";
}

std::string version()
{
    return "wglass " WATCHGLASS_VERSION "\n";
}

} // namespace watchglass::cli
