// SPDX-License-Identifier: Apache-2.0
/// What of a module this engine does not execute: found by reading every body once.
#include <set>

#include "engine/exec/instance.h"
#include "engine/wasm/instruction.h"

namespace watchglass::exec {

namespace {

using wasm::Feature;

/// Null for what is executed.
const char *refused(Feature feature)
{
    switch (feature) {
    case Feature::Gc:
        return "garbage-collected structs, arrays and casts";
    case Feature::Exceptions:
        return "exceptions";
    case Feature::LegacyExceptions:
        return "the older form of exceptions";
    default:
        return nullptr;
    }
}

class Survey
{
public:
    explicit Survey(const wasm::Module &module) : m_module(module) {}

    void code(wasm::Range range, const std::string &where)
    {
        wasm::InstructionReader reader(*m_module.bytes, range);
        wasm::Instruction i;
        while (reader.next(i)) {
            const wasm::InstructionInfo &row = wasm::info(i.op);
            if (const char *what = refused(row.feature))
                add(row.feature, std::string(what) + " are not executed: " + std::string(row.name) + " in " + where);
        }
    }
    void add(Feature feature, std::string sentence)
    {
        if (m_seen.insert(feature).second)
            sentences.push_back(std::move(sentence));
    }
    std::vector<std::string> sentences;

private:
    const wasm::Module &m_module;
    std::set<Feature> m_seen;
};

void constants(Survey &survey, const wasm::Module &module)
{
    for (size_t i = 0; i < module.globals.size(); ++i)
        if (!module.globals[i].imported)
            survey.code(module.globals[i].init.code, "the initial value of global " + std::to_string(i));
    for (size_t i = 0; i < module.tables.size(); ++i)
        if (module.tables[i].init)
            survey.code(module.tables[i].init->code, "the initial value of table " + std::to_string(i));
    for (size_t i = 0; i < module.elements.size(); ++i)
        for (const wasm::ConstExpr &item : module.elements[i].items)
            survey.code(item.code, "element segment " + std::to_string(i));
}

} // namespace

std::vector<std::string> unsupported(const wasm::Module &module)
{
    Survey survey(module);
    if (!module.tags.empty())
        survey.add(Feature::Exceptions, "exceptions are not executed: the module has tags");
    constants(survey, module);
    for (size_t i = 0; i < module.functions.size(); ++i)
        if (!module.functions[i].imported)
            survey.code(module.functions[i].code, "function " + std::to_string(i));
    return std::move(survey.sentences);
}

} // namespace watchglass::exec
