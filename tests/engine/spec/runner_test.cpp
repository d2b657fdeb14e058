// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/spec/runner.h"

namespace watchglass::spec {
namespace {

namespace fs = std::filesystem;

class Scripts : public testing::Test
{
protected:
    Scripts() : folder(fs::temp_directory_path() / ("watchglass-spec-" + std::to_string(getpid())))
    {
        fs::create_directory(folder);
    }
    ~Scripts() override { fs::remove_all(folder); }

    fs::path file(const std::string &name, const std::string &bytes)
    {
        std::ofstream(folder / name, std::ios::binary) << bytes;
        return folder / name;
    }
    const Totals &run(const std::string &text)
    {
        runner = Runner();
        runner.run(readScript(file("t.wast", text), assembler));
        return runner.totals();
    }
    /// "3: message" of each, joined.
    static std::string told(const std::vector<Note> &notes)
    {
        std::string text;
        for (const Note &note : notes)
            text += std::to_string(note.line) + ": " + note.message + "\n";
        return text;
    }

    const fs::path folder;
    wat::Assembler assembler;
    Runner runner;
};

TEST_F(Scripts, CountAssertionsAndTellTheFailedOnesByLine)
{
    const Totals &totals = run("(module (func (export \"f\") (result i32) (i32.const 3)))\n"
                               "(assert_return (invoke \"f\") (i32.const 3))\n"
                               "(assert_return (invoke \"f\") (i32.const 4))\n"
                               "(assert_return (invoke \"f\") (i64.const 3))\n"
                               "(assert_return (invoke \"f\"))\n"
                               "(assert_return (invoke \"g\") (i32.const 3))\n"
                               "(assert_trap (invoke \"f\") \"unreachable\")\n"
                               "(invoke \"f\" (i32.const 1))\n");
    EXPECT_EQ(totals.passed, 1u);
    EXPECT_EQ(told(totals.failures), "3: f gave 3 (0x00000003) but wanted 4 (0x00000004)\n"
                                     "4: f gave 3 (0x00000003) but wanted 3 (0x0000000000000003)\n"
                                     "5: f gave 3 (0x00000003) but wanted nothing\n"
                                     "6: no function is exported as \"g\"\n"
                                     "7: no trap, but wanted: unreachable\n"
                                     "8: f has type () -> (i32); the arguments do not fit\n");
    EXPECT_TRUE(totals.skipped.empty());
}

TEST_F(Scripts, CompareNansByClassAndVectorsByLane)
{
    const Totals &totals = run(R"((module
        (func (export "quiet") (result f32) (f32.const nan:0x600000))
        (func (export "v") (result v128) (v128.const f32x4 nan 1 -0 2)))
        (assert_return (invoke "quiet") (f32.const nan:arithmetic))
        (assert_return (invoke "quiet") (f32.const nan:canonical))
        (assert_return (invoke "v") (v128.const f32x4 nan:canonical 1 -0 2))
        (assert_return (invoke "v") (v128.const f32x4 nan:canonical 1 0 2))
        (assert_return (invoke "v") (either (v128.const i32x4 1 1 1 1) (v128.const f32x4 nan 1 -0 2))))");
    EXPECT_EQ(totals.passed, 3u);
    EXPECT_EQ(totals.failures.size(), 2u) << told(totals.failures);
}

TEST_F(Scripts, JudgeWhatMustBeRefused)
{
    const Totals &totals = run(R"wast((assert_malformed (module quote "(func (get_local 0))") "unknown operator")
        (assert_malformed (module quote "(func (nop))") "nothing is wrong with it")
        (assert_invalid (module (func (result i32))) "type mismatch")
        (assert_invalid (module (func)) "nothing is wrong with it")
        (assert_malformed (module binary "\00asm\01\00\00\00\01") "unexpected end")
        (assert_unlinkable (module (import "spectest" "no" (func))) "unknown import")
        (assert_unlinkable (module (import "spectest" "print" (func))) "unknown import")
        (assert_trap (module (func $f unreachable) (start $f)) "unreachable")
        (assert_trap (module (memory 0) (data (i32.const 0) "a")) "out of bounds memory access"))wast");
    EXPECT_EQ(totals.passed, 6u);
    EXPECT_EQ(told(totals.failures), "2: accepted, but wanted: nothing is wrong with it\n"
                                     "4: accepted, but wanted: nothing is wrong with it\n"
                                     "7: linked, but wanted: unknown import\n");
}

TEST_F(Scripts, LinkModulesByNameAndKeepThemApart)
{
    const Totals &totals = run(R"((module $A (global (export "g") i32 (i32.const 1)))
        (module $B (global (export "g") i32 (i32.const 2)))
        (register "a" $A)
        (module (import "a" "g" (global i32)) (func (export "f") (result i32) (global.get 0)))
        (assert_return (invoke "f") (i32.const 1))
        (assert_return (get $B "g") (i32.const 2))
        (module definition $D (memory 1) (func (export "grow") (result i32) (memory.grow (i32.const 1))))
        (module instance $one $D)
        (module instance $two $D)
        (assert_return (invoke $one "grow") (i32.const 1))
        (assert_return (invoke $one "grow") (i32.const 2))
        (assert_return (invoke $two "grow") (i32.const 1)))");
    EXPECT_EQ(totals.passed, 5u);
    EXPECT_EQ(told(totals.failures) + told(totals.skipped), "");
}

TEST_F(Scripts, ReadBareFieldsAndPassOverAnnotations)
{
    const Totals &totals = run("(func (export \"f\") (result i32) (i32.const 1))\n"
                               "((@note here) assert_return (@a (\")\")) (invoke \"f\") (i32.const 1))\n");
    EXPECT_EQ(totals.passed, 1u) << told(totals.failures) << told(totals.skipped);
}

TEST_F(Scripts, ACarriageReturnEndsAComment)
{
    EXPECT_EQ(run("(module quote \"(func (export \\\"f\\\") (result i32) ;; one\\0d (return (i32.const 2)))\")\n"
                  "(assert_return (invoke \"f\") (i32.const 2))")
                  .passed,
              1u);
}

// The types of the second module are newer than wabt 1.0.32, which dies of the third.
TEST_F(Scripts, SkipTheModulesBeyondWabtAndRunTheOthers)
{
    const Totals &totals = run("(module (func (export \"f\") (result i32) (i32.const 1)))\n"
                               "(assert_return (invoke \"f\") (i32.const 1))\n"
                               "(module $new (type (sub (struct (field i32)))) (func (export \"g\")))\n"
                               "(assert_return (invoke \"g\"))\n"
                               "(module (type $t (func)) (func (param (ref $t)) (return_call_ref $t (local.get 0))))\n"
                               "(module (func (export \"f\") (result i32) (i32.const 2)))\n"
                               "(assert_return (invoke \"f\") (i32.const 2))\n");
    EXPECT_EQ(totals.passed, 2u);
    EXPECT_EQ(told(totals.failures), "");
    ASSERT_EQ(totals.skipped.size(), 3u) << told(totals.skipped);
    EXPECT_EQ(totals.skipped[0].line, 3u);
    EXPECT_TRUE(totals.skipped[0].message.starts_with("wabt cannot read it: ")) << totals.skipped[0].message;
    EXPECT_EQ(totals.skipped[1].message, totals.skipped[0].message);
}

TEST_F(Scripts, AWrongModuleOrCommandIsAFailure)
{
    const Totals &totals = run("(module (func (foo.bar)))\n"
                               "(module (func (result i32)))\n"
                               "(assert_return (call \"f\"))\n"
                               "(assert_return (invoke \"f\" (i32.const)))\n"
                               "(assert_future (invoke \"f\"))\n");
    EXPECT_EQ(totals.failures.size(), 4u) << told(totals.failures);
    EXPECT_EQ(told(totals.skipped), "5: assert_future is not judged here\n");
    EXPECT_EQ(told(run("(module\n(func)").failures), "0: the parenthesis in line 1 is never closed\n");
    EXPECT_EQ(told(run("(module)\n)").failures), "0: line 2 closes nothing\n");
}

TEST_F(Scripts, ReadWhatWast2jsonWrites)
{
    const std::string module("\0asm\1\0\0\0" // (func (export "f") (param f32) (result f32) local.get 0)
                             "\1\6\1\x60\1\x7d\1\x7d\3\2\1\0\7\5\1\1f\0\0\xa\6\1\4\0\x20\0\xb",
                             35);
    file("t.0.wasm", module);
    const fs::path json = file("t.json", R"({"source_filename": "t.wast", "commands": [
        {"type": "module", "line": 1, "filename": "t.0.wasm"},
        {"type": "assert_return", "line": 2, "action": {"type": "invoke", "field": "f",
            "args": [{"type": "f32", "value": "1065353216"}]}, "expected": [{"type": "f32", "value": "1065353216"}]},
        {"type": "assert_return", "line": 3, "action": {"type": "invoke", "field": "f",
            "args": [{"type": "f32", "value": "2143289344"}]}, "expected": [{"type": "f32", "value": "nan:canonical"}]},
        {"type": "assert_return", "line": 4, "action": {"type": "invoke", "field": "f",
            "args": [{"type": "f32", "value": "1"}]}, "expected": [{"type": "f32", "value": "2"}]}]})");
    runner.run(readScript(json, assembler));
    EXPECT_EQ(runner.totals().passed, 2u);
    ASSERT_EQ(runner.totals().failures.size(), 1u) << told(runner.totals().failures);
    EXPECT_EQ(toString(runner.totals().failures[0]),
              "t.wast:4: f gave 1e-45 (0x00000001) but wanted 3e-45 (0x00000002)");
    EXPECT_EQ(scriptsIn(folder), std::vector{json});
    runner = Runner();
    runner.run(readScript(file("bad.json", "{\"commands\": [1]}"), assembler));
    EXPECT_EQ(runner.totals().failures.size(), 1u);
}

} // namespace
} // namespace watchglass::spec
