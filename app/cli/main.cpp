// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>

#include "app/cli/help.h"

using namespace watchglass::cli;

namespace {

constexpr int wrongUsage = int(Status::WrongUsage);

int refuse(const std::string &sentence, const std::string &usageLine)
{
    std::fprintf(stderr, "wglass: %s\n%s", sentence.c_str(), usageLine.c_str());
    return wrongUsage;
}

int refuseVerb(const std::string &name)
{
    std::vector<std::string_view> names{"help"};
    for (const Verb &verb : allVerbs())
        names.push_back(verb.name);
    const auto meant = nearest(name, names);
    return refuse("there is no verb \"" + name + "\"" + (meant ? "; did you mean " + std::string(*meant) + "?" : ""),
                  generalUsage());
}

int print(const std::string &text)
{
    std::fputs(text.c_str(), stdout);
    return 0;
}

int dispatch(const std::vector<std::string> &words)
{
    if (words.empty())
        return refuse("it wants a verb", generalUsage());
    const std::string &first = words[0];
    if (first == "--version")
        return print(version());
    if (first == "--help" || (first == "help" && words.size() == 1))
        return print(generalHelp());
    const bool helps = first == "help";
    const Verb *verb = findVerb(helps ? words[1] : first);
    if (!verb)
        return refuseVerb(helps ? words[1] : first);
    if (helps)
        return print(help(*verb));
    std::string error;
    const auto arguments = parse(*verb, {words.begin() + 1, words.end()}, error);
    if (!arguments)
        return refuse(error, usage(*verb));
    return arguments->help ? print(help(*verb)) : verb->run(*arguments);
}

} // namespace

int main(int argc, char **argv)
{
    const int status = dispatch({argv + std::min(argc, 1), argv + argc});
    if (std::fflush(stdout) != 0 || std::ferror(stdout)) {
        std::fputs("wglass: standard output cannot be written\n", stderr);
        return int(Status::WrongFile);
    }
    return status;
}
