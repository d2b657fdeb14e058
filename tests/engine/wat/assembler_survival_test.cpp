// SPDX-License-Identifier: Apache-2.0
/// The assembler when its helper dies, hangs, lies or is given nonsense: always an answer, never the end of the parent.
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include "tests/engine/wat/corpus.h"
#include "tests/engine/wat/modules.h"
#include "tests/engine/wat/token_edits.h"

namespace watchglass::wat {

namespace {

using namespace test;

std::string firstMessage(const Assembled &assembled)
{
    return assembled.diagnostics.empty() ? "" : assembled.diagnostics[0].message;
}

/// The helpers that run now: children of this process.
std::vector<pid_t> helpers()
{
    std::vector<pid_t> pids;
    for (const auto &task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream children(task.path() / "children");
        for (pid_t pid; children >> pid;)
            pids.push_back(pid);
    }
    return pids;
}

std::string nested(const std::string &open, const std::string &close, size_t depth)
{
    std::string text = "(module (func ";
    for (size_t i = 0; i < depth; ++i)
        text += open;
    for (size_t i = 0; i < depth; ++i)
        text += close;
    return text + "))";
}

TEST(AssemblerSurvival, ATextThatCrashesWabtIsToldWithTheFieldThatDoesIt)
{
    Assembler assembler;
    const std::string text = "(module\n  (func $good nop)\n  (elem funcref ())\n  (func $other nop))\n";
    const Assembled assembled = assembler.assemble(text);
    ASSERT_FALSE(assembled);
    ASSERT_EQ(assembled.diagnostics.size(), 1u);
    EXPECT_NE(firstMessage(assembled).find("crashed"), std::string::npos);
    EXPECT_EQ(at(text, assembled.diagnostics[0].range), "(elem funcref ())");
    EXPECT_TRUE(assembler.assemble("(module)")) << "and the next text finds a new helper";
}

TEST(AssemblerSurvival, AnUnfinishedElementSegmentIsAnswered)
{
    Assembler assembler;
    const Assembled assembled = assembler.assemble("(elem funcref (");
    EXPECT_FALSE(assembled);
    EXPECT_FALSE(firstMessage(assembled).empty());
    EXPECT_TRUE(assembler.assemble("(module)"));
}

TEST(AssemblerSurvival, AHelperKilledBetweenTwoTextsIsReplacedUnnoticed)
{
    Assembler assembler;
    ASSERT_TRUE(assembler.assemble("(module)"));
    const std::vector<pid_t> running = helpers();
    ASSERT_EQ(running.size(), 1u);
    kill(running[0], SIGKILL);
    EXPECT_TRUE(assembler.assemble("(module (func))"));
    EXPECT_NE(helpers(), running);
}

TEST(AssemblerSurvival, AHelperKilledInTheMiddleIsReplaced)
{
    Assembler assembler;
    const std::string text = nested("(block ", ")", 20000);
    std::atomic<bool> done = false;
    std::thread killer([&] {
        while (!done) {
            for (const pid_t pid : helpers())
                kill(pid, SIGKILL);
            std::this_thread::sleep_for(std::chrono::milliseconds(7));
        }
    });
    for (int i = 0; i < 20; ++i) {
        const Assembled assembled = assembler.assemble(text);
        EXPECT_TRUE(assembled || !firstMessage(assembled).empty());
    }
    done = true;
    killer.join();
    EXPECT_TRUE(assembler.assemble(text));
}

TEST(AssemblerSurvival, ATextThatTakesTooLongIsGivenUp)
{
    Assembler assembler;
    AssembleOptions hurried;
    hurried.deadline = std::chrono::milliseconds(1);
    const Assembled assembled = assembler.assemble(nested("(block ", ")", 100000), hurried);
    ASSERT_FALSE(assembled);
    EXPECT_EQ(firstMessage(assembled), "wabt's assembler did not finish within 1 ms and was stopped");
    EXPECT_TRUE(assembler.assemble("(module)"));
}

TEST(AssemblerSurvival, OtherProgramsInPlaceOfTheHelperAreNotBelieved)
{
    for (const char *program : {"/bin/cat", "/bin/true", "/bin/false"}) {
        Assembler assembler(program);
        const Assembled assembled = assembler.assemble("(module (func))");
        EXPECT_FALSE(assembled) << program;
        EXPECT_FALSE(firstMessage(assembled).empty()) << program;
    }
}

TEST(AssemblerSurvival, HundredThousandNestedBlocksAssemble)
{
    Assembler assembler;
    const size_t depth = 100000;
    for (const auto &[open, close] : {std::pair("(block ", ")"), std::pair("block ", "end ")}) {
        const Assembled assembled = assembler.assemble(nested(open, close, depth));
        ASSERT_TRUE(assembled) << firstMessage(assembled);
        EXPECT_EQ(assembled.map->mappings().size(), 2 * depth + 1);
    }
}

TEST(AssemblerSurvival, DepthWithoutMeasureEndsInAMessage)
{
    Assembler assembler;
    const Assembled assembled = assembler.assemble(nested("(block (result i32) ", ")", 3000000));
    EXPECT_FALSE(assembled);
    EXPECT_FALSE(firstMessage(assembled).empty());
    EXPECT_FALSE(assembler.assemble(std::string(50'000'000, '(')));
    EXPECT_TRUE(assembler.assemble("(module)"));
}

TEST(AssemblerSurvival, LeavesNoDescriptorOpenForOtherPrograms)
{
    Assembler assembler;
    ASSERT_TRUE(assembler.assemble("(module)"));
    for (const auto &entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        const int descriptor = std::stoi(entry.path().filename());
        std::error_code gone;
        if (std::filesystem::read_symlink(entry.path(), gone).string().starts_with("socket:") && descriptor > 2)
            EXPECT_TRUE(fcntl(descriptor, F_GETFD) & FD_CLOEXEC) << descriptor;
    }
}

TEST(AssemblerSurvival, ItsHelperEndsWithIt)
{
    {
        Assembler assembler;
        ASSERT_TRUE(assembler.assemble("(module)"));
        ASSERT_EQ(helpers().size(), 1u);
    }
    EXPECT_TRUE(helpers().empty());
}

/// Assembles `count` random edits of the samples; each must give a module or say why not.
void assembleEdits(const std::vector<Sample> &samples, uint32_t count)
{
    Assembler assembler;
    TokenEdits edits(20);
    uint32_t good = 0, crashes = 0;
    for (uint32_t i = 0; i < count; ++i) {
        const std::string text = edits.edited(samples[edits.below(samples.size())].text);
        const Assembled assembled = assembler.assemble(text);
        good += bool(assembled);
        crashes += firstMessage(assembled).find("crashed") != std::string::npos;
        ASSERT_EQ(assembled.bytes != nullptr, assembled.map != nullptr) << text;
        ASSERT_TRUE(assembled || !firstMessage(assembled).empty()) << text;
        for (const Diagnostic &diagnostic : assembled.diagnostics)
            ASSERT_LE(diagnostic.range.end, text.size()) << diagnostic.message << '\n' << text;
    }
    ::testing::Test::RecordProperty("assembled", int(good));
    ::testing::Test::RecordProperty("crashes", int(crashes));
    EXPECT_GT(good, 0u);
    EXPECT_TRUE(assembler.assemble("(module)"));
}

TEST(AssemblerSurvival, RandomEditsOfOurTextsAlwaysGetAnAnswer)
{
    assembleEdits(ownSamples(), 2000);
}

TEST(AssemblerSurvival, RandomEditsOfTheSuitesTextsAlwaysGetAnAnswer)
{
    const auto folder = testData("spec/wabt-1.0.32-ok");
    if (!folder)
        GTEST_SKIP() << "skipped: not there";
    std::vector<Sample> modules;
    for (const auto &path : filesBelow(*folder, ".wast")) {
        const std::string script = fileText(path);
        const size_t begin = script.find("(module"), end = script.find("\n(", begin);
        if (begin != script.npos)
            modules.push_back({path.filename(), script.substr(begin, std::min<size_t>(end - begin, 20000))});
    }
    assembleEdits(modules, 20000);
}

} // namespace

} // namespace watchglass::wat
