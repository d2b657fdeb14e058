// SPDX-License-Identifier: Apache-2.0
/// A host, a load, and what is to happen meanwhile, as a file says it:
///
///     {
///       "watchglass_scenario": 1,
///       "title": "The counter's module is swapped under load",
///       "actors": […], "providers": […], "links": […], "trust": {…},      as in a manifest (host_file.h)
///       "parameters": {"REDIS": "redis://127.0.0.1:6379"},
///       "load": {"actor": "counter", "target": "/hits?n={n}", "connections": 64, "rate": 2000},
///       "steps": [
///         {"phase": "quiet"}, {"wait": "5 s"},
///         {"phase": "swaps"},
///         {"repeat": [{"turn": [{"swap": "counter", "module": "tweaked.wat"},
///                               {"swap": "counter", "module": "counter.wat", "insist": true}]}],
///          "every": "50 ms", "for": "60 s"}
///       ],
///       "assert": ["lost == 0", "swaps.p99.9 <= 1.5 * quiet.p99.9", "longestPause <= 20 ms"]
///     }
///
/// The steps are made one after the other; where the first is no phase, one called "main" begins by itself. README and
/// man page list them; scenario_reader.cpp reads them. Every ${NAME} in a text is replaced by the parameter, ${TEMP} by
/// a folder of this run's own.
#pragma once

#include <variant>

#include "engine/host/load/settings.h"
#include "engine/host/scenario/host_file.h"
#include "engine/host/scenario/measures.h"

namespace watchglass::scenario {

using std::chrono::milliseconds;

struct Step;
using Steps = std::vector<Step>;

/// Nothing happens for a while.
struct Wait {
    milliseconds time;
};
/// The load that there is ends, and another one begins; its numbers have that name.
struct Phase {
    std::string name;
    bool loaded = true;
    load::Settings load;
};
struct SwapActor {
    std::string actor;
    std::shared_ptr<const host::ActorModule> module;
    bool insist = false;
};
struct UndoActor {
    std::string actor;
};
struct KillCalls {
    std::string actor;
};
struct SetLink {
    host::Link link;
};
struct Unlink {
    host::LinkKey key;
    std::string sentence;
    milliseconds grace{0};
};
struct SetFaults {
    host::LinkKey key;
    std::vector<host::Fault> faults;
};
struct PutProvider {
    ProviderPart provider;
    bool copy = false; ///< the content of the one before comes along
};
/// Another one of the library that is there, as a rebuilt one would come; its listeners change hands.
struct RenewProvider {
    std::string provider;
    bool copy = false;
};
struct UndoProvider {
    std::string provider;
    bool copy = false;
};
struct RemoveProvider {
    std::string provider;
    milliseconds grace{0};
};
/// Must hold now.
struct Check {
    Assertion assertion;
};
/// Must hold within that time, and is gone on with as soon as it does.
struct Await {
    Assertion assertion;
    milliseconds within;
};
struct Repeat {
    Steps steps;
    milliseconds every{0};
    std::optional<milliseconds> time;
    std::optional<uint64_t> times;
};
/// One of them each time, in turn.
struct Turn {
    Steps steps;
    size_t number = 0; ///< of this one among all turns
};
struct Step {
    std::string where; ///< in the file, as a JSON pointer
    std::variant<Wait, Phase, SwapActor, UndoActor, KillCalls, SetLink, Unlink, SetFaults, PutProvider, RenewProvider,
                 UndoProvider, RemoveProvider, Check, Await, Repeat, Turn>
        what;
    bool fails = false; ///< it is expected not to be possible
};

/// A folder that goes with the last who has it.
class TemporaryFolder
{
public:
    TemporaryFolder();
    ~TemporaryFolder();
    const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

struct Scenario {
    std::string title;
    HostFile host;
    host::LinkKey listener; ///< the link that the load is sent to, unless the load names a port
    Steps steps;
    size_t turns = 0;
    std::vector<Assertion> assertions;
    std::shared_ptr<const TemporaryFolder> folder;
};

struct ScenarioResult {
    std::shared_ptr<const Scenario> scenario; ///< null when there are errors
    std::vector<std::string> errors;          ///< with their places, all that were found
};
using Parameters = std::map<std::string, std::string>;
/// `parameters` take the place of those that the file has.
ScenarioResult readScenario(const std::filesystem::path &path, const Parameters &parameters = {});

} // namespace watchglass::scenario
