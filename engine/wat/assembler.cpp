// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/assembler.h"

#include <algorithm>
#include <cstring>
#include <mutex>

#include "engine/base/interactive.h"
#include "engine/wasm/decoder.h"
#include "engine/wasm/validator.h"
#include "engine/wat/assemble/crash_place.h"
#include "engine/wat/assemble/old_spelling.h"
#include "engine/wat/assemble/place_resolver.h"
#include "engine/wat/assemble/text_check.h"

namespace watchglass::wat {

namespace {

std::string seconds(std::chrono::milliseconds time)
{
    return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s" : std::to_string(time.count()) + " ms";
}

Diagnostic wabtError(TextRange range, std::string message)
{
    return {Severity::Error, DiagnosticSource::Wabt, range, std::move(message), {}, {}};
}

/// A carriage return alone ends a line (spec §6.3.3), and a comment with it; wabt would read on.
std::string withLineFeeds(std::string_view text)
{
    std::string result(text);
    for (size_t at = result.find('\r'); at != result.npos; at = result.find('\r', at + 1))
        if (at + 1 == result.size() || result[at + 1] != '\n')
            result[at] = '\n';
    return result;
}

/// One text on its way through the helper.
class Assembly
{
public:
    Assembly(HelperProcess &helper, std::string_view text, const AssembleOptions &options)
        : m_helper(helper), m_given(text), m_options(options), m_olds(oldNames(SyntaxTree::parse(std::string(text)))),
          m_spelling(withLineFeeds(text), replacements()), m_tokens(m_spelling.text()), m_lines(m_spelling.text())
    {
    }

    Assembled run()
    {
        // The grammar lets a module be empty; wabt wants at least its parentheses.
        const std::string_view sent = m_tokens.size() == 0 ? "(module)" : std::string_view(m_spelling.text());
        m_answer = m_helper.ask(sent, m_options.nameSection, m_options.deadline);
        if (!m_options.strict)
            for (const OldName &old : m_olds)
                m_result.diagnostics.push_back(warning(old));
        const wasm::DecodeResult decoded = decodeAnswer();
        const bool onlyWabtObjects = m_options.allowInvalid || validatorIsOutdated(decoded);
        for (const HelperProblem &problem : m_answer.problems)
            addProblem(problem, onlyWabtObjects);
        if (!m_refused && !decoded)
            addFailure(decoded);
        if (!m_refused)
            takeModule(*decoded.module);
        return std::move(m_result);
    }

private:
    std::vector<OldName> replacements() const
    {
        std::vector<OldName> names = namesForWabt(m_given);
        if (!m_options.strict)
            names.insert(names.end(), m_olds.begin(), m_olds.end());
        return names;
    }

    wasm::DecodeResult decodeAnswer()
    {
        if (m_answer.binary.empty())
            return {};
        return wasm::decode(std::make_shared<const wasm::Bytes>(std::move(m_answer.binary)));
    }

    /// wabt's validator is older than the language: what it alone objects to is assembled, with a warning.
    bool validatorIsOutdated(const wasm::DecodeResult &decoded) const
    {
        const bool objects = std::any_of(m_answer.problems.begin(), m_answer.problems.end(),
                                         [](const HelperProblem &problem) { return problem.head.validation != 0; });
        return objects && decoded && wasm::validate(*decoded.module, 1).empty();
    }

    void addProblem(const HelperProblem &problem, bool onlyWabtObjects)
    {
        std::string message = problem.message;
        while (!message.empty() && (message.back() == '.' || message.back() == '\n'))
            message.pop_back();
        if (message.ends_with("expected EOF"))
            message = "a text holds one module, and the one before this has ended";
        Diagnostic diagnostic = wabtError(m_spelling.original(m_lines.range(problem.head.place)), std::move(message));
        if (problem.head.warning || (problem.head.validation && onlyWabtObjects))
            diagnostic.severity = Severity::Warning;
        else
            m_refused = true;
        for (const OldName &old : m_olds)
            if (m_options.strict && old.range == diagnostic.range)
                diagnostic.fixes = warning(old).fixes;
        m_result.diagnostics.push_back(std::move(diagnostic));
    }

    void addFailure(const wasm::DecodeResult &decoded)
    {
        m_refused = true;
        TextRange range;
        std::string message;
        switch (m_answer.end) {
        case HelperAnswer::End::CannotStart:
            message = m_helper.program().empty()
                          ? "the assembler watchglass-wat is neither beside this program nor in its libexec folder"
                          : "the assembler " + m_helper.program() +
                                " cannot be started: " + std::strerror(m_answer.systemError);
            break;
        case HelperAnswer::End::WrongVersion:
            message = "the assembler " + m_helper.program() + " belongs to another version of Watchglass";
            break;
        case HelperAnswer::End::TimedOut:
            message = "wabt's assembler did not finish within " + seconds(m_options.deadline) + " and was stopped";
            break;
        case HelperAnswer::End::Died:
            message = tellCrash(range);
            break;
        case HelperAnswer::End::Complete:
            message =
                decoded.problems.empty()
                    ? "wabt made no module of this text and did not say why"
                    : "this needs a newer assembler than wabt 1.0.32, whose encoding of it is not WebAssembly's: " +
                          decoded.problems.front().message;
            break;
        }
        m_result.diagnostics.push_back(wabtError(range, std::move(message)));
    }

    std::string tellCrash(TextRange &range)
    {
        constexpr std::chrono::milliseconds searchTime{2000};
        const auto field =
            findCrashingField(m_helper, m_spelling.text(), m_tokens, std::min(searchTime, m_options.deadline));
        if (!field)
            return "wabt's assembler crashed on this text; it is unfinished somewhere, or nested too deeply";
        range = m_spelling.original(*field);
        return "wabt's assembler crashed on this field; something in it is unfinished, or nested too deeply";
    }

    void takeModule(const wasm::Module &module)
    {
        std::vector<Mapping> mappings = resolvePlaces(m_tokens, m_lines, module, m_answer.functions, m_answer.places);
        const LineIndex lines(m_given);
        for (Mapping &mapping : mappings) {
            mapping.text = m_spelling.original(mapping.text);
            const LineColumn place = lines.at(mapping.text.begin);
            mapping.line = place.line;
            mapping.column = place.column;
        }
        m_result.bytes = module.bytes;
        m_result.map = std::make_shared<const SourceMap>(std::move(mappings));
    }

    HelperProcess &m_helper;
    std::string_view m_given;
    const AssembleOptions &m_options;
    std::vector<OldName> m_olds;
    CurrentSpelling m_spelling;
    TokenIndex m_tokens;
    WabtLines m_lines;
    HelperAnswer m_answer;
    Assembled m_result;
    bool m_refused = false;
};

} // namespace

struct Assembler::Impl {
    explicit Impl(const std::string &path) : helper(findHelper(path)) {}
    std::mutex mutex;
    HelperProcess helper;
};

Assembler::Assembler(std::string helper) : m(std::make_unique<Impl>(helper)) {}
Assembler::~Assembler() = default;

Assembled Assembler::assemble(std::string_view text, const AssembleOptions &options)
{
    longCall("wat::Assembler::assemble");
    if (std::vector<Diagnostic> problems = grossProblems(text); !problems.empty())
        return {nullptr, nullptr, std::move(problems)};
    const std::lock_guard lock(m->mutex);
    return Assembly(m->helper, text, options).run();
}

} // namespace watchglass::wat
