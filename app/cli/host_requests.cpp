// SPDX-License-Identifier: Apache-2.0
/// What a host that serves answers to each request.
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "app/cli/host_control.h"
#include "engine/host/loader.h"
#include "engine/host/scenario/files.h"
#include "engine/host/scenario/host_file.h"
#include "engine/host/scenario/parts.h"

namespace watchglass::cli {

namespace {

using Json = nlohmann::ordered_json;
using host::Host;

/// Ends a request; the sentence goes to whoever asked.
struct Wrong : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::string text(const Json &request, const char *name)
{
    const auto found = request.find(name);
    if (found == request.end() || !found->is_string() || found->get_ref<const std::string &>().empty())
        throw Wrong(std::string("the request needs a text \"") + name + "\"");
    return *found;
}

host::LinkKey keyOf(const Json &request)
{
    host::LinkKey key{text(request, "actor"), text(request, "capability")};
    if (request.contains("binding"))
        key.name = text(request, "binding");
    return key;
}

double milliseconds(std::chrono::nanoseconds time)
{
    return double(time.count()) / 1e6;
}

Json toJson(const host::ActorState &actor)
{
    Json calls = Json::array();
    const auto now = std::chrono::steady_clock::now();
    for (const host::CallUnderWay &call : actor.underWay)
        calls.push_back({{"id", call.id},
                         {"operation", call.operation},
                         {"where", call.where},
                         {"ms", milliseconds(now - call.begun)}});
    return {{"name", actor.name},
            {"module", actor.module},
            {"version", actor.version},
            {"can_undo", actor.canUndo},
            {"instances", actor.instances},
            {"waiting", actor.waiting},
            {"under_way", calls},
            {"served", actor.served},
            {"failed", actor.failed},
            {"remade", actor.remade},
            {"given_up", actor.givenUp},
            {"ok", actor.sentence.empty()},
            {"sentence", actor.sentence},
            {"rollout", host::nameOf(actor.rollout.state)},
            {"rollout_sentence", actor.rollout.sentence},
            {"rollbacks", actor.rollbacks}};
}

Json toJson(const host::ProviderState &provider)
{
    return {{"name", provider.name},
            {"title", provider.manifest ? provider.manifest->name : ""},
            {"version", provider.manifest ? provider.manifest->version : ""},
            {"library", provider.path},
            {"before", provider.before},
            {"ok", provider.ok},
            {"sentence", provider.sentence}};
}

Json toJson(const host::LinkState &state)
{
    const host::Link &link = state.link;
    const auto *to = std::get_if<host::ToProvider>(&link.target);
    Json faults = Json::array();
    for (const host::Fault &fault : link.faults)
        faults.push_back(host::nameOf(fault.kind));
    return {{"actor", link.key.actor},     {"capability", link.key.capability},
            {"binding", link.key.name},    {"provider", to ? Json(to->provider) : Json()},
            {"to", toString(link.target)}, {"faults", faults},
            {"values", link.values},       {"calls", state.calls},
            {"failures", state.failures},  {"ok", state.ok},
            {"sentence", state.sentence}};
}

Json status(const Host &host)
{
    Json made = {{"ok", true}, {"actors", Json::array()}, {"providers", Json::array()}, {"links", Json::array()}};
    const host::Board board = host.board();
    for (const auto &one : board.actors)
        made["actors"].push_back(toJson(one));
    for (const auto &one : board.providers)
        made["providers"].push_back(toJson(one));
    for (const auto &one : board.links)
        made["links"].push_back(toJson(one));
    return made;
}

Json toJson(const host::SwapReport &report)
{
    Json made = {{"ok", report.ok()}};
    if (!report.ok())
        made["error"] = report.sentence;
    made["before"] = report.before;
    made["now"] = report.now;
    made["version"] = report.version;
    if (report.ok()) {
        made["waiting"] = report.waiting;
        made["under_way"] = report.underWay;
        made["preparing_ms"] = milliseconds(report.preparing);
        made["flip_ms"] = milliseconds(report.flip);
        made["watched"] = report.watched;
    }
    return made;
}

host::ActorState actorOf(const Host &host, const std::string &name)
{
    std::string names;
    for (const host::ActorState &actor : host.board().actors) {
        if (actor.name == name)
            return actor;
        names += (names.empty() ? "" : ", ") + actor.name;
    }
    throw Wrong("there is no actor " + name + "; there is " + names);
}

Json swap(Host &host, const Json &request)
{
    const std::string actor = text(request, "actor");
    const host::ActorState running = actorOf(host, actor);
    scenario::ModuleRead read = scenario::readActorFile(text(request, "module"));
    if (read.module)
        return toJson(host.swapActor(actor, std::move(read.module)));
    host::SwapReport refused;
    refused.sentence = read.error;
    refused.before = refused.now = running.module;
    refused.version = running.version;
    return toJson(refused);
}

Json undo(Host &host, const Json &request)
{
    const std::string actor = text(request, "actor");
    actorOf(host, actor);
    return toJson(host.undoActor(actor));
}

Json link(Host &host, const Json &request)
{
    host::Link link{keyOf(request), host::ToProvider{text(request, "provider")}};
    actorOf(host, link.key.actor);
    if (const auto values = request.find("values"); values != request.end()) {
        if (!values->is_object())
            throw Wrong("\"values\" must be an object of settings");
        for (const auto &[name, value] : values->items())
            link.values[name] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    for (const host::ProviderState &provider : host.board().providers)
        if (provider.name == text(request, "provider") && provider.manifest)
            if (const auto wrong = scenario::wrongSettings(link.values, *provider.manifest); !wrong.empty())
                throw Wrong(wrong.front().sentence);
    if (const auto problem = host.setLink(std::move(link)))
        throw Wrong(*problem);
    return {{"ok", true}};
}

Json unlink(Host &host, const Json &request)
{
    const host::LinkKey key = keyOf(request);
    actorOf(host, key.actor);
    if (const auto problem = host.unbind(key))
        throw Wrong(*problem);
    return {{"ok", true}};
}

bool flag(const Json &request, const char *name)
{
    return request.value(name, Json(false)) == true;
}

Json fault(Host &host, const Json &request)
{
    const host::LinkKey key = keyOf(request);
    actorOf(host, key.actor);
    scenario::JsonFields fields;
    if (!request.contains("faults"))
        throw Wrong("the request needs a list \"faults\"; an empty one clears them");
    auto faults = scenario::readFaults(fields, "", request);
    if (!fields.errors.empty())
        throw Wrong(fields.errors.front());
    if (const auto problem = host.setFaults(key, std::move(faults)))
        throw Wrong(*problem);
    return {{"ok", true}};
}

/// What is put there for the first time has no links yet; whoever follows one has its settings.
Json put(Host &host, const Json &request)
{
    const std::string library = text(request, "library");
    const std::filesystem::path path = host::findProvider(library);
    if (path.empty())
        throw Wrong("there is no provider \"" + library + "\"; " + scenario::knownProviders());
    host::ProviderChange change;
    change.copyContent = flag(request, "copy");
    if (const auto problem = host.putProvider(text(request, "provider"), path, change))
        throw Wrong(*problem);
    return {{"ok", true}};
}

Json undoProvider(Host &host, const Json &request)
{
    host::ProviderChange change;
    change.copyContent = flag(request, "copy");
    if (const auto problem = host.undoProvider(text(request, "provider"), change))
        throw Wrong(*problem);
    return {{"ok", true}};
}

Json remove(Host &host, const Json &request)
{
    if (const auto problem = host.removeProvider(text(request, "provider")))
        throw Wrong(*problem);
    return {{"ok", true}};
}

Json kill(Host &host, const Json &request)
{
    const std::string actor = text(request, "actor");
    actorOf(host, actor);
    const Json id = request.value("call", Json(0u));
    if (!id.is_number_unsigned())
        throw Wrong("\"call\" must be the number of a call under way");
    return {{"ok", true}, {"killed", host.kill(actor, id.get<uint64_t>())}};
}

Json statusOf(Host &host, const Json &)
{
    return status(host);
}

struct Request {
    std::string_view name;
    Json (*perform)(Host &, const Json &);
};
constexpr Request requests[] = {{"status", statusOf}, {"swap", swap},     {"undo", undo},
                                {"link", link},       {"unlink", unlink}, {"fault", fault},
                                {"put", put},         {"remove", remove}, {"undo-provider", undoProvider},
                                {"kill", kill}};

Json perform(Host &host, const Json &request)
{
    if (!request.is_object() || request.value("watchglass_control", Json()) != 1)
        throw Wrong("a request is an object with \"watchglass_control\": 1, the only version this host knows");
    const std::string what = text(request, "request");
    std::string names;
    for (const Request &one : requests) {
        if (one.name == what)
            return one.perform(host, request);
        names += (names.empty() ? "" : ", ") + std::string(one.name);
    }
    throw Wrong("there is no request \"" + what + "\"; there is " + names);
}

} // namespace

std::string answerControl(Host &host, const std::string &request)
{
    Json answer;
    try {
        answer = perform(host, Json::parse(request));
    } catch (const Json::parse_error &) {
        answer = {{"ok", false}, {"error", "the request is no JSON"}};
    } catch (const std::exception &problem) {
        answer = {{"ok", false}, {"error", problem.what()}};
    }
    return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace watchglass::cli
