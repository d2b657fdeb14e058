// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/wat/lexer.h"

namespace watchglass::wat {
namespace {

/// The role of the only token with this spelling, or of the last one.
TokenRole roleOf(std::string_view word, std::string_view text)
{
    const std::vector<Token> tokens = lex(text);
    const std::vector<TokenRole> all = roles(text, tokens);
    EXPECT_EQ(all.size(), tokens.size());
    for (size_t i = tokens.size(); i-- > 0;)
        if (text.substr(tokens[i].range.begin, tokens[i].range.size()) == word)
            return all[i];
    ADD_FAILURE() << word << " is not in " << text;
    return TokenRole::Plain;
}

TEST(Roles, Identifiers)
{
    const std::tuple<const char *, TokenRole> cases[] = {
        {"call $x", TokenRole::Function},
        {"(call $x)", TokenRole::Function},
        {"(func $x", TokenRole::Function},
        {"(export \"a\" (func $x))", TokenRole::Function},
        {"ref.func $x", TokenRole::Function},
        {"(start $x)", TokenRole::Function},
        {"(elem func $f $x", TokenRole::Function},
        {"(elem (i32.const 0) $f $x", TokenRole::Function},
        {"(param $x i32)", TokenRole::Parameter},
        {"(local $x i32)", TokenRole::Local},
        {"local.get $x", TokenRole::Local},
        {"get_local $x", TokenRole::Local},
        {"local.tee (; c ;) $x", TokenRole::Local},
        {"block $x", TokenRole::Label},
        {"(loop $x", TokenRole::Label},
        {"br_if $x", TokenRole::Label},
        {"br_table $a $b $c $d $e $f $g $h $i $x", TokenRole::Label},
        {"end $x", TokenRole::Label},
        {"else $x", TokenRole::Label},
        {"(catch $e $x)", TokenRole::Label},
        {"(catch_all $x)", TokenRole::Label},
        {"global.get $x", TokenRole::Global},
        {"(global $x (mut i32)", TokenRole::Global},
        {"(type $x (func))", TokenRole::TypeName},
        {"call_indirect $t (type $x)", TokenRole::TypeName},
        {"(ref null $x)", TokenRole::TypeName},
        {"struct.get $x 0", TokenRole::TypeName},
        {"struct.get $t $x", TokenRole::Other},
        {"call_indirect $x (type 0)", TokenRole::Table},
        {"table.copy $t $x", TokenRole::Table},
        {"(table $x 1 funcref)", TokenRole::Table},
        {"(memory $x 1)", TokenRole::Memory},
        {"i32.load $x offset=4", TokenRole::Memory},
        {"(module $x", TokenRole::Other},
        {"(data $x", TokenRole::Other},
        {"throw $x", TokenRole::Other},
    };
    for (const auto &[text, role] : cases)
        EXPECT_EQ(roleOf("$x", text), role) << text;
}

TEST(Roles, Words)
{
    const std::string_view text =
        "(module (func (param i32) (result funcref) (i32.load offset=4 get_local 0) i32.wrap/i64 "
        "\"s\" 7 ;; c\n (; b ;) (elem func) (table anyfunc) (if (then)) foo \xff))";
    const std::pair<const char *, TokenRole> cases[] = {
        {"(", TokenRole::Punctuation},
        {"module", TokenRole::Form},
        {"param", TokenRole::Form},
        {"i32", TokenRole::Type},
        {"funcref", TokenRole::Type},
        {"i32.load", TokenRole::Instruction},
        {"offset=4", TokenRole::Attribute},
        {"get_local", TokenRole::OldInstruction},
        {"func", TokenRole::Type},
        {"i32.wrap/i64", TokenRole::OldInstruction},
        {"\"s\"", TokenRole::String},
        {"7", TokenRole::Number},
        {";; c", TokenRole::Comment},
        {"(; b ;)", TokenRole::Comment},
        {"anyfunc", TokenRole::OldInstruction},
        {"then", TokenRole::Instruction},
        {"foo", TokenRole::Plain},
        {"\xff", TokenRole::Error},
    };
    for (const auto &[word, role] : cases)
        EXPECT_EQ(roleOf(word, text), role) << word;
    EXPECT_EQ(roleOf("func", "(func)"), TokenRole::Form);
}

TEST(Roles, WhatStandsBeforeTheFirstTokenCounts)
{
    const std::string_view text = "call $f (param $p";
    const std::vector<Token> tokens = lex(text);
    const std::vector<Token> head(tokens.begin(), tokens.begin() + 2), tail(tokens.begin() + 2, tokens.end());
    EXPECT_EQ(roles(text, tail, head)[0], TokenRole::Function);
    EXPECT_NE(roles(text, tail)[0], TokenRole::Function);
}

} // namespace
} // namespace watchglass::wat
