// SPDX-License-Identifier: Apache-2.0
/// A provider of key-value over any store: each link has one, and links with the same settings share it.
#pragma once

#include <map>
#include <memory>
#include <shared_mutex>

#include "plugins/keyvalue/store.h"
#include "plugins/kit/settings.h"

namespace watchglass::keyvalue {

using plugins::numberOf;
using plugins::Settings;
using plugins::textOf;

class KeyValueProvider : public host::Provider
{
public:
    std::optional<std::string> start(host::Services &services) override;
    std::optional<std::string> bind(const host::Binding &binding) override;
    void unbind(std::string_view actor, std::string_view binding) override;
    host::Answer call(const host::Call &call) override;
    Health health() override;
    std::vector<host::Function> functions() override;
    std::optional<std::string> copyOut(const std::function<bool(const Entry &)> &take) override;
    std::optional<std::string> copyIn(const Entry &entry) override;

    /// Of a link; null when it is not bound.
    std::shared_ptr<Store> storeOf(std::string_view actor, std::string_view binding) const;

protected:
    /// The store that these settings mean. Throws Failed when they will not do.
    virtual std::shared_ptr<Store> open(const Settings &settings) = 0;
    host::Services &services() const { return *m_services; }

private:
    using Link = std::pair<std::string, std::string>; ///< actor and name
    std::map<Link, std::shared_ptr<Store>> links() const;

    host::Services *m_services = nullptr;
    mutable std::shared_mutex m_mutex;
    std::map<Link, std::shared_ptr<Store>> m_links;
};

/// The store by plain imports: what is asked of `KeyValueProvider::functions`.
std::vector<host::Function> functionsOf(const KeyValueProvider &provider);

} // namespace watchglass::keyvalue
