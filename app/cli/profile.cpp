// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/cli/help.h"
#include "app/cli/invocation.h"
#include "app/cli/numbers.h"
#include "app/cli/profile_conditions.h"
#include "app/cli/profile_report.h"
#include "engine/profile/demangle.h"
#include "engine/profile/formats.h"

namespace watchglass::cli {

namespace {

/// What is wanted of a profile, once there is one.
struct Wishes {
    exec::SamplerOptions sampling;
    bool count = false;
    size_t top = 20;
    std::optional<std::string> out;
    profile::Format format = profile::Format::Own;
    std::vector<Condition> conditions;
};

std::string formatNames()
{
    std::string all;
    for (const profile::FormatInfo &info : profile::formats())
        all += (all.empty() ? "" : ", ") + std::string(info.name);
    return all;
}

std::optional<std::string> readFormat(const Arguments &arguments, Wishes &wishes)
{
    wishes.out = arguments.value("--out");
    const auto name = arguments.value("--format");
    if (name && !wishes.out)
        wishes.out = "-";
    const profile::FormatInfo *format = name         ? profile::findFormat(*name)
                                        : wishes.out ? profile::formatOfFile(*wishes.out)
                                                     : nullptr;
    if (name && !format)
        return "there is no format \"" + *name + "\"; there are " + formatNames();
    if (format)
        wishes.format = format->format;
    return std::nullopt;
}

std::optional<std::string> readWishes(const Arguments &arguments, Wishes &wishes)
{
    std::optional<double> hertz;
    std::optional<size_t> top;
    if (auto problem = readNumber(arguments, "--sample", 10.0, 10'000.0, hertz, " from 10 to 10000"))
        return problem;
    if (auto problem = readNumber(arguments, "--top", size_t(1), size_t(1'000'000), top))
        return problem;
    wishes.count = arguments.has("--count");
    for (const char *option : {"--sample", "--clock"})
        if (wishes.count && arguments.has(option))
            return std::string(option) + " is about samples, and --count takes none";
    wishes.sampling.hertz = hertz.value_or(wishes.sampling.hertz);
    wishes.top = top.value_or(wishes.top);
    const std::string clock = arguments.value("--clock").value_or("wall");
    if (clock != "wall" && clock != "cpu")
        return "--clock is wall or cpu, not \"" + clock + "\"";
    wishes.sampling.clock = clock == "cpu" ? exec::SampleClock::Cpu : exec::SampleClock::Wall;
    for (const std::string &text : arguments.values("--fail-if")) {
        std::string error;
        const auto condition = parseCondition(text, error);
        if (!condition)
            return error;
        wishes.conditions.push_back(*condition);
    }
    return readFormat(arguments, wishes);
}

bool tell(const std::string &path, const std::optional<std::string> &problem)
{
    if (problem)
        std::fprintf(stderr, "wglass: %s cannot be written: %s\n", path.c_str(), problem->c_str());
    return problem.has_value();
}

/// Writes it and looks at the conditions.
int deliver(const profile::Profile &profile, const Wishes &wishes, int status)
{
    if (wishes.out && tell(*wishes.out, writeFile(*wishes.out, write(profile, wishes.format))))
        return int(Status::WrongFile);
    for (const Condition &condition : wishes.conditions)
        if (const auto sentence = holds(condition, profile)) {
            std::fprintf(stderr, "wglass: %s\n", sentence->c_str());
            if (status == int(Status::Success))
                status = int(Status::Condition);
        }
    return status;
}

/// A condition on a function that is not there would hold, or not, for ever.
std::optional<std::string> unknownFunction(const ProgramFile &program, const std::vector<Condition> &conditions)
{
    std::vector<std::string> all;
    for (uint32_t i = 0; i < program.module->functions.size(); ++i) {
        all.push_back(program.names->function(*program.module, i));
        all.push_back(profile::demangled(all.back()));
    }
    for (const Condition &condition : conditions) {
        if (std::find(all.begin(), all.end(), condition.function) != all.end())
            continue;
        const auto meant = nearest(condition.function, {all.begin(), all.end()});
        return program.file.name + " has no function \"" + condition.function + "\"" +
               (meant ? "; did you mean " + std::string(*meant) + "?" : "");
    }
    return std::nullopt;
}

std::string sampleFile(const std::string &path, profile::Profile &into)
{
    const ReadFile file = readFile(path);
    if (!file.error.empty())
        return file.name + ": " + file.error;
    auto result = profile::read(file.bytes);
    if (const auto *sentence = std::get_if<std::string>(&result))
        return file.name + " is no profile: " + *sentence;
    into = std::get<profile::Profile>(std::move(result));
    if (into.name.empty())
        into.name = file.name;
    return {};
}

int refuseFile(const std::string &sentence)
{
    std::fprintf(stderr, "wglass: %s\n", sentence.c_str());
    return int(Status::WrongFile);
}

/// What has no meaning for a profile that exists already.
std::optional<std::string> misplaced(const Arguments &arguments, std::initializer_list<std::string_view> allowed)
{
    for (const auto &[option, values] : arguments.options)
        if (std::find(allowed.begin(), allowed.end(), option) == allowed.end())
            return std::string(option) + " is for a program that runs, not for " + arguments.operands[0];
    return std::nullopt;
}

int show(const Arguments &arguments, const Wishes &wishes)
{
    if (const auto sentence = misplaced(arguments, {"--top", "--out", "--format", "--fail-if"}))
        return refuseUsage("profile", *sentence);
    profile::Profile profile;
    if (const std::string sentence = sampleFile(arguments.operands[1], profile); !sentence.empty())
        return refuseFile(sentence);
    if (wishes.out != "-")
        std::fputs(summary(profile, wishes.top, {}).c_str(), stdout);
    return deliver(profile, wishes, int(Status::Success));
}

int diff(const Arguments &arguments, const Wishes &wishes)
{
    if (const auto sentence = misplaced(arguments, {"--top"}))
        return refuseUsage("profile", *sentence);
    profile::Profile before, after;
    for (const auto &[operand, into] : {std::pair(1, &before), std::pair(2, &after)})
        if (const std::string sentence = sampleFile(arguments.operands[size_t(operand)], *into); !sentence.empty())
            return refuseFile(sentence);
    std::fputs(comparison(before, after, wishes.top).c_str(), stdout);
    return int(Status::Success);
}

int measure(const Arguments &arguments, const Wishes &wishes)
{
    int status = 0;
    const auto invocation = readInvocation("profile", arguments, status);
    if (!invocation)
        return status;
    const ProgramFile &program = invocation->program;
    if (const auto sentence = unknownFunction(program, wishes.conditions))
        return refuseUsage("profile", *sentence);
    Profiling profiling{wishes.sampling, wishes.count, nullptr};
    status = perform(*invocation, &profiling);
    if (!profiling.profile)
        return status;
    profile::Profile profile = *profiling.profile;
    profile.name = program.file.name;
    std::fflush(stdout);
    std::fputs(("\n" + summary(profile, wishes.top, [&](uint32_t offset) { return program.placeOf(offset); })).c_str(),
               stderr);
    return deliver(profile, wishes, status);
}

} // namespace

int profileProgram(const Arguments &arguments)
{
    Wishes wishes;
    if (const auto sentence = readWishes(arguments, wishes))
        return refuseUsage("profile", *sentence);
    const std::vector<std::string> &operands = arguments.operands;
    if (operands[0] == "show" && operands.size() == 2)
        return show(arguments, wishes);
    if (operands[0] == "diff" && operands.size() == 3)
        return diff(arguments, wishes);
    if (operands.size() == 1 && operands[0] != "show" && operands[0] != "diff")
        return measure(arguments, wishes);
    return refuseUsage("profile", operands[0] == "diff"   ? "diff wants two profiles"
                                  : operands[0] == "show" ? "show wants a profile"
                                                          : "\"" + operands[1] +
                                                                "\" is one argument too many; what is "
                                                                "meant for the program comes after --");
}

} // namespace watchglass::cli
