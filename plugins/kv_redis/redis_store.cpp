// SPDX-License-Identifier: Apache-2.0
#include "plugins/kv_redis/redis_store.h"

#include <algorithm>
#include <hiredis/hiredis.h>
#include <set>

namespace watchglass::keyvalue {

namespace {

using namespace std::chrono_literals;
using Kind = Entry::Kind;

constexpr size_t mostIdle = 16;
constexpr auto copyPatience = 5s; ///< for one entry
constexpr size_t valuesAtOnce = 1000;

/// INCRBY counts in 64 bits, an answer has 32: what does not fit is taken back before anybody sees it.
constexpr const char *addScript = R"(
local sum = redis.pcall('INCRBY', KEYS[1], ARGV[1])
if type(sum) == 'table' then return sum end
if sum > 2147483647 or sum < -2147483648 then
  redis.call('DECRBY', KEYS[1], ARGV[1])
  return redis.error_reply('WGRANGE')
end
return sum)";

std::vector<std::string> allTexts(const redisReply &reply)
{
    std::vector<std::string> texts;
    for (size_t i = 0; i < reply.elements; ++i)
        texts.push_back(textOf(*reply.element[i]));
    return texts;
}

uint64_t countOf(const Reply &reply)
{
    return reply->integer > 0 ? uint64_t(reply->integer) : 0;
}

bool contains(const std::string &text, std::string_view part)
{
    return text.find(part) != text.npos;
}

} // namespace

/// One that the server closed while nobody looked, as one that was started again does, is no reason to fail.
std::unique_ptr<Connection> RedisStore::take(Deadline deadline)
{
    for (;;) {
        std::unique_ptr<Connection> idle;
        {
            const std::lock_guard lock(m_mutex);
            if (m_idle.empty())
                break;
            idle = std::move(m_idle.back());
            m_idle.pop_back();
        }
        if (idle->alive())
            return idle;
    }
    return std::make_unique<Connection>(m_address, deadline);
}

void RedisStore::giveBack(std::unique_ptr<Connection> connection)
{
    const std::lock_guard lock(m_mutex);
    if (m_idle.size() < mostIdle)
        m_idle.push_back(std::move(connection));
}

/// What breaks is not tried again: the server may have done it.
std::vector<Reply> RedisStore::askAll(const std::vector<Command> &commands, Deadline deadline)
{
    auto connection = take(deadline);
    auto replies = connection->ask(commands, deadline);
    giveBack(std::move(connection));
    return replies;
}

Reply RedisStore::ask(Command command, Deadline deadline, std::string_view key)
{
    Reply reply = std::move(askAll({std::move(command)}, deadline)[0]);
    if (isError(*reply))
        throw meaning(textOf(*reply), key);
    return reply;
}

Failed RedisStore::meaning(const std::string &error, std::string_view key) const
{
    if (contains(error, "WRONGTYPE"))
        return wrongKind(key);
    if (contains(error, "WGRANGE") || contains(error, "would overflow"))
        return tooGreat(key);
    if (contains(error, "value is not an integer"))
        return noNumber(key);
    return Unavailable(m_address.name() + " refuses: " + error);
}

int32_t RedisStore::add(std::string_view key, int32_t amount, Deadline deadline)
{
    const Reply reply = ask({"EVAL", addScript, "1", std::string(key), std::to_string(amount)}, deadline, key);
    return int32_t(reply->integer);
}

std::optional<std::string> RedisStore::get(std::string_view key, Deadline deadline)
{
    const Reply reply = ask({"GET", std::string(key)}, deadline, key);
    return reply->type == REDIS_REPLY_NIL ? std::nullopt : std::optional(textOf(*reply));
}

void RedisStore::set(std::string_view key, std::string_view value, std::optional<Milliseconds> timeToLive,
                     Deadline deadline)
{
    Command command = {"SET", std::string(key), std::string(value)};
    if (timeToLive)
        command.insert(command.end(), {"PX", std::to_string(timeToLive->count())});
    ask(std::move(command), deadline, key);
}

bool RedisStore::remove(std::string_view key, Deadline deadline)
{
    return countOf(ask({"DEL", std::string(key)}, deadline, key)) > 0;
}

bool RedisStore::exists(std::string_view key, Deadline deadline)
{
    return countOf(ask({"EXISTS", std::string(key)}, deadline, key)) > 0;
}

std::vector<std::string> RedisStore::range(std::string_view key, int32_t start, int32_t stop, Deadline deadline)
{
    return allTexts(*ask({"LRANGE", std::string(key), std::to_string(start), std::to_string(stop)}, deadline, key));
}

