// SPDX-License-Identifier: Apache-2.0
#include "plugins/memory_kv/memory_store.h"

#include <algorithm>

namespace watchglass::plugins {

namespace {

using List = std::deque<std::string>;
constexpr const char *text = "a text", *list = "a list", *set = "a set";

host::Bytes bytesOf(const std::string &one)
{
    return {one.begin(), one.end()};
}

template <class Content>
std::vector<host::Bytes> allBytes(const Content &content)
{
    std::vector<host::Bytes> all;
    for (const std::string &one : content)
        all.push_back(bytesOf(one));
    return all;
}

} // namespace

MemoryStore::Kept *MemoryStore::find(const std::string &key)
{
    const auto found = m_kept.find(key);
    if (found == m_kept.end())
        return nullptr;
    if (!found->second.end || Clock::now() < *found->second.end)
        return &found->second;
    m_kept.erase(found);
    return nullptr;
}

template <class Content>
Content *MemoryStore::findAs(const std::string &key, const char *kind)
{
    Kept *kept = find(key);
    if (!kept)
        return nullptr;
    if (auto *content = std::get_if<Content>(&kept->content))
        return content;
    throw Refused("what is kept under " + key + " is not " + kind);
}

template <class Content>
Content &MemoryStore::makeAs(const std::string &key, const char *kind)
{
    if (Content *found = findAs<Content>(key, kind))
        return *found;
    return std::get<Content>((m_kept[key] = {Content(), std::nullopt}).content);
}

int32_t MemoryStore::add(const std::string &key, int32_t amount)
{
    const std::lock_guard lock(m_mutex);
    const std::string *before = findAs<std::string>(key, text);
    const int32_t sum = sumOf(key, before ? *before : "0", amount);
    makeAs<std::string>(key, text) = std::to_string(sum);
    return sum;
}

std::optional<std::string> MemoryStore::get(const std::string &key)
{
    const std::lock_guard lock(m_mutex);
    const std::string *found = findAs<std::string>(key, text);
    return found ? std::optional(*found) : std::nullopt;
}

void MemoryStore::set(const std::string &key, const std::string &value, std::optional<std::chrono::seconds> life)
{
    const std::lock_guard lock(m_mutex);
    m_kept[key] = {value, life ? std::optional(Clock::now() + *life) : std::nullopt};
}

bool MemoryStore::remove(const std::string &key)
{
    const std::lock_guard lock(m_mutex);
    return find(key) && m_kept.erase(key);
}

bool MemoryStore::exists(const std::string &key)
{
    const std::lock_guard lock(m_mutex);
    return find(key);
}

size_t MemoryStore::push(const std::string &key, const std::string &value)
{
    const std::lock_guard lock(m_mutex);
    List &content = makeAs<List>(key, list);
    content.push_front(value);
    return content.size();
}

MemoryStore::Texts MemoryStore::range(const std::string &key, int64_t first, int64_t last)
{
    const std::lock_guard lock(m_mutex);
    const List *content = findAs<List>(key, list);
    if (!content)
        return {};
    const auto size = int64_t(content->size());
    const int64_t from = std::max<int64_t>(0, first < 0 ? size + first : first);
    const int64_t to = std::min(size - 1, last < 0 ? size + last : last);
    return from > to ? Texts() : Texts(content->begin() + from, content->begin() + to + 1);
}

size_t MemoryStore::removeFromList(const std::string &key, const std::string &value)
{
    const std::lock_guard lock(m_mutex);
    List *content = findAs<List>(key, list);
    const size_t count = content ? std::erase(*content, value) : 0;
    if (content && content->empty())
        m_kept.erase(key);
    return count;
}

bool MemoryStore::addToSet(const std::string &key, const std::string &value)
{
    const std::lock_guard lock(m_mutex);
    return makeAs<Set>(key, plugins::set).insert(value).second;
}

bool MemoryStore::removeFromSet(const std::string &key, const std::string &value)
{
    const std::lock_guard lock(m_mutex);
    Set *content = findAs<Set>(key, plugins::set);
    const bool was = content && content->erase(value);
    if (content && content->empty())
        m_kept.erase(key);
    return was;
}

MemoryStore::Texts MemoryStore::members(const std::string &key)
{
    return unionOf({key});
}

MemoryStore::Texts MemoryStore::unionOf(const Texts &sets)
{
    const std::lock_guard lock(m_mutex);
    Set all;
    for (const std::string &key : sets)
        if (const Set *content = findAs<Set>(key, plugins::set))
            all.insert(content->begin(), content->end());
    return {all.begin(), all.end()};
}

MemoryStore::Texts MemoryStore::intersectionOf(const Texts &sets)
{
    const std::lock_guard lock(m_mutex);
    std::optional<Set> common;
    for (const std::string &key : sets) {
        const Set *content = findAs<Set>(key, plugins::set);
        if (!common)
            common = content ? *content : Set();
        else
            std::erase_if(*common, [&](const std::string &one) { return !content || !content->contains(one); });
    }
    return common ? Texts(common->begin(), common->end()) : Texts();
}

size_t MemoryStore::size()
{
    const std::lock_guard lock(m_mutex);
    return m_kept.size();
}

void MemoryStore::copyOut(const std::function<bool(const host::Entry &)> &take)
{
    const std::lock_guard lock(m_mutex);
    for (const auto &[key, kept] : m_kept) {
        host::Entry entry{{}, {}, key, host::Entry::Kind(kept.content.index()), {}, {}};
        if (const auto *one = std::get_if<std::string>(&kept.content))
            entry.values = {bytesOf(*one)};
        else if (const auto *many = std::get_if<List>(&kept.content))
            entry.values = allBytes(*many);
        else
            entry.values = allBytes(std::get<Set>(kept.content));
        if (kept.end)
            entry.timeToLive = std::chrono::ceil<std::chrono::milliseconds>(*kept.end - Clock::now());
        if (kept.end && entry.timeToLive->count() <= 0)
            continue;
        if (!take(entry))
            return;
    }
}

void MemoryStore::copyIn(const host::Entry &entry)
{
    Kept kept;
    Texts texts;
    for (const host::Bytes &bytes : entry.values)
        texts.emplace_back(bytes.begin(), bytes.end());
    if (entry.kind == host::Entry::Kind::List)
        kept.content = List(texts.begin(), texts.end());
    else if (entry.kind == host::Entry::Kind::Set)
        kept.content = Set(texts.begin(), texts.end());
    else
        kept.content = texts.empty() ? std::string() : texts[0];
    if (entry.timeToLive)
        kept.end = Clock::now() + *entry.timeToLive;
    const std::lock_guard lock(m_mutex);
    m_kept[entry.key] = std::move(kept);
}

} // namespace watchglass::plugins
