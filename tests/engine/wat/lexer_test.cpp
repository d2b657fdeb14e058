// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/lexer.h"

#include <gtest/gtest.h>

#include <string>

namespace watchglass::wat {
namespace {

TokenKind onlyKind(std::string_view text)
{
    const std::vector<Token> tokens = lex(text);
    EXPECT_EQ(tokens.size(), 1u) << text;
    return tokens.empty() ? TokenKind::Space : tokens[0].kind;
}

/// The tokens, separated by '~'.
std::string cut(std::string_view text)
{
    std::string result;
    for (const Token &token : lex(text))
        result += (result.empty() ? "" : "~") + std::string(text.substr(token.range.begin, token.range.size()));
    return result;
}

TEST(Lexer, Numbers)
{
    for (std::string_view number :
         {"0", "-1", "+7", "1_000", "0xFf_0", "-0x1", "1.", "1.5", "1e5", "1.5E-3", "0x1p-3", "0x1.8p+4", "0x.8p0",
          "inf", "-inf", "nan", "+nan", "nan:0x7f_ffff", "6.02_2e2_3"}) {
        if (number != "0x.8p0") {
            EXPECT_EQ(onlyKind(number), TokenKind::Number) << number;
        }
    }
    for (std::string_view no : {"1__0", "_1x", "0x", "1_", "1e", "0x1p", "1x", "+", "-foo", "0x.8p0", "1.e_5"})
        EXPECT_EQ(onlyKind(no), TokenKind::Error) << no;
}

TEST(Lexer, Keywords)
{
    for (std::string_view word : {"i32.add", "offset=8", "align=0x4", "i32.wrap/i64", "i64.trunc_u:sat/f64",
                                  "get_local", "nan:canonical", "infinity", "i8x16.shuffle"})
        EXPECT_EQ(onlyKind(word), TokenKind::Keyword) << word;
    EXPECT_EQ(onlyKind("Module"), TokenKind::Error);
    EXPECT_EQ(onlyKind("=x"), TokenKind::Error);
}

TEST(Lexer, Identifiers)
{
    for (std::string_view id : {"$a", "$!#$%&'*+-./:<=>?@\\^_`|~", "$\"with space and )\"", "$\"\\\"\"", "$"})
        EXPECT_EQ(onlyKind(id), TokenKind::Id) << id;
    EXPECT_EQ(onlyKind("$\"open"), TokenKind::Error);
}

TEST(Lexer, Strings)
{
    for (std::string_view string : {"\"\"", "\"a b\"", "\"\\\"\"", "\"\\\\\"", "\"(;\"", "\";;\"", "\"\xff\""})
        EXPECT_EQ(onlyKind(string), TokenKind::String) << string;
    for (std::string_view open : {"\"", "\"abc", "\"abc\\\"", "\"\\"})
        EXPECT_EQ(onlyKind(open), TokenKind::Error) << open;
    EXPECT_EQ(cut("\"open\n\"next\""), "\"open~\n~\"next\"");
    EXPECT_EQ(cut("\"open\\\r\nx"), "\"open\\~\r\n~x");
}

TEST(Lexer, Comments)
{
    EXPECT_EQ(onlyKind(";; to the end (; \" "), TokenKind::LineComment);
    EXPECT_EQ(onlyKind("(; a (; b ;) ;; ;)"), TokenKind::BlockComment);
    EXPECT_EQ(onlyKind("(;\n;)"), TokenKind::BlockComment);
    EXPECT_EQ(onlyKind("(;)"), TokenKind::Error) << "the semicolon cannot both open and close";
    EXPECT_EQ(onlyKind("(; (; ;)"), TokenKind::Error);
    EXPECT_EQ(cut("a;;b\nc"), "a~;;b~\n~c");
    EXPECT_EQ(cut("a;;b\r\nc"), "a~;;b~\r\n~c");
    EXPECT_EQ(cut("(;a;)x(;;)"), "(;a;)~x~(;;)");
}

TEST(Lexer, StateCarriesBlockCommentsOverLines)
{
    const std::string_view text = "(; (;\n;) x\n;) y";
    Lexer first(text.substr(0, 6));
    Token token;
    ASSERT_TRUE(first.next(token));
    EXPECT_EQ(first.state(), 2u);
    Lexer second(text, 6, first.state());
    ASSERT_TRUE(second.next(token));
    EXPECT_EQ(token.kind, TokenKind::BlockComment);
    EXPECT_EQ(token.range, (TextRange{6, 13}));
    EXPECT_EQ(second.state(), 0u);
}

TEST(Lexer, Annotations)
{
    EXPECT_EQ(cut("(@name \"x\")"), "(@name~ ~\"x\"~)");
    EXPECT_EQ(lex("(@name)")[0].kind, TokenKind::Annotation);
    EXPECT_EQ(cut("(@\"quoted id\")"), "(@\"quoted id\"~)");
    EXPECT_EQ(cut("(@\"open\n)"), "(@~\"open~\n~)");
}

TEST(Lexer, StrayBytesAreErrorsOfTheirOwn)
{
    EXPECT_EQ(cut("a\xff\xfe b"), "a~\xff\xfe~ ~b");
    for (std::string_view stray : {"\xff", "\xc3\xa9", "[", ",", ";", "\x01", "\x7f", "{}[],;"})
        EXPECT_EQ(onlyKind(stray), TokenKind::Error);
    EXPECT_EQ(onlyKind(std::string_view("\0", 1)), TokenKind::Error);
    EXPECT_EQ(cut(",;;c"), ",~;;c");
}

TEST(Lexer, AnAbsurdRunOfParenthesesIsOneToken)
{
    EXPECT_EQ(lex(std::string(LongestParenRun, '(')).size(), LongestParenRun);
    EXPECT_EQ(onlyKind(std::string(50'000'000, '(')), TokenKind::Error);
    EXPECT_EQ(cut(std::string(LongestParenRun + 1, ')') + " x").size(), LongestParenRun + 5);
}

} // namespace
} // namespace watchglass::wat
