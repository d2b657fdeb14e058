// SPDX-License-Identifier: Apache-2.0
#include "engine/host/script.h"

#include <algorithm>

namespace watchglass::host {

namespace {

bool same(std::span<const uint8_t> one, std::span<const uint8_t> other)
{
    return std::equal(one.begin(), one.end(), other.begin(), other.end());
}

bool same(std::span<const Number> one, std::span<const Number> other)
{
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](const Number &a, const Number &b) { return a.type == b.type && a.bits == b.bits; });
}

std::optional<std::string> write(const ScriptWrite &write, FunctionCall &call, std::string_view name)
{
    if (write.argument && *write.argument >= call.arguments.size())
        return std::string(name) + ": the script writes where argument " + std::to_string(*write.argument + 1) +
               " says, but there are " + std::to_string(call.arguments.size());
    const uint64_t address = write.argument ? call.arguments[*write.argument].bits : write.address;
    if (!call.memory || !call.memory->write(address, write.bytes))
        return std::string(name) + ": the script writes " + std::to_string(write.bytes.size()) + " bytes at " +
               std::to_string(address) + ", where the guest has no memory";
    return std::nullopt;
}

} // namespace

Answer answerFrom(const Script &script, const Call &call)
{
    for (const ScriptRow &row : script.rows)
        if ((!row.operation || *row.operation == call.operation) && (!row.payload || same(*row.payload, call.payload)))
            return row.answer;
    return Answer::refused("the script has no answer for " + std::string(call.operation));
}

std::optional<std::string> answerFrom(const Script &script, FunctionCall &call, std::string_view name)
{
    for (const ScriptRow &row : script.rows) {
        if (row.arguments && !same(*row.arguments, call.arguments))
            continue;
        if (!row.trap.empty())
            return row.trap;
        for (const ScriptWrite &one : row.writes)
            if (auto sentence = write(one, call, name))
                return sentence;
        for (size_t i = 0; i < std::min(row.results.size(), call.results.size()); ++i)
            call.results[i].bits = row.results[i].bits;
        return std::nullopt;
    }
    return std::string(name) + ": the script has no answer for these arguments";
}

} // namespace watchglass::host
