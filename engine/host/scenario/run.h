// SPDX-License-Identifier: Apache-2.0
/// The thread that plays a scenario.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "engine/host/load/generator.h"
#include "engine/host/scenario/player.h"

namespace watchglass::scenario {

class Player::Run
{
public:
    Run(host::Host &host, std::shared_ptr<const Scenario> scenario, std::function<void(const Event &)> told);
    ~Run();

    void stop();
    bool waitFor(std::optional<milliseconds> time);
    std::shared_ptr<const Progress> progress() const;
    std::shared_ptr<const Outcome> outcome() const;

private:
    using Clock = std::chrono::steady_clock;

    void play();
    void make(const Steps &steps, bool repeated);
    void make(const Step &step, bool repeated);
    /// A sentence: it was not done. `text` is what the step is about to do, and then what it did.
    using Problem = std::optional<std::string>;
    Problem perform(const Wait &wait, std::string &text);
    Problem perform(const Phase &phase, std::string &text);
    Problem perform(const SwapActor &swap, std::string &text);
    Problem perform(const UndoActor &undo, std::string &text);
    Problem perform(const KillCalls &kill, std::string &text);
    Problem perform(const SetLink &set, std::string &text);
    Problem perform(const Unlink &unlink, std::string &text);
    Problem perform(const SetFaults &set, std::string &text);
    Problem perform(const PutProvider &put, std::string &text);
    Problem perform(const RenewProvider &renew, std::string &text);
    Problem perform(const UndoProvider &undo, std::string &text);
    Problem perform(const RemoveProvider &remove, std::string &text);
    Problem perform(const Check &check, std::string &text);
    Problem perform(const Await &await, std::string &text);
    Problem perform(const Repeat &repeat, std::string &text);
    Problem perform(const Turn &turn, std::string &text);

    /// Makes a change with a mark in the load; `change` gives a problem, and may change the text.
    Problem marked(load::Mark::Kind kind, std::string &text, bool startsOver,
                   const std::function<Problem(std::string &)> &change);
    Problem put(const std::string &name, const std::filesystem::path &library, bool copy, std::string &text);
    Problem swapped(const host::SwapReport &report, std::string &text);
    Problem startLoad(const Phase &phase);
    void endLoad();
    void tell(const std::string &text, bool isProblem, bool repeated);
    Facts facts() const;
    bool pause(Clock::time_point until); ///< false: it was stopped
    bool stopped() const { return m_stop; }
    Duration now() const { return Clock::now() - m_begin; }
    void finish();

    host::Host &m_host;
    const std::shared_ptr<const Scenario> m_scenario;
    const std::function<void(const Event &)> m_told;
    const Clock::time_point m_begin = Clock::now();
    std::vector<size_t> m_turns;     ///< whose turn it is
    int64_t m_memory = 0;            ///< when the phase began
    std::set<std::string> m_missing; ///< providers that were removed
    std::shared_ptr<Outcome> m_made = std::make_shared<Outcome>();

    mutable std::mutex m_mutex; ///< of what follows
    std::condition_variable m_changed;
    std::atomic<bool> m_stop{false};
    bool m_ended = false;
    std::string m_phase;
    std::shared_ptr<load::Generator> m_load;
    uint64_t m_steps = 0, m_notDone = 0;
    std::thread m_thread;
};

/// Bytes of this program.
int64_t memoryInUse();

} // namespace watchglass::scenario
