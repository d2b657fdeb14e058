// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <map>

#include "app/cli/files.h"
#include "app/cli/help.h"
#include "app/cli/report.h"
#include "app/cli/verbs.h"
#include "engine/spec/runner.h"
#include "engine/wasm/json_writer.h"

namespace watchglass::cli {

namespace {

using Json = wasm::detail::JsonWriter;

void write(Json &json, const char *key, const std::vector<spec::Note> &notes)
{
    json.key(key).beginArray();
    for (const spec::Note &note : notes) {
        json.beginObject().key("file").string(utf8(note.file)).key("line").number(note.line);
        json.key("message").string(utf8(note.message)).endObject();
    }
    json.endArray();
}

void printJson(const spec::Totals &totals)
{
    Json json;
    json.beginObject().key("passed").number(totals.passed);
    write(json, "failed", totals.failures);
    write(json, "skipped", totals.skipped);
    std::printf("%s\n", json.endObject().take().c_str());
}

/// The same reason is told once a file, with the first of its lines.
void printSkipped(const std::vector<spec::Note> &skipped)
{
    std::map<std::pair<std::string, std::string>, std::pair<uint32_t, size_t>> reasons;
    for (const spec::Note &note : skipped) {
        auto &[line, count] = reasons[{note.file, note.message}];
        line = count++ ? line : note.line;
    }
    for (const auto &[note, places] : reasons)
        std::printf("%s:%u: skipped %zu: %s\n", note.first.c_str(), places.first, places.second, note.second.c_str());
}

} // namespace

int spec(const Arguments &arguments)
{
    spec::RunOptions options;
    const std::string driver = arguments.value("--driver").value_or("plain");
    if (driver == "watched")
        options.driver = exec::Driver::Watched;
    else if (driver == "single")
        options.driver = exec::Driver::Single;
    else if (driver != "plain")
        return refuseUsage("spec", "there is no driver \"" + driver + "\": there are plain, watched and single");
    spec::Runner runner(options);
    wat::Assembler assembler;
    const bool json = arguments.has("--json");
    for (const std::string &path : arguments.operands) {
        const auto files = spec::scriptsIn(path);
        if (files.empty()) {
            report({fileFinding(path, "there is no script in it: neither NAME.wast nor NAME.json")});
            return int(Status::WrongFile);
        }
        for (const auto &file : files) {
            const size_t before = runner.totals().failures.size();
            runner.run(spec::readScript(file, assembler));
            for (size_t i = before; !json && i < runner.totals().failures.size(); ++i)
                std::printf("%s\n", toString(runner.totals().failures[i]).c_str());
        }
    }
    const spec::Totals &totals = runner.totals();
    if (json)
        printJson(totals);
    else if (arguments.has("--skipped"))
        printSkipped(totals.skipped);
    if (!json)
        std::printf("%llu passed, %zu failed, %zu skipped\n", static_cast<unsigned long long>(totals.passed),
                    totals.failures.size(), totals.skipped.size());
    return int(totals.failures.empty() ? Status::Success : Status::WrongFile);
}

} // namespace watchglass::cli
