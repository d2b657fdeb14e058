// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/needs.h"

#include <algorithm>
#include <array>

namespace watchglass::wasm {

namespace {

/// The largest of a measure, with the index of who has it.
class Most
{
public:
    void take(uint64_t amount, uint32_t index)
    {
        if (amount > m_amount) {
            m_amount = amount;
            m_index = index;
        }
    }
    Need need(std::string_view key, std::string_view what, const char *kind) const
    {
        return {key, what, m_amount, kind + std::to_string(m_index)};
    }

private:
    uint64_t m_amount = 0;
    uint32_t m_index = 0;
};

uint64_t localsOf(const Module &module, uint32_t function)
{
    const Function &f = module.functions[function];
    uint64_t count = f.type < module.types.size() ? module.types[f.type].func.params.size() : 0;
    for (const LocalRun &run : f.locals)
        count += run.count;
    return count;
}

} // namespace

std::vector<Need> needs(const Module &module)
{
    Most body, locals, params, pages, elements;
    uint64_t code = 0, data = 0;
    for (uint32_t i = 0; i < module.functions.size(); ++i) {
        body.take(module.functions[i].body.size(), i);
        locals.take(localsOf(module, i), i);
        code += module.functions[i].body.size();
    }
    for (uint32_t i = 0; i < module.types.size(); ++i)
        params.take(module.types[i].func.params.size(), i);
    for (uint32_t i = 0; i < module.memories.size(); ++i)
        pages.take(module.memories[i].type.limits.min, i);
    for (uint32_t i = 0; i < module.tables.size(); ++i)
        elements.take(module.tables[i].type.limits.min, i);
    for (const Data &item : module.data)
        data += item.bytes.size();
    std::vector<Need> all = {pages.need("pages", "most pages of a memory at start", "memory "),
                             elements.need("tableElements", "most elements of a table at start", "table "),
                             {"functions", "functions", module.functions.size(), {}},
                             {"codeBytes", "bytes of code", code, {}},
                             body.need("bodyBytes", "most bytes of one function", "func "),
                             locals.need("locals", "most locals of one function, parameters included", "func "),
                             params.need("params", "most parameters of one type", "type "),
                             {"dataBytes", "bytes of data segments", data, {}}};
    std::erase_if(all, [](const Need &need) { return need.amount == 0; });
    return all;
}

std::vector<std::string> importGroups(const Module &module)
{
    struct Group {
        std::string_view name;
        std::array<uint32_t, 5> counts{};
    };
    static constexpr const char *kinds[] = {"function", "table", "memory", "global", "tag"};
    static constexpr const char *plurals[] = {"functions", "tables", "memories", "globals", "tags"};
    std::vector<Group> groups;
    for (const Import &import : module.imports) {
        auto found =
            std::find_if(groups.begin(), groups.end(), [&](const Group &g) { return g.name == import.module; });
        if (found == groups.end())
            found = groups.insert(found, Group{import.module, {}});
        ++found->counts[size_t(import.kind)];
    }
    std::vector<std::string> lines;
    for (const Group &group : groups) {
        std::string line(group.name);
        for (size_t i = 0; i < group.counts.size(); ++i)
            if (const uint32_t count = group.counts[i])
                line += (line.size() == group.name.size() ? ": " : ", ") + std::to_string(count) + " " +
                        (count == 1 ? kinds[i] : plurals[i]);
        lines.push_back(std::move(line));
    }
    return lines;
}

} // namespace watchglass::wasm
