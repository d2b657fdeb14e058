// SPDX-License-Identifier: Apache-2.0
#include "app/cli/profile_conditions.h"

#include <charconv>
#include <cstdio>

#include "engine/profile/views.h"

namespace watchglass::cli {

namespace {

std::string_view trimmed(std::string_view text)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

std::string_view withoutDollar(std::string_view name)
{
    return name.starts_with('$') ? name.substr(1) : name;
}

/// ">= 30%" or "< 0.3".
bool parseLimit(std::string_view text, Condition &condition)
{
    using Relation = Condition::Relation;
    const bool above = text.starts_with('>');
    if (!above && !text.starts_with('<'))
        return false;
    const bool equal = text.size() > 1 && text[1] == '=';
    condition.relation =
        above ? (equal ? Relation::AtLeast : Relation::Above) : (equal ? Relation::AtMost : Relation::Below);
    text = trimmed(text.substr(equal ? 2 : 1));
    const bool percent = text.ends_with('%');
    if (percent)
        text = trimmed(text.substr(0, text.size() - 1));
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), condition.limit);
    if (error != std::errc() || end != text.data() + text.size())
        return false;
    condition.limit /= percent ? 100 : 1;
    return condition.limit >= 0 && condition.limit <= 1;
}

} // namespace

std::optional<Condition> parseCondition(const std::string &text, std::string &error)
{
    Condition condition;
    condition.text = text;
    const std::string_view all = trimmed(text);
    const size_t open = all.find('('), close = all.rfind(')');
    const std::string_view measure = trimmed(all.substr(0, std::min(open, all.size())));
    const bool known = measure == "share" || measure == "self" || measure == "total";
    if (!known || open == all.npos || close == all.npos || close < open ||
        !parseLimit(trimmed(all.substr(close + 1)), condition)) {
        error = "\"" + text + "\" is no condition such as 'share($f) > 30%' or 'total($f) <= 5%'";
        return std::nullopt;
    }
    condition.withCallees = measure == "total";
    condition.function = withoutDollar(trimmed(all.substr(open + 1, close - open - 1)));
    return condition;
}

bool names(const Condition &condition, const profile::Function &function)
{
    return function.name == condition.function || function.rawName == condition.function;
}

std::optional<std::string> holds(const Condition &condition, const profile::Profile &profile)
{
    uint64_t weight = 0;
    for (const profile::FunctionRow &row : flat(profile))
        if (names(condition, profile.functions[row.function]))
            weight += condition.withCallees ? row.cost.total : row.cost.self;
    const profile::Share share =
        profile::shareOf(double(weight), double(profile.weight()), profile::effectiveSamples(profile));
    using Relation = Condition::Relation;
    const bool met = condition.relation == Relation::Above     ? share.value > condition.limit
                     : condition.relation == Relation::AtLeast ? share.value >= condition.limit
                     : condition.relation == Relation::Below   ? share.value < condition.limit
                                                               : share.value <= condition.limit;
    if (!met)
        return std::nullopt;
    char numbers[100];
    std::snprintf(numbers, sizeof numbers, " holds: it is %.1f %%, between %.1f and %.1f", 100 * share.value,
                  100 * share.low, 100 * share.high);
    return condition.text + numbers;
}

} // namespace watchglass::cli
