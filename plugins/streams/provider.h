// SPDX-License-Identifier: Apache-2.0
/// A provider of event streams over any place for events.
#pragma once

#include "plugins/kit/endings.h"
#include "plugins/kit/links.h"
#include "plugins/kit/settings.h"
#include "plugins/streams/follower.h"

namespace watchglass::streams {

class StreamsProvider : public host::Provider
{
public:
    std::optional<std::string> start(host::Services &services) override;
    std::optional<std::string> bind(const host::Binding &binding) override;
    void unbind(std::string_view actor, std::string_view binding) override;
    host::Answer call(const host::Call &call) override;
    host::Health health() override;
    int handOver(std::string_view actor, std::string_view binding) override;

protected:
    /// The place that these settings mean. Throws Failed when they will not do.
    virtual std::shared_ptr<StreamStore> open(const plugins::Settings &settings) = 0;

private:
    struct Link {
        std::shared_ptr<StreamStore> store;
        std::vector<std::unique_ptr<Follower>> followers;
    };
    using Places = std::map<std::string, uint64_t>; ///< by stream
    static Places leave(Link &link);
    void end(std::shared_ptr<Link> link);

    host::Services *m_services = nullptr;
    plugins::Links<Link> m_links;
    std::mutex m_mutex;
    plugins::Endings m_endings;
};

} // namespace watchglass::streams
