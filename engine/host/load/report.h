// SPDX-License-Identifier: Apache-2.0
/// What became of the requests of a load, as values: all of it, by second, and around each change that was made
/// meanwhile. The proof that nothing was lost.
#pragma once

#include <map>
#include <memory>

#include "engine/host/load/counter_check.h"
#include "engine/host/load/histogram.h"
#include "engine/host/load/settings.h"

namespace watchglass::load {

using Duration = std::chrono::nanoseconds; ///< since the load began, where it is a moment

/// What became of requests.
struct Counts {
    uint64_t ended = 0;             ///< with or without an answer
    uint64_t ok = 0;                ///< status 200 to 299
    std::map<int, uint64_t> failed; ///< by status: the other answers
    uint64_t lost = 0;              ///< no answer, or none that can be read
    uint64_t own = 0;               ///< of `ok`: those that gave back their own number
    uint64_t mixedUp = 0;           ///< answers with the number of another request, or that nobody asked for
    uint64_t unproven = 0;          ///< of `ok`: those that gave back no number
    uint64_t wentBack = 0;          ///< of `ok`: counters that were not greater than one known before (reordered)

    void add(const Counts &other);
    uint64_t notOk() const { return ended - ok - lost; }
    /// Whether each was answered well.
    bool clean() const { return ended == ok && mixedUp == 0 && wentBack == 0; }
};

/// Something that was changed while the load went on.
struct Mark {
    enum class Kind : uint8_t { Module, Provider, Listener, Link, Fault, Other } kind = Kind::Other;
    std::string text; ///< "counter: counter.wat → tweaked.wat"
    Duration begun{};
    std::optional<Duration> ended{}; ///< missing while it is under way
    bool startsOver = false;         ///< a counter may begin anew, since a store came without the content of the last
    std::string problem = {};        ///< why it was not done
};
std::string_view nameOf(Mark::Kind kind); ///< "module", "provider"

/// Around a mark: those that ended since the mark before, those that were under way while it was made, and those that
/// were sent after it, up to the next.
struct Proof {
    uint64_t number = 0; ///< of the mark, from 1
    Mark mark;
    Counts before, during, after;
    Duration longestPause{}; ///< between two answers, from its beginning to the next mark, for at most a second
};
/// All marks of a kind.
struct KindSum {
    uint64_t marks = 0, failed = 0; ///< `failed`: were not done
    Counts during;
    Duration longestPause{}, longestMark{};
};

struct Second {
    uint64_t sent = 0, underWay = 0; ///< `underWay`: at its end
    Counts counts;
    Duration p50{}, p99{}, p999{}, longest{}; ///< how long answers took
    Duration longestPause{}, machinePause{};
};

struct Report {
    Settings settings;
    bool running = false;
    std::string problem; ///< why there is no load at all
    Duration elapsed{};
    uint64_t sent = 0, underWay = 0;
    uint64_t connected = 0; ///< how often
    Counts counts;
    std::map<std::string, uint64_t> losses; ///< why, as sentences
    /// What answers said that were no success: status and text, as "503 {"error":…}". The first fifty kinds.
    std::map<std::string, uint64_t> failures;
    Histogram latency; ///< of answers; with a rate since the moment the request was due
    Duration longestPause{}, longestPauseAt{};
    /// How long a thread that only wanted to run was kept waiting by the machine, at most. A pause that is not longer
    /// says nothing about who answers.
    Duration machinePause{};
    CounterReport counter;
    std::vector<Second> seconds; ///< whole ones; of a long load the last hour
    uint64_t secondsBefore = 0;  ///< how many are left out
    std::vector<Proof> proofs;   ///< of the last marks, and of earlier ones where something went wrong
    uint64_t marks = 0;          ///< how many there were
    std::map<Mark::Kind, KindSum> kinds;
};

/// "12034 before, 12 during, 11876 after; 0 lost, 0 mixed up, 0 reordered; longest pause 3.1 ms"
std::string proofLine(const Proof &proof);
/// The same of all; says when answers carry no number, and so prove less.
std::string proofLine(const Report &report);
/// Several lines: rates, latencies, what failed, and the proof.
std::string toText(const Report &report);
/// An object, indented.
std::string toJson(const Report &report);
std::string durationText(Duration duration); ///< "3.1 ms"

} // namespace watchglass::load
