// SPDX-License-Identifier: Apache-2.0
/// The key-value contract over any store. The meaning is that of Redis, which the contract was made for.
#pragma once

#include "plugins/kit/contract_answer.h"

namespace watchglass::plugins {

/// Any thread, also several at once. What fails throws Refused or Unavailable; each operation is done whole or not at
/// all.
class KeyValueStore
{
public:
    using Texts = std::vector<std::string>;

    virtual ~KeyValueStore() = default;
    /// A text that is a number grows by that; one that is not there is 0. Refused when it is no number, or would leave
    /// 32 bits: the contract cannot say more.
    virtual int32_t add(const std::string &key, int32_t amount) = 0;
    virtual std::optional<std::string> get(const std::string &key) = 0;
    /// Without `life` for ever.
    virtual void set(const std::string &key, const std::string &value, std::optional<std::chrono::seconds> life) = 0;
    virtual bool remove(const std::string &key) = 0; ///< of any kind; whether it was there
    virtual bool exists(const std::string &key) = 0; ///< of any kind

    virtual size_t push(const std::string &list, const std::string &value) = 0; ///< how many there are now
    /// Both ends included, below 0 from the end.
    virtual Texts range(const std::string &list, int64_t first, int64_t last) = 0;
    virtual size_t removeFromList(const std::string &list, const std::string &value) = 0; ///< how many there were

    virtual bool addToSet(const std::string &set, const std::string &value) = 0;      ///< whether it is new
    virtual bool removeFromSet(const std::string &set, const std::string &value) = 0; ///< whether it was there
    virtual Texts members(const std::string &set) = 0;
    virtual Texts unionOf(const Texts &sets) = 0;
    virtual Texts intersectionOf(const Texts &sets) = 0;
};

host::Answer answerFrom(KeyValueStore &store, const host::Call &call);

/// The sum, or Refused where the contract's 32 bits end.
int32_t sumOf(const std::string &key, const std::string &text, int32_t amount);

} // namespace watchglass::plugins
