// SPDX-License-Identifier: Apache-2.0
#include "app/cli/host_report.h"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "app/cli/report.h"

namespace watchglass::cli {

namespace {

using Json = nlohmann::ordered_json;
using host::ConsoleLine;

double milliseconds(std::chrono::nanoseconds time)
{
    return double(time.count()) / 1e6;
}

/// Null when the bytes are no UTF-8.
Json textOf(const host::Bytes &bytes)
{
    std::string text(bytes.begin(), bytes.end());
    return utf8(text) == text ? Json(std::move(text)) : Json();
}

/// As --answers reads it back, with more to know.
Json toJson(const host::CallRecord &call)
{
    Json made = {{"binding", utf8(call.binding)},
                 {"namespace", utf8(call.capability)},
                 {"operation", utf8(call.operation)},
                 {"payload_hex", host::toHex(call.payload)}};
    if (call.failure == host::Failure::None)
        made["reply_hex"] = host::toHex(call.reply);
    else
        made["error"] = utf8(call.error);
    made["outcome"] = host::nameOf(call.failure);
    made["duration_ms"] = milliseconds(call.duration);
    return made;
}

void addWrites(Json &list, const host::CallRecord &call)
{
    for (const host::GuestWrite &write : call.writes)
        list.push_back({{"address", write.address}, {"length", write.length}, {"function", write.wish}});
}

Json logOf(const std::vector<ConsoleLine> &lines)
{
    Json list = Json::array();
    for (const ConsoleLine &line : lines)
        if (line.source == ConsoleLine::Source::Log)
            list.push_back(utf8(line.text));
    return list;
}

std::string streamOf(const std::vector<ConsoleLine> &lines, ConsoleLine::Source source)
{
    std::string all;
    for (const ConsoleLine &line : lines)
        if (line.source == source)
            all += line.text;
    return utf8(all);
}

void tell(const std::vector<ConsoleLine> &lines)
{
    for (const ConsoleLine &line : lines)
        if (line.source == ConsoleLine::Source::Log)
            std::fprintf(stderr, "log: %s\n", line.text.c_str());
        else
            std::fwrite(line.text.data(), 1, line.text.size(), stderr);
}

} // namespace

void tellText(const HostCallReport &report)
{
    const host::Outcome &outcome = report.outcome;
    tell(report.startLines);
    tell(report.lines);
    if (outcome.answer.ok()) {
        const host::Bytes &bytes = outcome.answer.bytes;
        std::fwrite(bytes.data(), 1, bytes.size(), stdout);
        if (isatty(STDOUT_FILENO))
            std::fputc('\n', stdout);
        if (outcome.guestError)
            std::fprintf(stderr, "wglass: the guest also gave an error: %s\n", outcome.guestError->c_str());
    } else {
        std::fprintf(stderr, "wglass: %s\n", outcome.answer.error.c_str());
        for (const std::string &frame : outcome.stack)
            std::fprintf(stderr, "  at %s\n", frame.c_str());
    }
    if (report.answersLeft)
        std::fprintf(stderr, "wglass: %zu of the answers %s not used\n", report.answersLeft,
                     report.answersLeft == 1 ? "was" : "were");
}

std::string toJson(const HostCallReport &report)
{
    const host::Outcome &outcome = report.outcome;
    Json made = {{"module", utf8(report.module)},
                 {"operation", utf8(report.operation)},
                 {"host_call_params", hostCallParameters(report.era)},
                 {"init", report.initialisers},
                 {"ok", outcome.answer.ok()},
                 {"outcome", host::nameOf(outcome.answer.failure)}};
    made["answer_hex"] = outcome.answer.ok() ? Json(host::toHex(outcome.answer.bytes)) : Json();
    made["answer_text"] = outcome.answer.ok() ? textOf(outcome.answer.bytes) : Json();
    made["error"] = outcome.answer.ok() ? Json() : Json(utf8(outcome.answer.error));
    made["guest_error"] = outcome.guestError ? Json(utf8(*outcome.guestError)) : Json();
    made["returned"] = outcome.returned ? Json(*outcome.returned) : Json();
    made["trap"] = outcome.trap ? Json(utf8(outcome.trap->message)) : Json();
    made["stack"] = Json::array();
    for (const std::string &frame : outcome.stack)
        made["stack"].push_back(utf8(frame));
    made["host_calls"] = Json::array();
    made["guest_writes"] = Json::array();
    addWrites(made["guest_writes"], report.call);
    for (const host::CallRecord &call : report.hostCalls) {
        made["host_calls"].push_back(toJson(call));
        addWrites(made["guest_writes"], call);
    }
    if (report.answersLeft)
        made["answers_left"] = report.answersLeft;
    made["init_console"] = logOf(report.startLines);
    made["console"] = logOf(report.lines);
    made["stdout"] = streamOf(report.lines, ConsoleLine::Source::Output);
    made["stderr"] = streamOf(report.lines, ConsoleLine::Source::Error);
    if (outcome.instructions)
        made["instructions"] = *outcome.instructions;
    made["duration_ms"] = milliseconds(outcome.duration);
    return made.dump(2) + "\n";
}

} // namespace watchglass::cli
