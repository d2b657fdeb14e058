// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <charconv>
#include <cstdio>
#include <map>
#include <mutex>
#include <random>

#include "plugins/kit/contract_answer.h"

namespace {

using namespace watchglass::host;
using watchglass::contracts::Object;
using watchglass::contracts::Operation;
using watchglass::contracts::Value;
using watchglass::plugins::Refused;
using Problem = std::optional<std::string>;

/// Of the system, or repeatable.
class Random
{
public:
    Random() = default;
    explicit Random(uint64_t seed) : m_repeatable(seed) {}

    uint64_t next()
    {
        if (m_repeatable)
            return (*m_repeatable)();
        std::random_device system;
        return uint64_t(system()) << 32 | uint32_t(system());
    }
    /// Below the limit, each as likely as the others. Not by the standard library's distributions, which differ from
    /// one to the next.
    uint64_t below(uint64_t limit)
    {
        const uint64_t rest = (UINT64_MAX % limit + 1) % limit; // what would make the first ones more likely
        uint64_t number = next();
        while (number > UINT64_MAX - rest)
            number = next();
        return number % limit;
    }

private:
    std::optional<std::mt19937_64> m_repeatable;
};

/// Version 4 (RFC 9562 §5.4).
std::string guid(Random &random)
{
    const uint64_t high = (random.next() & ~uint64_t(0xf000)) | 0x4000;
    const uint64_t low = (random.next() & ~(uint64_t(3) << 62)) | uint64_t(2) << 62;
    char text[37];
    std::snprintf(text, sizeof text, "%08x-%04x-%04x-%04x-%012llx", uint32_t(high >> 32), uint32_t(high >> 16 & 0xffff),
                  uint32_t(high & 0xffff), uint32_t(low >> 48), static_cast<unsigned long long>(low & 0xffffffffffff));
    return text;
}

template <class Clock, class Unit>
uint64_t since()
{
    return uint64_t(std::chrono::duration_cast<Unit>(Clock::now().time_since_epoch()).count());
}

class Extras : public Provider
{
public:
    Problem start(Services &) override { return std::nullopt; }

    Problem bind(const Binding &binding) override
    {
        Random random;
        if (const auto given = binding.values.find("SEED"); given != binding.values.end() && !given->second.empty()) {
            const std::string &text = given->second;
            uint64_t seed = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
            if (error != std::errc() || end != text.data() + text.size())
                return "the setting SEED wants a whole number from 0 to 18446744073709551615, not \"" + text + "\"";
            random = Random(seed);
        }
        const std::lock_guard lock(m_mutex);
        m_random.insert_or_assign({binding.actor, binding.name}, std::move(random));
        return std::nullopt;
    }

    void unbind(std::string_view actor, std::string_view binding) override
    {
        const std::lock_guard lock(m_mutex);
        m_random.erase({std::string(actor), std::string(binding)});
    }

    Answer call(const Call &call) override
    {
        return watchglass::plugins::answerBy(call, [&](const Operation &operation, const Value &request) -> Value {
            const std::lock_guard lock(m_mutex);
            Random &random = of(call.actor, call.binding.empty() ? "default" : call.binding);
            if (operation.name == "RequestGuid")
                return Object{{"guid", guid(random)}};
            if (operation.name == "RequestSequence")
                return Object{{"sequenceNumber", m_sequences[std::string(call.actor)]++}};
            if (operation.name != "RequestRandom")
                throw Refused("this provider does not know the operation " + std::string(operation.name));
            return Object{{"randomNumber", inRange(random, call.operation, request)}};
        });
    }

