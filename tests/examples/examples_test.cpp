// SPDX-License-Identifier: Apache-2.0
/// Every example keeps the promise of its card, through the same command line that a user would type.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <sys/wait.h>

namespace {

nlohmann::json examples()
{
    std::ifstream file(EXAMPLES "/examples.json");
    return nlohmann::json::parse(file);
}

struct Outcome {
    int status = -1;
    std::string output; ///< both streams
};

Outcome run(const std::string &command)
{
    Outcome outcome;
    FILE *pipe = popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> buffer;
    while (const size_t n = fread(buffer.data(), 1, buffer.size(), pipe))
        outcome.output.append(buffer.data(), n);
    const int status = pclose(pipe);
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return outcome;
}

std::string commandOf(const nlohmann::json &example)
{
    std::string command = WGLASS " run " EXAMPLES "/" + example["id"].get<std::string>() + ".wat --invoke " +
                          example["invoke"].get<std::string>();
    for (const auto &argument : example["arguments"])
        command += " " + argument.get<std::string>();
    return command;
}

TEST(Examples, EachOneDoesWhatItsCardPromises)
{
    for (const auto &example : examples()) {
        SCOPED_TRACE(example["id"].get<std::string>());
        if (example.value("endless", false)) {
            EXPECT_EQ(run("timeout 1 " + commandOf(example)).status, 124);
            continue;
        }
        const Outcome outcome = run(commandOf(example));
        if (example.contains("trap")) {
            EXPECT_EQ(outcome.status, 134);
            continue;
        }
        EXPECT_EQ(outcome.status, 0) << outcome.output;
        for (const auto &result : example["results"]) {
            const std::string text = result.get<std::string>();
            EXPECT_NE(("\n" + outcome.output).find("\n" + text + "\n"), std::string::npos) << outcome.output;
            // The card's own sentence names the result.
            if (text.size() > 1)
                EXPECT_NE(example["promise"].get<std::string>().find(text), std::string::npos);
        }
    }
}

TEST(Examples, EveryProgramHasItsCardAndEveryCardItsProgram)
{
    std::set<std::string> cards, programs;
    for (const auto &example : examples())
        cards.insert(example["id"].get<std::string>());
    for (const auto &file : std::filesystem::directory_iterator(EXAMPLES))
        if (file.path().extension() == ".wat")
            programs.insert(file.path().stem());
    EXPECT_EQ(cards, programs);
    EXPECT_GE(cards.size(), 12u);
}

TEST(Examples, TheTalksProgramAnswersFour)
{
    const Outcome outcome = run(WGLASS " run " EXAMPLES "/add-2020.wat --invoke add 2 2 2>/dev/null");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_NE(outcome.output.find("4\n"), std::string::npos);
}

} // namespace
