// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/analysis.h"

#include <algorithm>
#include <numeric>

#include "engine/base/interactive.h"
#include "engine/wat/analysis/cache.h"
#include "engine/wat/analysis/folds.h"
#include "engine/wat/analysis/module_reader.h"

namespace watchglass::wat {

namespace detail {

uint64_t AnalysisCache::keyOf(std::string_view text, uint64_t environment, uint32_t type)
{
    return (std::hash<std::string_view>()(text) ^ environment) * 0x9e3779b97f4a7c15u + type;
}

std::shared_ptr<const FunctionResult> AnalysisCache::find(std::string_view text, uint64_t environment,
                                                          uint32_t type) const
{
    const auto found = functions.find(keyOf(text, environment, type));
    if (found == functions.end())
        return nullptr;
    const Entry &entry = found->second;
    const bool same = entry.environment == environment && entry.type == type &&
                      std::string_view(*source).substr(entry.text.begin, entry.text.size()) == text;
    return same ? entry.result : nullptr;
}

namespace {

/// Builds one analysis: modules first, then their functions, then everything in the order of the text.
class Analyser
{
public:
    Analyser(const SyntaxTree &tree, const AnalysisCache *previous)
        : m_syntax(tree.diagnostics()), m_words(tree, end()), m_previous(previous)
    {
        m_result.tree = tree;
        m_result.lines = LineIndex(tree.text());
    }
    std::shared_ptr<const Analysis> run();

private:
    uint32_t end() const;
    void topLevel();
    void module(uint32_t begin, uint32_t end, bool skipCommands);
    bool moduleHead(uint32_t &at, uint32_t close);
    void bodies(ModuleScope &scope, uint32_t firstFunction);
    void place(const ModuleScope &scope, const FunctionText &function, uint32_t number,
               std::shared_ptr<const FunctionResult> result);
    void mention(const ModuleScope &scope, const Mention &mention, uint32_t base, uint32_t firstSymbol);
    void addDiagnostics(const std::vector<Diagnostic> &diagnostics, uint32_t base);
    void nameLines(Diagnostic &diagnostic) const;
    void addOldNames();
    void orderSymbols();
    void orderRest();

