// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <regex>
#include <set>

#include "tests/plugins/backend.h"

namespace watchglass {
namespace {

class Extras : public testing::TestWithParam<Codec>
{
protected:
    std::unique_ptr<Linked> open(std::map<std::string, std::string> settings = {})
    {
        auto made = std::make_unique<Linked>("extras", std::move(settings), "wascc:extras");
        made->codec = GetParam();
        return made;
    }
    static std::string guid(Linked &extras) { return extras.ask("RequestGuid", {{"guid", true}})["guid"].text(); }
    static uint64_t sequence(Linked &extras)
    {
        return extras.ask("RequestSequence", {{"sequence", true}})["sequenceNumber"].count();
    }
    static uint64_t random(Linked &extras, uint32_t min, uint32_t max)
    {
        return extras.ask("RequestRandom", {{"random", true}, {"min", min}, {"max", max}})["randomNumber"].count();
    }
};

TEST_P(Extras, GuidsAreOfVersionFourAndDiffer)
{
    const auto extras = open();
    std::set<std::string> all;
    for (int i = 0; i < 100; ++i) {
        const std::string one = guid(*extras);
        EXPECT_TRUE(std::regex_match(one, std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                                     "[0-9a-f]{12}")))
            << one;
        all.insert(one);
    }
    EXPECT_EQ(all.size(), 100u);
}

TEST_P(Extras, SequencesCountFromZero)
{
    const auto extras = open();
    for (uint64_t i = 0; i < 3; ++i)
        EXPECT_EQ(sequence(*extras), i) << extras->error;
}

TEST_P(Extras, RandomNumbersMeetAllOfTheirRangeAndNothingElse)
{
    const auto extras = open();
    std::set<uint64_t> met;
    for (int i = 0; i < 400; ++i)
        met.insert(random(*extras, 10, 14));
    EXPECT_EQ(met, (std::set<uint64_t>{10, 11, 12, 13}));
    EXPECT_EQ(random(*extras, 0, 1), 0u);
    EXPECT_LT(random(*extras, 0, UINT32_MAX), UINT32_MAX);
    random(*extras, 5, 5);
    EXPECT_EQ(extras->error, "a random number from 5 to below 5 is asked for, and there is none");
    EXPECT_EQ(extras->failure, host::Failure::Refused);
}

TEST_P(Extras, ASeedMakesThemRepeatable)
{
    const auto all = [this](const std::string &seed) {
        const auto extras = open({{"SEED", seed}});
        std::string text = guid(*extras);
        for (int i = 0; i < 10; ++i)
            text += " " + std::to_string(random(*extras, 0, 1'000'000));
        return text;
    };
    EXPECT_EQ(all("7"), all("7"));
    EXPECT_NE(all("7"), all("8"));
    EXPECT_NE(all(""), all(""));
    EXPECT_EQ(open()->provider().bind({"a", "wascc:extras", "default", {{"SEED", "x"}}}),
              "the setting SEED wants a whole number from 0 to 18446744073709551615, not \"x\"");
}

INSTANTIATE_TEST_SUITE_P(Every, Extras, testing::Values(Codec::Protobuf, Codec::Arrays, Codec::Maps));

TEST(ExtrasOfWasmCloud, IncludeTheGreatest)
{
    Linked extras("extras", {}, "wasmcloud:builtin:numbergen");
    std::set<uint64_t> met;
    for (int i = 0; i < 200; ++i)
        met.insert(extras.ask("NumberGen.RandomInRange", {{"min", 1u}, {"max", 2u}})["randomNumber"].count());
    EXPECT_EQ(met, (std::set<uint64_t>{1, 2}));
    EXPECT_EQ(extras.ask("NumberGen.RandomInRange", {{"min", 3u}, {"max", 3u}})["randomNumber"].count(), 3u);
    EXPECT_EQ(extras.ask("NumberGen.GenerateGuid", {})["guid"].text().size(), 36u);
    extras.ask("NumberGen.Random32", {});
    EXPECT_EQ(extras.error, "");
}

TEST(ExtrasOfPlainModules, AreRandomNumbersAndClocks)
{
    Linked extras("extras", {{"SEED", "1"}}, "wascc:extras");
    Page page;
    const auto result = [&](const std::string &name, std::vector<host::Number> arguments = {}) {
        EXPECT_EQ(extras.function(name, std::move(arguments), &page), "") << name;
        return extras.results.empty() ? 0 : extras.results[0].bits;
    };
    EXPECT_NE(result("random_i64"), result("random_i64"));
    EXPECT_LE(result("random"), UINT32_MAX);
    for (int i = 0; i < 100; ++i) {
        EXPECT_LT(result("random_below", {i32(6)}), 6u);
        const double number = std::bit_cast<double>(result("random_f64"));
        EXPECT_TRUE(number >= 0 && number < 1) << number;
    }
    EXPECT_EQ(extras.function("random_below", {i32(0)}), "a random number below 0 is asked for, and there is none");
    result("random_fill", {i32(100), i32(17)});
    EXPECT_NE(page.at(100, 17), std::string(17, '\0'));
    EXPECT_EQ(page.at(117, 1), std::string(1, '\0'));
    EXPECT_EQ(page.at(99, 1), std::string(1, '\0'));
    EXPECT_EQ(extras.function("random_fill", {i32(65530), i32(7)}, &page),
              "random_fill writes 7 bytes at 65530, which is outside of the memory");
    EXPECT_EQ(page.at(65530, 6), std::string(6, '\0'));
    EXPECT_EQ(result("sequence"), 0u);
    EXPECT_EQ(result("sequence"), 1u);
    const uint64_t first = result("clock_ns");
    EXPECT_LE(first, result("clock_ns"));
    EXPECT_GT(result("clock"), 1'600'000'000'000u);
    EXPECT_GT(std::bit_cast<double>(result("now")), 1.6e12);
}

} // namespace
} // namespace watchglass
