// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/text.h"

#include <gtest/gtest.h>

#include "engine/wat/diagnostic.h"

namespace watchglass::wat {
namespace {

TEST(Text, EditsApplyInAnyOrder)
{
    EXPECT_EQ(applied("abcdef", {{{4, 5}, "E"}, {{0, 1}, "AA"}}), "AAbcdEf");
    EXPECT_EQ(applied("abc", {{{3, 3}, "!"}, {{0, 0}, "?"}}), "?abc!");
    EXPECT_EQ(applied("abc", {{{1, 1}, "1"}, {{1, 1}, "2"}, {{1, 2}, "B"}}), "a12Bc");
    EXPECT_EQ(applied("abc", {}), "abc");
    EXPECT_EQ(applied("", {{{0, 0}, "x"}}), "x");
}

TEST(Text, EditsBehindTheEndAreClamped)
{
    EXPECT_EQ(applied("abc", {{{2, 90}, "x"}}), "abx");
    EXPECT_EQ(applied("abc", {{{70, 90}, "x"}}), "abcx");
}

TEST(LineIndex, LinesEndAsInScintilla)
{
    const LineIndex lines("a\nb\r\nc\rd");
    EXPECT_EQ(lines.lines(), 4u);
    EXPECT_EQ(lines.lineStart(2), 2u);
    EXPECT_EQ(lines.lineStart(3), 5u);
    EXPECT_EQ(lines.lineStart(4), 7u);
    EXPECT_EQ(LineIndex("").lines(), 1u);
    EXPECT_EQ(LineIndex("x\n").lines(), 2u);
}

TEST(LineIndex, OffsetsAndPlacesAreInverse)
{
    const std::string text = "(module\n\n  (func)\r\n\xc3\xa9)\n";
    const LineIndex lines(text);
    for (uint32_t offset = 0; offset <= text.size(); ++offset)
        if (text.substr(offset, 1) != "\n" || text.substr(offset - 1, 2) != "\r\n")
            EXPECT_EQ(lines.offset(lines.at(offset)), offset);
    EXPECT_EQ(lines.at(12).line, 3u);
    EXPECT_EQ(lines.at(12).column, 4u);
}

TEST(LineIndex, PlacesOutsideAreClamped)
{
    const LineIndex lines("ab\ncd");
    EXPECT_EQ(lines.offset({1, 50}), 2u);
    EXPECT_EQ(lines.offset({2, 50}), 5u);
    EXPECT_EQ(lines.offset({9, 1}), 5u);
    EXPECT_EQ(lines.offset({0, 7}), 0u);
    EXPECT_EQ(lines.at(99).line, 2u);
    EXPECT_EQ(lines.at(99).column, 3u);
}

TEST(Diagnostic, NamesForTheCommandLine)
{
    EXPECT_EQ(name(Severity::Error), "error");
    EXPECT_EQ(name(Severity::Warning), "warning");
    EXPECT_EQ(name(Severity::Hint), "hint");
    EXPECT_EQ(name(DiagnosticSource::Syntax), "syntax");
    EXPECT_EQ(name(DiagnosticSource::OldName), "old-name");
    EXPECT_EQ(name(DiagnosticSource::Wabt), "wabt");
}

TEST(Moved, FollowsEditsElsewhereAndNoOthers)
{
    using Range = std::optional<TextRange>;
    EXPECT_EQ(moved({10, 15}, {{2, 4}, "longer"}), Range({14, 19}));
    EXPECT_EQ(moved({10, 15}, {{10, 10}, "x"}), Range({11, 16}));
    EXPECT_EQ(moved({10, 15}, {{15, 20}, ""}), Range({10, 15}));
    EXPECT_EQ(moved({10, 15}, {{3, 10}, ""}), Range({3, 8}));
    EXPECT_EQ(moved({10, 15}, {{12, 12}, "x"}), Range());
    EXPECT_EQ(moved({10, 15}, {{5, 11}, ""}), Range());
}

} // namespace
} // namespace watchglass::wat
