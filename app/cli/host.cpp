// SPDX-License-Identifier: Apache-2.0
/// `wglass host`, and its form `call`: plays the host of an actor for one call.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "app/cli/help.h"
#include "app/cli/host_links.h"
#include "app/cli/host_report.h"
#include "app/cli/host_up.h"
#include "app/cli/numbers.h"
#include "app/cli/program_file.h"
#include "engine/host/loader.h"
#include "engine/host/trust.h"

namespace watchglass::cli {

namespace {

using Problem = std::optional<std::string>;
using namespace std::chrono_literals;

struct Wishes {
    host::Bytes payload;
    std::chrono::milliseconds time = 30s;
    std::optional<uint64_t> instructions;
    exec::Limits limits;
};

/// Of the three ways to give it, one.
Problem readPayload(const Arguments &arguments, host::Bytes &payload)
{
    const auto text = arguments.value("--payload"), hex = arguments.value("--payload-hex"),
               path = arguments.value("--payload-file");
    if (text.has_value() + hex.has_value() + path.has_value() > 1)
        return "--payload, --payload-hex and --payload-file are three ways to say the same; give one";
    if (text)
        payload.assign(text->begin(), text->end());
    if (hex) {
        const auto read = host::fromHex(*hex);
        if (!read)
            return "--payload-hex wants pairs of hexadecimal digits, not \"" + *hex + "\"";
        payload = *read;
    }
    if (path) {
        const ReadFile file = readFile(*path);
        if (!file.error.empty())
            return "--payload-file: " + file.name + ": " + file.error;
        payload.assign(file.bytes.begin(), file.bytes.end());
    }
    return std::nullopt;
}

Problem readWishes(const Arguments &arguments, Wishes &wishes)
{
    std::optional<double> seconds;
    std::optional<uint64_t> memory;
    for (const Problem &problem :
         {readPayload(arguments, wishes.payload), readNumber(arguments, "--timeout", 0.001, 1e6, seconds),
          readNumber(arguments, "--max-instructions", uint64_t(1), UINT64_MAX / 2, wishes.instructions),
          readNumber(arguments, "--max-memory", uint64_t(0), UINT64_MAX / 2, memory)})
        if (problem)
            return problem;
    if (seconds)
        wishes.time = std::chrono::milliseconds(int64_t(*seconds * 1000));
    if (memory)
        wishes.limits.memoryPages = *memory / exec::wasmPageSize;
    return std::nullopt;
}

/// Makes the call; what comes of it is in the report, also when the guest cannot even be set up: a sentence then.
Problem perform(const std::shared_ptr<const host::ActorModule> &module, const Wishes &wishes, bool traced,
                const std::shared_ptr<HostLinks> &links, HostCallReport &report)
{
    uint64_t lastId = 0;
    host::GuestSettings settings;
    settings.actor = module->name;
    settings.answer = [&](const host::Call &call, exec::Interrupt *) { return links->answer(call); };
    settings.limits = wishes.limits;
    settings.instructions = wishes.instructions;
    settings.nextId = [&] { return ++lastId; };
    settings.console = [&](host::ConsoleLine line) { report.lines.push_back(std::move(line)); };
    settings.record = [&](host::CallRecord record) {
        if (record.kind == host::CallRecord::Kind::FromActor)
            report.hostCalls.push_back(std::move(record));
        else
            report.call = std::move(record);
    };
    if (traced)
        settings.trace = [](std::string_view call) { std::fprintf(stderr, "%.*s\n", int(call.size()), call.data()); };
    settings.watchdog = std::make_shared<host::Watchdog>();
    host::Guest::Made made = host::Guest::make(module, settings, std::chrono::steady_clock::now() + wishes.time);
    report.startLines = std::move(report.lines);
    report.lines.clear();
    report.outcome.stack = std::move(made.stack);
    if (!made.guest)
        return made.error;
    const uint64_t id = ++lastId;
    report.outcome =
        made.guest->call({report.operation, wishes.payload, std::chrono::steady_clock::now() + wishes.time, id});
    return std::nullopt;
}

/// On a thread of its own, since a provider may never come back; then there is nothing to do but to leave.
HostCallReport performInTime(const std::shared_ptr<const host::ActorModule> &module, const Wishes &wishes, bool traced,
                             const std::shared_ptr<HostLinks> &links, const std::string &operation)
{
    auto report = std::make_shared<HostCallReport>();
    report->module = module->name;
    report->operation = operation;
    report->era = module->era;
    report->initialisers = module->initialisers;
    auto problem = std::make_shared<Problem>();
    const auto hangs =
        host::performWithin(2 * wishes.time + 500ms, [=, wishes = wishes, module = module, links = links] {
            *problem = perform(module, wishes, traced, links, *report);
        });
    if (hangs) {
        HostCallReport told;
        told.module = module->name;
        told.operation = operation;
        told.era = module->era;
        told.outcome.answer = {{}, host::Failure::Deadline, "a provider hangs: the call " + hangs->substr(3)};
        return told;
    }
    if (*problem)
        report->outcome.answer = {{}, host::Failure::Trap, **problem};
    if (links->answers())
        report->answersLeft = links->answers()->left();
    return std::move(*report);
}

int call(const Arguments &arguments)
{
    if (arguments.operands.size() != 3)
        return refuseUsage("host", "host call wants a module and an operation");
    Wishes wishes;
    if (const auto problem = readWishes(arguments, wishes))
        return refuseUsage("host", *problem);
    const ProgramFile program = openProgram(arguments.operands[1]);
    report(program.findings);
    if (!program)
        return int(Status::WrongFile);
    const host::ActorModuleResult module = host::actorModule(program.file.name, program.module, program.names);
    const auto refused = [](const std::string &sentence) {
        std::fprintf(stderr, "wglass: %s\n", sentence.c_str());
        return int(Status::WrongFile);
    };
    if (!module.actor)
        return refused(module.error);
    if (const auto objection = host::objectionToLoad({}, *module.actor))
        std::fprintf(stderr, "wglass: warning: %s\n", objection->c_str());
    auto links = std::make_shared<HostLinks>();
    bool usage = false;
    if (const auto problem = links->open(arguments, *module.actor, usage))
        return usage ? refuseUsage("host", *problem) : refused(*problem);
    for (const std::string &note : module.actor->notes)
        std::fprintf(stderr, "wglass: %s\n", note.c_str());
    const HostCallReport made =
        performInTime(module.actor, wishes, arguments.has("--trace"), links, arguments.operands[2]);
    if (arguments.has("--json")) {
        const std::string json = toJson(made);
        std::fwrite(json.data(), 1, json.size(), stdout);
    } else {
        tellText(made);
    }
    const int status = int(made.outcome.answer.ok() ? Status::Success : Status::WrongFile);
    std::fflush(nullptr);
    if (links.use_count() > 1) // held by what hangs
        std::_Exit(status);
    return status;
}

} // namespace

int host(const Arguments &arguments)
{
    struct Form {
        std::string_view name;
        int (*perform)(const Arguments &);
        std::vector<std::string_view> options;
    };
    static const Form forms[] = {
        {"call",
         call,
         {"--payload", "--payload-hex", "--payload-file", "--link", "--answers", "--json", "--timeout",
          "--max-instructions", "--max-memory", "--trace"}},
        {"up", serveManifest, {"--control"}},
        {"run", runScenario, {"--report", "--set"}},
        {"ctl", controlHost, {"--control", "--json", "--copy"}},
    };
    const std::string &what = arguments.operands[0];
    for (const Form &form : forms) {
        if (form.name != what)
            continue;
        for (const auto &[option, value] : arguments.options)
            if (std::find(form.options.begin(), form.options.end(), option) == form.options.end())
                return refuseUsage("host", "host " + what + " has no " + std::string(option));
        return form.perform(arguments);
    }
    return refuseUsage("host", "host can call, up, run and ctl, not \"" + what + "\"");
}

} // namespace watchglass::cli
