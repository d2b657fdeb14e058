// SPDX-License-Identifier: Apache-2.0
// Each verb but run, from outside.
#include <nlohmann/json.hpp>

#include "tests/app/cli/program.h"

namespace watchglass::cli {
namespace {

TEST_F(Wglass, HelpAndVersionGoToStandardOutput)
{
    for (const std::vector<std::string> &words : {std::vector<std::string>{"help"},
                                                  {"--help"},
                                                  {"help", "run"},
                                                  {"run", "--help"},
                                                  {"assemble", "--help"},
                                                  {"--version"}}) {
        const Outcome outcome = run(words);
        EXPECT_EQ(outcome.status, 0);
        EXPECT_TRUE(contains(outcome.out, "wglass")) << outcome.out;
        EXPECT_EQ(outcome.err, "");
    }
}

TEST_F(Wglass, WrongUsageIsTwoWithAUsageLine)
{
    const Outcome none = run({}), typo = run({"asemble", "x"}), option = run({"check", "--jason", "x"});
    for (const Outcome &outcome : {none, typo, option}) {
        EXPECT_EQ(outcome.status, 2);
        EXPECT_EQ(outcome.out, "");
        EXPECT_TRUE(contains(outcome.err, "usage: wglass")) << outcome.err;
    }
    EXPECT_TRUE(contains(typo.err, "did you mean assemble?"));
    EXPECT_TRUE(contains(option.err, "did you mean --json?"));
}

TEST_F(Wglass, AssembleWritesAModuleAndWarnsOfOldNames)
{
    const std::string in = file("add.wat", oldAdd), out = (folder / "out.wasm").string();
    const Outcome outcome = run({"assemble", in, "-o", out});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(read(out).substr(0, 8), std::string("\0asm\1\0\0\0", 8));
    EXPECT_TRUE(contains(outcome.err, in + ":3:5: warning: ")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "get_local") && contains(outcome.err, "local.get")) << outcome.err;
    EXPECT_EQ(run({"assemble", in}).status, 0);
    EXPECT_EQ(read((folder / "add.wasm").string()), read(out)) << "beside its text when no -o is given";
    EXPECT_EQ(run({"assemble", in, "-o", "-"}).out, read(out));
    EXPECT_EQ(run({"assemble", "-", "-o", "-"}, oldAdd).out, read(out));
}

TEST_F(Wglass, StrictRefusesOldNames)
{
    const std::string in = file("add.wat", oldAdd), out = (folder / "out.wasm").string();
    const Outcome outcome = run({"assemble", "--strict", in, "-o", out});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_TRUE(contains(outcome.err, in + ":3:5: error: get_local is an old name: write local.get")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, in + ":4:5: error: ")) << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(out));
}

TEST_F(Wglass, AssembleSaysWhereItCannotWrite)
{
    const Outcome outcome = run({"assemble", file("a.wat", "(module)"), "-o", (folder / "no" / "a.wasm").string()});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_TRUE(contains(outcome.err, "a.wasm: error: cannot be written: No such file or directory")) << outcome.err;
}

TEST_F(Wglass, DisassembleGivesTextThatAssemblesToTheSameModule)
{
    const std::string in = file("add.wat", oldAdd), out = (folder / "add.wasm").string();
    ASSERT_EQ(run({"assemble", in, "-o", out}).status, 0);
    const Outcome outcome = run({"disassemble", out});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(contains(outcome.out, "local.get $lhs")) << outcome.out;
    const std::string text = (folder / "again.wat").string();
    EXPECT_EQ(run({"disassemble", out, "-o", text}).status, 0);
    EXPECT_EQ(read(text), outcome.out);
    EXPECT_EQ(run({"assemble", text, "-o", "-"}).out, read(out));
}

TEST_F(Wglass, CheckTellsEverythingWithItsPlace)
{
    const std::string text = file("bad.wat", "(module\n"
                                             "  (func $f (result i32)\n"
                                             "    f64.const 1)\n"
                                             "  (func\n"
                                             "    call $nowhere))\n");
    const Outcome outcome = run({"check", text});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.out, "");
    EXPECT_TRUE(contains(outcome.err, text + ":5:10: error: ")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "$nowhere")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "f64")) << "an error in one function hides none in another: " << outcome.err;
}

TEST_F(Wglass, CheckPassesGoodFilesAndWarnings)
{
    const std::string good = file("good.wat", "(module (func (export \"f\")))"), old = file("old.wat", oldAdd);
    EXPECT_EQ(run({"check", good}).status, 0);
    EXPECT_EQ(run({"check", good}).err, "");
    const Outcome warned = run({"check", good, old});
    EXPECT_EQ(warned.status, 0) << warned.err;
    EXPECT_TRUE(contains(warned.err, "get_local"));
    EXPECT_EQ(run({"check", "-"}, "(module").status, 1);
}