    std::vector<Function> functions() override
    {
        const auto simple = [this](const char *name, Type type, const char *help,
                                   uint64_t (*make)(Random &)) -> Function {
            return {name, {}, {type}, help, [this, make](FunctionCall &call) -> Problem {
                        const std::lock_guard lock(m_mutex);
                        call.results[0].bits = make(of(call.actor, call.binding));
                        return std::nullopt;
                    }};
        };
        return {
            simple("random", Type::I32, "32 random bits", [](Random &random) { return random.next() >> 32; }),
            simple("random_i64", Type::I64, "64 random bits", [](Random &random) { return random.next(); }),
            simple("random_f64", Type::F64, "a random number from 0 on and below 1",
                   [](Random &random) { return std::bit_cast<uint64_t>(double(random.next() >> 11) * 0x1p-53); }),
            {"random_below",
             {Type::I32},
             {Type::I32},
             "(limit, without a sign): a random number from 0 on and below the limit",
             [this](FunctionCall &call) { return below(call); }},
            {"random_fill",
             {Type::I32, Type::I32},
             {},
             "(address, length): writes random bytes",
             [this](FunctionCall &call) { return fill(call); }},
            {"sequence",
             {},
             {Type::I64},
             "counts from 0, for each module by itself",
             [this](FunctionCall &call) -> Problem {
                 const std::lock_guard lock(m_mutex);
                 call.results[0].bits = m_sequences[std::string(call.actor)]++;
                 return std::nullopt;
             }},
            simple("clock", Type::I64, "milliseconds since 1970",
                   [](Random &) { return since<std::chrono::system_clock, std::chrono::milliseconds>(); }),
            simple("clock_ns", Type::I64, "nanoseconds of a clock that never goes back",
                   [](Random &) { return since<std::chrono::steady_clock, std::chrono::nanoseconds>(); }),
            simple("now", Type::F64, "milliseconds since 1970, as JavaScript's Date.now",
                   [](Random &) {
                       return std::bit_cast<uint64_t>(
                           double(since<std::chrono::system_clock, std::chrono::milliseconds>()));
                   }),
        };
    }

private:
    /// Of a link, with the lock held.
    Random &of(std::string_view actor, std::string_view binding)
    {
        return m_random[{std::string(actor), std::string(binding)}];
    }

    /// waSCC leaves the greatest out, wasmCloud does not.
    static uint64_t inRange(Random &random, std::string_view form, const Value &request)
    {
        if (form == "NumberGen.Random32")
            return random.next() >> 32;
        const uint64_t min = request["min"].count(), max = request["max"].count();
        const bool inclusive = form == "NumberGen.RandomInRange";
        if (inclusive ? max < min : max <= min)
            throw Refused("a random number from " + std::to_string(min) + (inclusive ? " to " : " to below ") +
                          std::to_string(max) + " is asked for, and there is none");
        return min + random.below(max - min + inclusive);
    }

    Problem below(FunctionCall &call)
    {
        const auto limit = uint32_t(call.arguments[0].bits);
        if (limit == 0)
            return "a random number below 0 is asked for, and there is none";
        const std::lock_guard lock(m_mutex);
        call.results[0].bits = of(call.actor, call.binding).below(limit);
        return std::nullopt;
    }

    Problem fill(FunctionCall &call)
    {
        const auto address = uint32_t(call.arguments[0].bits), length = uint32_t(call.arguments[1].bits);
        if (!call.memory || !call.memory->read(address, length))
            return "random_fill writes " + std::to_string(length) + " bytes at " + std::to_string(address) +
                   ", which is outside of the memory";
        Bytes bytes(length);
        const std::lock_guard lock(m_mutex);
        Random &random = of(call.actor, call.binding);
        uint64_t number = 0;
        for (size_t i = 0; i < bytes.size(); ++i, number >>= 8) {
            if (i % 8 == 0)
                number = random.next();
            bytes[i] = uint8_t(number);
        }
        call.memory->write(address, bytes);
        return std::nullopt;
    }

    std::mutex m_mutex;
    std::map<std::pair<std::string, std::string>, Random> m_random; ///< by actor and link
    std::map<std::string, uint64_t, std::less<>> m_sequences;       ///< by actor
};

} // namespace

WATCHGLASS_PROVIDER(Extras)
