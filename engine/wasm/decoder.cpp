// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/decoder.h"

#include <algorithm>

#include "engine/base/interactive.h"
#include "engine/wasm/limits.h"
#include "engine/wasm/section_reader.h"

namespace watchglass::wasm {

namespace {

constexpr const char *sectionNames[] = {"custom", "type",  "import",  "function", "table", "memory",     "global",
                                        "export", "start", "element", "code",     "data",  "data count", "tag"};

/// The place of a section in the order the specification asks for (§5.5.2), by id; custom sections stand anywhere.
constexpr uint8_t sectionOrder[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11, 6};

void readSection(detail::SectionReader &reader, uint8_t id)
{
    switch (id) {
    case 1:
        return reader.types();
    case 2:
        return reader.imports();
    case 3:
        return reader.functions();
    case 4:
        return reader.tables();
    case 5:
        return reader.memories();
    case 6:
        return reader.globals();
    case 7:
        return reader.exports();
    case 8:
        return reader.start();
    case 9:
        return reader.elements();
    case 10:
        return reader.code();
    case 11:
        return reader.data();
    case 12:
        return reader.dataCount();
    case 13:
        return reader.tags();
    default:
        return;
    }
}

void readHeader(detail::ByteReader &reader)
{
    if (reader.fixed(4, "the first four bytes, \"\\0asm\"") != 0x6d736100)
        reader.fail(0, "this is not a WebAssembly module: it does not start with the bytes \"\\0asm\"");
    const uint64_t version = reader.fixed(4, "the version");
    if (version != 1)
        reader.fail(4, "version " + std::to_string(version) + " of the binary format is unknown; only 1 is");
}

/// What can only be said when all sections are read.
void checkCounts(const Module &module, uint32_t codes, detail::ByteReader &reader)
{
    const uint32_t defined = uint32_t(module.functions.size()) - module.importedFunctions();
    if (codes != defined)
        reader.fail(reader.at(),
                    "there are " + std::to_string(defined) + " functions but " + std::to_string(codes) + " bodies");
    if (module.dataCount && *module.dataCount != module.data.size())
        reader.fail(reader.at(), "the data count section says " + std::to_string(*module.dataCount) +
                                     " but there are " + std::to_string(module.data.size()) + " data segments");
}

void readModule(const Bytes &bytes, Module &module, std::optional<Problem> &problem)
{
    detail::ByteReader reader(bytes, {0, uint32_t(bytes.size())}, problem);
    readHeader(reader);
    uint8_t order = 0;
    uint32_t codes = 0;
    while (reader.ok() && !reader.atEnd()) {
        const uint32_t start = reader.at();
        const uint8_t id = reader.u8("a section");
        if (id >= std::size(sectionNames))
            return reader.fail(start, "there is no section with the id " + std::to_string(id));
        const Range content = reader.block(id ? sectionNames[id] : "a custom section");
        if (!reader.ok())
            return;
        if (id) {
            if (sectionOrder[id] <= order)
                return reader.fail(start, std::string("the ") + sectionNames[id] +
                                              " section stands twice or too late in the module");
            order = sectionOrder[id];
        }
        module.sections.push_back({id, sectionNames[id], content});
        detail::SectionReader section(bytes, content, module, problem);
        if (id == 0) {
            section.custom(module.sections.back());
            continue;
        }
        readSection(section, id);
        if (!reader.ok())
            return;
        if (!section.atEnd())
            return reader.fail(section.at(),
                               std::string("the ") + sectionNames[id] + " section is longer than what it holds");
        codes += section.bodies();
    }
    if (reader.ok())
        checkCounts(module, codes, reader);
}

} // namespace

DecodeResult decode(std::shared_ptr<const Bytes> bytes)
{
    longCall("wasm::decode");
    DecodeResult result;
    if (!bytes || bytes->size() > limits::moduleBytes) {
        result.problems.push_back(
            {0, bytes ? "the module is larger than the limit of 1 GiB" : "there are no bytes", {}, true});
        return result;
    }
    auto module = std::make_shared<Module>();
    module->bytes = bytes;
    std::optional<Problem> problem;
    readModule(*bytes, *module, problem);
    if (problem) {
        result.problems.push_back(std::move(*problem));
        return result;
    }
    computeCanonical(*module);
    result.module = std::move(module);
    return result;
}

} // namespace watchglass::wasm
