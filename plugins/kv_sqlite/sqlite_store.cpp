// SPDX-License-Identifier: Apache-2.0
#include "plugins/kv_sqlite/sqlite_store.h"

#include <algorithm>

namespace watchglass::keyvalue {

namespace {

using namespace std::chrono_literals;
using Turn = Database::Turn;
using Kind = Entry::Kind;

constexpr auto copyPatience = 5s; ///< for one entry

/// Milliseconds since 1970: times to live outlast the program.
int64_t now()
{
    return std::chrono::duration_cast<Milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

struct Row {
    std::string value;
    int64_t length = 0; ///< of a list
};
/// What is there; another kind than the one asked for is refused.
std::optional<Row> find(Turn &turn, std::string_view key, Kind kind)
{
    auto rows = turn.query("SELECT kind, value, length FROM entries WHERE key = ? AND (expires IS NULL OR expires > ?)",
                           key, now());
    if (!rows.next())
        return std::nullopt;
    if (Kind(rows.number(0)) != kind)
        throw wrongKind(key);
    return Row{rows.text(1), rows.number(2)};
}

void removeWhole(Turn &turn, std::string_view key)
{
    turn.change("DELETE FROM entries WHERE key = ?", key);
}

void makeText(Turn &turn, std::string_view key, std::string_view value)
{
    turn.change("INSERT INTO entries(key, kind, value) VALUES(?, 0, ?)", key, value);
}

void makeEmpty(Turn &turn, std::string_view key, Kind kind)
{
    turn.change("INSERT INTO entries(key, kind) VALUES(?, ?)", key, int64_t(kind));
}

void expireIn(Turn &turn, std::string_view key, std::optional<Milliseconds> timeToLive)
{
    if (timeToLive)
        turn.change("UPDATE entries SET expires = ? WHERE key = ?", now() + timeToLive->count(), key);
}

void append(Turn &turn, std::string_view key, std::string_view value)
{
    turn.change("INSERT INTO items SELECT ?1, coalesce(max(position), 0) + 1, ?2 FROM items WHERE key = ?1", key,
                value);
    turn.change("UPDATE entries SET length = length + 1 WHERE key = ?", key);
}

bool insertMember(Turn &turn, std::string_view key, std::string_view value)
{
    return turn.change("INSERT INTO members VALUES(?, ?) ON CONFLICT DO NOTHING", key, value) > 0;
}

std::vector<std::string> allTexts(Database::Rows rows)
{
    std::vector<std::string> texts;
    while (rows.next())
        texts.push_back(rows.text(0));
    return texts;
}

std::vector<std::string> membersOf(Turn &turn, std::string_view key)
{
    return allTexts(turn.query("SELECT value FROM members WHERE key = ? ORDER BY value", key));
}

} // namespace

/// What is over goes first, so nobody ever meets it.
template <class Work>
auto SqliteStore::write(Deadline deadline, Work work)
{
    try {
        Turn turn(m_database, Turn::Writes, deadline);
        turn.change("DELETE FROM entries WHERE expires <= ?", now());
        auto result = work(turn);
        turn.commit();
        return result;
    } catch (const Failed &failed) {
        if (failed.failure != Failure::Refused)
            m_database.note(failed.what());
        throw;
    }
}

int32_t SqliteStore::add(std::string_view key, int32_t amount, Deadline deadline)
{
    return write(deadline, [&](Turn &turn) {
        const auto row = find(turn, key, Kind::Value);
        const int32_t result = sum(key, row ? std::optional(row->value) : std::nullopt, amount);
        const std::string number = std::to_string(result);
        if (row)
            turn.change("UPDATE entries SET value = ? WHERE key = ?", number, key);
        else
            makeText(turn, key, number);
        return result;
    });
}

std::optional<std::string> SqliteStore::get(std::string_view key, Deadline deadline)
{
    Turn turn(m_database, Turn::Reads, deadline);
    auto row = find(turn, key, Kind::Value);
    return row ? std::optional(std::move(row->value)) : std::nullopt;
}

void SqliteStore::set(std::string_view key, std::string_view value, std::optional<Milliseconds> timeToLive,
                      Deadline deadline)
{
    write(deadline, [&](Turn &turn) {
        removeWhole(turn, key);
        makeText(turn, key, value);
        expireIn(turn, key, timeToLive);
        return true;
    });
}

bool SqliteStore::remove(std::string_view key, Deadline deadline)
{
    return write(deadline, [&](Turn &turn) { return turn.change("DELETE FROM entries WHERE key = ?", key) > 0; });
}

bool SqliteStore::exists(std::string_view key, Deadline deadline)
{
    Turn turn(m_database, Turn::Reads, deadline);
    return turn.query("SELECT 1 FROM entries WHERE key = ? AND (expires IS NULL OR expires > ?)", key, now()).next();
}

std::vector<std::string> SqliteStore::range(std::string_view key, int32_t start, int32_t stop, Deadline deadline)
{
    Turn turn(m_database, Turn::Reads, deadline);
    const auto row = find(turn, key, Kind::List);
    const auto [first, count] = part(start, stop, row ? uint64_t(row->length) : 0);
    return allTexts(turn.query("SELECT value FROM items WHERE key = ? ORDER BY position LIMIT ? OFFSET ?", key,
                               int64_t(count), int64_t(first)));
}

uint64_t SqliteStore::push(std::string_view key, std::string_view value, End end, Deadline deadline)
{
    return write(deadline, [&](Turn &turn) {
        const auto row = find(turn, key, Kind::List);
        if (!row)
            makeEmpty(turn, key, Kind::List);
        if (end == End::Last) {
            append(turn, key, value);
        } else {
            turn.change("INSERT INTO items SELECT ?1, coalesce(min(position), 0) - 1, ?2 FROM items WHERE key = ?1",
                        key, value);
            turn.change("UPDATE entries SET length = length + 1 WHERE key = ?", key);
        }
        return uint64_t(row ? row->length : 0) + 1;
    });
}

uint64_t SqliteStore::removeItem(std::string_view key, std::string_view value, Deadline deadline)
{
    return write(deadline, [&](Turn &turn) -> uint64_t {
        const auto row = find(turn, key, Kind::List);
        if (!row)
            return 0;
        const uint64_t count = turn.change("DELETE FROM items WHERE key = ? AND value = ?", key, value);
        if (count == uint64_t(row->length))
            removeWhole(turn, key);
        else
            turn.change("UPDATE entries SET length = length - ? WHERE key = ?", int64_t(count), key);
        return count;
    });
}

bool SqliteStore::addMember(std::string_view key, std::string_view value, Deadline deadline)
{
    return write(deadline, [&](Turn &turn) {
        if (!find(turn, key, Kind::Set))
            makeEmpty(turn, key, Kind::Set);
        return insertMember(turn, key, value);
    });
}

bool SqliteStore::removeMember(std::string_view key, std::string_view value, Deadline deadline)
{
    return write(deadline, [&](Turn &turn) {
        if (!find(turn, key, Kind::Set))
            return false;
        const bool was = turn.change("DELETE FROM members WHERE key = ? AND value = ?", key, value) > 0;
        if (!turn.query("SELECT 1 FROM members WHERE key = ?", key).next())
            removeWhole(turn, key);
        return was;
    });
}

std::vector<std::string> SqliteStore::members(const Keys &keys, Combine combine, Deadline deadline)
{
    Turn turn(m_database, Turn::Reads, deadline);
    std::vector<std::string> all;
    for (size_t i = 0; i < keys.size(); ++i) {
        const bool there = find(turn, keys[i], Kind::Set).has_value();
        const std::vector<std::string> next = there ? membersOf(turn, keys[i]) : std::vector<std::string>();
        std::vector<std::string> both;
        if (i == 0)
            both = next;
        else if (combine == Combine::Union)
            std::set_union(all.begin(), all.end(), next.begin(), next.end(), std::back_inserter(both));
        else
            std::set_intersection(all.begin(), all.end(), next.begin(), next.end(), std::back_inserter(both));
        all = std::move(both);
    }
    return all;
}

/// After a failure it finds out whether it would fail again: whether there is room for more, and whether the file can
/// be written.
Health SqliteStore::health()
{
    if (m_database.problem().empty())
        return {};
    try {
        Turn turn(m_database, Turn::Writes, std::chrono::steady_clock::now() + 150ms);
        turn.change("INSERT INTO entries(key, kind, value) VALUES('', 9, zeroblob(65536)) ON CONFLICT DO NOTHING");
        turn.change("DELETE FROM entries WHERE key = '' AND kind = 9"); // the key may be in use by others
        turn.commit();
        return {};
    } catch (const Failed &failed) {
        return {false, failed.what()};
    }
}

std::optional<Entry> SqliteStore::entryOf(const std::string &key)
{
    Turn turn(m_database, Turn::Reads, std::chrono::steady_clock::now() + copyPatience);
    auto rows = turn.query(
        "SELECT kind, value, expires FROM entries WHERE key = ? AND (expires IS NULL OR expires > ?)", key, now());
    if (!rows.next())
        return std::nullopt;
    Entry entry;
    entry.key = key;
    entry.kind = Kind(rows.number(0));
    if (!rows.isNothing(2))
        entry.timeToLive = Milliseconds(std::max<int64_t>(rows.number(2) - now(), 1));
    const std::vector<std::string> texts =
        entry.kind == Kind::Value ? std::vector<std::string>{rows.text(1)}
        : entry.kind == Kind::List
            ? allTexts(turn.query("SELECT value FROM items WHERE key = ? ORDER BY position", key))
            : membersOf(turn, key);
    for (const std::string &text : texts)
        entry.values.emplace_back(text.begin(), text.end());
    return entry;
}

void SqliteStore::copyOut(const std::function<bool(const Entry &)> &take)
{
    Keys keys;
    {
        Turn turn(m_database, Turn::Reads, std::chrono::steady_clock::now() + copyPatience);
        keys = allTexts(turn.query("SELECT key FROM entries"));
    }
    for (const std::string &key : keys)
        if (const auto entry = entryOf(key); entry && !take(*entry)) // nobody takes within a turn
            return;
}

void SqliteStore::copyIn(const Entry &entry)
{
    write(std::chrono::steady_clock::now() + copyPatience, [&](Turn &turn) {
        removeWhole(turn, entry.key);
        if (entry.values.empty())
            return true;
        if (entry.kind != Kind::Value)
            makeEmpty(turn, entry.key, entry.kind);
        for (const host::Bytes &value : entry.values) {
            const std::string_view text(reinterpret_cast<const char *>(value.data()), value.size());
            if (entry.kind == Kind::Value)
                makeText(turn, entry.key, text);
            else if (entry.kind == Kind::List)
                append(turn, entry.key, text);
            else
                insertMember(turn, entry.key, text);
        }
        expireIn(turn, entry.key, entry.timeToLive);
        return true;
    });
}

} // namespace watchglass::keyvalue
