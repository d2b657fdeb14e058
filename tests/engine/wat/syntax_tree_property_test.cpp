// SPDX-License-Identifier: Apache-2.0
// What must hold for every text: nothing is lost, and an incremental parse is the fresh one.
#include <gtest/gtest.h>

#include <random>

#include "engine/wat/syntax_tree.h"
#include "tests/engine/wat/corpus.h"

namespace watchglass::wat {
namespace {

using test::Sample;

bool same(const Chunk &a, const Chunk &b)
{
    const auto sameToken = [](const Token &x, const Token &y) { return x.kind == y.kind && x.range == y.range; };
    const auto sameNode = [](const Node &x, const Node &y) {
        return x.parent == y.parent && x.firstToken == y.firstToken && x.lastToken == y.lastToken &&
               x.nextSibling == y.nextSibling && x.firstChild == y.firstChild && x.closed == y.closed;
    };
    return a.size == b.size && a.kind == b.kind && a.inModule == b.inModule && a.stray == b.stray &&
           a.tooDeep == b.tooDeep && a.seen == b.seen && a.faulty == b.faulty &&
           std::equal(a.tokens.begin(), a.tokens.end(), b.tokens.begin(), b.tokens.end(), sameToken) &&
           std::equal(a.nodes.begin(), a.nodes.end(), b.nodes.begin(), b.nodes.end(), sameNode);
}

::testing::AssertionResult sameTree(const SyntaxTree &a, const SyntaxTree &b)
{
    if (a.text() != b.text())
        return ::testing::AssertionFailure() << "other text";
    if (a.chunks().size() != b.chunks().size())
        return ::testing::AssertionFailure() << a.chunks().size() << " chunks instead of " << b.chunks().size();
    for (size_t i = 0; i < a.chunks().size(); ++i)
        if (a.chunks()[i].begin != b.chunks()[i].begin || !same(*a.chunks()[i].chunk, *b.chunks()[i].chunk))
            return ::testing::AssertionFailure() << "chunk " << i << " at " << b.chunks()[i].begin << " differs";
    return ::testing::AssertionSuccess();
}

/// The tokens stand one after the other and cover the text, so joined they are it.
::testing::AssertionResult lossless(const SyntaxTree &tree)
{
    uint32_t at = 0;
    for (const PlacedChunk &placed : tree.chunks()) {
        if (placed.begin != at)
            return ::testing::AssertionFailure() << "chunk begins at " << placed.begin << " instead of " << at;
        for (const Token &token : placed.chunk->tokens) {
            if (placed.begin + token.range.begin != at || token.range.size() == 0)
                return ::testing::AssertionFailure() << "a gap, an overlap or an empty token at " << at;
            at += token.range.size();
        }
        if (at != placed.begin + placed.chunk->size)
            return ::testing::AssertionFailure() << "the chunk at " << placed.begin << " has a wrong size";
    }
    return at == tree.text().size() ? ::testing::AssertionSuccess()
                                    : ::testing::AssertionFailure() << "the text after " << at << " is lost";
}

::testing::AssertionResult problemsInText(const SyntaxTree &tree)
{
    const auto inside = [&tree](TextRange range) {
        return range.begin <= range.end && range.end <= tree.text().size();
    };
    for (const Diagnostic &problem : tree.diagnostics()) {
        bool good = inside(problem.range) && problem.range.size() && !problem.message.empty();
        for (const Fix &fix : problem.fixes)
            for (const TextEdit &edit : fix.edits)
                good = good && inside(edit.range);
        if (!good)
            return ::testing::AssertionFailure() << problem.message << " at " << problem.range.begin;
    }
    return ::testing::AssertionSuccess();
}

/// An edit of one token: removed, doubled, swapped with another one's text, cut in two, or something typed before it.
TextEdit randomEdit(const SyntaxTree &tree, std::mt19937 &random)
{
    static constexpr std::string_view typed[] = {"(",
                                                 ")",
                                                 "\"",
                                                 "(;",
                                                 ";)",
                                                 ";;",
                                                 "$",
                                                 "x",
                                                 " ",
                                                 "\n",
                                                 "(func ",
                                                 "\xc3",
                                                 "(module",
                                                 "(@a ",
                                                 "\\",
                                                 "(type",
                                                 "i32.add",
                                                 "0x1p-3",
                                                 "é",
                                                 "(import \"a\" \"b\" ",
                                                 "))",
                                                 ",",
                                                 "(assert_return"};
    const auto below = [&random](size_t n) { return uint32_t(random() % std::max<size_t>(n, 1)); };
    const auto tokenNear = [&] { return tree.tokenAt(below(tree.text().size())).range; };
    const auto textOf = [&](TextRange range) { return tree.text().substr(range.begin, range.size()); };
    const TextRange token = tokenNear();
    switch (below(5)) {
    case 0:
        return {token, ""};
    case 1:
        return {{token.end, token.end}, textOf(token).substr(0, 200)};
    case 2:
        return {token, textOf(tokenNear()).substr(0, 200)};
    case 3: {
        const uint32_t at = token.begin + below(token.size());
        return {{at, std::min(at + 1 + below(3), token.end)}, ""};
    }
    default:
        return {{token.begin, token.begin}, std::string(typed[below(std::size(typed))])};
    }
}

/// Edits pile up on each text in rounds, so that damaged texts are edited too.
void editRandomly(const std::vector<Sample> &samples, int edits, uint32_t seed)
{
    std::mt19937 random(seed);
    constexpr int round = 10;
    for (int done = 0; done < edits; done += round) {
        const Sample &sample = samples[random() % samples.size()];
        SyntaxTree tree = SyntaxTree::parse(sample.text);
        for (int i = 0; i < round; ++i) {
            const TextEdit edit = randomEdit(tree, random);
            SyntaxTree next = tree.edited(edit);
            SCOPED_TRACE(sample.name + ", edit " + std::to_string(done + i));
            ASSERT_EQ(next.text(), applied(tree.text(), {edit}));
            ASSERT_TRUE(sameTree(next, SyntaxTree::parse(next.text())));
            ASSERT_TRUE(lossless(next));
            ASSERT_TRUE(problemsInText(next));
            tree = std::move(next);
        }
    }
}

TEST(SyntaxTreeProperty, NothingIsLostOfOurTexts)
{
    for (const Sample &sample : test::ownSamples())
        EXPECT_TRUE(lossless(SyntaxTree::parse(sample.text))) << sample.name;
}

TEST(SyntaxTreeProperty, IncrementalParsesOfOurTextsAreFreshOnes)
{
    editRandomly(test::ownSamples(), 20'000, 1);
}

TEST(SyntaxTreeProperty, TypingATextLetterByLetterGivesItsTree)
{
    for (const Sample &sample : test::ownSamples()) {
        SyntaxTree forwards = SyntaxTree::parse(""), backwards = forwards;
        for (uint32_t i = 0; i < sample.text.size(); ++i) {
            forwards = forwards.edited({{i, i}, sample.text.substr(i, 1)});
            ASSERT_TRUE(sameTree(forwards, SyntaxTree::parse(sample.text.substr(0, i + 1)))) << sample.name << i;
            backwards = backwards.edited({{0, 0}, sample.text.substr(sample.text.size() - 1 - i, 1)});
            ASSERT_TRUE(sameTree(backwards, SyntaxTree::parse(backwards.text()))) << sample.name << i;
        }
        EXPECT_EQ(forwards.text(), sample.text);
        EXPECT_EQ(backwards.text(), sample.text);
    }
}

/// Every module of a script.
void addModules(const Sample &script, std::vector<Sample> &modules)
{
    const SyntaxTree tree = SyntaxTree::parse(script.text);
    for (const PlacedChunk &placed : tree.chunks()) {
        if (placed.chunk->kind != ChunkKind::ModuleHead)
            continue;
        const TextRange range = tree.formAt(placed.begin + placed.chunk->size - 1);
        modules.push_back(
            {script.name + "@" + std::to_string(range.begin), script.text.substr(range.begin, range.size())});
    }
}

TEST(SyntaxTreeProperty, IncrementalParsesOfTheSpecSuiteAreFreshOnes)
{
    const std::vector<Sample> scripts = test::specSamples();
    if (scripts.empty())
        GTEST_SKIP() << "skipped: not there";
    std::vector<Sample> modules;
    for (const Sample &script : scripts)
        addModules(script, modules);
    ASSERT_GT(modules.size(), 2000u);
    editRandomly(modules, 20'000, 2);
    editRandomly(scripts, 500, 3);
}

/// The suite keeps malformed text in strings, so its files themselves must be free of syntax errors.
TEST(SyntaxTreeProperty, TheSpecSuiteHasNoSyntaxErrors)
{
    const std::vector<Sample> samples = test::specSamples();
    if (samples.empty())
        GTEST_SKIP() << "skipped: not there";
    for (const Sample &sample : samples) {
        const SyntaxTree tree = SyntaxTree::parse(sample.text);
        EXPECT_TRUE(lossless(tree)) << sample.name;
        for (const Diagnostic &problem : tree.diagnostics()) {
            const LineColumn place = LineIndex(sample.text).at(problem.range.begin);
            ADD_FAILURE() << sample.name << ":" << place.line << ":" << place.column << ": " << problem.message;
        }
    }
}

} // namespace
} // namespace watchglass::wat
