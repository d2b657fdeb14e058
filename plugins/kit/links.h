// SPDX-License-Identifier: Apache-2.0
/// What a provider keeps for each of its links.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace watchglass::plugins {

/// Any thread may ask. Whoever got one may use it also when the link is gone meanwhile.
template <class Link>
class Links
{
public:
    /// In the place of what the link had; that ends outside of the lock.
    void set(const std::string &actor, const std::string &binding, std::shared_ptr<Link> link)
    {
        const std::lock_guard lock(m_mutex);
        m_links[{actor, binding}].swap(link);
    }
    /// What was there.
    std::shared_ptr<Link> remove(std::string_view actor, std::string_view binding)
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_links.find({std::string(actor), std::string(binding)});
        if (found == m_links.end())
            return nullptr;
        std::shared_ptr<Link> last = std::move(found->second);
        m_links.erase(found);
        return last;
    }
    /// Null when there is none. Guests that know no names of links have the default one.
    std::shared_ptr<Link> find(std::string_view actor, std::string_view binding) const
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_links.find({std::string(actor), std::string(binding.empty() ? "default" : binding)});
        return found == m_links.end() ? nullptr : found->second;
    }
    std::vector<std::shared_ptr<Link>> all() const
    {
        const std::lock_guard lock(m_mutex);
        std::vector<std::shared_ptr<Link>> links;
        for (const auto &[name, link] : m_links)
            links.push_back(link);
        return links;
    }

private:
    mutable std::mutex m_mutex;
    std::map<std::pair<std::string, std::string>, std::shared_ptr<Link>> m_links; ///< by actor and name
};

} // namespace watchglass::plugins
