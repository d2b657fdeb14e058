// SPDX-License-Identifier: Apache-2.0
#include "plugins/messaging/provider.h"
#include "plugins/messaging_nats/nats_link.h"

namespace {

using namespace watchglass::messaging;

class MessagingOverNats : public MessagingProvider
{
    /// A server that is not there is no reason to refuse a link.
    std::shared_ptr<MessageLink> connect(const LinkPlan &plan) override
    {
        return std::make_shared<NatsLink>(services(), plan);
    }
};

} // namespace

WATCHGLASS_PROVIDER(MessagingOverNats)
