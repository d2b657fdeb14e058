// SPDX-License-Identifier: Apache-2.0
#include "engine/host/scenario/host_reader.h"

#include <algorithm>

#include "engine/host/claims/token_list.h"
#include "engine/host/loader.h"

namespace watchglass::scenario {

namespace {

namespace fs = std::filesystem;

std::vector<std::string_view> views(const std::set<std::string> &names)
{
    return {names.begin(), names.end()};
}

bool hasSetting(const host::Manifest &manifest, const std::string &name)
{
    return std::any_of(manifest.settings.begin(), manifest.settings.end(),
                       [&](const host::Setting &setting) { return setting.name == name; });
}

} // namespace

HostReader::HostReader(const fs::path &path) : m_folder(fs::absolute(path).parent_path()) {}

HostFileResult HostReader::read(const Json &json)
{
    if (fields("", json, {"watchglass_host", "actors", "providers", "links", "trust"})) {
        if (const auto version = json.find("watchglass_host"); version == json.end())
            wrong("", "it has no \"watchglass_host\": 1, which says what it is");
        else if (*version != 1)
            wrong("/watchglass_host", "it must be 1, the only version this program knows");
        readParts(json);
        checkLinks();
    }
    return {std::move(file), std::move(errors)};
}

void HostReader::readParts(const Json &json)
{
    if (const auto trust = json.find("trust"); trust != json.end())
        readTrust(*trust);
    each("", json, "actors", [&](const std::string &where, const Json &one) { readActor(where, one); });
    each("", json, "providers", [&](const std::string &where, const Json &one) {
        const size_t before = m_providers.size();
        const auto part = readProvider(where, one);
        if (one.is_object() && one.contains("library") && m_providers.size() == before && part)
            wrong(where, "there is a provider " + part->name + " already; give this one another \"name\"");
        if (part)
            file.providers.push_back(*part);
    });
    each("", json, "links", [&](const std::string &where, const Json &one) {
        const auto link = readLink(where, one);
        if (!link)
            return;
        if (!m_links.insert(link->key).second)
            wrong(where, link->key.actor + " has a link " + toString(link->key) +
                             " already; give this one another \"binding\"");
        file.links.push_back({where, *link});
    });
    if (errors.empty() && file.actors.empty())
        wrong("/actors", "there is none, and so nothing to serve");
}

// Trust --------------------------------------------------------------------------------------------------------------

void HostReader::readTrust(const Json &json)
{
    if (!fields("/trust", json, {"operators", "unsigned"}))
        return;
    host::TrustPolicy &policy = file.trust;
    if (json.contains("operators")) {
        const size_t before = errors.size();
        each("/trust", json, "operators", [&](const std::string &where, const Json &one) { readOperator(where, one); });
        if (policy.trust.empty() && errors.size() == before)
            wrong("/trust/operators", "there is no operator's token among them, and others vouch for nobody");
        policy.unsignedToo = false;
    }
    flag("/trust", json, "unsigned", policy.unsignedToo);
}

void HostReader::readOperator(const std::string &where, const Json &json)
{
    if (!json.is_string())
        return wrong(where, "it must be a token, or the name of a file of tokens");
    claims::Tokens tokens;
    std::string name = "the token";
    if (auto token = claims::readToken(json.get<std::string>())) {
        tokens.push_back(std::move(*token));
    } else {
        const fs::path path = m_folder / json.get<std::string>();
        name = path.string();
        const FileRead read = readWhole(path);
        if (!read.error.empty())
            return wrong(where, name + ": " + read.error);
        auto list = claims::readTokens(read.bytes);
        if (!list)
            return wrong(where, name + ": " + list.trouble.text());
        tokens = std::move(*list);
    }
    for (const auto &token : tokens)
        if (const auto trouble = file.trust.trust.add(token))
            return wrong(where, name + ": " + trouble->text());
}

// Actors -------------------------------------------------------------------------------------------------------------

std::shared_ptr<const host::ActorModule> HostReader::readModule(const std::string &where, const std::string &name)
{
    const fs::path path = (m_folder / name).lexically_normal();
    const auto [at, fresh] = m_modules.try_emplace(path.string());
    if (fresh)
        at->second = readActorFile(path);
    const ModuleRead &read = at->second;
    if (!read.module) {
        wrong(where, read.error);
    } else if (const auto objection = host::objectionToLoad(file.trust, *read.module)) {
        wrong(where, *objection);
        return nullptr;
    }
    return read.module;
}

void HostReader::readActor(const std::string &where, const Json &json)
{
    ActorPart made;
    made.where = where;
    if (!fields(where, json, {"name", "module", "instances", "queue", "timeout", "rollout"}))
        return;
    const std::string module = text(where, json, "module", true);
    made.name = text(where, json, "name", false);
    if (made.name.empty())
        made.name = fs::path(module).stem().string();
    if (!module.empty() && !m_actors.insert(made.name).second)
        wrong(where, "there is an actor " + made.name + " already; give this one another \"name\"");
    count(where, json, "instances", 1, 256, made.settings.instances);
    count(where, json, "queue", 1, 1'000'000, made.settings.queue);
    readRollout(*this, where, json, made.settings.rollout);
    if (const auto time = json.find("timeout"); time != json.end()) {
        if (!time->is_number() || !(*time >= 0.001 && *time <= 86400))
            wrong(where + "/timeout", "it must be seconds, from 0.001 to 86400");
        else
            made.settings.callTime = std::chrono::milliseconds(int64_t(time->get<double>() * 1000));
    }
    if (module.empty() || !(made.module = readModule(where + "/module", module)))
        return;
    for (const std::string &note : made.module->notes)
        file.notes.push_back(made.name + ": " + note);
    file.actors.push_back(std::move(made));
}

bool HostReader::knowsActor(const std::string &where, const std::string &name)
{
    if (name.empty() || m_actors.contains(name))
        return !name.empty();
    wrong(where, "there is no actor " + name + choiceOf(name, views(m_actors)));
    return false;
}

// Providers ----------------------------------------------------------------------------------------------------------

/// Its name is known from now on, even when it is wrong.
std::optional<ProviderPart> HostReader::readProvider(const std::string &where, const Json &json)
{
    ProviderPart made;
    made.where = where;
    if (!fields(where, json, {"name", "library"}))
        return std::nullopt;
    const std::string library = text(where, json, "library", true);
    made.name = text(where, json, "name", false);
    if (made.name.empty())
        made.name = fs::path(library).stem().string();
    if (library.empty())
        return std::nullopt;
    m_providers.insert(made.name);
    const bool isPath = library.find('/') != library.npos || library.ends_with(".so");
    made.library = host::findProvider(isPath ? (m_folder / library).string() : library);
    if (made.library.empty()) {
        wrong(where + "/library", "there is no provider \"" + library + "\"; " + knownProviders());
        return std::nullopt;
    }
    const fs::path path = host::manifestOf(made.library);
    const FileRead says = readWhole(path);
    const host::ManifestResult read = host::readManifest(says.bytes);
    if (!says.error.empty() || !read.manifest) {
        wrong(where + "/library", path.string() + ": " + (says.error.empty() ? read.error : says.error));
        return std::nullopt;
    }
    made.says = *read.manifest;
    inPlace[made.name].push_back(made.says);
    return made;
}

bool HostReader::knowsProvider(const std::string &where, const std::string &name)
{
    if (name.empty() || m_providers.contains(name))
        return !name.empty();
    wrong(where, "there is no provider " + name + choiceOf(name, views(m_providers)));
    return false;
}

// Links --------------------------------------------------------------------------------------------------------------

host::LinkKey HostReader::readKey(const std::string &where, const Json &json)
{
    host::LinkKey key{text(where, json, "actor", true), text(where, json, "capability", true)};
    if (std::string name = text(where, json, "binding", false); !name.empty())
        key.name = std::move(name);
    knowsActor(where + "/actor", key.actor);
    return key;
}

std::optional<host::Link> HostReader::readLink(const std::string &where, const Json &json)
{
    if (!fields(where, json, {"actor", "capability", "provider", "to_actor", "binding", "values", "faults"}))
        return std::nullopt;
    host::Link link;
    link.key = readKey(where, json);
    const bool toActor = json.contains("to_actor");
    if (toActor && json.contains("provider"))
        wrong(where, "it has both \"provider\" and \"to_actor\"; one of them answers");
    const std::string provider = toActor ? std::string() : text(where, json, "provider", true);
    link.target = host::ToProvider{provider};
    if (toActor) {
        const std::string actor = text(where, json, "to_actor", true);
        knowsActor(where + "/to_actor", actor);
        link.target = host::ToActor{actor};
    }
    texts(where, json, "values", link.values);
    link.faults = readFaults(*this, where, json);
    if (!toActor)
        knowsProvider(where + "/provider", provider);
    m_checked.push_back({where, link});
    return link;
}

void HostReader::checkLinks()
{
    for (const LinkPart &part : m_checked)
        checkLink(part.where, part.link);
}

/// Whoever takes the place later may have other settings, which the link already carries.
void HostReader::checkLink(const std::string &where, const host::Link &link)
{
    const auto *to = std::get_if<host::ToProvider>(&link.target);
    const std::string provider = to ? to->provider : std::string();
    const auto place = inPlace.find(provider);
    if (place != inPlace.end() && !link.key.capability.empty()) {
        const host::Manifest &first = place->second.front();
        if (!first.serves(link.key.capability))
            wrong(where + "/capability", "the provider " + provider + " does not serve " + link.key.capability +
                                             ", but " + joined({first.capabilities.begin(), first.capabilities.end()}));
        for (const WrongSetting &setting : wrongSettings(link.values, first)) {
            const bool later = setting.unknown &&
                               std::any_of(place->second.begin() + 1, place->second.end(),
                                           [&](const host::Manifest &one) { return hasSetting(one, setting.name); });
            if (!later)
                wrong(where + "/values" + (link.values.contains(setting.name) ? pointerStep(setting.name) : ""),
                      setting.sentence);
        }
    }
    for (const ActorPart &part : file.actors)
        if (part.name == link.key.actor)
            if (const auto objection = host::objectionToCapability(file.trust, *part.module, link.key.capability))
                wrong(where + "/capability", *objection);
}

} // namespace watchglass::scenario
