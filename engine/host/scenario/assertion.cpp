// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "engine/host/scenario/json_fields.h"
#include "engine/host/scenario/measure_table.h"

namespace watchglass::scenario {

namespace {

std::string shown(double value, bool isDuration)
{
    if (isDuration)
        return load::durationText(load::Duration(int64_t(value)));
    char text[64];
    std::snprintf(text, sizeof text, value == std::floor(value) ? "%.0f" : "%.3f", value);
    return text;
}

} // namespace

/// A number, a measure, or an operation on two.
struct Assertion::Node {
    std::string
        operation; ///< "+", "<=" …; "n" for a number, "m" for a measure, "s" for a status, "a" for what was said
    double number = 0;
    const Entry *entry = nullptr;
    std::string phase, name; ///< of a measure: as it was written; of "a" what is looked for
    int status = 0;
    std::shared_ptr<const Node> left, right;

    double value(const Facts &facts) const;
    bool isDuration() const
    {
        return entry ? entry->measure.isDuration : left && (left->isDuration() || right->isDuration());
    }
    void tell(const Facts &facts, std::string &into) const;
};

double Assertion::Node::value(const Facts &facts) const
{
    switch (operation[0]) {
    case 'n':
        return number;
    case 'm':
        return entry->value(sumOf(facts, phase), facts);
    case 's': {
        const auto failed = sumOf(facts, phase).counts.failed;
        const auto found = failed.find(status);
        return found == failed.end() ? 0 : double(found->second);
    }
    case 'a': {
        double sum = 0;
        for (const auto &[of, report] : facts.phases)
            if (report && (phase.empty() || of == phase))
                for (const auto &[said, times] : report->failures)
                    if (said.find(name) != said.npos)
                        sum += double(times);
        return sum;
    }
    default:
        break;
    }
    const double a = left->value(facts), b = right->value(facts);
    if (operation == "+")
        return a + b;
    if (operation == "-")
        return a - b;
    if (operation == "*")
        return a * b;
    if (operation == "/")
        return b == 0 ? INFINITY : a / b;
    if (operation == "==")
        return a == b;
    if (operation == "!=")
        return a != b;
    if (operation == "<=")
        return a <= b;
    if (operation == ">=")
        return a >= b;
    return operation == "<" ? a < b : a > b;
}

void Assertion::Node::tell(const Facts &facts, std::string &into) const
{
    if (left) {
        left->tell(facts, into);
        right->tell(facts, into);
    } else if (operation != "n") {
        const std::string written = operation == "a" ? "said(\"" + name + "\")" : name;
        into += (into.empty() ? "" : ", ") + (phase.empty() || operation != "a" ? "" : phase + ".") + written + " = " +
                shown(value(facts), isDuration());
    }
}

Assertion::Verdict Assertion::check(const Facts &facts) const
{
    Verdict verdict{m_root->value(facts) != 0, {}};
    m_root->tell(facts, verdict.values);
    return verdict;
}

// Reading ------------------------------------------------------------------------------------------------------------

/// Recursive descent, for texts of a line; as deep as there are brackets, which are limited.
class AssertionReader
{
public:
    using Node = Assertion::Node;
    using NodeRef = std::shared_ptr<const Node>;

    AssertionReader(const std::string &text, const std::vector<std::string> &phases) : m_text(text), m_phases(phases) {}

