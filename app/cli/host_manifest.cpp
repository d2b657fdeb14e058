// SPDX-License-Identifier: Apache-2.0
#include "app/cli/host_manifest.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "app/cli/claims.h"
#include "app/cli/host_links.h"
#include "app/cli/numbers.h"
#include "app/cli/program_file.h"
#include "engine/host/contracts/contract.h"
#include "engine/host/loader.h"

namespace watchglass::cli {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string joined(const std::vector<std::string_view> &names)
{
    std::string all;
    for (const std::string_view name : names)
        all += (all.empty() ? "" : ", ") + std::string(name);
    return all;
}

/// "; did you mean PORT?", or what there is.
std::string choiceOf(const std::string &typed, const std::vector<std::string_view> &known)
{
    if (const auto meant = nearest(typed, known))
        return "; did you mean " + std::string(*meant) + "?";
    return known.empty() ? "; there is none" : "; there is " + joined(known);
}

/// A name as a JSON pointer has it.
std::string step(const std::string &name)
{
    std::string made = "/";
    for (const char one : name)
        made += one == '~' ? "~0" : one == '/' ? "~1" : std::string(1, one);
    return made;
}

class Reader
{
public:
    explicit Reader(const fs::path &path) : m_folder(fs::absolute(path).parent_path()) {}

    HostManifestResult read(const Json &json)
    {
        if (!fields("", json, {"watchglass_host", "actors", "providers", "links", "trust"}))
            return std::move(m_read);
        if (const auto version = json.find("watchglass_host"); version == json.end())
            wrong("", "it has no \"watchglass_host\": 1, which says what it is");
        else if (*version != 1)
            wrong("/watchglass_host", "it must be 1, the only version this program knows");
        if (const auto trust = json.find("trust"); trust != json.end())
            readTrust(*trust);
        each(json, "actors", [&](const std::string &where, const Json &one) { readActor(where, one); });
        each(json, "providers", [&](const std::string &where, const Json &one) { readProvider(where, one); });
        each(json, "links", [&](const std::string &where, const Json &one) { readLink(where, one); });
        if (m_read.errors.empty() && m_read.manifest.actors.empty())
            wrong("/actors", "there is none, and so nothing to serve");
        return std::move(m_read);
    }

private:
    void wrong(const std::string &where, const std::string &sentence)
    {
        m_read.errors.push_back((where.empty() ? "/" : where) + ": " + sentence);
    }

    /// Whether it is an object; a field that is none of those is told.
    bool fields(const std::string &where, const Json &json, const std::vector<std::string_view> &known)
    {
        if (!json.is_object()) {
            wrong(where, "it must be an object with " + joined(known));
            return false;
        }
        for (const auto &[name, value] : json.items())
            if (std::find(known.begin(), known.end(), name) == known.end())
                wrong(where + step(name), "there is no such field" + choiceOf(name, known));
        return true;
    }

    void each(const Json &json, const std::string &name,
              const std::function<void(const std::string &, const Json &)> &f)
    {
        const auto list = json.find(name);
        if (list == json.end())
            return;
        if (!list->is_array())
            return wrong("/" + name, "it must be a list");
        for (size_t i = 0; i < list->size(); ++i)
            f("/" + name + "/" + std::to_string(i), (*list)[i]);
    }

    /// Empty when it is missing, which is told of one that is needed.
    std::string text(const std::string &where, const Json &json, const std::string &name, bool needed)
    {
        const auto found = json.find(name);
        if (found == json.end()) {
            if (needed)
                wrong(where, "it has no \"" + name + "\"");
            return {};
        }
        if (!found->is_string() || found->get_ref<const std::string &>().empty()) {
            wrong(where + "/" + name, "it must be a text that is not empty");
            return {};
        }
        return *found;
    }

    void count(const std::string &where, const Json &json, const char *name, size_t most, size_t &number)
    {
        const auto found = json.find(name);
        if (found == json.end())
            return;
        if (!found->is_number_unsigned() || *found < 1 || *found > most)
            return wrong(where + "/" + name, "it must be a whole number from 1 to " + std::to_string(most));
        number = *found;
    }

    void readTrust(const Json &json)
    {
        if (!fields("/trust", json, {"operators", "unsigned"}))
            return;
        host::TrustPolicy &policy = m_read.manifest.trust;
        if (const auto list = json.find("operators"); list != json.end()) {
            if (!list->is_array())
                return wrong("/trust/operators", "it must be a list of tokens, or of files of tokens");
            for (size_t i = 0; i < list->size(); ++i)
                readOperator("/trust/operators/" + std::to_string(i), (*list)[i]);
            if (policy.trust.empty() && m_read.errors.empty())
                wrong("/trust/operators", "there is no operator's token among them, and others vouch for nobody");
            policy.unsignedToo = false;
        }
        if (const auto also = json.find("unsigned"); also != json.end()) {
            if (!also->is_boolean())
                return wrong("/trust/unsigned", "it must be true or false");
            policy.unsignedToo = *also;
        }
    }

