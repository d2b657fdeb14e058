// SPDX-License-Identifier: Apache-2.0
/// `wglass host ctl`: asks and changes a host that serves.
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/cli/help.h"
#include "app/cli/host_control.h"
#include "app/cli/host_up.h"
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
        for (size_t i = 4; i < words.size(); ++i) {
            const size_t equals = words[i].find('=');
            if (equals == 0 || equals == std::string::npos)
                return "\"" + words[i] + "\" is no KEY=VALUE";
            request["values"][utf8(words[i].substr(0, equals))] = utf8(words[i].substr(equals + 1));
        }
    } else {
        return "host ctl wants status, swap, undo, link or unlink" + (what.empty() ? "" : ", not \"" + what + "\"");
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
        text += "actor " + textOf(actor, "name") + ": " + textOf(actor, "module") + " (version " +
                count(actor, "version") + "), " + count(actor, "served") + " served, " + count(actor, "failed") +
                " failed, " + std::to_string(actor["under_way"].size()) + " under way, " + count(actor, "waiting") +
                " waiting" + tail(actor);
    for (const Json &provider : answer["providers"])
        text += "provider " + textOf(provider, "name") + ": " + textOf(provider, "title") + " " +
                textOf(provider, "version") + tail(provider);
    for (const Json &link : answer["links"]) {
        text += "link " + textOf(link, "actor") + " " + textOf(link, "capability");
        if (textOf(link, "binding") != "default")
            text += "/" + textOf(link, "binding");
        text += link["provider"].is_string() ? ": " + textOf(link, "provider") : ": nobody";
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
