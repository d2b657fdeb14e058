// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/assembly.h"

#include <algorithm>

#include "engine/wasm/decoder.h"
#include "engine/wasm/inspect.h"
#include "engine/wasm/validator.h"
#include "engine/wat/text_names.h"

namespace watchglass {

namespace {
/// Bytes of code that surely make a longer text than we open at once: an instruction of two bytes prints to about 20.
constexpr size_t longestCode = longestModuleText / 10;

/// As Names::function and Names::display say, without looking through all exports for each.
QStringList functionNames(const wasm::Module &module, const wasm::Names &names)
{
    std::vector<std::string> known(module.functions.size());
    const auto tell = [&](uint32_t function, const std::string &name) {
        if (function < known.size())
            known[function] = name;
    };
    for (const wasm::Import &entry : module.imports)
        if (entry.kind == wasm::ExternKind::Func)
            tell(entry.index, entry.module + "." + entry.name);
    for (auto entry = module.exports.rbegin(); entry != module.exports.rend(); ++entry)
        if (entry->kind == wasm::ExternKind::Func)
            tell(entry->index, entry->name);
    for (const auto &[function, name] : names.functions)
        tell(function, name);
    QStringList all;
    all.reserve(qsizetype(known.size()));
    for (uint32_t i = 0; i < known.size(); ++i)
        all << QString::fromStdString(names.display(known[i], i));
    return all;
}

void takeModule(Assembly &assembly, std::shared_ptr<const wasm::Bytes> bytes, const Disposer &disposer)
{
    wasm::DecodeResult decoded = wasm::decode(std::move(bytes));
    assembly.problems = std::move(decoded.problems);
    assembly.module = disposer.own(std::move(decoded.module));
    if (!assembly.module)
        return;
    assembly.names = disposer.own(std::make_shared<const wasm::Names>(wasm::readNames(*assembly.module)));
    assembly.functionNames = functionNames(*assembly.module, *assembly.names);
    assembly.moduleText = std::make_shared<ModuleText>(assembly.module, assembly.names);
    for (wasm::Problem &problem : wasm::validate(*assembly.module))
        assembly.problems.push_back(std::move(problem));
}

void takeText(Assembly &assembly, std::string text)
{
    assembly.text = std::make_shared<std::string>(std::move(text));
    assembly.lines = std::make_shared<wat::LineIndex>(*assembly.text);
}

void takeText(Assembly &assembly, wat::Disassembly disassembly)
{
    takeText(assembly, std::move(disassembly.text));
    assembly.map = std::make_shared<wat::SourceMap>(std::move(disassembly.map));
}

/// For a text that holds the whole module.
void takeInstructionLines(Assembly &assembly)
{
    std::vector<debug::LineEntry> entries;
    entries.reserve(assembly.map->mappings().size());
    for (const wat::Mapping &mapping : assembly.map->mappings())
        entries.push_back({mapping.offset, mapping.line});
    assembly.instructionLines = std::make_shared<debug::Lines>(std::move(entries));
}

/// As comments, and of each list its first items: a module may have a hundred thousand segments, which the Module dock
/// shows better than a text of megabytes.
std::string commented(const std::string &lines)
{
    constexpr size_t most = 500;
    std::string out;
    size_t items = 0;
    const auto tellRest = [&] {
        if (items > most)
            out += ";;   … and " + std::to_string(items - most) + " more, in the Module dock\n";
        items = 0;
    };
    for (size_t begin = 0; begin < lines.size();) {
        const size_t end = std::min(lines.find('\n', begin), lines.size());
        if (lines[begin] != ' ')
            tellRest();
        else
            ++items;
        if (items <= most)
            out.append(";; ").append(lines, begin, end - begin).append("\n");
        begin = end + 1;
    }
    tellRest();
    return out;
}
} // namespace

const wat::Disassembler &ModuleText::disassembler() const
{
    std::call_once(m_made, [this] { m_disassembler.emplace(*m_module, *m_names); });
    return *m_disassembler;
}

std::shared_ptr<const Assembly> openBinary(std::shared_ptr<const wasm::Bytes> bytes, const Disposer &disposer)
{
    auto assembly = std::make_shared<Assembly>();
    takeText(*assembly, std::string());
    assembly->file = bytes;
    takeModule(*assembly, std::move(bytes), disposer);
    if (!assembly->module)
        return assembly;
    size_t code = 0;
    for (const wasm::Function &function : assembly->module->functions)
        code += function.code.size();
    for (const wasm::Data &data : assembly->module->data)
        code += data.bytes.size() / 4;
    if (code <= longestCode) {
        takeText(*assembly, assembly->moduleText->disassembler().module());
        takeInstructionLines(*assembly);
        return disposer.own<const Assembly>(assembly);
    }
    assembly->overview = true;
    takeText(*assembly, commented(wasm::inspectText(*assembly->module)));
    assembly->map = std::make_shared<wat::SourceMap>();
    return disposer.own<const Assembly>(assembly);
}

std::shared_ptr<const Assembly> functionText(const Assembly &module, uint32_t function)
{
    auto assembly = std::make_shared<Assembly>(module);
    takeText(*assembly, module.moduleText->disassembler().function(function));
    assembly->overview = true;
    return assembly;
}

std::string wholeText(const Assembly &module)
{
    return module.moduleText->disassembler().module().text;
}

std::shared_ptr<const Assembly> assembleText(wat::Assembler &assembler, const wat::Analysis &analysis,
                                             uint64_t revision, const Disposer &disposer)
{
    auto assembly = std::make_shared<Assembly>();
    assembly->revision = revision;
    assembly->text = analysis.tree.sharedText();
    assembly->lines = std::make_shared<wat::LineIndex>(analysis.lines);
    wat::Assembled assembled = assembler.assemble(*assembly->text);
    assembly->diagnostics = std::move(assembled.diagnostics);
    if (!assembled)
        return assembly;
    assembly->map = std::move(assembled.map);
    takeInstructionLines(*assembly);
    takeModule(*assembly, std::move(assembled.bytes), disposer);
    if (assembly->names) { // wabt keeps no names of labels
        wasm::Names names = *assembly->names;
        wat::addTextNames(analysis, names);
        assembly->names = disposer.own(std::make_shared<const wasm::Names>(std::move(names)));
        assembly->moduleText = std::make_shared<ModuleText>(assembly->module, assembly->names);
    }
    return disposer.own<const Assembly>(assembly);
}

} // namespace watchglass
