// SPDX-License-Identifier: Apache-2.0
#include "plugins/kv_memory/memory_store.h"

#include <algorithm>

namespace watchglass::keyvalue {

namespace {

constexpr uint64_t place = 64; ///< what a key or a value takes besides its bytes, about

uint64_t sizeOf(std::string_view text)
{
    return text.size() + place;
}

template <class Texts>
uint64_t sizeOfAll(const Texts &texts)
{
    uint64_t size = 0;
    for (const std::string &text : texts)
        size += sizeOf(text);
    return size;
}

} // namespace

void MemoryStore::setLimit(uint64_t bytes)
{
    const std::lock_guard lock(m_mutex);
    m_limit = bytes;
}

/// What is over goes first, so nobody ever meets it.
std::unique_lock<std::mutex> MemoryStore::enter()
{
    std::unique_lock lock(m_mutex);
    if (!m_expiring.empty())
        for (const auto now = Clock::now(); !m_expiring.empty() && m_expiring.begin()->first <= now;)
            erase(m_items.find(m_expiring.begin()->second));
    return lock;
}

template <class Kind>
Kind *MemoryStore::find(std::string_view key)
{
    const auto found = m_items.find(key);
    if (found == m_items.end())
        return nullptr;
    Kind *const kept = std::get_if<Kind>(&found->second.data);
    if (!kept)
        throw wrongKind(key);
    return kept;
}

template <class Kind>
Kind &MemoryStore::make(std::string_view key)
{
    m_bytes += sizeOf(key);
    return m_items.emplace(key, Item{Kind(), {}}).first->second.data.template emplace<Kind>();
}

void MemoryStore::expireAt(Items::iterator at, std::optional<Milliseconds> timeToLive)
{
    if (at->second.expires)
        m_expiring.erase(*at->second.expires);
    at->second.expires.reset();
    if (timeToLive)
        at->second.expires = m_expiring.emplace(Clock::now() + *timeToLive, at->first);
}

void MemoryStore::erase(Items::iterator at)
{
    expireAt(at, std::nullopt);
    m_bytes -= sizeOf(at->first);
    if (const auto *text = std::get_if<Text>(&at->second.data))
        m_bytes -= sizeOf(*text);
    else if (const auto *list = std::get_if<List>(&at->second.data))
        m_bytes -= sizeOfAll(*list);
    else
        m_bytes -= sizeOfAll(std::get<Set>(at->second.data));
    m_items.erase(at);
    m_full = false;
}

/// Asks for room before anything changes.
void MemoryStore::grow(uint64_t bytes)
{
    if (bytes > m_limit || m_bytes > m_limit - bytes) {
        m_full = true;
        throw Unavailable("the store in memory is full: its limit is " + std::to_string(m_limit / 1'000'000) +
                          " MB (setting LIMIT_MB)");
    }
}

int32_t MemoryStore::add(std::string_view key, int32_t amount, Deadline)
{
    const auto lock = enter();
    Text *text = find<Text>(key);
    const int32_t result = sum(key, text ? std::optional(*text) : std::nullopt, amount);
    const std::string number = std::to_string(result);
    grow(text ? number.size() : sizeOf(key) + sizeOf(number));
    if (!text) {
        text = &make<Text>(key);
        m_bytes += place;
    }
    m_bytes += number.size();
    m_bytes -= text->size();
    *text = number;
    return result;
}

std::optional<std::string> MemoryStore::get(std::string_view key, Deadline)
{
    const auto lock = enter();
    const Text *text = find<Text>(key);
    return text ? std::optional(*text) : std::nullopt;
}

void MemoryStore::set(std::string_view key, std::string_view value, std::optional<Milliseconds> timeToLive, Deadline)
{
    const auto lock = enter();
    grow(sizeOf(key) + sizeOf(value));
    if (const auto found = m_items.find(key); found != m_items.end())
        erase(found);
    m_bytes += sizeOf(make<Text>(key) = value);
    expireAt(m_items.find(key), timeToLive);
}

bool MemoryStore::remove(std::string_view key, Deadline)
{
    const auto lock = enter();
    const auto found = m_items.find(key);
    if (found == m_items.end())
        return false;
    erase(found);
    return true;
}

bool MemoryStore::exists(std::string_view key, Deadline)
{
    const auto lock = enter();
    return m_items.find(key) != m_items.end();
}

std::vector<std::string> MemoryStore::range(std::string_view key, int32_t start, int32_t stop, Deadline)
{
    const auto lock = enter();
    const List *list = find<List>(key);
    if (!list)
        return {};
    const auto [first, count] = part(start, stop, list->size());
    return {list->begin() + ptrdiff_t(first), list->begin() + ptrdiff_t(first + count)};
}

uint64_t MemoryStore::push(std::string_view key, std::string_view value, End end, Deadline)
{
    const auto lock = enter();
    List *list = find<List>(key);
    grow(sizeOf(value) + (list ? 0 : sizeOf(key)));
    if (!list)
        list = &make<List>(key);
    if (end == End::First)
        list->emplace_front(value);
    else
        list->emplace_back(value);
    m_bytes += sizeOf(value);
    return list->size();
}

uint64_t MemoryStore::removeItem(std::string_view key, std::string_view value, Deadline)
{
    const auto lock = enter();
    List *list = find<List>(key);
    const size_t count = list ? std::erase(*list, value) : 0;
    m_bytes -= count * sizeOf(value);
    if (count)
        m_full = false;
    if (list && list->empty())
        erase(m_items.find(key));
    return count;
}

bool MemoryStore::addMember(std::string_view key, std::string_view value, Deadline)
{
    const auto lock = enter();
    Set *set = find<Set>(key);
    if (set && set->contains(std::string(value)))
        return false;
    grow(sizeOf(value) + (set ? 0 : sizeOf(key)));
    if (!set)
        set = &make<Set>(key);
    set->emplace(value);
    m_bytes += sizeOf(value);
    return true;
}

bool MemoryStore::removeMember(std::string_view key, std::string_view value, Deadline)
{
    const auto lock = enter();
    Set *set = find<Set>(key);
    if (!set || !set->erase(std::string(value)))
        return false;
    m_bytes -= sizeOf(value);
    m_full = false;
    if (set->empty())
        erase(m_items.find(key));
    return true;
}

std::vector<std::string> MemoryStore::members(const Keys &keys, Combine combine, Deadline)
{
    const auto lock = enter();
    std::vector<const Set *> sets;
    for (const std::string &key : keys)
        sets.push_back(find<Set>(key));
    Set all;
    if (combine == Combine::Union) {
        for (const Set *set : sets)
            if (set)
                all.insert(set->begin(), set->end());
    } else if (std::find(sets.begin(), sets.end(), nullptr) == sets.end()) {
        std::copy_if(sets[0]->begin(), sets[0]->end(), std::inserter(all, all.end()), [&](const std::string &value) {
            return std::all_of(sets.begin(), sets.end(), [&](const Set *set) { return set->contains(value); });
        });
    }
    return {all.begin(), all.end()};
}

Health MemoryStore::health()
{
    const std::lock_guard lock(m_mutex);
    return m_full ? Health{false, "the store in memory is full"} : Health{};
}

std::optional<Entry> MemoryStore::entryOf(const std::string &key)
{
    const auto lock = enter();
    const auto found = m_items.find(key);
    if (found == m_items.end())
        return std::nullopt;
    Entry entry;
    entry.key = key;
    const auto take = [&](Entry::Kind kind, const auto &texts) {
        entry.kind = kind;
        for (const std::string &text : texts)
            entry.values.emplace_back(text.begin(), text.end());
    };
    const Item &item = found->second;
    if (const auto *text = std::get_if<Text>(&item.data))
        take(Entry::Kind::Value, std::initializer_list<std::string>{*text});
    else if (const auto *list = std::get_if<List>(&item.data))
        take(Entry::Kind::List, *list);
    else
        take(Entry::Kind::Set, std::get<Set>(item.data));
    if (item.expires)
        entry.timeToLive = std::chrono::ceil<Milliseconds>((*item.expires)->first - Clock::now());
    return entry;
}

void MemoryStore::copyOut(const std::function<bool(const Entry &)> &take)
{
    Keys keys;
    {
        const auto lock = enter();
        for (const auto &[key, item] : m_items)
            keys.push_back(key);
    }
    for (const std::string &key : keys)
        if (const auto entry = entryOf(key); entry && !take(*entry)) // nobody takes while the lock is held
            return;
}

void MemoryStore::copyIn(const Entry &entry)
{
    const auto lock = enter();
    std::vector<std::string> texts;
    for (const host::Bytes &value : entry.values)
        texts.emplace_back(value.begin(), value.end());
    grow(sizeOf(entry.key) + sizeOfAll(texts));
    if (const auto found = m_items.find(entry.key); found != m_items.end())
        erase(found);
    if (texts.empty())
        return;
    if (entry.kind == Entry::Kind::Value)
        m_bytes += sizeOf(make<Text>(entry.key) = texts[0]);
    else if (entry.kind == Entry::Kind::List)
        m_bytes += sizeOfAll(make<List>(entry.key) = List(texts.begin(), texts.end()));
    else
        m_bytes += sizeOfAll(make<Set>(entry.key) = Set(texts.begin(), texts.end()));
    expireAt(m_items.find(entry.key), entry.timeToLive);
}

} // namespace watchglass::keyvalue
