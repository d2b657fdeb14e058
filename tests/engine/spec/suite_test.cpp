// SPDX-License-Identifier: Apache-2.0
/// The text form of the suite: every assertion of the files that wabt parses.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "engine/spec/known.h"
#include "engine/spec/runner.h"

namespace watchglass::spec {
namespace {

TEST(TextSuite, EveryAssertionHolds)
{
    const char *data = std::getenv("WATCHGLASS_TEST_DATA");
    const std::filesystem::path folder = std::filesystem::path(data ? data : "") / "spec/wabt-1.0.32-ok";
    if (!data || !exists(folder))
        GTEST_SKIP() << "skipped: not there";
    wat::Assembler assembler;
    Runner runner;
    for (const auto &file : scriptsIn(folder))
        runner.run(readScript(file, assembler));
    const Totals &totals = runner.totals();
    std::cout << totals.passed << " passed, " << totals.failures.size() << " failed, " << totals.skipped.size()
              << " skipped\n";
    for (const Note &note : totals.failures)
        ADD_FAILURE() << toString(note);
    EXPECT_GT(totals.passed, 56'000u);
    for (const Note &note : totals.skipped)
        EXPECT_FALSE(note.message.starts_with("wabt cannot read it")) << toString(note);
}

TEST(TextSuite, TheTableOfKnownFaultsMayOnlyShrink)
{
    EXPECT_LE(knownFaults().size(), 9u);
    EXPECT_NE(knownFault("/suite/proposals/threads/memory.wast", 14, "multiple memories"), nullptr);
    EXPECT_EQ(knownFault("/suite/memory.wast", 14, "multiple memories"), nullptr);
    EXPECT_EQ(knownFault("/suite/proposals/threads/memory.wast", 14, "type mismatch"), nullptr);
}

} // namespace
} // namespace watchglass::spec