    std::vector<Diagnostic> m_syntax;
    Words m_words;
    const AnalysisCache *m_previous;
    std::shared_ptr<AnalysisCache> m_cache = std::make_shared<AnalysisCache>();
    Findings m_found;
    uint32_t m_functions = 0; ///< of all modules so far
    Analysis m_result;
};

constexpr bool isCommand(std::string_view name)
{
    constexpr std::string_view commands[] = {"register", "invoke", "get",  "script", "input",
                                             "output",   "thread", "wait", "either", "shared"};
    return name.starts_with("assert_") ||
           std::find(std::begin(commands), std::end(commands), name) != std::end(commands);
}

/// Where the analysis ends.
uint32_t Analyser::end() const
{
    return m_syntax.size() < SyntaxTree::MostSyntaxErrors ? UINT32_MAX : m_syntax.back().range.end;
}

std::shared_ptr<const Analysis> Analyser::run()
{
    m_cache->source = m_result.tree.sharedText();
    topLevel();
    addDiagnostics(m_syntax, 0);
    addDiagnostics(m_found.diagnostics, 0);
    if (const uint32_t last = end(); last != UINT32_MAX) {
        Diagnostic &gaveUp = m_result.diagnostics.emplace_back();
        gaveUp.range = {last, last};
        gaveUp.message = "too many syntax errors: what follows is not analysed";
    }
    addOldNames();
    orderSymbols();
    orderRest();
    m_result.folds = findFolds(m_words, m_result);
    m_result.cache = std::move(m_cache);
    return std::make_shared<const Analysis>(std::move(m_result));
}

/// `(module …)` forms, script commands between them, or the fields of one module without `(module`.
void Analyser::topLevel()
{
    bool loose = false;
    for (uint32_t at = 0; at < m_words.size();
         at = m_words.is(at, TokenKind::LeftParen) ? m_words[at].close + 1 : at + 1) {
        if (!m_words.is(at, TokenKind::LeftParen))
            continue;
        const std::string_view name = m_words.formName(at);
        const auto fields = fieldWords();
        if (name == "module") {
            uint32_t begin = at + 2;
            if (moduleHead(begin, m_words[at].close))
                module(begin, m_words[at].close, false);
        } else if (std::find(fields.begin(), fields.end(), name) != fields.end()) {
            loose = true;
        } else if (!isCommand(name) && m_words[at + 1].kind != TokenKind::Error) {
            const bool word = m_words.is(at + 1, TokenKind::Keyword);
            std::vector<std::string_view> candidates(fields.begin(), fields.end());
            candidates.push_back("module");
            const std::string near(nearestWord(candidates, name));
            Diagnostic &diagnostic = m_found.error(m_words[word ? at + 1 : at].range,
                                                   !word ? "a module or one of its fields is expected here"
                                                         : "there is no form " + std::string(name) +
                                                               (near.empty() ? "" : "; did you mean " + near + "?"));
            if (word && !near.empty())
                diagnostic.fixes.push_back({"Replace by " + near, {{m_words[at + 1].range, near}}});
        }
    }
    if (loose)
        module(0, m_words.size(), true);
}

/// Steps over what stands before the fields; false when the module is not written as fields.
bool Analyser::moduleHead(uint32_t &at, uint32_t close)
{
    at += m_words.isKeyword(at, "definition");
    if (m_words.is(at, TokenKind::Id)) {
        Symbol symbol;
        symbol.kind = SymbolKind::Module;
        symbol.name = canonicalName(m_words.text(at));
        symbol.nameRange = m_words[at].range;
        symbol.extent = {m_words[at - 2].range.begin, m_words[close].range.end};
        m_found.symbols.push_back(std::move(symbol));
        ++at;
    }
    if (m_words.isKeyword(at, "binary") || m_words.isKeyword(at, "quote") || m_words.isKeyword(at, "instance"))
        return false;
    for (; at < close && !m_words.is(at, TokenKind::LeftParen); ++at)
        if (m_words[at].kind != TokenKind::Error)
            m_found.error(m_words[at].range, "a field is expected here, such as (func …)");
    return true;
}

void Analyser::module(uint32_t begin, uint32_t end, bool skipCommands)
{
    ModuleScope scope;
    const size_t firstMention = m_found.mentions.size();
    ModuleReader(m_words, scope, m_found).read(begin, end, skipCommands);
    for (const ConstantText &constant : scope.constants)
        readConstant(m_words, scope, constant, m_found);
    for (size_t i = firstMention; i < m_found.mentions.size(); ++i)
        mention(scope, m_found.mentions[i], 0, 0);
    const uint32_t firstFunction = m_functions;
    m_functions += uint32_t(scope.environment.functions.size());
    bodies(scope, firstFunction);
}

void Analyser::bodies(ModuleScope &scope, uint32_t firstFunction)
{
    const uint64_t environment = scope.fingerprint();
    m_cache->functions.reserve(m_cache->functions.size() + scope.functions.size());
    for (const FunctionText &function : scope.functions) {
        const TextRange range = m_words.form(function.open);
        const std::string_view text = m_words.text(range);
        const uint32_t type = scope.environment.functions[function.index].type;
        std::shared_ptr<const FunctionResult> result = m_previous ? m_previous->find(text, environment, type) : nullptr;
        if (!result) {
            result = std::make_shared<const FunctionResult>(readFunction(m_words, scope, function));
            ++m_result.analysedFunctions;
        }
        m_cache->functions.insert_or_assign(AnalysisCache::keyOf(text, environment, type),
                                            AnalysisCache::Entry{range, environment, type, result});
        place(scope, function, firstFunction + function.index, std::move(result));
    }
}

void Analyser::mention(const ModuleScope &scope, const Mention &mention, uint32_t base, uint32_t firstSymbol)
{
    uint32_t symbol = firstSymbol + mention.index;
    if (mention.space == Space::Field)
        symbol = scope.fields[mention.owner].symbols[mention.index];
    else if (mention.space != Space::Local && mention.space != Space::Label)
        symbol = scope.space(mention.space).symbols[mention.index];
    if (symbol != IndexSpace::NoSymbol)
        m_result.references.push_back({{mention.range.begin + base, mention.range.end + base}, symbol, false});
}

void Analyser::place(const ModuleScope &scope, const FunctionText &function, uint32_t number,
                     std::shared_ptr<const FunctionResult> result)
{
    const uint32_t base = m_words[function.open].range.begin;
    const auto first = uint32_t(m_found.symbols.size());
    for (const Symbol &symbol : result->findings.symbols) {
        Symbol &added = m_found.symbols.emplace_back(symbol);
        added.parent = function.symbol;
        added.nameRange = {symbol.nameRange.begin + base, symbol.nameRange.end + base};
        added.extent = {symbol.extent.begin + base, symbol.extent.end + base};
    }
    for (const Mention &one : result->findings.mentions)
        mention(scope, one, base, first);
    for (const InstructionPlace &place : result->places) {
        InstructionPlace &added = m_result.instructions.emplace_back(place);
        added.function = number;
        added.keyword = {place.keyword.begin + base, place.keyword.end + base};
        added.extent = {place.extent.begin + base, place.extent.end + base};
    }
    addDiagnostics(result->findings.diagnostics, base);
}

void Analyser::addDiagnostics(const std::vector<Diagnostic> &diagnostics, uint32_t base)
{
    const auto moved = [base](TextRange range) { return TextRange{range.begin + base, range.end + base}; };
    for (const Diagnostic &diagnostic : diagnostics) {
        Diagnostic &added = m_result.diagnostics.emplace_back(diagnostic);
        added.range = moved(added.range);
        for (Related &related : added.related)
            related.range = moved(related.range);
        for (Fix &fix : added.fixes)
            for (TextEdit &edit : fix.edits)
                edit.range = moved(edit.range);
        nameLines(added);
    }
}

/// Type errors name the line of the producer where it is another one; only here are lines known.
void Analyser::nameLines(Diagnostic &diagnostic) const
{
    if (diagnostic.source != DiagnosticSource::Types || diagnostic.related.empty())
        return;
    const uint32_t line = m_result.lines.at(diagnostic.related[0].range.begin).line;
    if (line != m_result.lines.at(diagnostic.range.begin).line)
        diagnostic.message += " in line " + std::to_string(line);
}

void Analyser::addOldNames()
{
    m_result.oldNames = oldNames(m_result.tree, end());
    for (const OldName &old : m_result.oldNames) {
        Diagnostic &warning = m_result.diagnostics.emplace_back();
        warning.severity = Severity::Warning;
        warning.source = DiagnosticSource::OldName;
        warning.range = old.range;
        warning.message = old.oldName + " is the old name of " + old.newName;
        warning.fixes.push_back({"Replace " + old.oldName + " by " + old.newName, {{old.range, old.newName}}});
    }
}

void Analyser::orderSymbols()
{
    const std::vector<Symbol> &found = m_found.symbols;
    std::vector<uint32_t> order(found.size()), rank(found.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
        return std::pair(found[a].nameRange.begin, a) < std::pair(found[b].nameRange.begin, b);
    });
    for (uint32_t i = 0; i < order.size(); ++i)
        rank[order[i]] = i;
    m_result.symbols.reserve(found.size());
    for (uint32_t i = 0; i < order.size(); ++i) {
        Symbol &symbol = m_result.symbols.emplace_back(std::move(m_found.symbols[order[i]]));
        if (symbol.parent)
            symbol.parent = rank[*symbol.parent];
        if (symbol.kind == SymbolKind::Function)
            m_result.functionSymbols.push_back(i);
        if (!symbol.name.empty() && symbol.kind != SymbolKind::Export)
            m_result.references.push_back({symbol.nameRange, order[i], true});
    }
    for (Reference &reference : m_result.references)
        reference.symbol = rank[reference.symbol];
}

void Analyser::orderRest()
{
    const auto before = [](const TextRange &a, const TextRange &b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    };
    std::sort(m_result.references.begin(), m_result.references.end(),
              [&](const Reference &a, const Reference &b) { return before(a.range, b.range); });
    std::vector<Diagnostic> &diagnostics = m_result.diagnostics;
    const auto byPlace = [&](const Diagnostic &a, const Diagnostic &b) {
        return a.range == b.range ? a.message < b.message : before(a.range, b.range);
    };
    if (diagnostics.size() > Analysis::MostDiagnostics) { // thousands of old names must not crowd out one error
        std::sort(diagnostics.begin(), diagnostics.end(), [&](const Diagnostic &a, const Diagnostic &b) {
            return a.severity == b.severity ? byPlace(a, b) : a.severity < b.severity;
        });
        diagnostics.resize(Analysis::MostDiagnostics);
    }
    std::sort(diagnostics.begin(), diagnostics.end(), byPlace);
    const auto repeats = [](const Diagnostic &a, const Diagnostic &b) {
        return a.range == b.range && a.message == b.message;
    };
    diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end(), repeats), diagnostics.end());
}

} // namespace

} // namespace detail

std::shared_ptr<const Analysis> analyse(const SyntaxTree &tree, const Analysis *previous)
{
    longCall("wat::analyse");
    return detail::Analyser(tree, previous ? previous->cache.get() : nullptr).run();
}

} // namespace watchglass::wat
