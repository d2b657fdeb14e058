// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/host/recorded_cases.h"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace watchglass::host {

using Json = nlohmann::json;

Json readJson(const std::filesystem::path &path)
{
    std::ifstream file(path);
    return Json::parse(file);
}

std::shared_ptr<const ActorModule> readActor(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    ActorModuleResult read = readActorModule(
        path.filename().string(),
        std::make_shared<const wasm::Bytes>(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()));
    EXPECT_TRUE(read.actor) << read.error;
    return read.actor;
}

Observed perform(const std::filesystem::path &path, const Json &recorded)
{
    Observed made;
    const auto module = readActor(path);
    if (!module)
        return made;
    made.era = module->era;
    made.initialisers = module->initialisers;
    WrittenAnswers answers = readAnswers(recorded.at("host_calls").dump());
    EXPECT_EQ(answers.error, "");
    AnswersInOrder script(std::move(answers.list));
    GuestSettings settings;
    settings.actor = "guest";
    settings.answer = [&](const Call &call, exec::Interrupt *) { return script.next(call); };
    settings.console = [&](ConsoleLine line) {
        if (line.source == ConsoleLine::Source::Log)
            made.console.push_back(line.text);
        else
            made.output += line.text;
    };
    settings.record = [&](CallRecord record) {
        if (record.kind == CallRecord::Kind::FromActor)
            made.hostCalls.push_back(std::move(record));
    };
    settings.trace = [&](std::string_view call) {
        if (call.starts_with("__"))
            made.trace.emplace_back(call);
    };
    settings.watchdog = std::make_shared<Watchdog>();
    const Deadline deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    Guest::Made guest = Guest::make(module, settings, deadline);
    made.setUp = guest.error;
    if (!guest.guest)
        return made;
    made.console.clear(); // what it said at its start was not recorded
    made.trace.clear();
    made.output.clear();
    const std::string operation = recorded.at("op");
    const Bytes payload = *fromHex(recorded.at("payload_hex").get<std::string>());
    made.outcome = guest.guest->call({operation, payload, deadline, 1});
    made.unused = script.left();
    return made;
}

namespace {

void expectHostCalls(const Json &recorded, const std::vector<CallRecord> &made)
{
    ASSERT_EQ(made.size(), recorded.size());
    for (size_t i = 0; i < made.size(); ++i) {
        EXPECT_EQ(made[i].binding, recorded[i]["binding"].get<std::string>());
        EXPECT_EQ(made[i].capability, recorded[i]["namespace"].get<std::string>());
        EXPECT_EQ(made[i].operation, recorded[i]["operation"].get<std::string>());
        EXPECT_EQ(toHex(made[i].payload), recorded[i]["payload_hex"].get<std::string>());
        EXPECT_EQ(made[i].error, recorded[i].value("error", ""));
        EXPECT_EQ(toHex(made[i].reply), recorded[i].value("reply_hex", ""));
    }
}

std::string recordedError(const Json &recorded)
{
    for (const char *const field : {"error", "guest_error"})
        if (recorded.contains(field) && recorded[field].is_string())
            return recorded[field];
    return {};
}

} // namespace

void expectAsRecorded(const Json &recorded, const Observed &observed)
{
    const Outcome &outcome = observed.outcome;
    ASSERT_EQ(observed.setUp, "");
    EXPECT_EQ(observed.unused, 0u);
    EXPECT_EQ(outcome.trap.has_value(), recorded.contains("trap")) << outcome.answer.error;
    EXPECT_EQ(outcome.usable, !recorded.contains("trap"));
    if (recorded.contains("rc")) {
        EXPECT_EQ(outcome.returned, recorded["rc"].get<int32_t>());
    }
    const bool answered = recorded.value("rc", 0) != 0 && recorded.contains("response_hex");
    EXPECT_EQ(outcome.answer.ok(), answered) << outcome.answer.error;
    if (answered) {
        EXPECT_EQ(toHex(outcome.answer.bytes), recorded["response_hex"].get<std::string>());
    }
    EXPECT_EQ(outcome.guestError.value_or(""), recordedError(recorded));
    expectHostCalls(recorded["host_calls"], observed.hostCalls);
    EXPECT_EQ(observed.console, recorded.value("console", std::vector<std::string>()));
    if (recorded.contains("stdout")) {
        EXPECT_EQ(observed.output, recorded["stdout"].get<std::string>());
    }
    if (recorded.contains("trace")) {
        EXPECT_EQ(observed.trace, recorded["trace"].get<std::vector<std::string>>());
    }
}

} // namespace watchglass::host
