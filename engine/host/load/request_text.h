// SPDX-License-Identifier: Apache-2.0
/// The bytes of a request, with a number that no other request of any load is likely to have; and that number looked
/// for in an answer. All numbers have as many digits and begin with those of their load, so that no other number in an
/// answer is taken for one.
#pragma once

#include "engine/host/load/answer_reader.h"
#include "engine/host/load/ledger.h"

namespace watchglass::load {

class RequestText
{
public:
    explicit RequestText(const Settings &settings);

    /// Until the next call.
    std::string_view with(uint64_t number);
    Ended::Number find(uint64_t number, const AnswerReader &answer) const;

private:
    std::string textOf(uint64_t number) const;
    Ended::Number find(const std::string &own, std::string_view text) const;

    std::string m_load; ///< its digits
    std::string m_text;
    std::vector<size_t> m_places;
};

/// The value of {"counter":46}, however it is called.
std::optional<int64_t> counterIn(std::string_view body, const std::string &name);

} // namespace watchglass::load