    void readOperator(const std::string &where, const Json &json)
    {
        if (!json.is_string())
            return wrong(where, "it must be a token, or the name of a file of tokens");
        std::string word = json;
        if (!claims::readToken(word))
            word = (m_folder / word).string();
        if (const auto problem = addTrust(m_read.manifest.trust.trust, {word}))
            wrong(where, *problem);
    }

    void readActor(const std::string &where, const Json &json)
    {
        HostManifest::ActorPart made;
        made.where = where;
        if (!fields(where, json, {"name", "module", "instances", "queue", "timeout"}))
            return;
        const std::string file = text(where, json, "module", true);
        made.name = text(where, json, "name", false);
        if (made.name.empty())
            made.name = fs::path(file).stem().string();
        if (!file.empty() && !m_actors.insert(made.name).second)
            wrong(where, "there is an actor " + made.name + " already; give this one another \"name\"");
        count(where, json, "instances", 256, made.settings.instances);
        count(where, json, "queue", 1'000'000, made.settings.queue);
        if (const auto time = json.find("timeout"); time != json.end()) {
            if (!time->is_number() || !(*time >= 0.001 && *time <= 86400))
                wrong(where + "/timeout", "it must be seconds, from 0.001 to 86400");
            else
                made.settings.callTime = std::chrono::milliseconds(int64_t(time->get<double>() * 1000));
        }
        if (file.empty())
            return;
        ModuleRead read = readActorFile((m_folder / file).lexically_normal().string());
        if (!read.module)
            return wrong(where + "/module", read.error);
        if (const auto objection = host::objectionToLoad(m_read.manifest.trust, *read.module))
            return wrong(where + "/module", *objection);
        made.module = std::move(read.module);
        for (const std::string &note : made.module->notes)
            m_read.manifest.notes.push_back(made.name + ": " + note);
        m_read.manifest.actors.push_back(std::move(made));
    }

    void readProvider(const std::string &where, const Json &json)
    {
        HostManifest::ProviderPart made;
        made.where = where;
        if (!fields(where, json, {"name", "library"}))
            return;
        const std::string library = text(where, json, "library", true);
        made.name = text(where, json, "name", false);
        if (made.name.empty())
            made.name = fs::path(library).stem().string();
        if (library.empty())
            return;
        if (!m_providers.insert(made.name).second)
            wrong(where, "there is a provider " + made.name + " already; give this one another \"name\"");
        const bool isPath = library.find('/') != library.npos || library.ends_with(".so");
        made.library = host::findProvider(isPath ? (m_folder / library).string() : library);
        if (made.library.empty())
            return wrong(where + "/library", "there is no provider \"" + library + "\"; " + knownProviders());
        const ReadFile says = readFile(host::manifestOf(made.library).string());
        const host::ManifestResult read = host::readManifest(says.bytes);
        if (!says.error.empty() || !read.manifest)
            return wrong(where + "/library", says.name + ": " + (says.error.empty() ? read.error : says.error));
        made.says = *read.manifest;
        m_read.manifest.providers.push_back(std::move(made));
    }

    void readLink(const std::string &where, const Json &json)
    {
        if (!fields(where, json, {"actor", "capability", "provider", "binding", "values"}))
            return;
        host::Link link;
        link.key.actor = text(where, json, "actor", true);
        link.key.capability = text(where, json, "capability", true);
        if (const std::string name = text(where, json, "binding", false); !name.empty())
            link.key.name = name;
        const std::string provider = text(where, json, "provider", true);
        link.target = host::ToProvider{provider};
        readValues(where + "/values", json, link.values);
        if (!link.key.actor.empty() && !m_actors.contains(link.key.actor))
            wrong(where + "/actor",
                  "there is no actor " + link.key.actor + choiceOf(link.key.actor, {m_actors.begin(), m_actors.end()}));
        if (!provider.empty() && !m_providers.contains(provider))
            wrong(where + "/provider",
                  "there is no provider " + provider + choiceOf(provider, {m_providers.begin(), m_providers.end()}));
        if (!m_links.insert(link.key).second)
            wrong(where,
                  link.key.actor + " has a link " + toString(link.key) + " already; give this one another \"binding\"");
        checkLink(where, link, provider);
        m_read.manifest.links.push_back({where, std::move(link)});
    }

