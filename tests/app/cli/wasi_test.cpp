// SPDX-License-Identifier: Apache-2.0
// WASI programs on the command line.
#include <cstdlib>
#include <iostream>

#include "tests/app/cli/program.h"
#include "tests/engine/wasi/suite.h"

namespace watchglass::cli {
namespace {

/// Copies its input to its output, one read at a time, and exits with the number of its arguments.
const char *const catText = R"((module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (block $end
      (loop $again
        (i32.store (i32.const 0) (i32.const 64))
        (i32.store (i32.const 4) (i32.const 1000))
        (br_if $end (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 4)))
        (br_if $end (i32.eqz (i32.load (i32.const 4))))
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (br $again)))
    (drop (call $args (i32.const 0) (i32.const 4)))
    (call $exit (i32.load (i32.const 0))))))";

/// Opens the path in its data beneath the first directory to read, and exits with the error number.
const char *const openText = R"((module
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "notes")
  (func $try (param $oflags i32) (result i32)
    (call $open (i32.const 3) (i32.const 1) (i32.const 0) (i32.const 5) (local.get $oflags)
      (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16)))
  (func (export "_start") (call $exit (call $try (i32.const 0))))
  (func (export "create") (result i32) (call $try (i32.const 1)))))";

class WasiProgram : public Wglass
{
};

TEST_F(WasiProgram, HasInputOutputArgumentsAndAStatus)
{
    const std::string cat = file("cat.wat", catText);
    const Outcome outcome = run({"run", cat, "--", "--dir", "two words"}, "some\nlines");
    EXPECT_EQ(outcome.out, "some\nlines");
    EXPECT_EQ(outcome.status, 3) << "its own name and two arguments";
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(run({"run", cat, "--stdin", file("other", "from a file")}, "unread").out, "from a file");
    EXPECT_EQ(run({"run", "-"}, catText).out, "") << "the program came on standard input, so that is used up";
    const std::string big(3'000'000, 'x');
    EXPECT_EQ(run({"run", cat}, big).out, big);
}

TEST_F(WasiProgram, FindsOnlyWhatIsGranted)
{
    const std::string program = file("open.wat", openText);
    std::filesystem::create_directory(folder / "d");
    file("d/notes", "text");
    const std::string directory = (folder / "d").string();
    EXPECT_EQ(run({"run", program}).status, 8) << "EBADF: there is no directory";
    EXPECT_EQ(run({"run", program, "--dir", directory + "::/"}).status, 0);
    EXPECT_EQ(run({"run", program, "--dir-ro", directory}).status, 0);
    std::filesystem::remove(folder / "d/notes");
    EXPECT_EQ(run({"run", program, "--dir", directory}).status, 44) << "ENOENT";
    EXPECT_EQ(run({"run", program, "--dir-ro", directory, "--invoke", "create"}).out, "76\n") << "ENOTCAPABLE";
    EXPECT_EQ(run({"run", program, "--dir", directory, "--invoke", "create"}).out, "0\n");
    EXPECT_TRUE(std::filesystem::exists(folder / "d/notes"));
}

TEST_F(WasiProgram, IsTraced)
{
    const std::string program = file("open.wat", openText);
    const Outcome outcome = run({"run", program, "--dir-ro", folder.string(), "--trace"});
    EXPECT_TRUE(contains(outcome.err, "path_open(fd=3, dirflags=SYMLINK_FOLLOW, path=\"notes\"")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, " -> ENOENT\nproc_exit(rval=44)\n")) << outcome.err;
}

TEST_F(WasiProgram, WrongOptionsAreSentences)
{
    const std::string cat = file("cat.wat", catText);
    const auto refused = [&](std::vector<std::string> words, int status = 2) {
        words.insert(words.begin(), {"run", cat});
        const Outcome outcome = run(words);
        EXPECT_EQ(outcome.status, status) << outcome.err;
        EXPECT_EQ(outcome.out, "");
        return outcome.err;
    };
    EXPECT_TRUE(contains(refused({"--clock", "frosen"}), "--clock is real or frozen, not \"frosen\""));
    EXPECT_TRUE(contains(refused({"--random-seed", "-1"}), "--random-seed wants a number, not \"-1\""));
    EXPECT_TRUE(contains(refused({"--max-output", "1k"}), "--max-output wants a number, not \"1k\""));
    EXPECT_TRUE(contains(refused({"--max-sleep", "nan"}), "--max-sleep wants"));
    EXPECT_TRUE(contains(refused({"--dir", "::/"}), "--dir wants HOST or HOST::GUEST, not \"::/\""));
    EXPECT_TRUE(contains(refused({"--stdin", "/no/such"}), "/no/such cannot be opened: No such file"));
    EXPECT_TRUE(contains(refused({"--dir", "/no/such"}, 1), "/no/such cannot be opened as a directory"));
    EXPECT_TRUE(contains(refused({"argument"}), "what is meant for the program comes after --"));
    EXPECT_TRUE(contains(run({"run", file("f.wat", "(module (func (export \"_start\")))"), "--trace"}).err,
                         "imports nothing of WASI, so --trace does nothing"));
}

TEST_F(WasiProgram, AnImportThatWasiDoesNotHaveIsTold)
{
    const std::string program = file("odd.wat", R"((module
      (import "wasi_snapshot_preview1" "fd_reed" (func))
      (import "wasi_snapshot_preview1" "fd_close" (func (param i64) (result i32)))
      (func (export "_start"))))");
    const Outcome outcome = run({"run", program});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_TRUE(contains(outcome.err, "by zero; WASI preview 1 has no function fd_reed")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "by zero; in WASI preview 1 fd_close has type (i32) -> (i32)")) << outcome.err;
}

TEST_F(WasiProgram, AReactorIsInitialisedBeforeItsFunctionIsCalled)
{
    const std::string reactor = file("r.wat", R"((module (global $g (mut i32) (i32.const 1))
      (func (export "_initialize") (global.set $g (i32.add (global.get $g) (i32.const 1))))
      (func (export "get") (result i32) (global.get $g))))");
    EXPECT_EQ(run({"run", reactor, "--invoke", "get"}).out, "2\n");
    EXPECT_EQ(run({"run", reactor, "--invoke", "_initialize"}).status, 0);
}

TEST_F(WasiProgram, PassesThePublicSuite)
{
    const std::vector<wasi::SuiteProgram> programs = wasi::suitePrograms();
    if (programs.empty())
        GTEST_SKIP() << "skipped: not there";
    int passed = 0;
    for (const wasi::SuiteProgram &program : programs) {
        std::vector<std::string> words{"run", program.module.string()};
        for (const auto &[key, value] : program.environment)
            words.insert(words.end(), {"--env", key + "=" + value});
        const std::filesystem::path root = folder / "root";
        if (!program.root.empty()) {
            std::filesystem::copy(program.root, root, std::filesystem::copy_options::recursive);
            words.insert(words.end(), {"--dir", root.string() + "::/"});
        }
        words.push_back("--");
        words.insert(words.end(), program.arguments.begin(), program.arguments.end());
        const Outcome outcome = run(words);
        const bool fine =
            outcome.status == program.exitCode && (!program.checksOutput || outcome.out == program.output);
        EXPECT_TRUE(fine) << program.module << ": status " << outcome.status << "\n" << outcome.err;
        passed += fine;
        std::filesystem::remove_all(root);
    }
    std::cout << passed << " of " << programs.size() << " programs passed\n";
}

} // namespace
} // namespace watchglass::cli
