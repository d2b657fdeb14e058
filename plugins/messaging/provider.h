// SPDX-License-Identifier: Apache-2.0
/// A provider of messaging over any way for messages to go.
#pragma once

#include "plugins/kit/endings.h"
#include "plugins/kit/links.h"
#include "plugins/kit/settings.h"
#include "plugins/messaging/message_link.h"

namespace watchglass::messaging {

class MessagingProvider : public host::Provider
{
public:
    std::optional<std::string> start(host::Services &services) override;
    std::optional<std::string> bind(const host::Binding &binding) override;
    void unbind(std::string_view actor, std::string_view binding) override;
    host::Answer call(const host::Call &call) override;
    host::Health health() override;
    std::vector<host::Function> functions() override;
    int handOver(std::string_view actor, std::string_view binding) override;

protected:
    /// It listens already when it comes back, unless the backend is not there. Throws Failed when the settings will not
    /// do.
    virtual std::shared_ptr<MessageLink> connect(const LinkPlan &plan) = 0;
    host::Services &services() const { return *m_services; }

private:
    std::shared_ptr<MessageLink> linkOf(std::string_view actor, std::string_view binding) const;
    void end(std::shared_ptr<MessageLink> link);

    host::Services *m_services = nullptr;
    plugins::Links<MessageLink> m_links;
    std::mutex m_mutex;
    plugins::Endings m_endings;
};

/// A call for the actor of the link that brings it a message.
host::ActorCall callWith(const std::string &actor, const Message &message);

} // namespace watchglass::messaging
