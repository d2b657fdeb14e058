// SPDX-License-Identifier: Apache-2.0
#include "plugins/kit/key_value.h"

#include <charconv>

namespace watchglass::plugins {

namespace {

using contracts::List;
using contracts::Value;

KeyValueStore::Texts textsOf(const Value &value)
{
    KeyValueStore::Texts texts;
    for (const Value &one : value.list())
        texts.push_back(one.text());
    return texts;
}

Value valuesOf(const KeyValueStore::Texts &texts)
{
    List list;
    for (const std::string &text : texts)
        list.emplace_back(text);
    return Value().set("values", std::move(list));
}

Value countOf(size_t count)
{
    return Value().set("newCount", uint64_t(count));
}

Value set(KeyValueStore &store, const Value &request)
{
    const int64_t seconds = request["expires"].number();
    if (seconds < 0)
        throw Refused("Set: expires is below 0");
    store.set(request["key"].text(), request["value"].text(),
              seconds ? std::optional(std::chrono::seconds(seconds)) : std::nullopt);
    return Value().set("value", request["value"].text());
}

Value found(const std::optional<std::string> &text)
{
    Value made;
    made.set("value", text.value_or(""));
    made.set("exists", text.has_value());
    return made;
}

/// Answers have the fields of all forms of an operation; those that the caller's form lacks are left out.
Value removed(const Value &request, bool was)
{
    Value made;
    made.set("key", request["key"].text());
    made.set("removed", was);
    return made;
}

struct Row {
    std::string_view name;
    Value (*perform)(KeyValueStore &, const Value &);
};
constexpr Row rows[] = {
    {"Add",
     [](KeyValueStore &store, const Value &request) {
         return Value().set("value", store.add(request["key"].text(), int32_t(request["value"].number())));
     }},
    {"Get", [](KeyValueStore &store, const Value &request) { return found(store.get(request["key"].text())); }},
    {"Set", set},
    {"Del",
     [](KeyValueStore &store, const Value &request) { return removed(request, store.remove(request["key"].text())); }},
    {"Clear",
     [](KeyValueStore &store, const Value &request) { return removed(request, store.remove(request["key"].text())); }},
    {"SetClear",
     [](KeyValueStore &store, const Value &request) { return removed(request, store.remove(request["key"].text())); }},
    {"KeyExists",
     [](KeyValueStore &store, const Value &request) {
         Value made;
         made.set("exists", store.exists(request["key"].text()));
         return made;
     }},
    {"Push", [](KeyValueStore &store,
                const Value &request) { return countOf(store.push(request["key"].text(), request["value"].text())); }},
    {"Range",
     [](KeyValueStore &store, const Value &request) {
         return valuesOf(store.range(request["key"].text(), request["start"].number(), request["stop"].number()));
     }},
    {"ListItemDelete",
     [](KeyValueStore &store, const Value &request) {
         const size_t count = store.removeFromList(request["key"].text(), request["value"].text());
         Value made = countOf(count);
         made.set("removed", count > 0);
         return made;
     }},
    {"SetAdd",
     [](KeyValueStore &store, const Value &request) {
         return countOf(store.addToSet(request["key"].text(), request["value"].text()));
     }},
    {"SetRemove",
     [](KeyValueStore &store, const Value &request) {
         return countOf(store.removeFromSet(request["key"].text(), request["value"].text()));
     }},
    {"SetQuery",
     [](KeyValueStore &store, const Value &request) { return valuesOf(store.members(request["key"].text())); }},
    {"SetUnion",
     [](KeyValueStore &store, const Value &request) { return valuesOf(store.unionOf(textsOf(request["keys"]))); }},
    {"SetIntersection", [](KeyValueStore &store,
                           const Value &request) { return valuesOf(store.intersectionOf(textsOf(request["keys"]))); }},
};

} // namespace

host::Answer answerFrom(KeyValueStore &store, const host::Call &call)
{
    return answerBy(call, [&](const contracts::Operation &operation, const Value &request) {
        for (const Row &row : rows)
            if (row.name == operation.name)
                return row.perform(store, request);
        throw Refused("this key-value store does not know " + std::string(operation.name));
    });
}

int32_t sumOf(const std::string &key, const std::string &text, int32_t amount)
{
    int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        throw Refused("Add: what is kept under " + key + " is no number");
    int64_t sum = 0;
    if (__builtin_add_overflow(number, int64_t(amount), &sum) || sum < INT32_MIN || sum > INT32_MAX)
        throw Refused("Add: the number under " + key + " would no longer fit 32 bits");
    return int32_t(sum);
}

} // namespace watchglass::plugins
