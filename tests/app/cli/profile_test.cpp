// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "app/cli/profile_conditions.h"
#include "tests/app/cli/program.h"

namespace watchglass::cli {
namespace {

/// light(n) and heavy(n), which does the same three times as often; both(n).
const char *const work = R"((module
  (func $light (param $n i32) (local $x i32)
    (loop $go
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 3)) (i32.const 1)))
      (br_if $go (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func $heavy (param $n i32)
    (call $light (local.get $n)) (call $light (local.get $n)) (call $light (local.get $n)))
  (func (export "both") (param $n i32) (result i32)
    (call $light (local.get $n)) (call $heavy (local.get $n)) (i32.const 5))
  (func (export "_start") (drop (call 2 (i32.const 20000000)))))
)";

const char *const fifty = "a;f 50\na;g 50\n", *const ninety = "a;f 90\na;g 10\n";

class Profiled : public Wglass
{
};

TEST_F(Profiled, TellsWhereTheTimeGoes)
{
    const std::string program = file("work.wat", work), out = (folder / "p.json").string();
    const Outcome outcome =
        run({"profile", "--sample", "1000", "--clock", "cpu", "--out", out, program, "--invoke", "both", "20000000"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "5\n") << "the program's output is its own";
    EXPECT_TRUE(contains(outcome.err, "work.wat: ")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "of CPU time, 1000 Hz")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "  light\n")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "work.wat:4 in light\n")) << outcome.err;

    const auto profile = nlohmann::json::parse(read(out));
    EXPECT_EQ(profile["unit"], "cpu");
    EXPECT_GT(profile["samples"]["node"].size(), 20u);
    const Outcome shown = run({"profile", "show", out});
    EXPECT_EQ(shown.status, 0) << shown.err;
    EXPECT_TRUE(contains(shown.out, "  heavy\n")) << shown.out;
}

TEST_F(Profiled, CountsExactly)
{
    // A round of $light's loop is 12 instructions, `loop` among them; two ends follow the last one.
    const std::string program = file("work.wat", work), out = (folder / "p.json").string(),
                      longer = (folder / "q.json").string();
    const Outcome outcome = run({"profile", "--count", "--out", out, program, "--invoke", "both", "1000"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "5\n");
    EXPECT_TRUE(contains(outcome.err, "work.wat: 48,021 instructions, counted exactly")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, " 48,008  light\n")) << outcome.err;
    EXPECT_FALSE(contains(outcome.err, "±")) << outcome.err;
    EXPECT_TRUE(contains(run({"profile", "show", out}).out, " 48,008  light\n"));
    EXPECT_EQ(
        run({"profile", "--count", "--fail-if", "share($light) > 99%", program, "--invoke", "both", "1000"}).status, 3);
    run({"profile", "--count", "--out", longer, program, "--invoke", "both", "2000"});
    const Outcome difference = run({"profile", "diff", out, longer});
    EXPECT_TRUE(contains(difference.out, "96021 instructions, counted exactly")) << difference.out;
    EXPECT_TRUE(contains(run({"profile", "--count", "--sample", "100", program}).err, "--count takes none"));
    const std::string traps = file("trap.wat", "(module (func (export \"_start\") nop nop (unreachable)))");
    EXPECT_TRUE(contains(run({"profile", "--count", traps}).err, ": 2 instructions"))
        << "unreachable was not completed";
}

TEST_F(Profiled, PassesStatusAndTrapOn)
{
    EXPECT_EQ(run({"profile", file("main.wat", "(module (func (export \"main\") (result i32) (i32.const 5)))")}).status,
              5);
    const Outcome trapped = run({"profile", file("trap.wat", "(module (func (export \"_start\") unreachable))")});
    EXPECT_EQ(trapped.status, 134);
    EXPECT_TRUE(contains(trapped.err, "trap: unreachable"));
    EXPECT_TRUE(contains(trapped.err, "No sample was taken"));
    EXPECT_EQ(run({"profile", "nowhere.wasm"}).status, 1);
}

TEST_F(Profiled, ConditionsMakeTheStatus)
{
    const std::string program = file("work.wat", work);
    const auto status = [&](const std::string &condition) {
        return run({"profile", "--fail-if", condition, program}).status;
    };
    EXPECT_EQ(status("share($light) > 30%"), 3);
    EXPECT_EQ(status("share($light) < 30%"), 0);
    EXPECT_EQ(status("total($heavy) >= 0.3"), 3);
    EXPECT_EQ(status("self(heavy) > 30%"), 0);
    const Outcome unknown = run({"profile", "--fail-if", "share($ligth) > 3%", program});
    EXPECT_EQ(unknown.status, 2);
    EXPECT_TRUE(contains(unknown.err, "has no function \"ligth\"; did you mean light?")) << unknown.err;
}

