// SPDX-License-Identifier: Apache-2.0
/// The specification's own suite, as command lists with binary modules, in plain code, with guard pages and
/// with checks, in counted code, in watched code with both ways to drive it, and with a collection before each object.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>

#include "engine/spec/runner.h"

namespace {

using namespace watchglass;
namespace fs = std::filesystem;

struct Mode {
    std::string name;
    exec::Driver driver;
    bool checkBounds = false; ///< instead of guard pages
    bool collectAlways = false;
    bool counting = false;
};
class SpecSuite : public testing::TestWithParam<Mode>
{
};

TEST_P(SpecSuite, everyFilePasses)
{
    const char *data = std::getenv("WATCHGLASS_TEST_DATA");
    const fs::path folder = fs::path(data ? data : "") / "spec/json-3.0";
    if (!data || !fs::exists(folder))
        GTEST_SKIP() << "skipped: not there";
    const char *only = std::getenv("WATCHGLASS_SPEC_FILE");
    wat::Assembler assembler;
    spec::RunOptions options;
    options.driver = GetParam().driver;
    options.limits.checkBounds = GetParam().checkBounds;
    options.limits.collectAlways = GetParam().collectAlways;
    options.counting = GetParam().counting;
    spec::Runner runner(options);
    for (const fs::directory_entry &entry : fs::directory_iterator(folder)) {
        const fs::path name = entry.path().filename();
        if (!only || name == only)
            runner.run(spec::readJsonScript(entry.path() / (name.string() + ".json"), assembler));
    }
    const spec::Totals &totals = runner.totals();
    std::map<std::string, int> skippedOf;
    for (const spec::Note &note : totals.skipped)
        ++skippedOf[note.file];
    std::cout << totals.passed << " passed, " << totals.failures.size() << " failed, " << totals.skipped.size()
              << " skipped\n";
    for (const auto &[file, count] : skippedOf)
        std::cout << "  skipped " << count << " of " << file << "\n";
    for (size_t i = 0; i < totals.failures.size() && i < 100; ++i)
        std::cout << "  " << toString(totals.failures[i]) << "\n";
    EXPECT_EQ(totals.failures.size(), 0u);
    EXPECT_GT(totals.passed, 0u);
}

INSTANTIATE_TEST_SUITE_P(Modes, SpecSuite,
                         testing::Values(Mode{"plain", exec::Driver::Plain},
                                         Mode{"plainChecked", exec::Driver::Plain, true},
                                         Mode{"counted", exec::Driver::Plain, false, false, true},
                                         Mode{"plainCollecting", exec::Driver::Plain, false, true},
                                         Mode{"watched", exec::Driver::Watched}, Mode{"single", exec::Driver::Single},
                                         Mode{"watchedCollecting", exec::Driver::Watched, false, true}),
                         [](const auto &info) { return info.param.name; });

} // namespace
