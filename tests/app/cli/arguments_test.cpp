// SPDX-License-Identifier: Apache-2.0
#include "app/cli/arguments.h"

#include <gtest/gtest.h>

#include "app/cli/help.h"

namespace watchglass::cli {
namespace {

using Words = std::vector<std::string>;

Arguments good(std::string_view verb, const Words &words)
{
    std::string error;
    auto read = parse(*findVerb(verb), words, error);
    EXPECT_TRUE(read) << error;
    return read.value_or(Arguments{});
}

std::string bad(std::string_view verb, const Words &words)
{
    std::string error;
    EXPECT_FALSE(parse(*findVerb(verb), words, error));
    return error;
}

TEST(Arguments, OptionsStandAnywhere)
{
    const Arguments read = good("assemble", {"a.wat", "--strict", "-o", "b.wasm"});
    EXPECT_EQ(read.operands, Words{"a.wat"});
    EXPECT_TRUE(read.has("--strict"));
    EXPECT_EQ(read.value("-o"), "b.wasm");
    EXPECT_EQ(good("assemble", {"-o", "-", "-"}).operands, Words{"-"});
    EXPECT_EQ(good("check", {"--", "--json"}).operands, Words{"--json"});
}

TEST(Arguments, AfterInvokeEverythingIsAnArgument)
{
    const Arguments read = good("run", {"a.wat", "--invoke", "f", "-3", "--help", "--invoke", "--"});
    EXPECT_EQ(read.value("--invoke"), "f");
    EXPECT_EQ(read.rest, (Words{"-3", "--help", "--invoke", "--"}));
    EXPECT_FALSE(read.help);
    EXPECT_EQ(good("run", {"a.wat", "--invoke=f", "1"}).rest, Words{"1"});
}

TEST(Arguments, ErrorsAreSentences)
{
    EXPECT_EQ(bad("run", {}), "run wants FILE");
    EXPECT_EQ(bad("host", {}), "host wants one of these forms"); // the usage behind it lists them
    EXPECT_EQ(bad("run", {"a", "b"}), "\"b\" is one argument too many; what is meant for the program comes after --");
    EXPECT_EQ(bad("inspect", {"a", "b"}), "\"b\" is one argument too many");
    EXPECT_EQ(bad("run", {"a", "--invoke"}), "--invoke wants a value: NAME");
    EXPECT_EQ(bad("check", {"a", "--jsn"}), "there is no option --jsn; did you mean --json?");
    EXPECT_EQ(bad("check", {"a", "--json=1"}), "--json takes no value");
    EXPECT_EQ(bad("check", {"a", "-q"}), "there is no option -q");
}

TEST(Arguments, TheNearestWordIsSuggested)
{
    const std::vector<std::string_view> verbs{"assemble", "disassemble", "check", "modernise", "run", "inspect"};
    EXPECT_EQ(nearest("asemble", verbs), "assemble");
    EXPECT_EQ(nearest("modernize", verbs), "modernise");
    EXPECT_EQ(nearest("insp", verbs), "inspect");
    EXPECT_EQ(nearest("xyzzy", verbs), std::nullopt);
}

TEST(Arguments, EveryVerbExplainsItsOptions)
{
    for (const Verb &verb : allVerbs()) {
        EXPECT_NE(generalHelp().find(verb.summary), std::string::npos);
        for (const Option &option : verb.options) {
            EXPECT_NE(help(verb).find(option.help), std::string::npos) << verb.name << option.name;
            if (!verb.formsDiffer) { // else a line of usage has only those of its form
                EXPECT_NE(usage(verb).find(option.name), std::string::npos) << verb.name << option.name;
            }
        }
    }
}

} // namespace
} // namespace watchglass::cli
