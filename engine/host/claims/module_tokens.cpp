// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/module_tokens.h"

#include <cstdio>

#include "engine/host/claims/crypto.h"
#include "engine/wasm/byte_reader.h"

namespace watchglass::claims {

namespace {

using wasm::Range;
using wasm::detail::ByteReader;
using Bytes = std::vector<uint8_t>;

constexpr size_t headerSize = 8;
constexpr int deepest = 16; ///< levels of a component that are reframed; what lies deeper stays as it is

struct Section {
    uint8_t id = 0;
    Range whole, body;
    std::string_view token; ///< the name when it carries a token
    std::string_view text;
};

struct Walk {
    bool component = false;
    std::vector<Section> sections;
};

std::string_view textOf(std::span<const uint8_t> bytes, Range range)
{
    return {reinterpret_cast<const char *>(bytes.data()) + range.begin, range.end - range.begin};
}

Trouble troubleAt(uint32_t offset, const std::string &message)
{
    char place[16];
    std::snprintf(place, sizeof place, "0x%x", unsigned(offset));
    return {"at byte " + std::string(place) + ": " + message, {}};
}

std::optional<Trouble> checkHeader(std::span<const uint8_t> bytes, bool &component)
{
    constexpr uint8_t magic[] = {0, 'a', 's', 'm'};
    if (bytes.size() > UINT32_MAX)
        return Trouble{"it is longer than 4 GiB", {}};
    if (bytes.size() < headerSize || !std::equal(std::begin(magic), std::end(magic), bytes.begin()))
        return troubleAt(0, "a binary module begins with 00 61 73 6d, this does not");
    component = bytes[6] == 1 && bytes[7] == 0; // bytes 6 and 7 tell the layer, 4 and 5 the version
    const bool module = bytes[4] == 1 && bytes[5] == 0 && bytes[6] == 0 && bytes[7] == 0;
    if (!component && !module)
        return troubleAt(4, "it is neither a module of version 1 nor a component");
    return std::nullopt;
}

Result<Walk> walk(std::span<const uint8_t> bytes)
{
    Walk walk;
    if (const std::optional<Trouble> trouble = checkHeader(bytes, walk.component))
        return *trouble;
    std::optional<wasm::Problem> problem;
    ByteReader reader(bytes, {headerSize, uint32_t(bytes.size())}, problem);
    while (reader.ok() && !reader.atEnd()) {
        Section section;
        section.whole.begin = reader.at();
        section.id = reader.u8("a section's number");
        section.body = reader.block("a section");
        section.whole.end = reader.at();
        if (reader.ok() && section.id == 0) {
            ByteReader custom(bytes, section.body, problem);
            const std::string name = custom.name("the name of a custom section");
            for (const std::string_view token : {oldSection, newSection})
                if (name == token)
                    section.token = token;
            section.text = textOf(bytes, {custom.at(), custom.end()});
        }
        walk.sections.push_back(section);
    }
    if (problem)
        return troubleAt(problem->offset, problem->message);
    return walk;
}

void appendLeb(Bytes &out, size_t value)
{
    for (; value >= 0x80; value >>= 7)
        out.push_back(uint8_t(value) | 0x80);
    out.push_back(uint8_t(value));
}

void appendSection(Bytes &out, uint8_t id, std::span<const uint8_t> body)
{
    out.push_back(id);
    appendLeb(out, body.size());
    out.insert(out.end(), body.begin(), body.end());
}

/// Which tokens are left out: those of the parts of a component are content like any other when its hash is asked, or
/// whoever puts one there would not be noticed. Signing removes them, as hosts compute the hash without them.
enum class Leave : uint8_t { OutermostOut, AllOut };

/// Modules (section 1) and components (section 4) inside a component are reframed too, where they can be read.
Bytes reframed(std::span<const uint8_t> bytes, const Walk &outer, Leave leave, int depth = 0)
{
    Bytes out(bytes.begin(), bytes.begin() + headerSize);
    for (const Section &section : outer.sections) {
        const auto body = bytes.subspan(section.body.begin, section.body.end - section.body.begin);
        if (!section.token.empty() && (depth == 0 || leave == Leave::AllOut))
            continue;
        if (outer.component && (section.id == 1 || section.id == 4) && depth < deepest)
            if (const Result<Walk> inner = walk(body)) {
                appendSection(out, section.id, reframed(body, *inner, leave, depth + 1));
                continue;
            }
        appendSection(out, section.id, body);
    }
    return out;
}

} // namespace

Result<ModuleParts> readParts(std::span<const uint8_t> bytes)
{
    const Result<Walk> sections = walk(bytes);
    if (!sections)
        return sections.trouble;
    ModuleParts parts;
    parts.component = sections->component;
    Sha256 raw;
    raw.add(bytes.first(headerSize));
    for (const Section &section : sections->sections) {
        if (section.token.empty())
            raw.add(bytes.subspan(section.whole.begin, section.whole.end - section.whole.begin));
        else
            parts.tokens.push_back({section.token, section.whole.begin, section.text});
        parts.tokenIsLast = !section.token.empty();
    }
    parts.hash = raw.hex();
    parts.reframedHash = hashOf(reframed(bytes, *sections, Leave::OutermostOut));
    return parts;
}

Result<Bytes> withoutTokens(std::span<const uint8_t> bytes)
{
    const Result<Walk> sections = walk(bytes);
    if (!sections)
        return sections.trouble;
    return reframed(bytes, *sections, Leave::AllOut);
}

void appendToken(Bytes &module, std::string_view section, std::string_view token)
{
    Bytes body;
    appendLeb(body, section.size());
    body.insert(body.end(), section.begin(), section.end());
    body.insert(body.end(), token.begin(), token.end());
    appendSection(module, 0, body);
}

std::string hashOf(std::span<const uint8_t> bytes)
{
    Sha256 sha;
    sha.add(bytes);
    return sha.hex();
}

} // namespace watchglass::claims
