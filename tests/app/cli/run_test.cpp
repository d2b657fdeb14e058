// SPDX-License-Identifier: Apache-2.0
#include "tests/app/cli/program.h"

namespace watchglass::cli {
namespace {

TEST_F(Wglass, RunsTheTalksProgram)
{
    const Outcome outcome = run({"run", file("add1.wat", oldAdd), "--invoke", "add", "2", "2"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "4\n");
    EXPECT_TRUE(contains(outcome.err, "warning"));
    EXPECT_EQ(run({"run", "-", "--invoke", "add", "-3", "0x10"}, oldAdd).out, "13\n");
}

TEST_F(Wglass, CountsArgumentsInWords)
{
    EXPECT_TRUE(contains(run({"run", "-", "--invoke", "add", "1"}, oldAdd).err, "cannot take 1 argument\n"));
    EXPECT_TRUE(contains(run({"run", "-", "--invoke", "add"}, oldAdd).err, "cannot take 0 arguments\n"));
}

TEST_F(Wglass, PrintsOneResultALine)
{
    const std::string path = file("many.wat", R"((module (func (export "f") (param f64) (result i32 i64 f64)
        (i32.const -1) (i64.const 9223372036854775807) (f64.mul (local.get 0) (f64.const 2)))))");
    const Outcome outcome = run({"run", path, "--invoke", "f", "-1.25"});
    EXPECT_EQ(outcome.out, "-1\n9223372036854775807\n-2.5\n");
    EXPECT_EQ(outcome.err, "");
}

TEST_F(Wglass, ATrapTellsItsStory)
{
    const std::string path = file("trap.wat", "(module (memory 1)\n"
                                              "  (func $load (param $at i32) (result i32)\n"
                                              "    (i32.load (local.get $at)))\n"
                                              "  (func $go (export \"go\") (param i32) (result i32)\n"
                                              "    (call $load (local.get 0))))\n");
    const Outcome outcome = run({"run", path, "--invoke", "go", "65536"});
    EXPECT_EQ(outcome.status, 134);
    EXPECT_EQ(outcome.out, "");
    EXPECT_TRUE(contains(outcome.err, "trap: out of bounds memory access")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "65536")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "the address came from parameter $at")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "at $load (" + path + ":3)")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "at $go (" + path + ":5)")) << outcome.err;

    const std::string binary = (folder / "trap.wasm").string();
    ASSERT_EQ(run({"assemble", path, "-o", binary}).status, 0);
    EXPECT_TRUE(contains(run({"run", binary, "--invoke", "go", "65536"}).err, "at $load (" + binary + ":0x"));
}

TEST_F(Wglass, LimitsEndWhatTakesTooMuch)
{
    const std::string path = file("greedy.wat", R"((module (memory 1)
      (func $spin (export "spin") (loop (br 0)))
      (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
      (func $deep (export "deep") (param i32) (if (local.get 0) (then (call $deep (i32.sub (local.get 0) (i32.const 1)))))))
      )");
    const Outcome late = run({"run", path, "--timeout", "0.05", "--invoke", "spin"});
    EXPECT_EQ(late.status, 124) << late.err;
    EXPECT_TRUE(contains(late.err, "ended after 0.05 s")) << late.err;
    EXPECT_TRUE(contains(late.err, "at $spin (" + path + ":2)")) << late.err;
    EXPECT_EQ(run({"run", path, "--timeout", "100", "--invoke", "grow", "1"}).out, "1\n");
    EXPECT_EQ(run({"run", path, "--max-memory", "131072", "--invoke", "grow", "1"}).out, "1\n");
    EXPECT_EQ(run({"run", path, "--max-memory", "131072", "--invoke", "grow", "2"}).out, "-1\n");
    EXPECT_EQ(run({"run", path, "--max-depth", "10", "--invoke", "deep", "8"}).status, 0);
    const Outcome deep = run({"run", path, "--max-depth", "10", "--invoke", "deep", "12"});
    EXPECT_EQ(deep.status, 134);
    EXPECT_TRUE(contains(deep.err, "call stack exhausted")) << deep.err;
    EXPECT_TRUE(contains(run({"run", path, "--timeout", "0", "--invoke", "spin"}).err, "--timeout wants a number"));
    const Outcome many = run({"run", path, "--max-instructions", "1000", "--invoke", "spin"});
    EXPECT_EQ(many.status, 124) << many.err;
    EXPECT_TRUE(contains(many.err, "ended after 1000 instructions")) << many.err;
    EXPECT_TRUE(contains(many.err, "at $spin (" + path + ":2)")) << many.err;
    EXPECT_EQ(run({"run", path, "--max-instructions", "3", "--invoke", "grow", "1"}).out, "1\n"); // and its end
    EXPECT_EQ(run({"run", path, "--max-instructions", "2", "--invoke", "grow", "1"}).status, 124);
    EXPECT_EQ(run({"profile", path, "--timeout", "0.1", "--invoke", "spin"}).status, 124);
}

