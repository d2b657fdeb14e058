// SPDX-License-Identifier: Apache-2.0
#include "app/cli/report.h"

#include <algorithm>
#include <cstdio>

#include "engine/wasm/json_writer.h"

namespace watchglass::cli {

using Json = wasm::detail::JsonWriter;

namespace {

constexpr size_t mostReported = 100;

FindingPlace placeOf(const wat::LineIndex &lines, wat::TextRange range)
{
    const wat::LineColumn begin = lines.at(range.begin), end = lines.at(range.end);
    return {begin.line, begin.column, end.line, end.column, std::nullopt};
}

std::string lead(const std::string &file, const FindingPlace &place)
{
    if (place.offset) {
        char at[16];
        std::snprintf(at, sizeof at, "0x%x", *place.offset);
        return file + ":" + at + ": ";
    }
    if (place.line == 0)
        return file + ": ";
    return file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": ";
}

void write(Json &json, const FindingPlace &place)
{
    if (place.offset)
        json.key("offset").number(*place.offset);
    if (place.line == 0)
        return;
    json.key("line").number(place.line).key("column").number(place.column);
    json.key("endLine").number(place.endLine).key("endColumn").number(place.endColumn);
}

} // namespace

std::vector<Finding> findingsOf(const std::string &file, std::string_view text,
                                const std::vector<wat::Diagnostic> &diagnostics)
{
    const wat::LineIndex lines(text);
    std::vector<Finding> findings;
    for (const wat::Diagnostic &diagnostic : diagnostics) {
        Finding finding{file,
                        placeOf(lines, diagnostic.range),
                        std::string(name(diagnostic.severity)),
                        std::string(name(diagnostic.source)),
                        diagnostic.message,
                        {}};
        for (const wat::Related &related : diagnostic.related)
            finding.related.emplace_back(placeOf(lines, related.range), related.message);
        findings.push_back(std::move(finding));
    }
    return findings;
}

std::vector<Finding> findingsOf(const std::string &file, const std::vector<wasm::Problem> &problems)
{
    std::vector<Finding> findings;
    for (const wasm::Problem &problem : problems) {
        Finding finding{file, {0, 0, 0, 0, problem.offset}, "error", "binary", problem.message, {}};
        for (uint32_t producer : problem.producers)
            finding.related.emplace_back(FindingPlace{0, 0, 0, 0, producer}, "the operand was made here");
        findings.push_back(std::move(finding));
    }
    return findings;
}

Finding fileFinding(const std::string &file, const std::string &message)
{
    return {file, {}, "error", "file", message, {}};
}

std::string toText(const Finding &finding)
{
    std::string text = lead(finding.file, finding.place) + finding.severity + ": " + finding.message + "\n";
    for (const auto &[place, message] : finding.related)
        text += lead(finding.file, place) + "note: " + message + "\n";
    return text;
}

std::string toJson(const std::vector<Finding> &findings)
{
    Json json;
    json.beginArray();
    for (const Finding &finding : findings) {
        json.beginObject().key("file").string(utf8(finding.file));
        write(json, finding.place);
        json.key("severity").string(finding.severity).key("source").string(finding.source);
        json.key("message").string(utf8(finding.message)).key("related").beginArray();
        for (const auto &[place, message] : finding.related) {
            json.beginObject();
            write(json, place);
            json.key("message").string(utf8(message)).endObject();
        }
        json.endArray().endObject();
    }
    return json.endArray().take();
}

std::string utf8(const std::string &bytes)
{
    const bool ascii = std::all_of(bytes.begin(), bytes.end(), [](char c) { return uint8_t(c) < 0x80; });
    std::string text;
    for (size_t i = 0; i < bytes.size(); ++i) {
        const uint8_t first = uint8_t(bytes[i]);
        const size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
        bool whole = length > 0 && first < 0xf5 && i + length <= bytes.size();
        for (size_t k = 1; whole && k < length; ++k)
            whole = (uint8_t(bytes[i + k]) & 0xc0) == 0x80;
        if (ascii || whole)
            text.append(bytes, i, ascii ? 1 : length);
        else
            text += "\xef\xbf\xbd";
        i += whole && !ascii ? length - 1 : 0;
    }
    return text;
}

void report(const std::vector<Finding> &findings)
{
    for (size_t i = 0; i < std::min(findings.size(), mostReported); ++i)
        std::fputs(toText(findings[i]).c_str(), stderr);
    if (findings.size() > mostReported)
        std::fprintf(stderr, "… and %zu more\n", findings.size() - mostReported);
}

} // namespace watchglass::cli
