// SPDX-License-Identifier: Apache-2.0
// Whatever a file holds: a message with a place, status 1, and never a crash.
#include <unistd.h>

#include "tests/app/bad_modules.h"
#include "tests/app/cli/program.h"

namespace watchglass::cli {
namespace {

using namespace std::string_literals;

class BadInput : public Wglass
{
protected:
    /// `what` must stand in the message of every verb that reads a module; `place` follows the file's name.
    void refuses(const std::string &path, const std::string &place, const std::string &what = {})
    {
        for (const std::vector<std::string> &words :
             {std::vector<std::string>{"check", path}, {"run", path, "--invoke", "f"}, {"inspect", path}}) {
            const Outcome outcome = run(words);
            EXPECT_EQ(outcome.status, 1) << words[0] << " " << path << ": " << outcome.err.substr(0, 300);
            EXPECT_EQ(outcome.out, "");
            EXPECT_TRUE(contains(outcome.err, path + place)) << words[0] << ": " << outcome.err.substr(0, 300);
            EXPECT_TRUE(contains(outcome.err, "error: ")) << words[0] << ": " << outcome.err.substr(0, 300);
            EXPECT_TRUE(contains(outcome.err, what)) << words[0] << ": " << outcome.err.substr(0, 300);
            EXPECT_LT(outcome.err.size(), 40'000u);
        }
    }
    void text(const std::string &bytes, const std::string &place, const std::string &what = {})
    {
        refuses(file("bad" + std::to_string(++m_files) + ".wat", bytes), ":" + place + ":", what);
    }
    void binary(const std::string &bytes, const std::string &what = {})
    {
        refuses(file("bad" + std::to_string(++m_files) + ".wasm", bytes), ":0x", what);
    }

private:
    int m_files = 0;
};

TEST_F(BadInput, FilesThatCannotBeRead)
{
    refuses(folder.string(), ": ", "it is a directory");
    refuses((folder / "missing.wasm").string(), ": ", "No such file");
    refuses(file("empty.wat", ""), ": ", "it is empty");
    refuses(file("empty.wasm", ""), ": ", "it is empty");
    if (geteuid() == 0)
        return; // nothing is unreadable for root
    const std::string closed = file("closed.wat", "(module)");
    std::filesystem::permissions(closed, std::filesystem::perms::none);
    refuses(closed, ": ", "Permission denied");
}

TEST_F(BadInput, Texts)
{
    text("(module", "1:1");
    text("(module))", "1:9");
    text("(module (func i32.bogus))", "1:15");
    text("(module (data \"abc", "1:15");
    text("(module (; never closed", "1:9");
    text("(module (func $\xff))", "1:16", "UTF-8");
    text("MZ\x90"s + "\0\3"s, "1");
    text("(module (func (export \"f\") (result i32) (f32.const 1)))", "1");
    text("(module (memory 99999999))", "1");
    text("(module (import \"a\" \"b\" (func)) (func $x) (func $x))", "1");
    text("hello, world", "1:1");
    text(std::string(1000, ')'), "1:1");
}

TEST_F(BadInput, Binaries)
{
    for (const std::string &bytes : test::badModules)
        binary(bytes);
}

TEST_F(BadInput, TruncatedAnywhere)
{
    const std::string source = file("good.wat", oldAdd);
    const std::string whole = run({"assemble", source, "-o", "-"}).out;
    ASSERT_GT(whole.size(), 40u);
    for (size_t length = 1; length < whole.size(); length += 3) {
        const Outcome outcome = run({"check", file("cut.wasm", whole.substr(0, length))});
        // A cut between two sections leaves a module, though perhaps one without bodies.
        EXPECT_TRUE(outcome.status == 1 || (outcome.status == 0 && outcome.err.empty())) << length << outcome.err;
        EXPECT_TRUE(outcome.status == 0 || contains(outcome.err, "cut.wasm:0x")) << length << outcome.err;
    }
}

TEST_F(BadInput, FiftyMegabytesOfParentheses)
{
    const std::string path = file("open.wat", std::string(50'000'000, '('));
    for (const char *verb : {"check", "assemble", "modernise"}) {
        const Outcome outcome = run({verb, path});
        if (std::string(verb) == "modernise") {
            EXPECT_EQ(outcome.status, 0) << outcome.err.substr(0, 300);
            continue;
        }
        EXPECT_EQ(outcome.status, 1) << verb;
        EXPECT_TRUE(contains(outcome.err, path + ":1:1: error: ")) << verb << outcome.err.substr(0, 300);
    }
}

TEST_F(BadInput, AHundredThousandNestedBlocks)
{
    std::string blocks, plain;
    for (int i = 0; i < 100'000; ++i)
        blocks += "(block ";
    blocks += std::string(100'000, ')');
    const std::string path = file("deep.wat", "(module (func (export \"f\") " + blocks + "))");
    for (const std::vector<std::string> &words :
         {std::vector<std::string>{"check", path}, {"run", path, "--invoke", "f"}}) {
        const Outcome outcome = run(words);
        EXPECT_TRUE(outcome.status == 0 || outcome.status == 1) << outcome.status;
        EXPECT_TRUE(outcome.status == 0 || contains(outcome.err, path + ":1:")) << outcome.err.substr(0, 300);
    }
    // The same as a binary module is within all limits.
    std::string code = "\0"s;
    for (int i = 0; i < 100'000; ++i)
        code += "\x02\x40";
    code += std::string(100'001, '\x0b');
    const auto leb = [](size_t n) {
        std::string bytes;
        for (; n > 127; n >>= 7)
            bytes += char(n | 128);
        return bytes + char(n);
    };
    const std::string body = leb(code.size()) + code;
    const std::string module =
        test::moduleHeader + "\1\4\1\x60\0\0\3\2\1\0\7\5\1\1f\0\0\xa"s + leb(body.size() + 1) + "\1" + body;
    const Outcome outcome = run({"run", file("deep.wasm", module), "--invoke", "f"});
    EXPECT_EQ(outcome.status, 0) << outcome.err.substr(0, 300);
    EXPECT_EQ(run({"disassemble", (folder / "deep.wasm").string(), "-o", "/dev/null"}).status, 0);
}

} // namespace
} // namespace watchglass::cli
