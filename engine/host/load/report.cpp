// SPDX-License-Identifier: Apache-2.0
#include "engine/host/load/report.h"

#include <cstdio>

namespace watchglass::load {

namespace {

std::string number(const char *format, double value)
{
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string count(uint64_t number, const char *what)
{
    return std::to_string(number) + " " + what;
}

/// What the numbers in the answers prove.
std::string mixedUp(const Counts &counts)
{
    if (counts.own == 0 && counts.mixedUp == 0)
        return counts.ok > 0 ? "whether any was mixed up is not known, since the answers give back no number"
                             : "0 mixed up";
    std::string text = count(counts.mixedUp, "mixed up");
    if (counts.unproven > 0)
        text += " (of " + std::to_string(counts.own + counts.mixedUp) + " that gave back a number; " +
                std::to_string(counts.unproven) + " did not)";
    return text;
}

std::string failures(const Counts &counts)
{
    std::string text;
    for (const auto &[status, times] : counts.failed)
        text += (text.empty() ? "" : ", ") + std::to_string(times) + " × " + std::to_string(status);
    return text;
}

std::string wrongs(const Counts &counts)
{
    std::string text = count(counts.lost, "lost") + ", " + mixedUp(counts) + ", " + count(counts.wentBack, "reordered");
    if (const std::string failed = failures(counts); !failed.empty())
        text += "; " + failed;
    return text;
}

} // namespace

void Counts::add(const Counts &other)
{
    ended += other.ended;
    ok += other.ok;
    for (const auto &[status, times] : other.failed)
        failed[status] += times;
    lost += other.lost;
    own += other.own;
    mixedUp += other.mixedUp;
    unproven += other.unproven;
    wentBack += other.wentBack;
}

std::string_view nameOf(Mark::Kind kind)
{
    constexpr std::string_view names[] = {"module", "provider", "listener", "link", "fault", "other"};
    return names[size_t(kind)];
}

std::string durationText(Duration duration)
{
    const double ms = double(duration.count()) / 1e6;
    if (ms >= 1000)
        return number("%.2f s", ms / 1000);
    if (ms >= 1)
        return number(ms < 10 ? "%.1f ms" : "%.0f ms", ms);
    return number("%.0f µs", ms * 1000);
}

std::string proofLine(const Proof &proof)
{
    Counts all = proof.before;
    all.add(proof.during);
    all.add(proof.after);
    return count(proof.before.ended, "before, ") + count(proof.during.ended, "during, ") +
           count(proof.after.ended, "after; ") + wrongs(all) + "; longest pause " + durationText(proof.longestPause);
}

std::string proofLine(const Report &report)
{
    std::string text = count(report.counts.ended, "requests") + ", " + count(report.marks, "changes; ") +
                       wrongs(report.counts) + "; longest pause " + durationText(report.longestPause);
    if (const CounterReport &counter = report.counter; counter.seen > 0)
        text += "; counted to " + std::to_string(counter.last) + ", " + count(counter.skipped, "skipped, ") +
                count(counter.repeated, "twice");
    return text;
}

std::string toText(const Report &report)
{
    if (!report.problem.empty())
        return report.problem + "\n";
    const double seconds = std::max(1e-9, double(report.elapsed.count()) / 1e9);
    const auto latency = [&](double share) { return durationText(report.latency.percentile(share)); };
    std::string text = number("%.0f requests/s", double(report.counts.ended) / seconds) + " for " +
                       number("%.1f s", seconds) + " over " + count(report.settings.connections, "connections") +
                       (report.settings.keepAlive ? ", kept open" : ", one request each") + "\n";
    text += "latency: 50 % in " + latency(0.5) + ", 99 % in " + latency(0.99) + ", 99.9 % in " + latency(0.999) +
            ", all in " + durationText(report.latency.longest()) + "\n";
    for (const auto &[why, times] : report.losses)
        text += "lost: " + std::to_string(times) + " × " + why + "\n";
    for (const auto &[said, times] : report.failures)
        text += "failed: " + std::to_string(times) + " × " + said + "\n";
    for (const auto &[kind, sum] : report.kinds)
        text += std::string(nameOf(kind)) + ": " + count(sum.marks, "changes") +
                (sum.failed > 0 ? ", " + count(sum.failed, "of them not done") : "") + "; " +
                count(sum.during.ended, "requests under way, ") + wrongs(sum.during) + "; longest pause " +
                durationText(sum.longestPause) + "\n";
    text += "proof: " + proofLine(report) + "\n";
    if (report.machinePause > Duration(1'000'000))
        text += "the machine itself kept a thread waiting for up to " + durationText(report.machinePause) + "\n";
    return text;
}

} // namespace watchglass::load
