// SPDX-License-Identifier: Apache-2.0
#include "app/cli/arguments.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "app/cli/verbs.h"

namespace watchglass::cli {

namespace {

/// Insertions, deletions and replacements that make one word of the other (Levenshtein).
size_t distance(std::string_view a, std::string_view b)
{
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t(0));
    for (size_t i = 0; i < a.size(); ++i) {
        size_t diagonal = std::exchange(row[0], i + 1);
        for (size_t j = 0; j < b.size(); ++j)
            diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, diagonal + (a[i] != b[j])}));
    }
    return row.back();
}

class Parser
{
public:
    Parser(const Verb &verb, const std::vector<std::string> &words, std::string &error)
        : m_verb(verb), m_words(words), m_error(error)
    {
    }

    std::optional<Arguments> run()
    {
        while (m_at < m_words.size()) {
            const std::string &word = m_words[m_at++];
            if (!m_onlyOperands && word == "--" && m_verb.restAfterDashes)
                takeRest();
            else if (!m_onlyOperands && word == "--")
                m_onlyOperands = true;
            else if (m_onlyOperands || word == "-" || !word.starts_with("-"))
                m_read.operands.push_back(word);
            else if (word == "--help")
                m_read.help = true;
            else if (!option(word))
                return std::nullopt;
        }
        if (!m_read.help && !countOperands())
            return std::nullopt;
        return std::move(m_read);
    }

private:
    bool option(const std::string &word)
    {
        const auto equals = word.starts_with("--") ? word.find('=') : word.npos;
        const std::string name = word.substr(0, equals);
        for (const Option &known : m_verb.options) {
            if (known.name != name)
                continue;
            if (known.value.empty() && equals != word.npos)
                return fail(name + " takes no value");
            std::string value;
            if (equals != word.npos)
                value = word.substr(equals + 1);
            else if (!known.value.empty() && m_at == m_words.size())
                return fail(name + " wants a value: " + std::string(known.value));
            else if (!known.value.empty())
                value = m_words[m_at++];
            m_read.options[known.name].push_back(std::move(value));
            if (known.takesRest)
                takeRest();
            return true;
        }
        std::vector<std::string_view> names{"--help"};
        for (const Option &known : m_verb.options)
            names.push_back(known.name);
        const auto meant = nearest(name, names);
        return fail("there is no option " + name + (meant ? "; did you mean " + std::string(*meant) + "?" : ""));
    }

    void takeRest()
    {
        m_read.rest.assign(m_words.begin() + ptrdiff_t(m_at), m_words.end());
        m_at = m_words.size();
    }

    bool countOperands()
    {
        if (m_read.operands.size() < m_verb.minOperands)
            return fail(std::string(m_verb.name) + " wants " + wanted());
        if (m_read.operands.size() > m_verb.maxOperands)
            return fail("\"" + m_read.operands[m_verb.maxOperands] + "\" is one argument too many" +
                        (m_verb.restAfterDashes ? "; what is meant for the program comes after --" : ""));
        return true;
    }

    /// Where a verb has several forms, its usage lists them.
    std::string wanted() const
    {
        return m_verb.operands.find(" | ") == m_verb.operands.npos ? std::string(m_verb.operands)
                                                                   : "one of these forms";
    }

    bool fail(std::string sentence)
    {
        m_error = std::move(sentence);
        return false;
    }

    const Verb &m_verb;
    const std::vector<std::string> &m_words;
    std::string &m_error;
    Arguments m_read;
    size_t m_at = 0;
    bool m_onlyOperands = false;
};

} // namespace

std::optional<std::string> Arguments::value(std::string_view option) const
{
    auto found = options.find(option);
    return found == options.end() ? std::nullopt : std::optional(found->second.back());
}

std::vector<std::string> Arguments::values(std::string_view option) const
{
    auto found = options.find(option);
    return found == options.end() ? std::vector<std::string>() : found->second;
}

std::optional<Arguments> parse(const Verb &verb, const std::vector<std::string> &words, std::string &error)
{
    return Parser(verb, words, error).run();
}

std::optional<std::string_view> nearest(std::string_view typed, const std::vector<std::string_view> &candidates)
{
    std::optional<std::string_view> best;
    size_t bestDistance = std::max<size_t>(2, typed.size() / 3) + 1;
    for (std::string_view candidate : candidates) {
        const bool abbreviated = typed.size() > 1 && candidate.starts_with(typed);
        const size_t apart = abbreviated ? 0 : distance(typed, candidate);
        if (apart < bestDistance && apart < candidate.size()) {
            best = candidate;
            bestDistance = apart;
        }
    }
    return best;
}

} // namespace watchglass::cli
