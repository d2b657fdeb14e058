// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/assembly.h"

#include "engine/wasm/decoder.h"
#include "engine/wasm/inspect.h"
#include "engine/wasm/validator.h"
#include "engine/wat/disassembler.h"
#include "engine/wat/text_names.h"

namespace watchglass {

namespace {
/// Bytes of code that surely make a longer text than we open at once: an instruction of two bytes prints to about 20.
constexpr size_t longestCode = longestModuleText / 10;

void takeModule(Assembly &assembly, std::shared_ptr<const wasm::Bytes> bytes)
{
    wasm::DecodeResult decoded = wasm::decode(std::move(bytes));
    assembly.problems = std::move(decoded.problems);
    assembly.module = std::move(decoded.module);
    if (!assembly.module)
        return;
    assembly.names = std::make_shared<wasm::Names>(wasm::readNames(*assembly.module));
    for (wasm::Problem &problem : wasm::validate(*assembly.module))
        assembly.problems.push_back(std::move(problem));
}

void takeText(Assembly &assembly, wat::Disassembly disassembly)
{
    assembly.text = std::make_shared<std::string>(std::move(disassembly.text));
    assembly.map = std::make_shared<wat::SourceMap>(std::move(disassembly.map));
}

std::string commented(const std::string &lines)
{
    std::string out = ";; ";
    for (const char c : lines) {
        out += c;
        if (c == '\n')
            out += ";; ";
    }
    return out + '\n';
}
} // namespace

session::Program Assembly::program() const
{
    session::Program program{module, names, {}, revision};
    if (map && !overview)
        for (const wat::Mapping &mapping : map->mappings())
            program.lines.push_back({mapping.offset, mapping.line});
    return program;
}

std::shared_ptr<const Assembly> openBinary(std::shared_ptr<const wasm::Bytes> bytes)
{
    auto assembly = std::make_shared<Assembly>();
    takeModule(*assembly, std::move(bytes));
    if (!assembly->module) {
        assembly->text = std::make_shared<std::string>();
        return assembly;
    }
    size_t code = 0;
    for (const wasm::Function &function : assembly->module->functions)
        code += function.code.size();
    for (const wasm::Data &data : assembly->module->data)
        code += data.bytes.size() / 4;
    if (code <= longestCode) {
        takeText(*assembly, wat::disassemble(*assembly->module, *assembly->names));
        return assembly;
    }
    assembly->overview = true;
    assembly->text = std::make_shared<std::string>(commented(wasm::inspectText(*assembly->module)));
    assembly->map = std::make_shared<wat::SourceMap>();
    return assembly;
}

std::shared_ptr<const Assembly> functionText(const Assembly &module, uint32_t function)
{
    auto assembly = std::make_shared<Assembly>(module);
    takeText(*assembly, wat::disassembleFunction(*module.module, *module.names, function));
    assembly->overview = true;
    return assembly;
}

std::string wholeText(const Assembly &module)
{
    return wat::disassemble(*module.module, *module.names).text;
}

std::shared_ptr<const Assembly> assembleText(wat::Assembler &assembler, const wat::Analysis &analysis,
                                             uint64_t revision)
{
    auto assembly = std::make_shared<Assembly>();
    assembly->revision = revision;
    assembly->text = analysis.tree.sharedText();
    wat::Assembled assembled = assembler.assemble(*assembly->text);
    assembly->diagnostics = std::move(assembled.diagnostics);
    if (!assembled)
        return assembly;
    assembly->map = std::move(assembled.map);
    takeModule(*assembly, std::move(assembled.bytes));
    if (assembly->names) { // wabt keeps no names of labels
        wasm::Names names = *assembly->names;
        wat::addTextNames(analysis, names);
        assembly->names = std::make_shared<wasm::Names>(std::move(names));
    }
    return assembly;
}

} // namespace watchglass
