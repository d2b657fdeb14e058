// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/line_changes.h"

#include <algorithm>
#include <functional>
#include <span>
#include <unordered_set>

namespace watchglass::editor {

namespace {

using Lines = std::span<const uint64_t>;

/// Marks the lines of `now` that the shortest edit script keeps; false when it would be longer than `most`.
bool markKept(Lines before, Lines now, int most, std::vector<int> &keptFrom)
{
    const int n = int(before.size()), m = int(now.size());
    const int limit = std::min(most, n + m);
    // furthest[k] is how far the best path on diagonal k = x - y got; one copy for each number of changes, to walk
    // back.
    std::vector<std::vector<int>> rounds;
    std::vector<int> furthest(size_t(2 * limit + 3), 0);
    const auto at = [limit](std::vector<int> &v, int k) -> int & { return v[size_t(k + limit + 1)]; };
    int changes = 0;
    for (bool there = false; !there; ++changes) {
        if (changes > limit)
            return false;
        for (int k = -changes; k <= changes; k += 2) {
            const bool down = k == -changes || (k != changes && at(furthest, k - 1) < at(furthest, k + 1));
            int x = down ? at(furthest, k + 1) : at(furthest, k - 1) + 1;
            while (x < n && x - k < m && x - k >= 0 && before[size_t(x)] == now[size_t(x - k)])
                ++x;
            at(furthest, k) = x;
            there = there || (x >= n && k == n - m);
        }
        rounds.push_back(furthest);
    }
    int x = n, y = m;
    for (int d = changes - 1; d >= 0; --d) {
        const int k = x - y;
        std::vector<int> &last = d > 0 ? rounds[size_t(d - 1)] : furthest;
        const bool down = d > 0 && (k == -d || (k != d && at(last, k - 1) < at(last, k + 1)));
        const int fromK = down ? k + 1 : k - 1;
        const int fromX = d > 0 ? at(last, fromK) : 0, fromY = d > 0 ? fromX - fromK : 0;
        for (const int startX = d > 0 ? (down ? fromX : fromX + 1) : 0; x > startX; --x, --y)
            keptFrom[size_t(y - 1)] = x - 1;
        x = fromX;
        y = fromY;
    }
    return true;
}

} // namespace

uint64_t lineHash(std::string_view line)
{
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return std::hash<std::string_view>()(line);
}

LineHashes lineHashes(std::string_view text)
{
    LineHashes all;
    for (size_t begin = 0;;) {
        const size_t end = text.find('\n', begin);
        all.push_back(lineHash(text.substr(begin, end == std::string_view::npos ? end : end - begin)));
        if (end == std::string_view::npos)
            return all;
        begin = end + 1;
    }
}

std::vector<ChangedLines> changedLines(const LineHashes &before, const LineHashes &now, int mostChanges)
{
    const size_t shorter = std::min(before.size(), now.size());
    size_t head = 0, tail = 0;
    while (head < shorter && before[head] == now[head])
        ++head;
    while (tail < shorter - head && before[before.size() - 1 - tail] == now[now.size() - 1 - tail])
        ++tail;
    const Lines old = Lines(before).subspan(head, before.size() - head - tail);
    const Lines fresh = Lines(now).subspan(head, now.size() - head - tail);
    std::vector<int> keptFrom(fresh.size(), -1); // the line of `old` that a line of `fresh` is
    const bool aligned = markKept(old, fresh, mostChanges, keptFrom);
    if (!aligned) {
        const std::unordered_set<uint64_t> known(old.begin(), old.end());
        for (size_t i = 0; i < fresh.size(); ++i)
            keptFrom[i] = known.count(fresh[i]) ? 0 : -1;
    }
    std::vector<ChangedLines> changes;
    int expected = 0; // of `old`, when nothing was taken out
    for (size_t i = 0; i <= fresh.size(); ++i) {
        const int from = i < fresh.size() ? keptFrom[i] : int(old.size());
        const int line = int(head + i);
        if (from < 0) {
            if (changes.empty() || changes.back().end != line || changes.back().begin == changes.back().end)
                changes.push_back({line, line});
            ++changes.back().end;
        } else if (aligned) {
            const bool replaced = !changes.empty() && changes.back().end == line && changes.back().begin < line;
            if (from > expected && !replaced)
                changes.push_back({line, line});
            expected = from + 1;
        }
    }
    return changes;
}

const ChangedLines *changeAt(const std::vector<ChangedLines> &changes, int line)
{
    const auto after = std::upper_bound(changes.begin(), changes.end(), line,
                                        [](int wanted, const ChangedLines &c) { return wanted < c.begin; });
    if (after == changes.begin())
        return nullptr;
    const ChangedLines &found = *std::prev(after);
    return line < found.end || line == found.begin ? &found : nullptr;
}

} // namespace watchglass::editor
