// SPDX-License-Identifier: Apache-2.0
/// The assembler: modules, old spellings, and errors with places.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "engine/wasm/names.h"
#include "tests/engine/wat/modules.h"

namespace watchglass::wat {

namespace {

using namespace test;

Assembled assemble(const std::string &text, const AssembleOptions &options = {})
{
    static Assembler assembler;
    return assembler.assemble(text, options);
}

std::string firstMessage(const Assembled &assembled)
{
    return assembled.diagnostics.empty() ? "" : assembled.diagnostics[0].message;
}

const std::string oldProgram = "(module\n"
                               "  (func $add (export \"add\") (param $a i32) (param $b i32) (result i32)\n"
                               "    get_local $a\n"
                               "    get_local $b\n"
                               "    i32.add))\n";

TEST(Assembler, MakesAModule)
{
    const Assembled assembled = assemble("(module (func (export \"f\") (result i32) i32.const 42))");
    ASSERT_TRUE(assembled) << firstMessage(assembled);
    EXPECT_TRUE(assembled.diagnostics.empty());
    const wasm::DecodeResult module = wasm::decode(assembled.bytes);
    ASSERT_TRUE(module);
    EXPECT_NE(module.module->findExport("f"), nullptr);
}

TEST(Assembler, TakesFieldsWithoutAModuleAndNothingAtAll)
{
    EXPECT_TRUE(assemble("(func) (func)"));
    for (const std::string empty : {"", " \n", ";; nothing\n", "(module)"}) {
        const Assembled assembled = assemble(empty);
        ASSERT_TRUE(assembled) << '"' << empty << '"';
        const wasm::DecodeResult module = wasm::decode(assembled.bytes);
        ASSERT_TRUE(module);
        EXPECT_TRUE(module.module->types.empty() && module.module->functions.empty());
    }
}

TEST(Assembler, WritesIdentifiersAsNamesWhenAsked)
{
    const std::string text = "(module (func $f (param $p i32)))";
    EXPECT_EQ(wasm::readNames(*wasm::decode(assemble(text).bytes).module).functions.at(0), "f");
    AssembleOptions bare;
    bare.nameSection = false;
    EXPECT_TRUE(wasm::readNames(*wasm::decode(assemble(text, bare).bytes).module).functions.empty());
}

TEST(Assembler, EveryProposalItKnowsIsOn)
{
    for (const std::string text :
         {"(memory i64 1)", "(memory 1 1 shared) (func (drop (i32.atomic.load (i32.const 0))))",
          "(memory 1) (memory 1)", "(func (return_call 0))", "(tag) (func (throw 0))",
          "(global i32 (i32.add (i32.const 1) (i32.const 2)))",
          "(func (param v128 v128) (drop (i16x8.relaxed_dot_i8x16_i7x16_s (local.get 0) "
          "(local.get 1))))"})
        EXPECT_TRUE(assemble(text)) << text << ": " << firstMessage(assemble(text));
}

TEST(Assembler, ReadsOldSpellingsAndWarnsOfEach)
{
    const Assembled assembled = assemble(oldProgram);
    ASSERT_TRUE(assembled) << firstMessage(assembled);
    ASSERT_EQ(assembled.diagnostics.size(), 2u);
    const Diagnostic &first = assembled.diagnostics[0];
    EXPECT_EQ(first.severity, Severity::Warning);
    EXPECT_EQ(first.source, DiagnosticSource::OldName);
    EXPECT_EQ(first.message, "get_local is an old name of local.get");
    EXPECT_EQ(at(oldProgram, first.range), "get_local");
    ASSERT_EQ(first.fixes.size(), 1u);
    EXPECT_EQ(first.fixes[0].title, "Replace by local.get");
    EXPECT_EQ(at(applied(oldProgram, first.fixes[0].edits), {first.range.begin, first.range.end}), "local.get");
}

TEST(Assembler, TheMapOfAnOldSpellingIsOfTheTextAsItWasGiven)
{
    const Assembled assembled = assemble(oldProgram);
    ASSERT_TRUE(assembled);
    std::vector<std::string> words;
    for (const Mapping &mapping : assembled.map->mappings())
        words.push_back(std::to_string(mapping.line) + ":" + at(oldProgram, mapping.text));
    EXPECT_EQ(words, (std::vector<std::string>{"3:get_local", "4:get_local", "5:i32.add", "5:)"}));
}

TEST(Assembler, ErrorsAfterAnOldSpellingStandWhereTheyAreInTheGivenText)
{
    const std::string text = "(module (func (param i32) get_local 0 current_memory $nonsense drop))";
    const Assembled assembled = assemble(text);
    ASSERT_FALSE(assembled);
    const auto error = std::find_if(assembled.diagnostics.begin(), assembled.diagnostics.end(),
                                    [](const Diagnostic &d) { return d.severity == Severity::Error; });
    ASSERT_NE(error, assembled.diagnostics.end());
    EXPECT_EQ(at(text, error->range), "$nonsense") << error->message;
}

TEST(Assembler, StrictlyAnOldSpellingIsRefusedWithItsFix)
{
    AssembleOptions strict;
    strict.strict = true;
    const Assembled assembled = assemble(oldProgram, strict);
    ASSERT_FALSE(assembled);
    ASSERT_FALSE(assembled.diagnostics.empty());
    const Diagnostic &error = assembled.diagnostics[0];
    EXPECT_EQ(error.severity, Severity::Error);
    EXPECT_EQ(error.source, DiagnosticSource::Wabt);
    EXPECT_EQ(at(oldProgram, error.range), "get_local");
    ASSERT_EQ(error.fixes.size(), 1u);
}

TEST(Assembler, ErrorsHaveThePlaceOfTheWordAtFault)
{
    const std::string text = "(module\n  (func (result i32)\n    i32.frobnicate))";
    const Assembled assembled = assemble(text);
    ASSERT_FALSE(assembled);
    ASSERT_FALSE(assembled.diagnostics.empty());
    EXPECT_EQ(at(text, assembled.diagnostics[0].range), "i32.frobnicate");
    EXPECT_EQ(assembled.diagnostics[0].source, DiagnosticSource::Wabt);
}

TEST(Assembler, AModuleThatDoesNotTypeCheckIsRefused)
{
    const std::string text = "(module (func (result i32) i64.const 1))";
    const Assembled assembled = assemble(text);
    EXPECT_FALSE(assembled);
    EXPECT_NE(firstMessage(assembled).find("type mismatch"), std::string::npos);
}

TEST(Assembler, WhatOnlyAnOutdatedRuleForbidsIsAssembledWithAWarning)
{
    // Since 3.0 a constant expression may read any earlier immutable global, not only imported ones.
    const Assembled assembled = assemble("(module (global $a i32 (i32.const 1)) (global $b i32 (global.get $a)))");
    EXPECT_TRUE(assembled) << firstMessage(assembled);
    for (const Diagnostic &diagnostic : assembled.diagnostics)
        EXPECT_EQ(diagnostic.severity, Severity::Warning);
}

TEST(Assembler, SeveralModulesAndScriptsAreRefusedWithAPlace)
{
    for (const std::string text : {"(module) (module)", "(module) (assert_return (invoke \"f\"))", "nonsense"}) {
        const Assembled assembled = assemble(text);
        EXPECT_FALSE(assembled) << text;
        ASSERT_FALSE(assembled.diagnostics.empty()) << text;
        EXPECT_GT(assembled.diagnostics[0].range.size(), 0u) << text;
    }
}

TEST(Assembler, BrokenTextsAreAnsweredWithoutWabt)
{
    const auto source = [](const std::string &text) {
        const Assembled assembled = assemble(text);
        EXPECT_FALSE(assembled) << text;
        return assembled.diagnostics.empty() ? std::string("nobody")
                                             : std::string(name(assembled.diagnostics[0].source));
    };
    EXPECT_EQ(source("(module (func"), "syntax");
    EXPECT_EQ(source("(module))"), "syntax");
    EXPECT_EQ(source("(module (data \"abc)"), "syntax");
    EXPECT_EQ(source("(module) (; never closed"), "syntax");
    EXPECT_EQ(source("(module \xff)"), "syntax");
    EXPECT_EQ(source(std::string("(module \0)", 10)), "syntax");
    EXPECT_EQ(source("\xff\xfe("), "syntax");
}

TEST(Assembler, SaysWhyItsHelperCannotBeStarted)
{
    Assembler nowhere("/nowhere/watchglass-wat");
    const Assembled assembled = nowhere.assemble("(module)");
    ASSERT_FALSE(assembled);
    EXPECT_NE(firstMessage(assembled).find("/nowhere/watchglass-wat cannot be started"), std::string::npos);
}

TEST(Assembler, AHelperOfAnotherVersionIsTurnedAway)
{
    const std::filesystem::path script = std::filesystem::path(::testing::TempDir()) / "wat-of-another-version";
    std::ofstream(script)
        << "#!/bin/sh\nprintf '\\000\\000\\000\\000\\004\\000\\000\\000\\377\\000\\000\\000'\nsleep 1\n";
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    const Assembled assembled = Assembler(script).assemble("(module)");
    std::filesystem::remove(script);
    ASSERT_FALSE(assembled);
    EXPECT_NE(firstMessage(assembled).find("belongs to another version of Watchglass"), std::string::npos)
        << firstMessage(assembled);
}

TEST(Assembler, TheEnvironmentNamesTheHelperUnlessTheCallerDoes)
{
    const char *before = std::getenv("WATCHGLASS_WAT");
    const std::string kept = before ? before : "";
    setenv("WATCHGLASS_WAT", "/elsewhere/wat", 1);
    const std::string fromEnvironment = firstMessage(Assembler().assemble("(module)"));
    const std::string fromCaller = firstMessage(Assembler("/given/wat").assemble("(module)"));
    before ? setenv("WATCHGLASS_WAT", kept.c_str(), 1) : unsetenv("WATCHGLASS_WAT");
    EXPECT_NE(fromEnvironment.find("/elsewhere/wat cannot be started"), std::string::npos) << fromEnvironment;
    EXPECT_NE(fromCaller.find("/given/wat cannot be started"), std::string::npos) << fromCaller;
}

TEST(Assembler, ServesSeveralThreadsOneAfterTheOther)
{
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    Assembler shared;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&shared, &good, i] {
            Assembler own;
            const std::string text = "(module (func (result i32) i32.const " + std::to_string(i) + "))";
            for (int n = 0; n < 5; ++n)
                good += shared.assemble(text) && own.assemble(text);
        });
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(good, 20);
}

} // namespace

} // namespace watchglass::wat
