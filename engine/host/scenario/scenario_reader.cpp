// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/host/scenario/host_reader.h"
#include "engine/host/scenario/parameters.h"

namespace watchglass::scenario {

namespace {

namespace fs = std::filesystem;

class ScenarioReader : HostReader
{
public:
    explicit ScenarioReader(const fs::path &path) : HostReader(path) {}

    ScenarioResult readAll(const Json &json, std::shared_ptr<const TemporaryFolder> folder)
    {
        if (!fields("", json,
                    {"watchglass_scenario", "title", "actors", "providers", "links", "trust", "parameters", "load",
                     "steps", "assert"}))
            return {nullptr, std::move(errors)};
        if (const auto version = json.find("watchglass_scenario"); version == json.end())
            wrong("", "it has no \"watchglass_scenario\": 1, which says what it is");
        else if (*version != 1)
            wrong("/watchglass_scenario", "it must be 1, the only version this program knows");
        m_made->title = text("", json, "title", false);
        readParts(json);
        if (const auto load = json.find("load"); load != json.end())
            m_load = readLoad("/load", *load, {});
        findPhases(json);
        const Json *first = json.contains("steps") && !json["steps"].empty() ? &json["steps"].front() : nullptr;
        const bool begins = m_load && !(first && first->is_object() && first->contains("phase"));
        if (begins)
            m_phases.push_back("main");
        Steps steps = readSteps("", json, "steps");
        if (begins)
            steps.insert(steps.begin(), Step{"/load", Phase{"main", true, *m_load}});
        if (m_usesLoad)
            findListener();
        checkLinks();
        each("", json, "assert", [&](const std::string &where, const Json &one) {
            if (auto read = readAssertion(where, one))
                m_made->assertions.push_back(std::move(*read));
        });
        m_made->steps = std::move(steps);
        m_made->host = std::move(file);
        m_made->folder = std::move(folder);
        return {errors.empty() ? m_made : nullptr, std::move(errors)};
    }

private:
    // Load ---------------------------------------------------------------------------------------------------------
    std::optional<load::Settings> readLoad(const std::string &where, const Json &json, load::Settings settings)
    {
        if (!fields(where, json,
                    {"actor", "binding", "address", "port", "method", "target", "headers", "body", "connections",
                     "keep_alive", "rate", "patience", "counter"}))
            return std::nullopt;
        if (m_usesLoad = true; json.contains("actor") || json.contains("binding")) {
            m_listenerWhere = where;
            m_made->listener.actor = text(where, json, "actor", true);
            if (std::string name = text(where, json, "binding", false); !name.empty())
                m_made->listener.name = name;
        }
        uint64_t port = m_port, connections = settings.connections;
        count(where, json, "port", 1, 65535, port);
        count(where, json, "connections", 1, 10'000, connections);
        m_port = settings.port = uint16_t(port);
        settings.connections = unsigned(connections);
        const auto set = [&](const char *name, std::string &value) {
            if (std::string given = text(where, json, name, false); !given.empty())
                value = std::move(given);
        };
        set("address", settings.address);
        set("method", settings.method);
        set("target", settings.target);
        set("body", settings.body);
        set("counter", settings.counter);
        std::map<std::string, std::string> headers;
        texts(where, json, "headers", headers);
        if (!headers.empty())
            settings.headers.assign(headers.begin(), headers.end());
        flag(where, json, "keep_alive", settings.keepAlive);
        if (json.contains("rate"))
            settings.rate.reset();
        if (double rate = 1; json.contains("rate") && !json["rate"].is_null()) { // null: as fast as answers come
            real(where, json, "rate", 0.1, 1e7, rate);
            settings.rate = rate;
        }
        settings.patience = duration(where, json, "patience").value_or(settings.patience);
        load::Settings checked = settings;
        checked.port = checked.port ? checked.port : 1; // is found when it begins
        if (const auto problem = problemOf(checked))
            wrong(where, *problem);
        return settings;
    }

    /// The one link of the actor that brings calls.
    void findListener()
    {
        if (m_port != 0)
            return;
        host::LinkKey &wanted = m_made->listener;
        if (m_listenerWhere.empty())
            return wrong("/load", "it has neither \"actor\", whose HTTP server is to be asked, nor \"port\"");
        knowsActor(m_listenerWhere + "/actor", wanted.actor);
        for (const LinkPart &part : file.links)
            if (const host::LinkKey &key = part.link.key;
                key.actor == wanted.actor && key.name == wanted.name && bringsCalls(key.capability)) {
                wanted.capability = key.capability;
                return;
            }
        wrong(m_listenerWhere, wanted.actor + " has no link " + (wanted.name == "default" ? "" : wanted.name + " ") +
                                   "to an HTTP server");
    }

    // Steps --------------------------------------------------------------------------------------------------------
    /// Their names, before assertions among the steps are read.
    void findPhases(const Json &json)
    {
        if (json.is_object())
            if (const auto name = json.find("phase"); name != json.end() && name->is_string())
                if (std::find(m_phases.begin(), m_phases.end(), name->get<std::string>()) == m_phases.end())
                    m_phases.push_back(*name);
        if (json.is_structured())
            for (const Json &one : json)
                findPhases(one);
    }

    Steps readSteps(const std::string &where, const Json &json, const char *name)
    {
        Steps steps;
        each(where, json, name, [&](const std::string &at, const Json &one) {
            if (auto step = readStep(at, one))
                steps.push_back(std::move(*step));
        });
        return steps;
    }

    using Reading = bool (ScenarioReader::*)(const std::string &, const Json &, Step &);
    struct Kind {
        std::string_view name;
        std::vector<std::string_view> fields; ///< besides
        Reading read;
    };
    static const std::vector<Kind> &kinds();

    std::optional<Step> readStep(const std::string &where, const Json &json)
    {
        std::vector<std::string_view> names;
        for (const Kind &kind : kinds())
            names.push_back(kind.name);
        if (!json.is_object()) {
            wrong(where, "a step is an object with one of " + joined(names));
            return std::nullopt;
        }
        for (const Kind &kind : kinds()) {
            if (!json.contains(kind.name))
                continue;
            std::vector<std::string_view> known = kind.fields;
            known.insert(known.end(), {kind.name, "fails"});
            fields(where, json, known);
            Step step{where, Wait{}, false};
            flag(where, json, "fails", step.fails);
            return (this->*kind.read)(where, json, step) ? std::optional(std::move(step)) : std::nullopt;
        }
        const std::string first = json.empty() ? "" : json.begin().key();
        wrong(where,
              "it is no step that there is" + (json.empty() ? "; there is " + joined(names) : choiceOf(first, names)));
        return std::nullopt;
    }

    bool readWait(const std::string &where, const Json &json, Step &step)
    {
        const auto time = duration(where, json, "wait");
        step.what = Wait{time.value_or(milliseconds(0))};
        return time.has_value();
    }

    bool readPhase(const std::string &where, const Json &json, Step &step)
    {
        Phase phase{text(where, json, "phase", true), m_load.has_value(), m_load.value_or(load::Settings())};
        if (phase.name.empty())
            return false;
        if (const auto load = json.find("load"); load != json.end() && *load == false)
            phase.loaded = false;
        else if (load != json.end()) {
            const auto read = readLoad(where + "/load", *load, phase.load);
            phase.loaded = true;
            phase.load = read.value_or(phase.load);
        }
        step.what = std::move(phase);
        return true;
    }

    bool readSwap(const std::string &where, const Json &json, Step &step)
    {
        SwapActor swap{text(where, json, "swap", true), nullptr, false};
        knowsActor(where + "/swap", swap.actor);
        flag(where, json, "insist", swap.insist);
        const std::string module = text(where, json, "module", true);
        if (!module.empty())
            swap.module = readModule(where + "/module", module);
        const bool read = swap.module != nullptr;
        step.what = std::move(swap);
        return read;
    }

    bool readUndo(const std::string &where, const Json &json, Step &step)
    {
        const std::string actor = text(where, json, "undo", true);
        step.what = UndoActor{actor};
        return knowsActor(where + "/undo", actor);
    }

    bool readKill(const std::string &where, const Json &json, Step &step)
    {
        const std::string actor = text(where, json, "kill", true);
        step.what = KillCalls{actor};
        return knowsActor(where + "/kill", actor);
    }

    bool readLinkStep(const std::string &where, const Json &json, Step &step)
    {
        auto link = readLink(where + "/link", json["link"]);
        if (link)
            step.what = SetLink{std::move(*link)};
        return link.has_value();
    }

    /// "unlink": {"actor", "capability", "binding"}
    std::optional<host::LinkKey> keyAt(const std::string &where, const Json &json, const char *name)
    {
        const Json &key = json[name];
        if (!fields(where + "/" + name, key, {"actor", "capability", "binding"}))
            return std::nullopt;
        return readKey(where + "/" + name, key);
    }

    bool readUnlink(const std::string &where, const Json &json, Step &step)
    {
        const auto key = keyAt(where, json, "unlink");
        step.what = Unlink{key.value_or(host::LinkKey()), text(where, json, "sentence", false),
                           duration(where, json, "grace").value_or(milliseconds(0))};
        return key.has_value();
    }

    bool readFault(const std::string &where, const Json &json, Step &step)
    {
        const auto key = keyAt(where, json, "fault");
        if (!json.contains("faults"))
            wrong(where, "it has no \"faults\"; an empty list clears them");
        step.what = SetFaults{key.value_or(host::LinkKey()), readFaults(*this, where, json)};
        return key.has_value();
    }

    bool readPut(const std::string &where, const Json &json, Step &step)
    {
        auto part = readProvider(where + "/put", json["put"]);
        if (!part)
            return false;
        PutProvider put{std::move(*part), false};
        flag(where, json, "copy", put.copy);
        step.what = std::move(put);
        return true;
    }

    bool readRenew(const std::string &where, const Json &json, Step &step)
    {
        RenewProvider renew{text(where, json, "renew", true), false};
        flag(where, json, "copy", renew.copy);
        const bool known = knowsProvider(where + "/renew", renew.provider);
        step.what = std::move(renew);
        return known;
    }

    bool readUndoProvider(const std::string &where, const Json &json, Step &step)
    {
        UndoProvider undo{text(where, json, "undo_provider", true), false};
        flag(where, json, "copy", undo.copy);
        const bool known = knowsProvider(where + "/undo_provider", undo.provider);
        step.what = std::move(undo);
        return known;
    }

    bool readRemove(const std::string &where, const Json &json, Step &step)
    {
        const std::string name = text(where, json, "remove", true);
        step.what = RemoveProvider{name, duration(where, json, "grace").value_or(milliseconds(0))};
        return knowsProvider(where + "/remove", name);
    }

    std::optional<Assertion> readAssertion(const std::string &where, const Json &json)
    {
        if (!json.is_string()) {
            wrong(where, "it must be a text, as \"lost == 0\"");
            return std::nullopt;
        }
        Assertion::Read read = Assertion::read(json, m_phases);
        if (!read.assertion)
            wrong(where, read.error);
        return std::move(read.assertion);
    }

    bool readCheck(const std::string &where, const Json &json, Step &step)
    {
        auto read = readAssertion(where + "/check", json["check"]);
        if (read)
            step.what = Check{std::move(*read)};
        return read.has_value();
    }

    bool readAwait(const std::string &where, const Json &json, Step &step)
    {
        auto read = readAssertion(where + "/await", json["await"]);
        if (!json.contains("within"))
            wrong(where, "it has no \"within\", as \"1 s\"");
        const auto time = duration(where, json, "within");
        if (read)
            step.what = Await{std::move(*read), time.value_or(milliseconds(0))};
        return read.has_value();
    }

    bool readRepeat(const std::string &where, const Json &json, Step &step)
    {
        Repeat repeat{readSteps(where, json, "repeat"), duration(where, json, "every").value_or(milliseconds(0)),
                      duration(where, json, "for"), std::nullopt};
        if (uint64_t times = 0; json.contains("times")) {
            count(where, json, "times", 1, UINT64_MAX, times);
            repeat.times = times;
        }
        if (json.contains("for") == json.contains("times"))
            wrong(where, "it needs one of \"for\", as \"60 s\", and \"times\"");
        if (repeat.every.count() == 0 && !json.contains("times"))
            wrong(where, "it has no \"every\", as \"50 ms\"");
        step.what = std::move(repeat);
        return true;
    }

    bool readTurn(const std::string &where, const Json &json, Step &step)
    {
        Turn turn{readSteps(where, json, "turn"), m_made->turns++};
        if (json["turn"].is_array() && json["turn"].empty())
            wrong(where + "/turn", "there is no step in it");
        step.what = std::move(turn);
        return true;
    }

    std::shared_ptr<Scenario> m_made = std::make_shared<Scenario>();
    std::optional<load::Settings> m_load;
    std::vector<std::string> m_phases;
    std::string m_listenerWhere;
    uint16_t m_port = 0;
    bool m_usesLoad = false;
};

const std::vector<ScenarioReader::Kind> &ScenarioReader::kinds()
{
    static const std::vector<Kind> all = {
        {"wait", {}, &ScenarioReader::readWait},
        {"phase", {"load"}, &ScenarioReader::readPhase},
        {"swap", {"module", "insist"}, &ScenarioReader::readSwap},
        {"undo", {}, &ScenarioReader::readUndo},
        {"kill", {}, &ScenarioReader::readKill},
        {"link", {}, &ScenarioReader::readLinkStep},
        {"unlink", {"sentence", "grace"}, &ScenarioReader::readUnlink},
        {"fault", {"faults"}, &ScenarioReader::readFault},
        {"put", {"copy"}, &ScenarioReader::readPut},
        {"renew", {"copy"}, &ScenarioReader::readRenew},
        {"undo_provider", {"copy"}, &ScenarioReader::readUndoProvider},
        {"remove", {"grace"}, &ScenarioReader::readRemove},
        {"check", {}, &ScenarioReader::readCheck},
        {"await", {"within"}, &ScenarioReader::readAwait},
        {"repeat", {"every", "for", "times"}, &ScenarioReader::readRepeat},
        {"turn", {}, &ScenarioReader::readTurn},
    };
    return all;
}

} // namespace

ScenarioResult readScenario(const fs::path &path, const Parameters &parameters)
{
    ScenarioResult failed;
    const FileRead read = readWhole(path);
    std::string error = read.error;
    std::optional<Json> json = error.empty() ? parseJson(read.bytes, error) : std::nullopt;
    if (!json) {
        failed.errors.push_back(error);
        return failed;
    }
    Replaced replaced = replaceParameters(*json, parameters);
    if (!replaced.errors.empty()) {
        failed.errors = std::move(replaced.errors);
        return failed;
    }
    return ScenarioReader(path).readAll(*json, replaced.folder);
}

} // namespace watchglass::scenario