TEST_F(Profiled, AProfileInAnotherFormat)
{
    const std::string stacks = file("stacks.txt", fifty);
    const Outcome scope = run({"profile", "show", stacks, "--format", "speedscope"});
    EXPECT_EQ(nlohmann::json::parse(scope.out)["profiles"][0]["endValue"], 100);
    const std::string picture = (folder / "p.svg").string();
    EXPECT_EQ(run({"profile", "show", stacks, "--out", picture}).status, 0);
    EXPECT_TRUE(read(picture).starts_with("<svg"));
    EXPECT_EQ(run({"profile", "show", stacks, "--fail-if", "share(f) >= 50%"}).status, 3);
    EXPECT_EQ(run({"profile", "show", stacks, "--out", "/nowhere/p.svg"}).status, 1);
    const Outcome damaged = run({"profile", "show", file("bad.json", "{\"format\": 1")});
    EXPECT_EQ(damaged.status, 1);
    EXPECT_TRUE(contains(damaged.err, "is no profile: it is no JSON")) << damaged.err;
}

TEST_F(Profiled, DifferencesAndWhatIsChance)
{
    std::string before, after, same;
    for (int i = 0; i < 400; ++i) {
        before += i % 2 ? "a;f 1\n" : "a;g 1\n";
        after += i % 10 ? "a;f 1\n" : "a;g 1\n";
        same += i % 50 >= 24 ? "a;f 1\n" : "a;g 1\n";
    }
    const std::string first = file("before.txt", before), second = file("after.txt", after);
    const Outcome outcome = run({"profile", "diff", first, second});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(contains(outcome.out, " 50.0 %   90.0 %   +40.0 %  ± 5.9  ▲ f\n")) << outcome.out;
    EXPECT_TRUE(contains(outcome.out, "▼ g\n")) << outcome.out;
    EXPECT_TRUE(contains(run({"profile", "diff", first, file("same.txt", same)}).out, "~ f\n"));
}

TEST_F(Profiled, WrongUsage)
{
    const std::string program = file("work.wat", work), stacks = file("stacks.txt", ninety);
    const auto refused = [&](std::vector<std::string> words) {
        words.insert(words.begin(), "profile");
        const Outcome outcome = run(words);
        EXPECT_EQ(outcome.status, 2) << outcome.err;
        return outcome.err;
    };
    EXPECT_TRUE(contains(refused({"--sample", "5", program}), "from 10 to 10000, not \"5\""));
    EXPECT_TRUE(contains(refused({"--clock", "frozen", program}), "--clock is wall or cpu"));
    EXPECT_TRUE(contains(refused({"--wasi-clock", "cpu", program}), "--wasi-clock is real or frozen"));
    EXPECT_TRUE(contains(refused({"--format", "perf", program}), "there is no format \"perf\"; there are json"));
    EXPECT_TRUE(contains(refused({"--fail-if", "share(f) = 3%", program}), "is no condition such as"));
    EXPECT_TRUE(contains(refused({"diff", stacks}), "diff wants two profiles"));
    EXPECT_TRUE(contains(refused({"show", stacks, "--clock", "cpu"}), "--clock is for a program that runs"));
    EXPECT_TRUE(contains(refused({program, "x"}), "what is meant for the program comes after --"));
    EXPECT_TRUE(contains(refused({program, "--invoke", "bth"}), "did you mean both?"));
}

TEST(Conditions, AreReadWithSpacesAndWithout)
{
    std::string error;
    const auto condition = parseCondition(" total( $a<b>::f(int) )>=12.5 % ", error);
    ASSERT_TRUE(condition) << error;
    EXPECT_EQ(condition->function, "a<b>::f(int)");
    EXPECT_TRUE(condition->withCallees);
    EXPECT_EQ(condition->relation, Condition::Relation::AtLeast);
    EXPECT_DOUBLE_EQ(condition->limit, 0.125);
    for (const char *bad : {"", "share", "share f > 3%", "share(f)", "share(f) > ", "share(f) > 130%", "part(f) > 3%",
                            ")share( > 3%", "share(f) > 3%%"})
        EXPECT_FALSE(parseCondition(bad, error)) << bad;
}

} // namespace
} // namespace watchglass::cli
