// SPDX-License-Identifier: Apache-2.0
#include "plugins/keyvalue/operations.h"

#include <algorithm>

namespace watchglass::keyvalue {

namespace {

using namespace contracts;

/// One operation that is under way.
struct Task {
    Store &store;
    std::string_view form; ///< the name under which it was called
    const Value &request;
    Deadline deadline;

    const std::string &key() const { return request["key"].text(); }
    const std::string &value() const { return request["value"].text(); }
    int32_t number(std::string_view name) const { return int32_t(request[name].number()); } // of 32 bits, by the table
};

Object counted(uint64_t count)
{
    return {{"newCount", std::min<uint64_t>(count, INT32_MAX)}, {"removed", count > 0}};
}

Object removed(const Task &task)
{
    const bool was = task.store.remove(task.key(), task.deadline);
    return {{"key", task.key()}, {"removed", was}};
}

List values(std::vector<std::string> texts)
{
    List list;
    list.reserve(texts.size());
    for (std::string &text : texts)
        list.emplace_back(std::move(text));
    return list;
}

/// In their order, so that every backend answers the same.
Object members(const Task &task, Keys keys, Store::Combine combine)
{
    if (keys.empty())
        throw Refused("the request names no keys");
    auto found = task.store.members(keys, combine, task.deadline);
    std::sort(found.begin(), found.end());
    return {{"values", values(std::move(found))}};
}

Keys keysOf(const Task &task)
{
    Keys keys;
    for (const Value &key : task.request["keys"].list())
        keys.push_back(key.text());
    return keys;
}

Object add(const Task &task)
{
    return {{"value", task.store.add(task.key(), task.number("value"), task.deadline)}};
}

Object get(const Task &task)
{
    auto value = task.store.get(task.key(), task.deadline);
    const bool exists = value.has_value();
    return {{"value", std::move(value).value_or("")}, {"exists", exists}};
}

Object set(const Task &task)
{
    const int64_t seconds = task.request["expires"].number();
    if (seconds < 0)
        throw Refused("expires is below 0; it is in seconds, and 0 is for ever");
    const auto timeToLive = seconds ? std::optional<Milliseconds>(std::chrono::seconds(seconds)) : std::nullopt;
    task.store.set(task.key(), task.value(), timeToLive, task.deadline);
    return {{"value", task.value()}};
}

Object range(const Task &task)
{
    return {{"values", values(task.store.range(task.key(), task.number("start"), task.number("stop"), task.deadline))}};
}

/// wasmCloud's providers put an item at the end where those of waSCC put it at the beginning.
Object push(const Task &task)
{
    const auto end = task.form == "KeyValue.ListAdd" ? Store::End::Last : Store::End::First;
    return counted(task.store.push(task.key(), task.value(), end, task.deadline));
}

Object removeItem(const Task &task)
{
    return counted(task.store.removeItem(task.key(), task.value(), task.deadline));
}

Object addMember(const Task &task)
{
    return counted(task.store.addMember(task.key(), task.value(), task.deadline));
}

Object removeMember(const Task &task)
{
    return counted(task.store.removeMember(task.key(), task.value(), task.deadline));
}

Object setUnion(const Task &task)
{
    return members(task, keysOf(task), Store::Combine::Union);
}

Object setIntersection(const Task &task)
{
    return members(task, keysOf(task), Store::Combine::Intersection);
}

Object query(const Task &task)
{
    return members(task, {task.key()}, Store::Combine::Union);
}

Object exists(const Task &task)
{
    return {{"value", ""}, {"exists", task.store.exists(task.key(), task.deadline)}};
}

constexpr struct {
    std::string_view name;
    Object (*perform)(const Task &);
} operations[] = {
    {"Add", add},           {"Get", get},
    {"Set", set},           {"Del", removed},
    {"Clear", removed},     {"Range", range},
    {"Push", push},         {"ListItemDelete", removeItem},
    {"SetAdd", addMember},  {"SetRemove", removeMember},
    {"SetUnion", setUnion}, {"SetIntersection", setIntersection},
    {"SetQuery", query},    {"SetClear", removed},
    {"KeyExists", exists},
};

} // namespace

host::Answer perform(Store &store, const host::Call &call)
{
    return plugins::answerBy(call, [&](const Operation &operation, const Value &request) -> Value {
        const auto found = std::find_if(std::begin(operations), std::end(operations),
                                        [&](const auto &one) { return one.name == operation.name; });
        if (found == std::end(operations))
            throw Refused("this store does not know the operation " + std::string(operation.name));
        return found->perform({store, call.operation, request, call.deadline});
    });
}

} // namespace watchglass::keyvalue
