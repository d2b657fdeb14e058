// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <charconv>
#include <map>
#include <mutex>

#include "plugins/kit/contract_answer.h"

namespace {

using namespace watchglass::host;
using watchglass::contracts::Operation;
using watchglass::contracts::Value;
using watchglass::plugins::Refused;
using Problem = std::optional<std::string>;

constexpr std::string_view levels[] = {"off", "error", "warn", "info", "debug", "trace"};
constexpr uint64_t info = 3, trace = 5;

/// Logs are read in terminals, which obey control characters: those are shown instead.
std::string shown(std::string_view text)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string made;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = uint8_t(text[i]), next = uint8_t(i + 1 < text.size() ? text[i + 1] : 0);
        const bool second = byte == 0xc2 && next >= 0x80 && next < 0xa0; // of Latin 1, in UTF-8
        if ((byte >= 0x20 && byte != 0x7f && !second) || byte == '\t') {
            made += char(byte);
            continue;
        }
        const uint8_t control = second ? next : byte;
        made += {'\\', 'x', digits[control >> 4], digits[control & 15]};
        i += second;
    }
    return made;
}

template <class Number>
std::string decimal(Number number)
{
    char text[32];
    return {text, std::to_chars(std::begin(text), std::end(text), number).ptr};
}

class Logging : public Provider
{
public:
    Problem start(Services &services) override
    {
        m_services = &services;
        return std::nullopt;
    }

    Problem bind(const Binding &binding) override
    {
        const auto given = binding.values.find("LEVEL");
        const std::string name = given == binding.values.end() || given->second.empty() ? "trace" : given->second;
        const auto level = std::find(std::begin(levels), std::end(levels), name);
        if (level == std::end(levels))
            return "the setting LEVEL is off, error, warn, info, debug or trace, not \"" + name + "\"";
        const std::lock_guard lock(m_mutex);
        m_most[{binding.actor, binding.name}] = uint64_t(level - std::begin(levels));
        return std::nullopt;
    }

    void unbind(std::string_view actor, std::string_view binding) override
    {
        const std::lock_guard lock(m_mutex);
        m_most.erase({std::string(actor), std::string(binding)});
    }

    Answer call(const Call &call) override
    {
        return watchglass::plugins::answerBy(call, [&](const Operation &, const Value &request) -> Value {
            const uint64_t level = request["level"].count();
            if (level > trace)
                throw Refused("WriteLog: there is no level " + std::to_string(level) + "; they go from 0 to 5");
            write(call.actor, call.binding.empty() ? "default" : call.binding, level, request["body"].text());
            return {};
        });
    }

    std::vector<Function> functions() override
    {
        const auto number = [this](const char *name, Type type, std::string (*format)(uint64_t)) -> Function {
            return {name, {type}, {}, "writes the number", [this, format](FunctionCall &call) -> Problem {
                        write(call.actor, call.binding, info, format(call.arguments[0].bits));
                        return std::nullopt;
                    }};
        };
        return {
            {"log",
             {Type::I32, Type::I32},
             {},
             "(address, length) of a text: writes it",
             [this](FunctionCall &call) { return text(call, info, 0); }},
            {"log_at",
             {Type::I32, Type::I32, Type::I32},
             {},
             "(level, address, length) of a text: writes it; 1 error, 2 warning, 3 information, 4 debug, 5 trace",
             [this](FunctionCall &call) { return text(call, uint32_t(call.arguments[0].bits), 1); }},
            number("log_i32", Type::I32, [](uint64_t bits) { return decimal(int32_t(bits)); }),
            number("log_i64", Type::I64, [](uint64_t bits) { return decimal(int64_t(bits)); }),
            number("log_f32", Type::F32, [](uint64_t bits) { return decimal(std::bit_cast<float>(uint32_t(bits))); }),
            number("log_f64", Type::F64, [](uint64_t bits) { return decimal(std::bit_cast<double>(bits)); }),
        };
    }

private:
    Problem text(FunctionCall &call, uint64_t level, size_t argument)
    {
        if (!call.memory)
            return "a text to log stands in a memory, and this module has none";
        const auto address = uint32_t(call.arguments[argument].bits);
        const auto length = uint32_t(call.arguments[argument + 1].bits);
        const auto bytes = call.memory->read(address, length);
        if (!bytes)
            return "a text to log of " + std::to_string(length) + " bytes at " + std::to_string(address) +
                   " is not in the memory, which ends at " + std::to_string(call.memory->size());
        if (level > trace)
            return "there is no level " + std::to_string(level) + " to log at; they go from 0 to 5";
        write(call.actor, call.binding, level, {reinterpret_cast<const char *>(bytes->data()), bytes->size()});
        return std::nullopt;
    }

    /// Each line of the text by itself. What is logged at level off is not.
    void write(std::string_view actor, std::string_view binding, uint64_t level, std::string_view text)
    {
        if (level == 0 || level > most(actor, binding))
            return;
        const std::string start = "[" + std::string(levels[level]) + "] " + shown(actor) + ": ";
        if (text.ends_with('\n'))
            text.remove_suffix(1);
        for (size_t from = 0; from <= text.size();) {
            const size_t end = std::min(text.find('\n', from), text.size());
            std::string_view line = text.substr(from, end - from);
            if (line.ends_with('\r'))
                line.remove_suffix(1);
            m_services->log(start + shown(line));
            from = end + 1;
        }
    }

    uint64_t most(std::string_view actor, std::string_view binding)
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_most.find({std::string(actor), std::string(binding)});
        return found == m_most.end() ? trace : found->second;
    }

    Services *m_services = nullptr;
    std::mutex m_mutex;
    std::map<std::pair<std::string, std::string>, uint64_t> m_most; ///< the least important level, by link
};

} // namespace

WATCHGLASS_PROVIDER(Logging)
