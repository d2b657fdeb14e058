// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/assemble/crash_place.h"

#include <string>
#include <vector>

namespace watchglass::wat {

namespace {

using Clock = std::chrono::steady_clock;

/// The forms directly inside `(module …)`, or the outermost ones of a text without it.
std::vector<TextRange> fieldsOf(const TokenIndex &tokens)
{
    const bool module = tokens.size() > 2 && tokens.opens(0) && tokens.text(1) == "module";
    const uint32_t end = module ? tokens.partner(0) : uint32_t(tokens.size());
    std::vector<TextRange> fields;
    for (uint32_t token = module ? 2 : 0; token < end; ++token) {
        if (!tokens.opens(token))
            continue;
        const uint32_t close = tokens.partner(token);
        fields.push_back({tokens[token].range.begin, tokens[close].range.end});
        token = close;
    }
    return fields;
}

class Search
{
public:
    Search(HelperProcess &helper, std::string_view text, Clock::time_point until)
        : m_helper(helper), m_text(text), m_until(until)
    {
    }

    bool dies(TextRange fields)
    {
        const std::string part = "(module " + std::string(m_text.substr(fields.begin, fields.size())) + ")";
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_until - Clock::now());
        return left.count() > 0 && m_helper.ask(part, false, left).end == HelperAnswer::End::Died;
    }

private:
    HelperProcess &m_helper;
    std::string_view m_text;
    Clock::time_point m_until;
};

} // namespace

std::optional<TextRange> findCrashingField(HelperProcess &helper, std::string_view text, const TokenIndex &tokens,
                                           std::chrono::milliseconds budget)
{
    const std::vector<TextRange> fields = fieldsOf(tokens);
    if (fields.empty())
        return std::nullopt;
    Search search(helper, text, Clock::now() + budget);
    // wabt reads front to back: it dies of every beginning that holds the culprit.
    size_t low = 0, high = fields.size() - 1;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (search.dies({fields[0].begin, fields[middle].end}))
            high = middle;
        else
            low = middle + 1;
    }
    if (!search.dies(fields[low]))
        return std::nullopt;
    return fields[low];
}

} // namespace watchglass::wat
