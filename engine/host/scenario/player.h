// SPDX-License-Identifier: Apache-2.0
/// Plays a scenario on a host, on a thread of its own. All but the constructor and destructor may be called by any
/// thread; only `wait` waits.
#pragma once

#include "engine/host/scenario/scenario.h"

namespace watchglass::scenario {

using load::Duration;

/// Something that happened.
struct Event {
    Duration at{}; ///< since the scenario began
    std::string text;
    bool isProblem = false; ///< the scenario fails by it
    bool repeated = false;  ///< it is one of many
};

/// What came of a scenario.
struct Outcome {
    std::string title;
    bool stopped = false; ///< by somebody, before its end
    std::string problem;  ///< why it could not be set up, with the place in the file
    struct Verdict {
        std::string text, values;
        bool holds = false;
    };
    std::vector<Verdict> verdicts; ///< of its assertions
    std::vector<Event> events;     ///< of the repeated ones only the problems, at most a thousand
    std::vector<std::pair<std::string, std::shared_ptr<const load::Report>>> phases;
    uint64_t steps = 0, notDone = 0, late = 0; ///< `late`: repetitions that began after they were due
    Duration elapsed{};
    double loadAverage = 0; ///< of the machine in the last minute, at the end
    host::Board board;      ///< at the end

    bool good() const; ///< everything was done, and every assertion holds
};
/// What was asserted, with values.
std::string toText(const Outcome &outcome);
std::string toJson(const Outcome &outcome);

/// How far it is.
struct Progress {
    bool running = true;
    Duration elapsed{};
    std::string phase;
    uint64_t steps = 0, notDone = 0;
    std::shared_ptr<const load::Report> load; ///< of the phase; null when it has none
};

class Player
{
public:
    /// The host must have no actors. `told` is called for each event, by the player's thread.
    Player(host::Host &host, std::shared_ptr<const Scenario> scenario, std::function<void(const Event &)> told = {});
    ~Player(); ///< stops, and waits for what is under way

    void stop();
    bool running() const;
    void wait();
    bool waitFor(milliseconds time); ///< whether it has ended

    std::shared_ptr<const Progress> progress() const;
    std::shared_ptr<const Outcome> outcome() const; ///< null while it runs

private:
    class Run;
    std::unique_ptr<Run> m;
};

} // namespace watchglass::scenario
