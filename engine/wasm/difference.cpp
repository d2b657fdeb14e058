// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/difference.h"

#include <algorithm>

#include "engine/wasm/instruction.h"

namespace watchglass::wasm {

namespace {

std::string named(const Names::Map &names, uint32_t index)
{
    const auto found = names.find(index);
    return found == names.end() ? std::to_string(index) : found->second;
}

/// What a function does, as text that is the same for the same code.
std::string essence(const Module &module, const Names &names, uint32_t function)
{
    const Function &f = module.functions[function];
    std::string out = toString(module.funcType(function));
    for (const ValType &type : module.localTypes(function))
        out += ' ' + toString(type);
    InstructionReader reader(*module.bytes, f.code);
    for (Instruction instruction; reader.next(instruction);) {
        const auto immediate = info(instruction.op).immediate;
        const bool byName = immediate == Immediate::Func || immediate == Immediate::Global;
        if (!byName) {
            out.append(reinterpret_cast<const char *>(module.bytes->data()) + instruction.offset, instruction.length);
            continue;
        }
        out += std::to_string(int(instruction.op));
        out += ' ' + named(immediate == Immediate::Func ? names.functions : names.globals, instruction.a) + ' ';
    }
    return out;
}

std::map<std::string, std::string> essences(const Module &module, const Names &names)
{
    std::map<std::string, std::string> all;
    for (uint32_t i = 0; i < module.functions.size(); ++i)
        if (!module.functions[i].imported)
            all.emplace(named(names.functions, i), essence(module, names, i));
    return all;
}

} // namespace

size_t differingFunctions(const Module &before, const Names &namesBefore, const Module &now, const Names &namesNow)
{
    const auto old = essences(before, namesBefore), fresh = essences(now, namesNow);
    size_t count = 0;
    for (const auto &[name, code] : fresh) {
        const auto same = old.find(name);
        count += same == old.end() || same->second != code;
    }
    return count + size_t(std::count_if(old.begin(), old.end(), [&](const auto &f) { return !fresh.count(f.first); }));
}

} // namespace watchglass::wasm
