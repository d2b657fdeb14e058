// SPDX-License-Identifier: Apache-2.0
#include "plugins/messaging/provider.h"

#include "plugins/kit/contract_answer.h"
#include "plugins/kit/delivery.h"
#include "plugins/kit/guest_bytes.h"
#include "plugins/kit/handed_text.h"

namespace watchglass::messaging {

namespace {

using contracts::Object;
using contracts::Operation;
using contracts::Value;
using plugins::Failed;
using plugins::Refused;
using Problem = std::optional<std::string>;

void checkSubject(const std::string &subject)
{
    if (!isSubject(subject))
        throw Refused("\"" + subject.substr(0, 200) +
                      "\" is no subject to send to: words with dots between them, "
                      "without blanks, * and >");
}

} // namespace

host::ActorCall callWith(const std::string &actor, const Message &message)
{
    return plugins::callFor(actor, "DeliverMessage",
                            Object{{"subject", message.subject}, {"replyTo", message.replyTo}, {"body", message.body}});
}

Problem MessagingProvider::start(host::Services &services)
{
    m_services = &services;
    return std::nullopt;
}

Problem MessagingProvider::bind(const host::Binding &binding)
{
    try {
        const auto before = m_links.find(binding.actor, binding.name);
        LinkPlan plan{binding,
                      subscriptionsOf(plugins::wordsOf(binding.values, "SUBSCRIPTION"),
                                      plugins::textOf(binding.values, "QUEUEGROUP_NAME", "")),
                      size_t(plugins::numberOf(binding.values, "AT_ONCE", 1, 1, 64)), before ? before->token() : "",
                      before};
        if (binding.inherited >= 0)
            plan.token = plugins::textIn(binding.inherited);
        m_links.set(binding.actor, binding.name, connect(plan));
        plan.before.reset();
        end(before);
    } catch (const Failed &error) {
        return error.what();
    }
    return std::nullopt;
}

void MessagingProvider::unbind(std::string_view actor, std::string_view binding)
{
    end(m_links.remove(actor, binding));
}

void MessagingProvider::end(std::shared_ptr<MessageLink> link)
{
    if (link)
        link->leave();
    const std::lock_guard lock(m_mutex);
    m_endings.add(std::move(link));
}

/// It goes on to listen until it ends: the next link has the token, and a message comes to one of the two.
int MessagingProvider::handOver(std::string_view actor, std::string_view binding)
{
    const auto link = m_links.find(actor, binding);
    return plugins::descriptorWith(link ? link->token() : "");
}

std::shared_ptr<MessageLink> MessagingProvider::linkOf(std::string_view actor, std::string_view binding) const
{
    auto link = m_links.find(actor, binding);
    if (!link)
        throw plugins::Unavailable("messaging has no link for " + std::string(actor));
    return link;
}

host::Answer MessagingProvider::call(const host::Call &call)
{
    return plugins::answerBy(call, [&](const Operation &operation, const Value &request) -> Value {
        const auto link = linkOf(call.actor, call.binding);
        const std::string &subject = request["subject"].text();
        checkSubject(subject);
        if (operation.name == "Publish") {
            const std::string &replyTo = request["replyTo"].text();
            if (!replyTo.empty())
                checkSubject(replyTo);
            link->publish({subject, replyTo, request["body"].bytes()}, call.deadline);
            return Object{{"published", true}};
        }
        const int64_t wanted = request["timeout"].number();
        const std::chrono::milliseconds most(std::min<int64_t>(wanted, 3'600'000));
        host::Deadline deadline = call.deadline;
        if (wanted > 0)
            deadline = std::min(deadline, std::chrono::steady_clock::now() + most);
        return Object{{"subject", subject},
                      {"body", link->request(subject, request["body"].bytes(), call.id, deadline)}};
    });
}

/// The sentence of whichever link is not well.
host::Health MessagingProvider::health()
{
    host::Health all;
    for (const auto &link : m_links.all())
        if (all = link->health(); !all.ok)
            return all;
    return all;
}

std::vector<host::Function> MessagingProvider::functions()
{
    const host::Type i32 = host::Type::I32;
    return {
        {"publish",
         {i32, i32, i32, i32},
         {},
         "(subject, its length, body, its length): sends a message",
         [this](host::FunctionCall &call) -> Problem {
             try {
                 const std::string subject(plugins::bytesAt(call, 0));
                 const std::string_view body = plugins::bytesAt(call, 2);
                 checkSubject(subject);
                 linkOf(call.actor, call.binding)->publish({subject, {}, {body.begin(), body.end()}}, call.deadline);
             } catch (const std::exception &error) {
                 return error.what();
             }
             return std::nullopt;
         }}};
}

} // namespace watchglass::messaging
