// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/expression.h"
#include "engine/exec/machine.h"

namespace watchglass::debug {

std::variant<LogTemplate, TextProblem> LogTemplate::compile(std::string_view text, const wasm::Module &module,
                                                            const wasm::Names &names, uint32_t offset)
{
    LogTemplate made;
    made.m_parts.emplace_back();
    for (size_t at = 0; at < text.size();) {
        const char c = text[at];
        if ((c == '{' || c == '}') && text.substr(at + 1).starts_with(c)) {
            made.m_parts.back().text += c;
            at += 2;
            continue;
        }
        if (c != '{') {
            made.m_parts.back().text += c;
            ++at;
            continue;
        }
        const size_t end = text.find('}', at);
        if (end == std::string_view::npos)
            return TextProblem{at, 1, "The closing brace is missing; {{ stands for a brace"};
        auto inside = Expression::compile(text.substr(at + 1, end - at - 1), module, names, offset);
        if (auto *problem = std::get_if<TextProblem>(&inside)) {
            problem->at += at + 1;
            return std::move(*problem);
        }
        made.m_parts.back().expression.push_back(std::get<Expression>(std::move(inside)));
        made.m_parts.emplace_back();
        at = end + 1;
    }
    return made;
}

bool LogTemplate::usesOperands() const
{
    for (const Part &part : m_parts)
        if (!part.expression.empty() && part.expression[0].usesOperands())
            return true;
    return false;
}

std::string LogTemplate::fill(const exec::Instance &instance, const uint64_t *frame) const
{
    std::string text;
    for (const Part &part : m_parts) {
        text += part.text;
        if (!part.expression.empty())
            text += part.expression[0].evaluate(instance, frame).text();
    }
    return text;
}

} // namespace watchglass::debug
