// SPDX-License-Identifier: Apache-2.0
/// The specification's own modules: the good ones are accepted, the bad ones refused at the right stage.
#include <gtest/gtest.h>

#include "engine/wasm/decoder.h"
#include "engine/wasm/validator.h"
#include "spec_files.h"

namespace watchglass::wasm {

namespace {

std::string text(const std::vector<Problem> &problems)
{
    return problems.empty() ? "no problem" : std::to_string(problems[0].offset) + ": " + problems[0].message;
}

void checkGood(const testing::SpecModule &item)
{
    const DecodeResult decoded = decode(item.bytes);
    ASSERT_TRUE(decoded) << item.file << ": " << text(decoded.problems);
    const auto problems = validate(*decoded.module);
    EXPECT_TRUE(problems.empty()) << item.file << ": " << text(problems);
}

void checkMalformed(const testing::SpecModule &item)
{
    const DecodeResult decoded = decode(item.bytes);
    if (!decoded) {
        EXPECT_TRUE(decoded.problems.at(0).malformed) << item.file;
        return;
    }
    const auto problems = validate(*decoded.module);
    bool malformed = false;
    for (const Problem &problem : problems)
        malformed = malformed || problem.malformed;
    EXPECT_TRUE(malformed) << item.file << " (" << item.text << "): " << text(problems);
}

void checkInvalid(const testing::SpecModule &item)
{
    const DecodeResult decoded = decode(item.bytes);
    ASSERT_TRUE(decoded) << item.file << " (" << item.text << "): " << text(decoded.problems);
    const auto problems = validate(*decoded.module);
    EXPECT_FALSE(problems.empty()) << item.file << " (" << item.text << ")";
    for (const Problem &problem : problems) {
        EXPECT_FALSE(problem.malformed) << item.file << " (" << item.text << "): " << problem.message;
        EXPECT_LE(problem.offset, item.bytes->size());
        EXPECT_FALSE(problem.message.empty());
    }
}

} // namespace

TEST(Spec, everyModuleIsJudgedAsTheSuiteSays)
{
    const auto folder = testing::specFolder();
    if (!folder)
        GTEST_SKIP() << "skipped: not there";
    size_t files = 0, good = 0, malformed = 0, invalid = 0;
    for (const auto &file : testing::specFiles(*folder)) {
        ++files;
        for (const auto &item : testing::specModules(file)) {
            if (item.command == "assert_malformed")
                ++malformed, checkMalformed(item);
            else if (item.command == "assert_invalid")
                ++invalid, checkInvalid(item);
            else
                ++good, checkGood(item);
        }
    }
    EXPECT_GE(files, 255u); // of 257; two consist of text alone
    RecordProperty("good", int(good));
    RecordProperty("malformed", int(malformed));
    RecordProperty("invalid", int(invalid));
    std::printf("%zu files: %zu good, %zu malformed, %zu invalid modules\n", files, good, malformed, invalid);
}

} // namespace watchglass::wasm
