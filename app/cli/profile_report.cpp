// SPDX-License-Identifier: Apache-2.0
#include "app/cli/profile_report.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <map>

#include "engine/profile/comparison.h"

namespace watchglass::cli {

using namespace profile;

namespace {

constexpr size_t barWidth = 12;

[[gnu::format(printf, 1, 2)]] std::string format(const char *pattern, ...)
{
    char text[200];
    va_list arguments;
    va_start(arguments, pattern);
    std::vsnprintf(text, sizeof text, pattern, arguments);
    va_end(arguments);
    return text;
}

/// In eighths of a character.
std::string bar(double share)
{
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const auto eighths = size_t(std::lround(share * barWidth * 8));
    std::string text;
    for (size_t i = 0; i < eighths / 8; ++i)
        text += "█";
    text += parts[eighths % 8];
    return text + std::string(barWidth - (eighths + 7) / 8, ' ');
}

/// The larger side of an interval, which Wilson's has.
double error(const Share &share)
{
    return std::max(share.high - share.value, share.value - share.low);
}

std::string amount(const Profile &profile, uint64_t weight)
{
    if (profile.unit == Unit::Count)
        return format("a weight of %llu", static_cast<unsigned long long>(weight));
    const double seconds = double(weight) * 1e-9;
    return format(seconds < 1 ? "%.1f ms of " : "%.2f s of ", seconds < 1 ? seconds * 1e3 : seconds) +
           (profile.unit == Unit::CpuTime ? "CPU time" : "wall time");
}

std::string counted(size_t number, const char *thing)
{
    return std::to_string(number) + " " + thing + (number == 1 ? "" : "s");
}

std::string headline(const Profile &profile)
{
    if (profile.exact)
        return profile.name + ": " + counted(profile.weight(), "instruction") + ", counted exactly\n";
    std::string text =
        profile.name + ": " + counted(profile.samples.size(), "sample") + " in " + amount(profile, profile.weight());
    if (profile.hertz > 0)
        text += format(", %g Hz", profile.hertz);
    if (const uint64_t host = hostWeight(profile))
        text += format(", %.1f %% in the host", 100 * double(host) / double(profile.weight()));
    if (profile.overhead && profile.weight())
        text += format("; taking them took %.2f %%", 100 * double(profile.overhead) / double(profile.weight()));
    if (profile.lost)
        text += "; " + counted(profile.lost, "sample") + " lost";
    return text + "\n";
}

struct PlaceCost {
    uint32_t function = 0;
    Cost cost;
};

/// Where innermost frames stand, dearest first.
std::vector<std::pair<std::string, PlaceCost>> places(const Profile &profile,
                                                      const std::function<std::string(uint32_t)> &placeOf)
{
    const std::vector<Cost> costs = nodeCosts(profile);
    std::map<std::string, PlaceCost> byName;
    for (size_t i = 0; i < profile.nodes.size(); ++i) {
        const Place &place = profile.places[profile.nodes[i].place];
        if (place.offset == none || costs[i].selfSamples == 0)
            continue;
        PlaceCost &known = byName[placeOf ? placeOf(place.offset) : format("0x%x", place.offset)];
        known.function = place.function;
        known.cost.self += costs[i].self;
        known.cost.selfSamples += costs[i].selfSamples;
    }
    std::vector<std::pair<std::string, PlaceCost>> all(byName.begin(), byName.end());
    std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) {
        return a.second.cost.self != b.second.cost.self ? a.second.cost.self > b.second.cost.self : a.first < b.first;
    });
    return all;
}

} // namespace

