// SPDX-License-Identifier: Apache-2.0
/// Keeps the account of a load: what was sent, what came back, what was changed meanwhile. Any thread.
#pragma once

#include <deque>
#include <mutex>
#include <utility>

#include "engine/host/load/report.h"

namespace watchglass::load {

/// A request that has ended.
struct Ended {
    Duration sent{}, ended{}; ///< with a rate, `due` says since when it could have been sent
    Duration due{};
    int status = 0;                                                         ///< 0: it was lost
    std::string loss = {};                                                  ///< why, as a sentence
    enum class Number : uint8_t { None, Own, Other } number = Number::None; ///< what the answer gave back
    std::optional<int64_t> counter = {};
    int64_t known = INT64_MIN; ///< of the counter, when it was sent
    bool unasked = false;      ///< something that nobody asked for came with it
};

class Ledger
{
public:
    explicit Ledger(Settings settings);

    // By the load, in the order of time.
    int64_t sent(Duration now); ///< the highest count that is known, to be given back with the answer
    void connected();
    void stray(); ///< bytes that are no answer to anything
    void take(const Ended &ended);
    /// Also while nothing is sent.
    void tick(Duration now, Duration machinePause);
    void end(Duration now, const std::string &problem = {});

    // By whoever changes something; the time must be the load's.
    uint64_t begin(Mark mark); ///< its number
    /// Without a problem it was done. `text`, unless it is empty, takes the place of the mark's.
    void finish(uint64_t number, Duration now, std::string problem = {}, std::string text = {});

    std::shared_ptr<const Report> report(Duration now) const;

private:
    struct Around {
        Proof proof;        ///< without `before`, which is what comes after the mark before
        Duration latestEnd; ///< of this mark and all before it
    };
    Counts countsOf(const Ended &ended);
    void attribute(const Ended &ended, const Counts &counts);
    void pause(Duration from, Duration to);
    void closeSeconds(Duration now);
    void updateEnds(size_t from);
    void retire();

    mutable std::mutex m_mutex;
    Report m_sums; ///< proofs and sums by kind only of the marks that were retired
    Second m_second;
    Histogram m_secondLatency;
    CounterCheck m_counter;
    std::optional<Mark> m_lastStart;      ///< the last after which a counter may begin anew
    std::deque<Around> m_around;          ///< the last marks, in order
    Counts m_before;                      ///< the first of them
    uint64_t m_firstNumber = 1;           ///< of the first of them
    std::optional<Duration> m_quietSince; ///< the last answer, or the request that was sent when none was under way
};

} // namespace watchglass::load
