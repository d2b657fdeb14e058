// SPDX-License-Identifier: Apache-2.0
/// What a way for messages to go is.
#pragma once

#include "engine/host/provider.h"
#include "plugins/messaging/subject.h"

namespace watchglass::messaging {

struct Message {
    std::string subject, replyTo;
    host::Bytes body;
};

/// One link's, with what it listens to; that ends with it, when what came in was brought to the actor. Called by many
/// threads at once; all throw Failed, by the deadline.
class MessageLink
{
public:
    virtual ~MessageLink() = default;
    virtual void publish(const Message &message, host::Deadline deadline) = 0;
    /// The body of the first answer. `cause` is the call on whose behalf.
    virtual host::Bytes request(const std::string &subject, const host::Bytes &body, uint64_t cause,
                                host::Deadline deadline) = 0;
    /// Comes back at once.
    virtual host::Health health() = 0;
    /// Hears nothing from now on, but brings what it heard. Comes back soon.
    virtual void leave() = 0;
    /// What the next link needs to get each message that this one would, and none twice; empty: nothing.
    virtual std::string token() const { return {}; }
};

/// What a link is to be.
struct LinkPlan {
    const host::Binding &binding;
    std::vector<Subscription> subscriptions;
    size_t atOnce = 1; ///< messages that the actor has at a time
    std::string token; ///< of the link before, of this provider or of another
    std::shared_ptr<MessageLink> before;
};

} // namespace watchglass::messaging