namespace {

std::string thousands(uint64_t number)
{
    std::string text = std::to_string(number);
    for (size_t at = text.size(); at > 3; at -= 3)
        text.insert(at - 3, ",");
    return text;
}

/// Of a profile without doubt: what counts is how often.
std::string exactSummary(const Profile &profile, size_t top, const std::function<std::string(uint32_t)> &placeOf)
{
    const uint64_t whole = profile.weight();
    std::string text = profile.name + ": " + thousands(whole) + " instructions, counted exactly\n";
    const auto row = [&](uint64_t part, const std::string &what) {
        const double share = double(part) / double(whole);
        return bar(share) + format("  %5.1f %%  %18s  ", 100 * share, thousands(part).c_str()) + what + "\n";
    };
    if (whole == 0)
        return text;
    text += "\n" + std::string(barWidth, ' ') + "    share        instructions  function\n";
    const std::vector<FunctionRow> rows = flat(profile);
    for (size_t i = 0; i < std::min(top, rows.size()); ++i)
        text += row(rows[i].cost.self, profile.functions[rows[i].function].name);
    if (rows.size() > top)
        text += "… and " + counted(rows.size() - top, "function") + " more\n";
    text += "\n" + std::string(barWidth, ' ') + "    share        instructions  place\n";
    const auto hot = places(profile, placeOf);
    for (size_t i = 0; i < std::min(top / 2, hot.size()); ++i)
        text += row(hot[i].second.cost.self, hot[i].first + " in " + profile.functions[hot[i].second.function].name);
    return text;
}

} // namespace

std::string summary(const Profile &profile, size_t top, const std::function<std::string(uint32_t)> &placeOf)
{
    if (profile.exact)
        return exactSummary(profile, top, placeOf);
    std::string text = headline(profile);
    const double whole = double(profile.weight()), effective = effectiveSamples(profile);
    if (profile.samples.empty())
        return text + "No sample was taken: nothing ran for long enough.\n";
    const auto share = [&](uint64_t part) { return shareOf(double(part), whole, effective); };
    const auto doubt = [](uint64_t samples) { return samples < fewSamples ? "?" : " "; };
    text += "\n" + std::string(barWidth, ' ') + "      self  error    total  samples  function\n";
    const std::vector<FunctionRow> rows = flat(profile);
    for (size_t i = 0; i < std::min(top, rows.size()); ++i) {
        const FunctionRow &row = rows[i];
        const Share self = share(row.cost.self);
        text += bar(self.value) +
                format("  %5.1f %%%s ±%4.1f  %5.1f %%  %7llu  ", 100 * self.value, doubt(row.cost.selfSamples),
                       100 * error(self), 100 * share(row.cost.total).value,
                       static_cast<unsigned long long>(row.cost.selfSamples)) +
                profile.functions[row.function].name + "\n";
    }
    if (rows.size() > top)
        text += "… and " + counted(rows.size() - top, "function") + " more\n";
    const auto hot = places(profile, placeOf);
    if (!hot.empty())
        text += "\n" + std::string(barWidth, ' ') + "      self  error           samples  place\n";
    for (size_t i = 0; i < std::min(top / 2, hot.size()); ++i) {
        const Share self = share(hot[i].second.cost.self);
        text += bar(self.value) +
                format("  %5.1f %%%s ±%4.1f           %7llu  ", 100 * self.value, doubt(hot[i].second.cost.selfSamples),
                       100 * error(self), static_cast<unsigned long long>(hot[i].second.cost.selfSamples)) +
                hot[i].first + " in " + profile.functions[hot[i].second.function].name + "\n";
    }
    return text + "\nself: without what it calls. ±: 95 % interval; a ? marks fewer than " +
           std::to_string(fewSamples) + " samples.\n";
}

std::string comparison(const Profile &before, const Profile &after, size_t top)
{
    std::string text = "before  " + headline(before) + "after   " + headline(after);
    const std::vector<ComparedFunction> rows = compared(before, after);
    text += "\n before    after    change  error     function\n";
    for (size_t i = 0; i < std::min(top, rows.size()); ++i) {
        const ComparedFunction &row = rows[i];
        const Difference &change = row.change;
        text += format("%5.1f %%  %5.1f %%  %+6.1f %%  ±%4.1f  ", 100 * row.before.value, 100 * row.after.value,
                       100 * change.value, 100 * std::max(change.high - change.value, change.value - change.low)) +
                (change.isNoise()   ? "~ "
                 : change.value > 0 ? "▲ "
                                    : "▼ ") +
                row.function.name + "\n";
    }
    if (rows.size() > top)
        text += "… and " + counted(rows.size() - top, "function") + " more\n";
    return text + (before.exact && after.exact
                       ? "\nShares of the instructions, without what is called.\n"
                       : "\nShares of the time, without what is called. ±: 95 % interval; ~ may be chance alone.\n");
}

} // namespace watchglass::cli
