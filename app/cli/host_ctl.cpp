// SPDX-License-Identifier: Apache-2.0
/// `wglass host ctl`: asks and changes a host that serves.
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/cli/help.h"
#include "app/cli/host_control.h"
#include "app/cli/host_up.h"
#include "app/cli/numbers.h"
#include "app/cli/report.h"

namespace watchglass::cli {

namespace {

using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

/// CAPABILITY[/BINDING]
void addKey(Json &request, const std::string &actor, const std::string &capability)
{
    request["actor"] = utf8(actor);
    const size_t slash = capability.find('/');
    request["capability"] = utf8(capability.substr(0, slash));
    if (slash != capability.npos)
        request["binding"] = utf8(capability.substr(slash + 1));
}

/// KEY=VALUE, from that word on; with `numbers`, what is one becomes one.
std::optional<std::string> addPairs(const Words &words, size_t from, Json &into, bool numbers)
{
    for (size_t i = from; i < words.size(); ++i) {
        const size_t equals = words[i].find('=');
        if (equals == 0 || equals == std::string::npos)
            return "\"" + words[i] + "\" is no KEY=VALUE";
        const std::string value = words[i].substr(equals + 1);
        Json &made = into[utf8(words[i].substr(0, equals))];
        if (const auto whole = parseNumber<uint64_t>(value); numbers && whole)
            made = *whole;
        else if (const auto real = parseNumber<double>(value); numbers && real)
            made = *real;
        else
            made = utf8(value);
    }
    return std::nullopt;
}

/// A sentence when the words make no request.
std::optional<std::string> readRequest(const Words &words, Json &request)
{
    const std::string what = words.empty() ? "" : words[0];
    request = {{"watchglass_control", 1}, {"request", what}};
    const auto wants = [&](size_t least, size_t most, const char *operands) -> std::optional<std::string> {
        if (words.size() - 1 >= least && words.size() - 1 <= most)
            return std::nullopt;
        return "host ctl " + what + " wants " + operands;
    };
    std::optional<std::string> wrong;
    if (what == "status") {
        return wants(0, 0, "nothing else");
    } else if (what == "swap") {
        if ((wrong = wants(2, 2, "ACTOR MODULE")))
            return wrong;
        request["actor"] = utf8(words[1]);
        request["module"] = utf8(std::filesystem::absolute(words[2]).lexically_normal().string());
    } else if (what == "undo") {
        if ((wrong = wants(1, 1, "ACTOR")))
            return wrong;
        request["actor"] = utf8(words[1]);
    } else if (what == "unlink") {
        if ((wrong = wants(2, 2, "ACTOR CAPABILITY[/BINDING]")))
            return wrong;
        addKey(request, words[1], words[2]);
    } else if (what == "link") {
        if ((wrong = wants(3, SIZE_MAX, "ACTOR CAPABILITY[/BINDING] PROVIDER [KEY=VALUE…]")))
            return wrong;
        addKey(request, words[1], words[2]);
        request["provider"] = utf8(words[3]);
        request["values"] = Json::object();
        return addPairs(words, 4, request["values"], false);
    } else if (what == "fault") {
        if ((wrong = wants(3, SIZE_MAX, "ACTOR CAPABILITY[/BINDING] none, or KIND [KEY=VALUE…]")))
            return wrong;
        addKey(request, words[1], words[2]);
        request["faults"] = Json::array();
        if (words[3] == "none")
            return wants(3, 3, "nothing after none");
        Json fault = {{"kind", utf8(words[3])}};
        if (const auto problem = addPairs(words, 4, fault, true))
            return problem;
        request["faults"].push_back(std::move(fault));
    } else if (what == "put") {
        if ((wrong = wants(2, 2, "PROVIDER LIBRARY")))
            return wrong;
        request["provider"] = utf8(words[1]);
        const bool isPath = words[2].find('/') != std::string::npos || words[2].ends_with(".so");
        request["library"] = utf8(isPath ? std::filesystem::absolute(words[2]).lexically_normal().string() : words[2]);
    } else if (what == "remove" || what == "undo-provider") {
        if ((wrong = wants(1, 1, "PROVIDER")))
            return wrong;
        request["provider"] = utf8(words[1]);
    } else if (what == "kill") {
        if ((wrong = wants(1, 2, "ACTOR [CALL]")))
            return wrong;
        request["actor"] = utf8(words[1]);
        if (words.size() > 2) {
            const auto id = parseNumber<uint64_t>(words[2]);
            if (!id || *id == 0)
                return "\"" + words[2] + "\" is no number of a call; status --json tells those under way";
            request["call"] = *id;
        }
    } else {
        return "host ctl wants status, swap, undo, link, unlink, fault, put, remove, undo-provider or kill" +
               (what.empty() ? "" : ", not \"" + what + "\"");
    }
    return std::nullopt;
}

std::string textOf(const Json &json, const char *name)
{
    return json.value(name, std::string());
}

std::string count(const Json &json, const char *name)
{
    return std::to_string(json.value(name, uint64_t(0)));
}

/// What is wrong, or how it is, at the end of a line.
std::string tail(const Json &json)
{
    const std::string sentence = textOf(json, "sentence");
    return sentence.empty() ? "\n" : (json.value("ok", true) ? "; " : "; NOT WELL: ") + sentence + "\n";
}

std::string statusText(const Json &answer)
{
    std::string text;
    for (const Json &actor : answer["actors"])
        text +=
            "actor " + textOf(actor, "name") + ": " + textOf(actor, "module") + " (version " + count(actor, "version") +
            "), " + count(actor, "served") + " served, " + count(actor, "failed") + " failed, " +
            std::to_string(actor["under_way"].size()) + " under way, " + count(actor, "waiting") + " waiting" +
            (textOf(actor, "rollout_sentence").empty() ? "" : "; " + textOf(actor, "rollout_sentence")) + tail(actor);
    for (const Json &provider : answer["providers"])
        text += "provider " + textOf(provider, "name") + ": " + textOf(provider, "title") + " " +
                textOf(provider, "version") + tail(provider);
    for (const Json &link : answer["links"]) {
        text += "link " + textOf(link, "actor") + " " + textOf(link, "capability");
        if (textOf(link, "binding") != "default")
            text += "/" + textOf(link, "binding");
        text += ": " + (link["provider"].is_string() ? textOf(link, "provider") : textOf(link, "to"));
        for (const Json &fault : link["faults"])
            text += ", fault " + fault.get<std::string>();
        text += ", " + count(link, "calls") + " calls, " + count(link, "failures") + " failed" + tail(link);
    }
    return text;
}

std::string changeText(const Json &request, const Json &answer)
{
    const std::string what = textOf(request, "request"), actor = textOf(request, "actor");
    if (what == "link" || what == "unlink")
        return actor + " " + textOf(request, "capability") +
               (request.contains("binding") ? "/" + textOf(request, "binding") : "") +
               (what == "link" ? " is linked to " + textOf(request, "provider") : " is linked to nobody") + "\n";
    const std::string provider = textOf(request, "provider");
    const std::string content = request.contains("copy") ? ", with the content of the one before\n" : "\n";
    if (what == "put")
        return provider + ": " + textOf(request, "library") + " was put there" + content;
    if (what == "undo-provider")
        return provider + ": what was there before is there again" + content;
    if (what == "remove")
        return provider + ": nobody is there\n";
    if (what == "kill")
        return actor + ": " + count(answer, "killed") + " calls were ended\n";
    if (what == "fault")
        return actor + " " + textOf(request, "capability") +
               (request["faults"].empty() ? " has no faults any more\n"
                                          : " has the fault " + textOf(request["faults"][0], "kind") + "\n");
    char times[100];
    std::snprintf(times, sizeof times, "prepared in %.1f ms, flipped in %.1f µs", answer.value("preparing_ms", 0.0),
                  1000 * answer.value("flip_ms", 0.0));
    return actor + ": before " + textOf(answer, "before") + ", now " + textOf(answer, "now") + " (version " +
           count(answer, "version") + "); " + times + "; " + count(answer, "waiting") +
           " calls waited, the old one finishes " + count(answer, "under_way") + "\n";
}

int tell(const Json &request, const Json &answer)
{
    if (!answer.value("ok", false)) {
        const std::string stays = textOf(answer, "now");
        std::fprintf(stderr, "wglass: %s%s\n", textOf(answer, "error").c_str(),
                     stays.empty() ? "" : ("; " + stays + " stays").c_str());
        return int(Status::WrongFile);
    }
    std::fputs((textOf(request, "request") == "status" ? statusText(answer) : changeText(request, answer)).c_str(),
               stdout);
    return int(Status::Success);
}

} // namespace

int controlHost(const Arguments &arguments)
{
    Json request;
    if (const auto problem = readRequest({arguments.operands.begin() + 1, arguments.operands.end()}, request))
        return refuseUsage("host", *problem);
    if (arguments.has("--copy")) {
        const std::string what = textOf(request, "request");
        if (what != "put" && what != "undo-provider")
            return refuseUsage("host", "host ctl " + what + " has no --copy");
        request["copy"] = true;
    }
    const auto refuse = [](const std::string &sentence) {
        std::fprintf(stderr, "wglass: %s\n", sentence.c_str());
        return int(Status::WrongFile);
    };
    const auto given = arguments.value("--control");
    const std::filesystem::path path = given ? std::filesystem::path(*given) : defaultControlPath();
    if (path.empty())
        return refuse("there is no XDG_RUNTIME_DIR to look for the host's socket in; give it with --control");
    const ControlAnswer answer = askHost(path, request.dump());
    if (!answer.error.empty())
        return refuse(answer.error);
    try {
        const Json read = Json::parse(answer.line);
        if (!arguments.has("--json"))
            return tell(request, read);
        std::printf("%s\n", answer.line.c_str());
        return int(read.value("ok", false) ? Status::Success : Status::WrongFile);
    } catch (const std::exception &) {
        return refuse("the host's answer cannot be read; it may be of another version");
    }
}

} // namespace watchglass::cli
