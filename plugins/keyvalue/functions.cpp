// SPDX-License-Identifier: Apache-2.0
// Key-value for modules that are no guests of waPC. Keys and values are (address, length) in the module's memory.
#include "plugins/keyvalue/provider.h"
#include "plugins/kit/guest_bytes.h"

namespace watchglass::keyvalue {

namespace {

using host::FunctionCall;
using host::Type;
using plugins::bytesAt;
using Problem = std::optional<std::string>;

constexpr Type i32 = Type::I32;

/// As much of the value as there is room for; answers how long it is, -1 when there is none.
int32_t get(Store &store, FunctionCall &call)
{
    const auto value = store.get(bytesAt(call, 0), call.deadline);
    bytesAt(call, 2); // the room has to be there also when the value is shorter
    if (!value)
        return -1;
    const auto *bytes = reinterpret_cast<const uint8_t *>(value->data());
    const auto room = uint32_t(call.arguments[3].bits);
    call.memory->write(uint32_t(call.arguments[2].bits), {bytes, std::min<size_t>(room, value->size())});
    return int32_t(std::min<size_t>(value->size(), INT32_MAX));
}

int32_t set(Store &store, FunctionCall &call)
{
    store.set(bytesAt(call, 0), bytesAt(call, 2), std::nullopt, call.deadline);
    return 0;
}

int32_t add(Store &store, FunctionCall &call)
{
    return store.add(bytesAt(call, 0), int32_t(call.arguments[2].bits), call.deadline);
}

int32_t del(Store &store, FunctionCall &call)
{
    return store.remove(bytesAt(call, 0), call.deadline);
}

int32_t exists(Store &store, FunctionCall &call)
{
    return store.exists(bytesAt(call, 0), call.deadline);
}

int32_t counter(Store &store, FunctionCall &call)
{
    return store.add("counter", 1, call.deadline);
}

struct Row {
    const char *name;
    std::vector<Type> parameters;
    bool answers;
    const char *help;
    int32_t (*perform)(Store &, FunctionCall &);
};

} // namespace

std::vector<host::Function> functionsOf(const KeyValueProvider &provider)
{
    const Row rows[] = {
        {"get",
         {i32, i32, i32, i32},
         true,
         "(key, its length, room, its length): writes the value, cut to the room; answers its length, -1 without one",
         get},
        {"set", {i32, i32, i32, i32}, false, "(key, its length, value, its length)", set},
        {"add", {i32, i32, i32}, true, "(key, its length, how much): adds, and answers the sum", add},
        {"del", {i32, i32}, true, "(key, its length): answers 1, and 0 when there was nothing", del},
        {"exists", {i32, i32}, true, "(key, its length): answers 1 or 0", exists},
        {"counter", {}, true, "counts up by one under the key \"counter\", and answers the sum", counter},
    };
    std::vector<host::Function> made;
    for (const Row &row : rows)
        made.push_back({row.name, row.parameters, row.answers ? std::vector<Type>{i32} : std::vector<Type>{}, row.help,
                        [&provider, row](FunctionCall &call) -> Problem {
                            const auto store = provider.storeOf(call.actor, call.binding);
                            if (!store)
                                return "the store has no link for " + std::string(call.actor);
                            try {
                                const int32_t answer = row.perform(*store, call);
                                if (row.answers)
                                    call.results[0].bits = uint32_t(answer);
                            } catch (const Failed &error) {
                                return error.what();
                            }
                            return std::nullopt;
                        }});
    return made;
}

} // namespace watchglass::keyvalue