TEST_F(Wglass, CheckJson)
{
    const std::string text = file("bad.wat", "(module\n  (func call $no))\n");
    const Outcome outcome = run({"check", "--json", text});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.err, "");
    const auto json = nlohmann::json::parse(outcome.out);
    ASSERT_EQ(json.size(), 1u) << outcome.out;
    EXPECT_EQ(json[0]["file"], text);
    EXPECT_EQ(json[0]["line"], 2);
    EXPECT_EQ(json[0]["column"], 14);
    EXPECT_EQ(json[0]["severity"], "error");
    EXPECT_TRUE(json[0]["related"].is_array());
    EXPECT_EQ(nlohmann::json::parse(run({"check", "--json", file("a\xff.wasm", "x")}).out).size(), 1u);
}

TEST_F(Wglass, CheckOfABinaryNamesTheByte)
{
    using namespace std::string_literals;
    // A function of type () -> i32 whose body is only `end`, at 0x18.
    const std::string module = "\0asm\1\0\0\0\1\5\1\x60\0\1\x7f\3\2\1\0\xa\4\1\2\0\xb"s;
    const std::string path = file("bad.wasm", module);
    const Outcome outcome = run({"check", path});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_TRUE(contains(outcome.err, path + ":0x18: error: ")) << outcome.err;
    EXPECT_EQ(nlohmann::json::parse(run({"check", "--json", path}).out).at(0)["offset"], 0x18);
}

TEST_F(Wglass, ModernisePrintsOrRewrites)
{
    const std::string path = file("add.wat", oldAdd);
    std::string wanted = oldAdd;
    for (size_t at; (at = wanted.find("get_local")) != wanted.npos;)
        wanted.replace(at, 9, "local.get");
    const Outcome printed = run({"modernise", path});
    EXPECT_EQ(printed.status, 0);
    EXPECT_EQ(printed.out, wanted);
    EXPECT_EQ(read(path), oldAdd);
    EXPECT_EQ(run({"modernise", "-"}, oldAdd).out, wanted);

    std::filesystem::permissions(path, std::filesystem::perms(0640));
    const Outcome rewritten = run({"modernise", "--in-place", path});
    EXPECT_EQ(rewritten.status, 0);
    EXPECT_EQ(rewritten.out, "");
    EXPECT_EQ(rewritten.err, path + ": 2 old names\n");
    EXPECT_EQ(read(path), wanted);
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0640));
}

TEST_F(Wglass, InspectListsTheModule)
{
    const std::string path = file("add.wat", oldAdd);
    const Outcome text = run({"inspect", path});
    EXPECT_EQ(text.status, 0);
    EXPECT_TRUE(contains(text.out, "add")) << text.out;
    const auto json = nlohmann::json::parse(run({"inspect", "--json", path}).out);
    EXPECT_EQ(json["exports"].at(0)["name"], "add");
    EXPECT_EQ(json["functions"].size(), 1u);
}

TEST_F(Wglass, SpecRunsScriptsAndCounts)
{
    const std::string good = file("good.wast", "(module (func (export \"f\")))\n(assert_return (invoke \"f\"))\n");
    const Outcome passed = run({"spec", good});
    EXPECT_EQ(passed.status, 0) << passed.err;
    EXPECT_EQ(passed.out, "1 passed, 0 failed, 0 skipped\n");
    const std::string bad = file("bad.wast", "(module (func (export \"f\")))\n"
                                             "(assert_trap (invoke \"f\") \"unreachable\")\n"
                                             "(assert_future)\n");
    const Outcome failed = run({"spec", "--skipped", folder.string()});
    EXPECT_EQ(failed.status, 1);
    EXPECT_EQ(failed.out, bad + ":2: no trap, but wanted: unreachable\n" + bad +
                              ":3: skipped 1: assert_future is not judged here\n1 passed, 1 failed, 1 skipped\n");
    const auto json = nlohmann::json::parse(run({"spec", "--json", "--driver", "single", bad}).out);
    EXPECT_EQ(json["failed"].at(0)["line"], 2);
    EXPECT_EQ(run({"spec", (folder / "nowhere.wast").string()}).status, 1);
    EXPECT_EQ(run({"spec", "--driver", "quick", good}).status, 2);
    std::filesystem::create_directory(folder / "empty");
    EXPECT_EQ(run({"spec", (folder / "empty").string()}).status, 1);
}

TEST_F(Wglass, AFullDiskIsNoSuccess)
{
    if (!std::filesystem::exists("/dev/full"))
        GTEST_SKIP() << "skipped: not there";
    const Outcome outcome = run({"assemble", file("a.wat", "(module)"), "-o", "/dev/full"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_TRUE(contains(outcome.err, "No space left")) << outcome.err;
}

} // namespace
} // namespace watchglass::cli