    Assertion::Read read()
    {
        NodeRef left = sum();
        skip();
        std::string comparison;
        for (const char *one : {"==", "!=", "<=", ">=", "<", ">"})
            if (comparison.empty() && m_text.compare(m_at, std::string_view(one).size(), one) == 0)
                comparison = one;
        if (m_error.empty() && comparison.empty())
            fail("a comparison is missing, as == or <=");
        m_at += comparison.size();
        NodeRef right = sum();
        skip();
        if (m_error.empty() && m_at < m_text.size())
            fail("nothing is expected any more");
        if (!m_error.empty())
            return {std::nullopt, m_error};
        Assertion made;
        made.m_text = m_text;
        made.m_root = join(comparison, std::move(left), std::move(right));
        return {std::move(made), {}};
    }

private:
    static NodeRef join(std::string operation, NodeRef left, NodeRef right)
    {
        auto made = std::make_shared<Node>();
        made->operation = std::move(operation);
        made->left = std::move(left);
        made->right = std::move(right);
        return made;
    }
    NodeRef fail(const std::string &sentence)
    {
        if (m_error.empty())
            m_error = "\"" + m_text + "\", at character " + std::to_string(m_at + 1) + ": " + sentence;
        return std::make_shared<Node>(Node{"n", 0, nullptr, {}, {}, 0, nullptr, nullptr});
    }
    void skip()
    {
        while (m_at < m_text.size() && m_text[m_at] == ' ')
            ++m_at;
    }
    bool takes(char one)
    {
        skip();
        if (m_at >= m_text.size() || m_text[m_at] != one)
            return false;
        ++m_at;
        return true;
    }
    NodeRef sum()
    {
        NodeRef made = product();
        for (;;)
            if (takes('+'))
                made = join("+", made, product());
            else if (takes('-'))
                made = join("-", made, product());
            else
                return made;
    }
    NodeRef product()
    {
        NodeRef made = factor();
        for (;;)
            if (takes('*'))
                made = join("*", made, factor());
            else if (takes('/'))
                made = join("/", made, factor());
            else
                return made;
    }
    NodeRef factor()
    {
        constexpr int deepest = 50;
        if (takes('(')) {
            if (++m_depth > deepest)
                return fail("there are too many brackets");
            NodeRef made = sum();
            --m_depth;
            return takes(')') ? made : fail("a bracket is not closed");
        }
        if (m_at >= m_text.size())
            return fail("a number or a measure is missing");
        return m_text[m_at] >= '0' && m_text[m_at] <= '9' ? number() : measure();
    }
    NodeRef number()
    {
        auto made = std::make_shared<Node>();
        made->operation = "n";
        const char *begin = m_text.data() + m_at, *end = m_text.data() + m_text.size();
        const char *stopped = std::from_chars(begin, end, made->number).ptr;
        size_t after = size_t(stopped - m_text.data()), unit = after;
        while (unit < m_text.size() && m_text[unit] == ' ')
            ++unit;
        size_t unitEnd = unit;
        while (unitEnd < m_text.size() && (std::isalpha(uint8_t(m_text[unitEnd])) || uint8_t(m_text[unitEnd]) >= 0x80))
            ++unitEnd;
        if (unitEnd > unit) {
            const auto duration = readDuration(std::string_view(m_text).substr(m_at, unitEnd - m_at));
            if (!duration)
                return m_at = unit, fail("there is no such unit; there is ns, µs, ms, s, min, h");
            made->number = double(duration->count());
            after = unitEnd;
        }
        m_at = after;
        return made;
    }
    NodeRef measure()
    {
        const size_t begin = m_at;
        while (m_at < m_text.size() && (std::isalnum(uint8_t(m_text[m_at])) || m_text[m_at] == '.' ||
                                        m_text[m_at] == '_' || (m_text[m_at] == '-' && isPhase(begin))))
            ++m_at;
        const std::string word = m_text.substr(begin, m_at - begin);
        if (word.empty())
            return fail("a number or a measure is missing");
        auto made = std::make_shared<Node>();
        made->name = word;
        std::string rest = word;
        for (const std::string &phase : m_phases)
            if (word.starts_with(phase + ".")) {
                made->phase = phase;
                rest = word.substr(phase.size() + 1);
            }
        if (rest == "said")
            return said(std::move(made));
        if (rest.starts_with("status.")) {
            made->operation = "s";
            const char *end = rest.data() + rest.size();
            if (std::from_chars(rest.data() + 7, end, made->status).ptr != end || made->status < 100 ||
                made->status > 999)
                return m_at = begin, fail("a status is a number of three digits, as in status.503");
            return made;
        }
        made->operation = "m";
        std::vector<std::string_view> names{"status.503", "said"};
        for (const Entry &entry : entries()) {
            names.push_back(entry.measure.name);
            if (entry.measure.name == rest)
                made->entry = &entry;
        }
        if (made->entry)
            return made;
        m_at = begin;
        if (const size_t dot = word.find('.'); dot != word.npos && made->phase.empty())
            for (const Entry &entry : entries())
                if (word.ends_with("." + std::string(entry.measure.name)))
                    return fail("there is no phase " + word.substr(0, dot) +
                                choiceOf(word.substr(0, dot), {m_phases.begin(), m_phases.end()}));
        return fail("there is no measure " + rest + choiceOf(rest, names));
    }
    /// said("…"): how many failures say that.
    NodeRef said(std::shared_ptr<Node> made)
    {
        made->operation = "a";
        if (!takes('(') || !takes('"'))
            return fail("what is said stands in brackets and quotes, as said(\"nothing is linked\")");
        const size_t end = m_text.find('"', m_at);
        if (end == m_text.npos)
            return fail("the quotes do not end");
        made->name = m_text.substr(m_at, end - m_at);
        m_at = end + 1;
        return takes(')') ? made : fail("a bracket is not closed");
    }
    /// A minus within a name belongs to it only in the name of a phase.
    bool isPhase(size_t begin) const
    {
        return std::any_of(m_phases.begin(), m_phases.end(), [&](const std::string &phase) {
            return m_at - begin < phase.size() && m_text.compare(begin, phase.size(), phase) == 0;
        });
    }

    const std::string m_text;
    const std::vector<std::string> &m_phases;
    size_t m_at = 0;
    int m_depth = 0;
    std::string m_error;
};

Assertion::Read Assertion::read(const std::string &text, const std::vector<std::string> &phases)
{
    return AssertionReader(text, phases).read();
}

} // namespace watchglass::scenario
