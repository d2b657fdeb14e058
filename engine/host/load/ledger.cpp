// SPDX-License-Identifier: Apache-2.0
#include "engine/host/load/ledger.h"

#include <algorithm>

namespace watchglass::load {

namespace {

using namespace std::chrono_literals;

constexpr size_t mostMarks = 2000, mostWrong = 500;
constexpr size_t mostSeconds = 3600, mostKinds = 50;
constexpr Duration longestEcho = 1s; ///< a pause after a mark counts as its own for so long

Duration endOf(const Mark &mark)
{
    return mark.ended.value_or(Duration::max());
}

void addTo(std::map<Mark::Kind, KindSum> &kinds, const Proof &proof)
{
    KindSum &sum = kinds[proof.mark.kind];
    ++sum.marks;
    sum.failed += !proof.mark.problem.empty();
    sum.during.add(proof.during);
    sum.longestPause = std::max(sum.longestPause, proof.longestPause);
    if (proof.mark.ended)
        sum.longestMark = std::max(sum.longestMark, *proof.mark.ended - proof.mark.begun);
}

} // namespace

Ledger::Ledger(Settings settings)
{
    m_sums.settings = std::move(settings);
    m_sums.running = true;
}

// Requests -----------------------------------------------------------------------------------------------------------

int64_t Ledger::sent(Duration now)
{
    const std::lock_guard lock(m_mutex);
    if (m_sums.sent++ == m_sums.counts.ended)
        m_quietSince = now;
    ++m_second.sent;
    return m_counter.known();
}

void Ledger::connected()
{
    const std::lock_guard lock(m_mutex);
    ++m_sums.connected;
}

void Ledger::stray()
{
    const std::lock_guard lock(m_mutex);
    ++m_sums.counts.mixedUp;
    ++m_second.counts.mixedUp;
}

void Ledger::take(const Ended &ended)
{
    const std::lock_guard lock(m_mutex);
    closeSeconds(ended.ended);
    const Counts counts = countsOf(ended);
    m_sums.counts.add(counts);
    m_second.counts.add(counts);
    attribute(ended, counts);
    if (ended.status == 0) {
        ++m_sums.losses[ended.loss];
    } else {
        m_sums.latency.add(ended.ended - ended.due);
        m_secondLatency.add(ended.ended - ended.due);
        if (m_quietSince)
            pause(*m_quietSince, ended.ended);
        m_quietSince = ended.ended;
    }
    if (m_sums.sent == m_sums.counts.ended)
        m_quietSince.reset(); // nobody waits
}

Counts Ledger::countsOf(const Ended &ended)
{
    Counts counts;
    counts.ended = 1;
    counts.mixedUp = uint64_t(ended.unasked);
    if (ended.status == 0) {
        counts.lost = 1;
        return counts;
    }
    counts.mixedUp += ended.number == Ended::Number::Other;
    if (ended.status < 200 || ended.status > 299) {
        counts.failed[ended.status] = 1;
        const std::string said = std::to_string(ended.status) + " " + ended.loss;
        if (m_sums.failures.size() < mostKinds || m_sums.failures.contains(said))
            ++m_sums.failures[said];
        return counts;
    }
    counts.ok = 1;
    counts.own = ended.number == Ended::Number::Own;
    counts.unproven = ended.number == Ended::Number::None;
    if (!ended.counter)
        return counts;
    const bool uncertain =
        m_lastStart && (m_lastStart->ended ? ended.sent <= *m_lastStart->ended : ended.ended >= m_lastStart->begun);
    if (uncertain)
        m_counter.takeUncertain(*ended.counter);
    else
        counts.wentBack = !m_counter.take(*ended.counter, ended.known);
    return counts;
}

/// To each mark that was made meanwhile; else to what comes after the last one before.
void Ledger::attribute(const Ended &ended, const Counts &counts)
{
    bool during = false;
    Counts *after = &m_before;
    for (size_t i = m_around.size(); i-- > 0;) {
        Proof &proof = m_around[i].proof;
        if (proof.mark.begun > ended.ended)
            continue;
        if (after == &m_before)
            after = &proof.after;
        if (m_around[i].latestEnd < ended.sent)
            break;
        if (endOf(proof.mark) >= ended.sent) {
            proof.during.add(counts);
            during = true;
        }
    }
    if (!during)
        after->add(counts);
}

void Ledger::pause(Duration from, Duration to)
{
    const Duration length = to - from;
    m_second.longestPause = std::max(m_second.longestPause, length);
    if (length > m_sums.longestPause) {
        m_sums.longestPause = length;
        m_sums.longestPauseAt = from;
    }
    for (size_t i = m_around.size(); i-- > 0;) {
        Proof &proof = m_around[i].proof;
        if (proof.mark.begun >= to)
            continue;
        const Duration end = endOf(proof.mark);
        Duration until = end > Duration::max() - longestEcho ? end : end + longestEcho;
        if (i + 1 < m_around.size())
            until = std::max(end, std::min(until, m_around[i + 1].proof.mark.begun));
        if (until > from)
            proof.longestPause = std::max(proof.longestPause, length);
        else if (m_around[i].latestEnd < from)
            break;
    }
}

// Time ---------------------------------------------------------------------------------------------------------------

void Ledger::closeSeconds(Duration now)
{
    while (now >= Duration(std::chrono::seconds(m_sums.secondsBefore + m_sums.seconds.size() + 1))) {
        m_second.underWay = m_sums.sent - m_sums.counts.ended;
        m_second.p50 = m_secondLatency.percentile(0.5);
        m_second.p99 = m_secondLatency.percentile(0.99);
        m_second.p999 = m_secondLatency.percentile(0.999);
        m_second.longest = m_secondLatency.longest();
        if (m_sums.seconds.size() == mostSeconds) {
            m_sums.seconds.erase(m_sums.seconds.begin());
            ++m_sums.secondsBefore;
        }
        m_sums.seconds.push_back(std::exchange(m_second, {}));
        m_secondLatency.clear();
    }
}

void Ledger::tick(Duration now, Duration machinePause)
{
    const std::lock_guard lock(m_mutex);
    closeSeconds(now);
    m_second.machinePause = std::max(m_second.machinePause, machinePause);
    m_sums.machinePause = std::max(m_sums.machinePause, machinePause);
}

void Ledger::end(Duration now, const std::string &problem)
{
    const std::lock_guard lock(m_mutex);
    closeSeconds(now);
    m_sums.elapsed = now;
    m_sums.running = false;
    m_sums.problem = problem;
}

// Marks --------------------------------------------------------------------------------------------------------------

uint64_t Ledger::begin(Mark mark)
{
    const std::lock_guard lock(m_mutex);
    Proof proof;
    proof.number = ++m_sums.marks;
    if (mark.startsOver)
        m_lastStart = mark;
    proof.mark = std::move(mark);
    m_around.push_back({std::move(proof), Duration::max()});
    updateEnds(m_around.size() - 1);
    retire();
    return m_sums.marks;
}

void Ledger::finish(uint64_t number, Duration now, std::string problem, std::string text)
{
    const std::lock_guard lock(m_mutex);
    if (number < m_firstNumber || number - m_firstNumber >= m_around.size())
        return;
    const size_t at = size_t(number - m_firstNumber);
    Mark &mark = m_around[at].proof.mark;
    mark.ended = now;
    mark.problem = std::move(problem);
    if (!text.empty())
        mark.text = std::move(text);
    updateEnds(at);
    if (mark.startsOver) {
        m_lastStart = mark;
        m_counter.startOver();
    }
}

void Ledger::updateEnds(size_t from)
{
    for (size_t i = from; i < m_around.size(); ++i) {
        const Duration own = endOf(m_around[i].proof.mark);
        m_around[i].latestEnd = i == 0 ? own : std::max(own, m_around[i - 1].latestEnd);
    }
}

/// The oldest ones go into sums; where something went wrong, they are kept.
void Ledger::retire()
{
    while (m_around.size() > mostMarks && m_around.front().proof.mark.ended) {
        Proof &proof = m_around.front().proof;
        addTo(m_sums.kinds, proof);
        proof.before = m_before;
        m_before = proof.after;
        const bool wrong = !proof.mark.problem.empty() || !proof.during.clean() || !proof.after.clean();
        if (wrong && m_sums.proofs.size() < mostWrong)
            m_sums.proofs.push_back(std::move(proof));
        m_around.pop_front();
        ++m_firstNumber;
    }
}

std::shared_ptr<const Report> Ledger::report(Duration now) const
{
    const std::lock_guard lock(m_mutex);
    auto made = std::make_shared<Report>(m_sums);
    if (made->running)
        made->elapsed = now;
    made->underWay = m_sums.sent - m_sums.counts.ended;
    made->counter = m_counter.report();
    const Counts *before = &m_before;
    for (const Around &around : m_around) {
        addTo(made->kinds, around.proof);
        made->proofs.push_back(around.proof);
        made->proofs.back().before = *before;
        before = &around.proof.after;
    }
    return made;
}

} // namespace watchglass::load