TEST_F(Wglass, ExplainsWhatBecomesOfInstructions)
{
    const std::string path = file("add1.wat", oldAdd);
    const Outcome outcome = run({"explain", path, "--func", "add"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(contains(outcome.out, ": 4 instructions in 2 internal ones")) << outcome.out;
    EXPECT_TRUE(contains(outcome.out, "⇒ i32.add  ")) << outcome.out;
    EXPECT_TRUE(contains(outcome.out, " machine instructions, ")) << outcome.out;
    EXPECT_FALSE(contains(run({"explain", path, "--no-machine"}).out, "machine instructions"));
    const Outcome json = run({"explain", path, "--json"});
    EXPECT_TRUE(contains(json.out, "\"machine\"")) << json.out;
    EXPECT_TRUE(contains(run({"explain", path, "--func", "ad"}).err, "did you mean add?"));
}

TEST_F(Wglass, EndlessRecursionIsATrapWithAShortStory)
{
    const std::string path = file("deep.wat", "(module (func $f (export \"f\") (call $f)))");
    const Outcome outcome = run({"run", path, "--invoke", "f"});
    EXPECT_EQ(outcome.status, 134);
    EXPECT_TRUE(contains(outcome.err, "call stack exhausted")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, " more\n")) << outcome.err;
    EXPECT_LT(outcome.err.size(), 10'000u);
}

TEST_F(Wglass, RefusesWhatNeedsAFeatureThatIsSwitchedOff)
{
    const std::string path = file("v.wat", "(module (func (export \"f\") (result i32)\n"
                                           "  (i32x4.extract_lane 0 (i32x4.splat (i32.const 7)))))\n");
    EXPECT_EQ(run({"run", path, "--without", "gc,memory64", "--invoke", "f"}).out, "7\n");
    const Outcome refused = run({"run", "--without", "gc,simd", path, "--invoke", "f"});
    EXPECT_EQ(refused.status, 1);
    EXPECT_TRUE(contains(refused.err, path + ":2:26: error: i32x4.splat needs vectors (simd), which is switched off"))
        << refused.err;
    EXPECT_EQ(run({"check", "--without", "simd", path}).status, 1);
    EXPECT_EQ(run({"check", "--without", "threads", path}).status, 0);
    const std::string binary = (folder / "v.wasm").string();
    EXPECT_EQ(run({"assemble", "--without", "simd", path, "-o", binary}).status, 1);
    EXPECT_FALSE(std::filesystem::exists(binary));
    ASSERT_EQ(run({"assemble", path, "-o", binary}).status, 0);
    EXPECT_TRUE(contains(run({"check", "--without", "simd", binary}).err, binary + ":0x")) << "told by offset";
    const Outcome unknown = run({"run", "--without", "simmd", path, "--invoke", "f"});
    EXPECT_EQ(unknown.status, 2);
    EXPECT_TRUE(contains(unknown.err, "there is no feature \"simmd\"; did you mean simd?")) << unknown.err;
}

TEST_F(Wglass, PassesTheProgramsStatusOn)
{
    const std::string exits = R"((module
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (func (export "_start") (call $exit (i32.const 7)) unreachable)))";
    EXPECT_EQ(run({"run", file("exit.wat", exits)}).status, 7);
    EXPECT_EQ(run({"run", file("main.wat", "(module (func (export \"main\") (result i32) (i32.const 5)))")}).status, 5);
    EXPECT_EQ(run({"run", file("start.wat", "(module (func (export \"_start\")))")}).status, 0);
    EXPECT_EQ(run({"run", file("trap.wat", "(module (func (export \"_start\") unreachable))")}).status, 134);
    const Outcome neither = run({"run", file("none.wat", "(module (func (export \"mein\")))")});
    EXPECT_EQ(neither.status, 2);
    EXPECT_TRUE(contains(neither.err, "neither _start nor main")) << neither.err;
    EXPECT_TRUE(contains(neither.err, "did you mean mein?")) << neither.err;
}

TEST_F(Wglass, SaysWhichImportsAreAnsweredByZero)
{
    const Outcome outcome = run({"run", example("host-import"), "--invoke", "average", "3"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "0\n");
    EXPECT_TRUE(contains(outcome.err, "env.temperature (i32) -> (f64) has no host: it is answered by zero"))
        << outcome.err;
}

TEST_F(Wglass, WrongCallsAreWrongUsage)
{
    const std::string path = file("add.wat", oldAdd);
    const auto refused = [&](std::vector<std::string> words) {
        words.insert(words.begin(), {"run", path, "--invoke"});
        const Outcome outcome = run(words);
        EXPECT_EQ(outcome.status, 2);
        EXPECT_EQ(outcome.out, "");
        EXPECT_FALSE(contains(outcome.err, "usage:")) << "the options are right";
        return outcome.err;
    };
    EXPECT_TRUE(contains(refused({"ad", "2", "2"}), "did you mean add?"));
    EXPECT_TRUE(contains(refused({"add", "2"}), "add has type (i32 i32) -> (i32) and cannot take 1 argument"));
    EXPECT_TRUE(contains(refused({"add", "2", "two"}), "\"two\" is no i32"));
    EXPECT_TRUE(contains(refused({"add", "2", "4294967296"}), "\"4294967296\" is no i32"));
}

TEST_F(Wglass, ASegmentThatDoesNotFitTraps)
{
    const std::string path = file("seg.wat", R"((module (memory 1) (data (i32.const 65536) "a") (func (export "f"))))");
    EXPECT_EQ(run({"run", path, "--invoke", "f"}).status, 134);
}

} // namespace
} // namespace watchglass::cli