    /// Settings are texts; numbers and flags may stand as they are.
    void readValues(const std::string &where, const Json &json, std::map<std::string, std::string> &values)
    {
        const auto found = json.find("values");
        if (found == json.end())
            return;
        if (!found->is_object())
            return wrong(where, "it must be an object of settings");
        for (const auto &[name, value] : found->items())
            if (value.is_string())
                values[name] = value;
            else if (value.is_number_integer() || value.is_boolean())
                values[name] = value.dump();
            else
                wrong(where + step(name), "it must be a text, a whole number, true or false");
    }

    void checkLink(const std::string &where, const host::Link &link, const std::string &provider)
    {
        const HostManifest &all = m_read.manifest;
        for (const HostManifest::ProviderPart &part : all.providers) {
            if (part.name != provider)
                continue;
            if (!link.key.capability.empty() && !part.says.serves(link.key.capability))
                wrong(where + "/capability",
                      "the provider " + provider + " does not serve " + link.key.capability + ", but " +
                          joined({part.says.capabilities.begin(), part.says.capabilities.end()}));
            for (const WrongSetting &setting : wrongSettings(link.values, part.says))
                wrong(where + "/values" + (link.values.contains(setting.name) ? step(setting.name) : ""),
                      setting.sentence);
        }
        for (const HostManifest::ActorPart &part : all.actors)
            if (part.name == link.key.actor)
                if (const auto objection = host::objectionToCapability(all.trust, *part.module, link.key.capability))
                    wrong(where + "/capability", *objection);
    }

    const fs::path m_folder;
    std::set<std::string> m_actors, m_providers; ///< their names, also of those that are wrong
    std::set<host::LinkKey> m_links;
    HostManifestResult m_read;
};

/// Without what the library says of itself.
std::string sentenceOf(const Json::parse_error &problem)
{
    const std::string all = problem.what();
    const size_t end = all.find("] ");
    return end == all.npos ? all : all.substr(end + 2);
}

} // namespace

HostManifestResult readHostManifest(const fs::path &path)
{
    HostManifestResult failed;
    const ReadFile file = readFile(path.string());
    if (!file.error.empty()) {
        failed.errors.push_back(file.error);
        return failed;
    }
    try {
        return Reader(path).read(Json::parse(file.bytes));
    } catch (const Json::parse_error &problem) {
        failed.errors.push_back("it is no JSON: " + sentenceOf(problem));
    } catch (const std::exception &problem) {
        failed.errors.push_back(problem.what());
    }
    return failed;
}

ModuleRead readActorFile(const std::string &path)
{
    const ProgramFile program = openProgram(path);
    if (!program) {
        std::string first;
        size_t others = 0;
        for (const Finding &finding : program.findings)
            if (finding.severity == "error") {
                if (first.empty())
                    first = toText(finding);
                else
                    ++others;
            }
        first = first.substr(0, first.find('\n'));
        if (others > 0)
            first += " (and " + std::to_string(others) + " more; wglass check tells them)";
        return {nullptr, first};
    }
    host::ActorModuleResult read = host::actorModule(program.file.name, program.module, program.names);
    return {std::move(read.actor), std::move(read.error)};
}

std::vector<WrongSetting> wrongSettings(const std::map<std::string, std::string> &values,
                                        const host::Manifest &provider)
{
    std::vector<WrongSetting> all;
    std::vector<std::string_view> names;
    for (const host::Setting &setting : provider.settings) {
        names.push_back(setting.name);
        const auto given = values.find(setting.name);
        if (given == values.end()) {
            if (setting.required)
                all.push_back({setting.name, "the provider " + provider.name + " needs the setting " + setting.name});
        } else if (setting.kind == host::Setting::Kind::Number && !parseNumber<double>(given->second)) {
            all.push_back({setting.name, setting.name + " must be a number, not \"" + given->second + "\""});
        } else if (setting.kind == host::Setting::Kind::Choice &&
                   std::find(setting.choices.begin(), setting.choices.end(), given->second) == setting.choices.end()) {
            all.push_back({setting.name, setting.name + " is none of " +
                                             joined({setting.choices.begin(), setting.choices.end()}) + ", but \"" +
                                             given->second + "\""});
        }
    }
    for (const auto &[name, value] : values)
        if (std::find(names.begin(), names.end(), name) == names.end())
            all.push_back({name, "the provider " + provider.name + " has no setting " + name + choiceOf(name, names)});
    return all;
}

bool bringsCalls(const std::string &capability)
{
    const contracts::Contract *contract = contracts::findContract(capability);
    return contract && std::any_of(contract->operations.begin(), contract->operations.end(), [](const auto &operation) {
               return operation.direction == contracts::Direction::ToActor;
           });
}

} // namespace watchglass::cli