uint64_t RedisStore::push(std::string_view key, std::string_view value, End end, Deadline deadline)
{
    return countOf(ask({end == End::First ? "LPUSH" : "RPUSH", std::string(key), std::string(value)}, deadline, key));
}

uint64_t RedisStore::removeItem(std::string_view key, std::string_view value, Deadline deadline)
{
    return countOf(ask({"LREM", std::string(key), "0", std::string(value)}, deadline, key));
}

bool RedisStore::addMember(std::string_view key, std::string_view value, Deadline deadline)
{
    return countOf(ask({"SADD", std::string(key), std::string(value)}, deadline, key)) > 0;
}

bool RedisStore::removeMember(std::string_view key, std::string_view value, Deadline deadline)
{
    return countOf(ask({"SREM", std::string(key), std::string(value)}, deadline, key)) > 0;
}

std::vector<std::string> RedisStore::members(const Keys &keys, Combine combine, Deadline deadline)
{
    Command command = {combine == Combine::Union ? "SUNION" : "SINTER"};
    command.insert(command.end(), keys.begin(), keys.end());
    return allTexts(*ask(std::move(command), deadline, keys[0]));
}

Health RedisStore::health()
{
    try {
        ask({"PING"}, std::chrono::steady_clock::now() + 200ms);
        return {};
    } catch (const Failed &failed) {
        return {false, failed.what()};
    }
}

std::optional<Entry> RedisStore::entryOf(const std::string &key)
{
    const Deadline deadline = std::chrono::steady_clock::now() + copyPatience;
    const auto about = askAll({{"TYPE", key}, {"PTTL", key}}, deadline);
    Entry entry;
    entry.key = key;
    const std::string type = textOf(*about[0]);
    Reply reply;
    if (type == "string") {
        const auto value = get(key, deadline);
        if (!value) // it expired meanwhile
            return std::nullopt;
        entry.values.emplace_back(value->begin(), value->end());
    } else if (type == "list") {
        entry.kind = Kind::List;
        reply = ask({"LRANGE", key, "0", "-1"}, deadline, key);
    } else if (type == "set") {
        entry.kind = Kind::Set;
        reply = ask({"SMEMBERS", key}, deadline, key);
    } else {
        return std::nullopt;
    }
    if (about[1]->type == REDIS_REPLY_INTEGER && about[1]->integer > 0)
        entry.timeToLive = Milliseconds(about[1]->integer);
    if (reply)
        for (const std::string &text : allTexts(*reply))
            entry.values.emplace_back(text.begin(), text.end());
    return entry;
}

void RedisStore::copyOut(const std::function<bool(const Entry &)> &take)
{
    std::set<std::string> keys; // SCAN may name one twice
    std::string cursor = "0";
    do {
        const Reply reply = ask({"SCAN", cursor, "COUNT", "1000"}, std::chrono::steady_clock::now() + copyPatience);
        if (reply->elements != 2)
            throw Unavailable(m_address.name() + " does not list its keys");
        cursor = textOf(*reply->element[0]);
        for (std::string &key : allTexts(*reply->element[1]))
            keys.insert(std::move(key));
    } while (cursor != "0");
    for (const std::string &key : keys)
        if (const auto entry = entryOf(key); entry && !take(*entry))
            return;
}

void RedisStore::copyIn(const Entry &entry)
{
    std::vector<std::string> texts;
    for (const host::Bytes &value : entry.values)
        texts.emplace_back(value.begin(), value.end());
    std::vector<Command> commands = {{"MULTI"}, {"DEL", entry.key}};
    if (entry.kind == Kind::Value && !texts.empty())
        commands.push_back({"SET", entry.key, texts[0]});
    else
        for (size_t i = 0; i < texts.size(); i += valuesAtOnce) {
            Command command = {entry.kind == Kind::List ? "RPUSH" : "SADD", entry.key};
            const size_t end = std::min(texts.size(), i + valuesAtOnce);
            command.insert(command.end(), texts.begin() + ptrdiff_t(i), texts.begin() + ptrdiff_t(end));
            commands.push_back(std::move(command));
        }
    if (entry.timeToLive)
        commands.push_back({"PEXPIRE", entry.key, std::to_string(entry.timeToLive->count())});
    commands.push_back({"EXEC"});
    for (const Reply &reply : askAll(commands, std::chrono::steady_clock::now() + copyPatience))
        if (isError(*reply))
            throw meaning(textOf(*reply), entry.key);
}

} // namespace watchglass::keyvalue
