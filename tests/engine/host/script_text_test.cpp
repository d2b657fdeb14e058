// SPDX-License-Identifier: Apache-2.0
/// Scripts as people type them: what is read, and what is said about what cannot be.
#include "engine/host/script_text.h"

#include <gtest/gtest.h>

namespace watchglass::host {

namespace {

const wasm::FuncType twoToOne{{wasm::I32, wasm::I32}, {wasm::I32}};

std::string wrong(std::string_view text, const std::optional<wasm::FuncType> &type = twoToOne)
{
    const ScriptRead read = readScript(text, type);
    EXPECT_FALSE(read.script) << text;
    return std::to_string(read.line) + ": " + read.error;
}

TEST(ScriptText, RowsOfAPlainImport)
{
    const ScriptRead read = readScript("# sums\n1, 2 -> 3\n\n-1 0x10 → 15\n0,0 -> trap \"no \\\"zero\\\"\"\n"
                                       "* -> 7; write \"hi\" at $1; write 0aff at 0x40",
                                       twoToOne);
    ASSERT_TRUE(read.script) << read.line << ": " << read.error;
    const std::vector<ScriptRow> &rows = read.script->rows;
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ((*rows[0].arguments)[1].bits, 2u);
    EXPECT_EQ(rows[0].results[0].bits, 3u);
    EXPECT_EQ((*rows[1].arguments)[0].bits, 0xffffffffu);
    EXPECT_EQ((*rows[1].arguments)[1].bits, 16u);
    EXPECT_EQ(rows[2].trap, "no \"zero\"");
    EXPECT_FALSE(rows[3].arguments);
    ASSERT_EQ(rows[3].writes.size(), 2u);
    EXPECT_EQ(rows[3].writes[0].argument, 1u);
    EXPECT_EQ(rows[3].writes[1].address, 0x40u);
    EXPECT_EQ(rows[3].writes[1].bytes, (Bytes{0x0a, 0xff}));
}

TEST(ScriptText, RowsOfACapability)
{
    const ScriptRead read = readScript("Get \"key\" -> \"value\"\nGet -> 0x0102\nDel ->\n* -> error \"not today\"", {});
    ASSERT_TRUE(read.script) << read.line << ": " << read.error;
    const std::vector<ScriptRow> &rows = read.script->rows;
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ(*rows[0].operation, "Get");
    EXPECT_EQ(*rows[0].payload, (Bytes{'k', 'e', 'y'}));
    EXPECT_EQ(rows[1].answer.bytes, (Bytes{1, 2}));
    EXPECT_TRUE(rows[2].answer.ok());
    EXPECT_FALSE(rows[3].operation);
    EXPECT_EQ(rows[3].answer.error, "not today");
}

TEST(ScriptText, WhatIsWrongIsSaidWithItsLine)
{
    EXPECT_EQ(wrong(""), "0: there is no row that could answer");
    EXPECT_EQ(wrong("1, 2 3"), "1: -> is missing between what is asked and what is answered");
    EXPECT_EQ(wrong("# a\n1 -> 3"), "2: there are 2 arguments, or * for any");
    EXPECT_EQ(wrong("1, x -> 3"), "1: \"x\" is no i32");
    EXPECT_EQ(wrong("1, 2 -> 3, 4"), "1: there are only 1 results");
    EXPECT_EQ(wrong("1, 2 -> 3; wrote"), "1: only write … at … may follow the results, not \"wrote\"");
    EXPECT_EQ(wrong("* -> 3; write \"a\" at $2"), "1: there is no argument $2, for there are 2");
    EXPECT_EQ(wrong("* -> trap \"a"), "1: a quote is missing at the end of \"a\"");
    EXPECT_EQ(wrong("Get -> zz", std::nullopt),
              "1: the answer must be a text in quotes or hexadecimal bytes, not \"zz\"");
}

} // namespace

} // namespace watchglass::host
