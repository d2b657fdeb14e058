// SPDX-License-Identifier: Apache-2.0
/// Subjects of messages, as NATS has them (docs.nats.io/nats-concepts/subjects).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace watchglass::messaging {

/// "orders.new": words with dots between them.
bool isSubject(std::string_view text);
/// A subject with * for any word, and perhaps > at its end for all that follow.
bool isPattern(std::string_view text);
bool matches(std::string_view pattern, std::string_view subject);

struct Subscription {
    std::string pattern;
    std::string group; ///< of all that are in it, one gets the message; empty: none
};
/// What the settings SUBSCRIPTION and QUEUEGROUP_NAME say: patterns with commas between them; "pattern|group" is one in
/// a group of its own. Throws Refused.
std::vector<Subscription> subscriptionsOf(const std::vector<std::string> &words, const std::string &group);

} // namespace watchglass::messaging
