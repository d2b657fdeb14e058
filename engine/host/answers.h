// SPDX-License-Identifier: Apache-2.0
/// Answers that somebody wrote down, for the calls a guest makes: used one after the other, each for the call it is
/// meant for. As JSON a list of
///
///     {"binding": "default", "namespace": "wascc:keyvalue", "operation": "Get", "payload_hex": "6b", "reply_hex":
///     "76"}
///
/// or with "error": "…" instead of "reply_hex". What is left out of the first four fits anything.
#pragma once

#include <mutex>

#include "engine/host/provider.h"

namespace watchglass::host {

struct WrittenAnswer {
    std::optional<std::string> binding, capability, operation;
    std::optional<Bytes> payload;
    Answer answer;
};

struct WrittenAnswers {
    std::vector<WrittenAnswer> list;
    std::string error; ///< a sentence that says which one is wrong; the list is then empty
};
WrittenAnswers readAnswers(std::string_view json);

/// Nothing when there is an odd digit, or one that is none.
std::optional<Bytes> fromHex(std::string_view text);

class AnswersInOrder
{
public:
    explicit AnswersInOrder(std::vector<WrittenAnswer> list) : m_list(std::move(list)) {}

    /// Any thread. A call that the next answer is not meant for, or that comes when all are used, is a Failure::Trap:
    /// what a guest makes of a wrong answer would mislead.
    Answer next(const Call &call);
    size_t used() const;
    size_t left() const;

private:
    mutable std::mutex m_mutex;
    std::vector<WrittenAnswer> m_list;
    size_t m_next = 0;
};

} // namespace watchglass::host
