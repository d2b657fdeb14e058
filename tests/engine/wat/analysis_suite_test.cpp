// SPDX-License-Identifier: Apache-2.0
/// The specification's own modules: what is valid must be left alone, what is not must be told.
#include <gtest/gtest.h>

#include "analysis_helpers.h"
#include "corpus.h"
#include "token_edits.h"

namespace watchglass::wat::test {
namespace {

struct Command {
    std::string name;   ///< "module", "assert_invalid", …
    std::string module; ///< text of the module in it
    std::string message;
};

/// The commands of a script that hold a module written as fields.
std::vector<Command> commandsOf(const std::string &text)
{
    std::vector<Token> tokens;
    for (const Token &token : lex(text))
        if (!token.trivia())
            tokens.push_back(token);
    const auto word = [&](size_t i) {
        return i < tokens.size() ? text.substr(tokens[i].range.begin, tokens[i].range.size()) : std::string();
    };
    const auto opens = [&](size_t i) {
        return tokens[i].kind == TokenKind::LeftParen || tokens[i].kind == TokenKind::Annotation;
    };
    const auto closeOf = [&](size_t i) {
        for (size_t depth = 0; i < tokens.size(); ++i) {
            depth += opens(i);
            if (tokens[i].kind == TokenKind::RightParen && --depth == 0)
                break;
        }
        return i;
    };
    std::vector<Command> commands;
    for (size_t i = 0; i < tokens.size(); i = opens(i) ? closeOf(i) + 1 : i + 1) {
        const std::string name = word(i + 1);
        const size_t module = name.starts_with("assert_") ? i + 2 : i;
        if (word(module) != "(" || word(module + 1) != "module")
            continue;
        size_t head = module + 2 + (word(module + 2) == "definition");
        head += head < tokens.size() && tokens[head].kind == TokenKind::Id;
        const size_t end = closeOf(module);
        if (word(head) == "binary" || word(head) == "quote" || word(head) == "instance" || end >= tokens.size())
            continue;
        commands.push_back({name,
                            text.substr(tokens[module].range.begin, tokens[end].range.end - tokens[module].range.begin),
                            word(end + 1)});
    }
    return commands;
}

size_t errorsIn(const Analysis &analysis)
{
    return size_t(std::count_if(analysis.diagnostics.begin(), analysis.diagnostics.end(),
                                [](const Diagnostic &d) { return d.severity == Severity::Error; }));
}

/// Files of proposals that are no part of version 3.0.
bool isProposal(const std::filesystem::path &path)
{
    const std::string text = path.string();
    return text.find("custom-descriptors") != text.npos || text.find("custom-page-sizes") != text.npos ||
           text.find("wide-arithmetic") != text.npos;
}

std::vector<Sample> scripts()
{
    std::vector<Sample> samples;
    const char *data = std::getenv("WATCHGLASS_TEST_DATA");
    if (!data || !std::filesystem::exists(std::filesystem::path(data) / "spec"))
        return samples;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(std::filesystem::path(data) / "spec"))
        if (entry.path().extension() == ".wast" && !isProposal(entry.path()))
            samples.push_back({entry.path().filename().string(), contentOf(entry.path())});
    return samples;
}

TEST(SpecificationSuite, ValidModulesHaveNoErrors)
{
    const std::vector<Sample> samples = scripts();
    if (samples.empty())
        GTEST_SKIP() << "skipped: not there";
    size_t modules = 0;
    for (const Sample &sample : samples) {
        for (const Command &command : commandsOf(sample.text)) {
            if (command.name != "module")
                continue;
            ++modules;
            EXPECT_EQ(errorsIn(*analysed(command.module)), 0u)
                << sample.name << "\n"
                << diagnosticsOf(command.module) << command.module.substr(0, 2000);
        }
    }
    EXPECT_GT(modules, 1500u);
}

TEST(SpecificationSuite, InvalidModulesHaveErrors)
{
    const std::vector<Sample> samples = scripts();
    if (samples.empty())
        GTEST_SKIP() << "skipped: not there";
    size_t modules = 0;
    for (const Sample &sample : samples) {
        for (const Command &command : commandsOf(sample.text)) {
            // The threads proposal's copies of two files still know one memory and one table only.
            const bool outdated =
                command.message == "\"multiple memories\"" || command.message == "\"multiple tables\"";
            if (command.name != "assert_invalid" || outdated)
                continue;
            ++modules;
            EXPECT_GT(errorsIn(*analysed(command.module)), 0u) << sample.name << " " << command.message << "\n"
                                                               << command.module;
        }
    }
    EXPECT_GT(modules, 2500u);
}

/// Analysis, taking over, completion and hover on whatever a keyboard can produce.
TEST(RandomEdits, AreAnalysedWithoutFail)
{
    std::vector<std::string> texts;
    for (const Sample &sample : ownSamples())
        texts.push_back(sample.text);
    for (const Sample &sample : scripts())
        for (const Command &command : commandsOf(sample.text))
            if (command.module.size() > 100 && command.module.size() < 3000)
                texts.push_back(command.module);
    constexpr int edits = 20'000;
    TokenEdits random(2026);
    for (int i = 0; i < edits; ++i) {
        const std::string &original = texts[random.below(texts.size())];
        const std::string text = random.edited(original);
        const auto analysis = analysed(text);
        for (const Diagnostic &diagnostic : analysis->diagnostics)
            ASSERT_TRUE(diagnostic.range.begin <= diagnostic.range.end && diagnostic.range.end <= text.size())
                << diagnostic.message << "\n"
                << text;
        for (const Reference &reference : analysis->references)
            ASSERT_TRUE(reference.range.end <= text.size() && reference.symbol < analysis->symbols.size()) << text;
        for (int k = 0; k < 4; ++k) {
            const uint32_t offset = random.below(text.size() + 1);
            TextRange replaced;
            complete(*analysis, offset, replaced);
            ASSERT_TRUE(replaced.begin <= offset && offset <= replaced.end) << text;
            hover(*analysis, offset);
        }
        if (i % 10 == 0) { // taken over from the unedited text, the result is the same
            const auto before = analysed(original);
            const auto after = analyse(SyntaxTree::parse(text), before.get());
            ASSERT_EQ(after->diagnostics.size(), analysis->diagnostics.size()) << text;
            for (size_t d = 0; d < after->diagnostics.size(); ++d)
                ASSERT_EQ(after->diagnostics[d].message, analysis->diagnostics[d].message) << text;
            ASSERT_EQ(after->instructions.size(), analysis->instructions.size()) << text;
        }
    }
}

} // namespace
} // namespace watchglass::wat::test
