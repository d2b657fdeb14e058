// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/backend.h"

namespace watchglass {
namespace {

using Lines = std::vector<std::string>;

class Logging : public testing::TestWithParam<Codec>
{
protected:
    void SetUp() override { log.codec = GetParam(); }
    void write(uint32_t level, const std::string &body)
    {
        log.ask("WriteLog", {{"level", level}, {"body", body}});
        EXPECT_EQ(log.error, "");
    }
    Linked log{"logging", {}, "wascc:logging"};
};

TEST_P(Logging, EachLineHasItsLevelAndActor)
{
    write(1, "broken");
    write(2, "odd");
    write(3, "done\nin two lines\n");
    write(4, "");
    write(5, "f\xc3\xbcnf");
    write(0, "not at all");
    EXPECT_EQ(log.services->lines(),
              (Lines{"[error] actor: broken", "[warn] actor: odd", "[info] actor: done", "[info] actor: in two lines",
                     "[debug] actor: ", "[trace] actor: f\xc3\xbcnf"}));
}

TEST_P(Logging, OnlyWhatIsImportantEnoughIsWritten)
{
    ASSERT_EQ(log.provider().bind({"actor", "wascc:logging", "default", {{"LEVEL", "warn"}}}), std::nullopt);
    for (uint32_t level = 0; level <= 5; ++level)
        write(level, std::to_string(level));
    EXPECT_EQ(log.services->lines(), (Lines{"[error] actor: 1", "[warn] actor: 2"}));
    EXPECT_EQ(log.provider().bind({"actor", "wascc:logging", "default", {{"LEVEL", "loud"}}}),
              "the setting LEVEL is off, error, warn, info, debug or trace, not \"loud\"");
}

TEST_P(Logging, TerminalsAreNotToldWhatToDo)
{
    write(3, "\x1b[2Jgone\x7f\r\xc2\x9b"
             "1m\ttab");
    EXPECT_EQ(log.services->lines(), (Lines{"[info] actor: \\x1b[2Jgone\\x7f\\x0d\\x9b1m\ttab"}));
}

TEST_P(Logging, ALevelThatThereIsNotIsRefused)
{
    log.ask("WriteLog", {{"level", 6u}, {"body", "x"}});
    EXPECT_EQ(log.failure, host::Failure::Refused);
    EXPECT_NE(log.error, "");
    EXPECT_TRUE(log.services->lines().empty());
}

INSTANTIATE_TEST_SUITE_P(Every, Logging, testing::Values(Codec::Protobuf, Codec::Arrays, Codec::Maps));

TEST(LoggingOfWasmCloud, NamesItsLevels)
{
    Linked log("logging", {}, "wasmcloud:builtin:logging");
    log.ask("Logging.WriteLog", {{"level", 2u}, {"body", "odd"}});
    EXPECT_EQ(log.error, "");
    EXPECT_EQ(log.services->lines(), Lines{"[warn] actor: odd"});
}

TEST(LoggingOfPlainModules, WritesTextsAndNumbers)
{
    Linked log("logging", {}, "wascc:logging");
    Page page;
    EXPECT_EQ(log.function("log", page.put(5, "hello"), &page), "");
    auto arguments = page.put(50, "bad");
    arguments.insert(arguments.begin(), i32(1));
    EXPECT_EQ(log.function("log_at", arguments, &page), "");
    EXPECT_EQ(log.function("log_i32", {i32(-7)}), "");
    EXPECT_EQ(log.function("log_i64", {{host::Type::I64, ~uint64_t(0)}}), "");
    EXPECT_EQ(log.function("log_f32", {{host::Type::F32, 0x3dcccccd}}), "");
    EXPECT_EQ(log.function("log_f64", {{host::Type::F64, 0x7ff0000000000000}}), "");
    EXPECT_EQ(log.services->lines(), (Lines{"[info] actor: hello", "[error] actor: bad", "[info] actor: -7",
                                            "[info] actor: -1", "[info] actor: 0.1", "[info] actor: inf"}));
    EXPECT_EQ(log.function("log", {i32(65536), i32(1)}, &page),
              "a text to log of 1 bytes at 65536 is not in the memory, which ends at 65536");
    EXPECT_NE(log.function("log", {i32(0), i32(1)}), "");
    arguments[0] = i32(6);
    EXPECT_EQ(log.function("log_at", arguments, &page), "there is no level 6 to log at; they go from 0 to 5");
}

} // namespace
} // namespace watchglass
