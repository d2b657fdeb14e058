// SPDX-License-Identifier: Apache-2.0
#include "plugins/messaging/provider.h"
#include "plugins/messaging_memory/hub.h"

namespace {

using namespace watchglass::messaging;
using namespace watchglass::host;

class MemoryLink : public MessageLink
{
public:
    MemoryLink(std::shared_ptr<Hub> hub, std::shared_ptr<Hub::Listener> listener, const MemoryLink *before)
        : m_hub(std::move(hub)), m_listener(std::move(listener))
    {
        m_hub->replace(before ? before->m_listener : nullptr, m_listener);
    }
    ~MemoryLink() override { m_hub->replace(m_listener, nullptr); }
    void leave() override { m_hub->replace(m_listener, nullptr); }

    void publish(const Message &message, Deadline) override { m_hub->publish(message); }
    Bytes request(const std::string &subject, const Bytes &body, uint64_t cause, Deadline deadline) override
    {
        return m_hub->request(subject, body, cause, deadline);
    }
    Health health() override { return {}; }

private:
    const std::shared_ptr<Hub> m_hub;
    const std::shared_ptr<Hub::Listener> m_listener;
};

class MessagingInMemory : public MessagingProvider
{
public:
    std::optional<std::string> start(Services &services) override
    {
        m_hub = std::make_shared<Hub>(services);
        return MessagingProvider::start(services);
    }

private:
    std::shared_ptr<MessageLink> connect(const LinkPlan &plan) override
    {
        const std::string &actor = plan.binding.actor;
        auto listener = std::shared_ptr<Hub::Listener>(
            new Hub::Listener{actor, plan.subscriptions, {services(), actor, "a message", plan.atOnce}});
        return std::make_shared<MemoryLink>(m_hub, std::move(listener),
                                            static_cast<const MemoryLink *>(plan.before.get()));
    }

    std::shared_ptr<Hub> m_hub;
};

} // namespace

WATCHGLASS_PROVIDER(MessagingInMemory)
