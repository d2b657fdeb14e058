// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/profile_chips.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/base/interactive.h"
#include "widgets/editor/line_changes.h"
#include "widgets/profile/comparison_view.h"
#include "widgets/profile/profile_words.h"

namespace watchglass {

using profile::Digest;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(LineChips)
};

/// What each line cost, by its number.
std::vector<uint64_t> costs(const Digest &digest, const Assembly &text)
{
    std::vector<uint64_t> all(editor::lineHashes(*text.text).size() + 2);
    for (const profile::PlaceRow &row : digest.places)
        if (const wat::Mapping *mapping = text.map->atOffset(row.offset); mapping && mapping->line < all.size())
            all[mapping->line] += row.cost.self;
    return all;
}

/// Lines [begin, end) of either text that belong together.
struct Pair {
    uint32_t before = 0, beforeEnd = 0, now = 0, nowEnd = 0;
};

std::vector<Pair> pairs(const std::vector<uint32_t> &kept, uint32_t lines)
{
    std::vector<uint32_t> oldOf(lines + 2);
    for (uint32_t old = 1; old < kept.size(); ++old)
        if (kept[old] && kept[old] < oldOf.size())
            oldOf[kept[old]] = old;
    std::vector<Pair> all;
    uint32_t last = 0; // of the old lines that were met
    for (uint32_t line = 1; line <= lines;) {
        if (oldOf[line]) {
            last = oldOf[line];
            all.push_back({last, last + 1, line, line + 1});
            ++line;
            continue;
        }
        uint32_t end = line;
        while (end <= lines && !oldOf[end])
            ++end;
        const uint32_t oldEnd = end <= lines ? oldOf[end] : uint32_t(kept.size());
        all.push_back({last + 1, std::max(last + 1, oldEnd), line, end});
        line = end;
    }
    return all;
}

LineChip countChip(uint32_t line, uint64_t before, uint64_t after)
{
    const bool dearer = after > before;
    const QString sign = dearer ? QStringLiteral("▲") : QStringLiteral("▼");
    const double part = before ? std::abs(double(after) - double(before)) / double(before) : 1;
    return {line,
            before == 0    ? Words::tr("▲ new")
            : part < 9.995 ? sign + Words::tr("%1 %").arg(100 * part, 0, 'f', part < 0.0995 ? 1 : 0)
                           : sign + Words::tr("×%1").arg(part + 1, 0, 'f', 0),
            Words::tr("%1 instructions before, %2 now").arg(profiling::number(before), profiling::number(after)),
            dearer};
}

LineChip shareChip(uint32_t line, const profile::Share &before, const profile::Share &after,
                   const profile::Difference &change)
{
    const bool dearer = change.value > 0;
    return {line, (dearer ? QStringLiteral("▲%1") : QStringLiteral("▼%1")).arg(100 * std::abs(change.value), 0, 'f', 1),
            Words::tr("%1 of the time before, %2 now: %3 by %4 to %5 percent of all")
                .arg(profiling::percent(before.value), profiling::percent(after.value),
                     dearer ? Words::tr("dearer") : Words::tr("cheaper"))
                .arg(100 * std::min(std::abs(change.low), std::abs(change.high)), 0, 'f', 1)
                .arg(100 * std::max(std::abs(change.low), std::abs(change.high)), 0, 'f', 1),
            dearer};
}

} // namespace

std::vector<uint32_t> keptLines(const std::string &before, const std::string &now)
{
    const editor::LineHashes old = editor::lineHashes(before), present = editor::lineHashes(now);
    const std::vector<editor::ChangedLines> changes = editor::changedLines(old, present);
    std::vector<uint32_t> kept(old.size() + 1);
    size_t from = 0;
    for (size_t line = 0; line < present.size(); ++line) {
        const editor::ChangedLines *change = editor::changeAt(changes, int(line));
        if (change && change->begin != change->end)
            continue;
        const auto found = std::find(old.begin() + ptrdiff_t(from), old.end(), present[line]);
        if (found == old.end())
            continue;
        from = size_t(found - old.begin()) + 1;
        kept[from] = uint32_t(line) + 1;
    }
    return kept;
}

std::vector<LineChip> lineChips(const Digest &before, const Assembly &beforeText, const Digest &after,
                                const Assembly &afterText)
{
    longCall("lineChips");
    std::vector<LineChip> chips;
    const bool exact = before.profile->exact && after.profile->exact;
    if (before.profile->exact != after.profile->exact || before.whole == 0 || after.whole == 0)
        return chips; // a count and a time say nothing of each other
    const std::vector<uint64_t> was = costs(before, beforeText), is = costs(after, afterText);
    const auto sum = [](const std::vector<uint64_t> &all, uint32_t begin, uint32_t end) {
        end = std::min(end, uint32_t(all.size()));
        return begin < end ? std::accumulate(all.begin() + begin, all.begin() + end, uint64_t(0)) : 0;
    };
    for (const Pair &pair : pairs(keptLines(*beforeText.text, *afterText.text), uint32_t(is.size()) - 2)) {
        const uint64_t one = sum(was, pair.before, pair.beforeEnd), other = sum(is, pair.now, pair.nowEnd);
        if (exact) {
            if (one != other)
                chips.push_back(countChip(pair.now, one, other));
            continue;
        }
        const profile::Share from = before.share(one), to = after.share(other);
        if (const profile::Difference change = profile::difference(from, to); !change.isNoise())
            chips.push_back(shareChip(pair.now, from, to, change));
    }
    return chips;
}

} // namespace watchglass
