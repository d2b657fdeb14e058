// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/syntax_tree.h"
#include "tests/engine/wat/repeated.h"

#include <gtest/gtest.h>

#include <array>

namespace watchglass::wat {
namespace {

using test::repeated;

/// "line:column-length sentence" of each syntax error.
std::vector<std::string> problems(const std::string &text)
{
    std::vector<std::string> result;
    const LineIndex lines(text);
    for (const Diagnostic &problem : SyntaxTree::parse(text).diagnostics()) {
        EXPECT_EQ(problem.severity, Severity::Error);
        EXPECT_EQ(problem.source, DiagnosticSource::Syntax);
        const LineColumn at = lines.at(problem.range.begin);
        result.push_back(std::to_string(at.line) + ":" + std::to_string(at.column) + "-" +
                         std::to_string(problem.range.size()) + " " + problem.message);
    }
    return result;
}

using Problems = std::vector<std::string>;

/// The text after the first fix of every problem.
std::string mended(const std::string &text)
{
    std::vector<TextEdit> edits;
    for (const Diagnostic &problem : SyntaxTree::parse(text).diagnostics())
        if (!problem.fixes.empty())
            edits.insert(edits.end(), problem.fixes[0].edits.begin(), problem.fixes[0].edits.end());
    return applied(text, edits);
}

std::string formAt(const std::string &text, size_t offset)
{
    const TextRange range = SyntaxTree::parse(text).formAt(uint32_t(offset));
    return text.substr(range.begin, range.size());
}

/// Of a function that is a chunk of its own.
const std::string body = repeated(" nop", 20);

std::vector<std::string> chunksOf(const SyntaxTree &tree)
{
    std::vector<std::string> chunks;
    for (const PlacedChunk &placed : tree.chunks())
        chunks.push_back(tree.text().substr(placed.begin, placed.chunk->size));
    return chunks;
}

TEST(SyntaxTree, ModuleFieldsAreChunks)
{
    const std::string a = "\n  (func $a" + body + ")", b = "\n  ;; about b\n  (func $b" + body + ")";
    const SyntaxTree tree = SyntaxTree::parse("(module $m" + a + b + "\n)\n");
    EXPECT_EQ(chunksOf(tree), (std::vector<std::string>{"(module $m", a, b, "\n)", "\n"}));
    EXPECT_EQ(tree.chunks()[0].chunk->kind, ChunkKind::ModuleHead);
    EXPECT_TRUE(tree.chunks()[1].chunk->inModule);
    EXPECT_EQ(tree.chunks()[3].chunk->kind, ChunkKind::ModuleTail);
    EXPECT_FALSE(tree.chunks()[4].chunk->inModule);
}

TEST(SyntaxTree, ShortFieldsShareAChunk)
{
    EXPECT_EQ(chunksOf(SyntaxTree::parse("(module (func) (func) (module (func)))")),
              (std::vector<std::string>{"(module", " (func) (func) ", "(module", " (func))", ")"}));
    const SyntaxTree tree = SyntaxTree::parse(repeated("(func) ", 10'000) + repeated("(func ", 10'000));
    EXPECT_LT(tree.chunks().size(), 3'000u);
}

TEST(SyntaxTree, AnEditSharesTheChunksItDoesNotTouch)
{
    const std::string text = "(module\n(func $a" + body + ")\n(func $b" + body + ")\n(func $c" + body + ")\n)";
    const SyntaxTree before = SyntaxTree::parse(text);
    const auto at = uint32_t(before.text().find("$b"));
    const SyntaxTree after = before.edited({{at, at + 2}, "$bbb nop"});
    ASSERT_EQ(before.chunks().size(), after.chunks().size());
    for (size_t i = 0; i < before.chunks().size(); ++i)
        EXPECT_EQ(before.chunks()[i].chunk == after.chunks()[i].chunk, i != 2) << i;
    EXPECT_EQ(before.text(), text) << "a tree never changes";
}

TEST(SyntaxTree, NodesTellTheForms)
{
    const SyntaxTree tree = SyntaxTree::parse("(a (b) (c (d)))");
    const std::vector<Node> &nodes = tree.chunks()[0].chunk->nodes;
    ASSERT_EQ(nodes.size(), 5u);
    EXPECT_EQ(nodes[0].firstChild, 1u);
    EXPECT_EQ(nodes[1].firstChild, 2u);
    EXPECT_EQ(nodes[2].nextSibling, 3u);
    EXPECT_EQ(nodes[3].firstChild, 4u);
    EXPECT_EQ(nodes[4].parent, 3u);
    EXPECT_EQ(nodes[3].nextSibling, 0u);
    EXPECT_EQ(nodes[1].lastToken, tree.chunks()[0].chunk->tokens.size() - 1);
}

TEST(SyntaxTree, FormsAndTokensAtOffsets)
{
    const std::string text = "(module (func (nop) unreachable) (type 0)) ;; end";
    EXPECT_EQ(formAt(text, text.find("nop")), "(nop)");
    EXPECT_EQ(formAt(text, text.find("unreach")), "(func (nop) unreachable)");
    EXPECT_EQ(formAt(text, text.find("(type") - 1), text.substr(0, text.find(" ;;")));
    EXPECT_EQ(formAt(text, 2), text.substr(0, text.find(" ;;")));
    EXPECT_EQ(formAt(text, text.find(";;")), text);
    EXPECT_EQ(formAt(text, text.size()), text);
    EXPECT_EQ(formAt("", 0), "");
    EXPECT_EQ(formAt("(func (block nop", 12), "(block nop");

    const SyntaxTree tree = SyntaxTree::parse(text);
    const Token token = tree.tokenAt(uint32_t(text.find("reach")));
    EXPECT_EQ(text.substr(token.range.begin, token.range.size()), "unreachable");
    EXPECT_EQ(tree.tokenAt(uint32_t(text.size())).range.size(), 0u);
}

TEST(SyntaxTree, CorrectTextsHaveNoProblems)
{
    for (const char *text :
         {"", "  ", "(module)", "(func)", "(import \"a\" \"b\" (func $f (type 0)))",
          "(table (export \"t\") funcref (elem $f))", "(memory (data \"x\"))", "(elem (table 0) (i32.const 0) func 0)",
          "(data (memory 0) (i32.const 0) \"\")", "(type $t (sub (func)))", "(rec (type $a (func)) (type $b (func)))",
          "(module (@custom \"x\" [,] (func (func)))) ", "(assert_invalid (module (func) (func)) \"m\")",
          "(func (block (type $t)) (call_indirect (type 0)))", "(module $A) (module $B)", "(module binary \"\" \"\")",
          "(func $\"a b\" (export \"\\u{1F600}\\00\"))"})
        EXPECT_EQ(problems(text), Problems{}) << text;
}

TEST(SyntaxTree, AParenthesisThatIsNeverClosed)
{
    EXPECT_EQ(problems("(func"), Problems{"1:1-1 this '(' is never closed"});
    EXPECT_EQ(problems("(module\n  (func (nop))\n"), Problems{"1:1-1 this '(' is never closed"});
    EXPECT_EQ(problems("(func) (func (a (b"),
              (Problems{"1:8-1 this '(' is never closed", "1:14-1 this '(' is never closed",
                        "1:17-1 this '(' is never closed"}));
    EXPECT_EQ(mended("(func (a (b  "), "(func (a (b)))  ");
    EXPECT_EQ(mended("(module (func)\n"), "(module (func))\n");
}

TEST(SyntaxTree, OneFunctionsMissingParenthesisLeavesTheNextAlone)
{
    EXPECT_EQ(problems("(module\n(func $a\n  (i32.add (nop)\n(func $b)\n(memory 1)\n)"),
              (Problems{"2:1-1 this '(' is never closed", "3:3-1 this '(' is never closed"}));
    EXPECT_EQ(problems("(module (func (\n(func (nop)))"),
              (Problems{"1:9-1 this '(' is never closed", "1:15-1 this '(' is never closed"}));
    EXPECT_EQ(problems("(module (func\n(export \"a\" (func 0))\n(type $t (func))\n(import \"a\" \"b\" (func)) )"),
              (Problems{"1:9-1 this '(' is never closed"}));
    EXPECT_EQ(problems("(module (import \"a\" \"b\" (func)\n(func (nop))\n(func (nop)))"),
              (Problems{"1:9-1 this '(' is never closed"}));
    EXPECT_EQ(problems("(assert_return (invoke \"a\"\n(assert_return (invoke \"b\"))\n(module)"),
              (Problems{"1:1-1 this '(' is never closed", "1:16-1 this '(' is never closed"}));
    EXPECT_EQ(problems("(module (func)\n(module)"), (Problems{"1:1-1 this '(' is never closed"}));
    EXPECT_EQ(mended("(module (func (nop)\n(func))"), "(module (func (nop))\n(func))");
}

TEST(SyntaxTree, AParenthesisTooMany)
{
    EXPECT_EQ(problems("(module))"), Problems{"1:9-1 unexpected ')'"});
    EXPECT_EQ(problems(")"), Problems{"1:1-1 unexpected ')'"});
    EXPECT_EQ(problems("(module))))"), Problems{"1:9-3 unexpected ')'"});
    EXPECT_EQ(problems("(module\n(func)))\n(func)\n)"), Problems{"2:7-2 unexpected ')'"})
        << "the module goes on when fields follow";
    EXPECT_EQ(mended("(module\n(func))\n(func)\n)"), "(module\n(func)\n(func)\n)");
}

TEST(SyntaxTree, StringsAndComments)
{
    EXPECT_EQ(problems("(data \"abc\n)"), Problems{"1:7-4 the string is not closed on its line"});
    EXPECT_EQ(problems("(func $\"abc\n)"), Problems{"1:7-5 the string is not closed on its line"});
    EXPECT_EQ(mended("(data \"abc\n)"), "(data \"abc\"\n)");
    EXPECT_EQ(mended("(data \"abc\\\n)"), "(data \"abc\\\n)");
    EXPECT_EQ(problems("(func)\n(; never (; ;)"), Problems{"2:1-2 this block comment is never closed"});
    EXPECT_EQ(problems("(data \"\\q\\u{110000}\\u{d800}\\0g\")"),
              (Problems{"1:8-2 '\\q' is not an escape", "1:10-2 '\\u' is not an escape",
                        "1:20-2 '\\u' is not an escape", "1:28-2 '\\0' is not an escape"}));
    EXPECT_EQ(problems("(data \"a\xff\")"),
              Problems{"1:9-1 this byte is not UTF-8; write it as an escape such as \\ff"});
}

TEST(SyntaxTree, WordsThatMeanNothing)
{
    EXPECT_EQ(problems("(func Foo)"), Problems{"1:7-3 unexpected 'Foo'"});
    EXPECT_EQ(problems("(func 1__0 0x)"), (Problems{"1:7-4 '1__0' is not a number", "1:12-2 '0x' is not a number"}));
    EXPECT_EQ(problems("(func [,])"), Problems{"1:7-3 unexpected '[,]'"});
    EXPECT_EQ(problems("(func \xc3\xa9)"), Problems{"1:7-2 '\xc3\xa9' may stand only in strings and comments"});
    EXPECT_EQ(problems("(func \xff\xfe)"), Problems{"1:7-2 these bytes are not UTF-8"});
    EXPECT_EQ(problems("(func \x01)"), Problems{"1:7-1 a control character has no place here"});
    EXPECT_EQ(problems("(func $ $\"\")"),
              (Problems{"1:7-1 the name after '$' is missing", "1:9-3 the name after '$' is missing"}));
    EXPECT_EQ(problems("(@ x)"), Problems{"1:1-2 the annotation has no name"});
    EXPECT_EQ(problems("(data\"a\"\"b\")"), (Problems{"1:2-7 a space is missing between these words",
                                                      "1:6-6 a space is missing between these words"}));
    EXPECT_EQ(mended("(data\"a\")"), "(data \"a\")");
    EXPECT_EQ(problems("(module) func $f (func)"), Problems{"1:10-7 expected '(' before this"});
}

TEST(SyntaxTree, ALongWordIsQuotedShort)
{
    const std::vector<Diagnostic> found = SyntaxTree::parse("(func X" + repeated("x", 10'000) + ")").diagnostics();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_LT(found[0].message.size(), 100u);
}

TEST(SyntaxTree, DeeplyNestedBlocksAreFine)
{
    constexpr int depth = 100'000;
    const std::string text = "(module (func " + repeated("(block ", depth) + repeated(")", depth) + "))";
    SyntaxTree tree = SyntaxTree::parse(text);
    EXPECT_TRUE(tree.diagnostics().empty());
    EXPECT_EQ(tree.chunks()[1].chunk->nodes.size(), depth + 2u);
    EXPECT_EQ(tree.formAt(uint32_t(text.find(')')) - 1).size(), 8u);
    tree = tree.edited({{20, 21}, "((("});
    EXPECT_FALSE(tree.diagnostics().empty());
}

TEST(SyntaxTree, HostileTextsAreSurvivedWithAMessage)
{
    for (std::string_view part :
         {"(", ")", "( ", "(func", "(;", "\"", "\"\n", "x ", "(@a ", "(module ", "$\"\n", ") (func)"}) {
        const SyntaxTree tree = SyntaxTree::parse(repeated(part, 20'000));
        const std::vector<Diagnostic> found = tree.diagnostics();
        EXPECT_FALSE(found.empty()) << part;
        EXPECT_LE(found.size(), SyntaxTree::MostSyntaxErrors) << part;
    }
    EXPECT_EQ(problems(std::string(50'000'000, '(')),
              Problems{"1:1-50000000 more than a million parentheses in a row"});
}

/// Each chunk looks at `seen` bytes, so that these together are the work of a parse.
TEST(SyntaxTree, NoTextIsLookedAtManyTimes)
{
    using Text = std::array<const char *, 3>; // what is repeated stands in the middle
    for (const auto &[head, part, tail] :
         {Text{"", "(func ", ""}, Text{"", "(func) ", ""}, Text{"", "(module ", ""}, Text{"", "(block ", ""},
          Text{"", "( ", ""}, Text{"", ") ", ""}, Text{"", "\"", ""}, Text{"", "(; ", ""}, Text{"", "(@a ", ""},
          Text{"", "( (@a ", ""}, Text{"(module ", ") ", "(func)"}, Text{"(module ", ") (@a) ", "(func)"},
          Text{"(func ", "(func (@a ", ""}, Text{"", "(type (@a) ", ""}, Text{"", "(import \"a\" ", ""},
          Text{"(func (type (@a ", "x ", ""}, Text{"", "(assert_return ", ""}, Text{"", "x ", ""}, Text{"", " ", ""}}) {
        const SyntaxTree tree = SyntaxTree::parse(head + repeated(part, 100'000) + tail);
        size_t work = 0;
        for (const PlacedChunk &placed : tree.chunks())
            work += placed.chunk->seen;
        EXPECT_LT(work, 4 * tree.text().size()) << head << part << "… " << tail;
    }
}

TEST(SyntaxTree, FormsThatAreTooDeepHaveNoNodes)
{
    const int depth = SyntaxTree::DeepestForm + 10;
    const std::string text = repeated("( ", depth) + repeated(") ", depth);
    EXPECT_EQ(problems(text), Problems{"1:2000001-1 more than a million forms inside one another"});
    const SyntaxTree tree = SyntaxTree::parse(text);
    EXPECT_EQ(tree.chunks()[0].chunk->nodes.size(), SyntaxTree::DeepestForm + 1);
    EXPECT_EQ(tree.formAt(0).size(), text.size() - 1);
}

} // namespace
} // namespace watchglass::wat
