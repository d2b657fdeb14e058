// SPDX-License-Identifier: Apache-2.0
#include "engine/host/answers.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "engine/host/call_record.h"

namespace watchglass::host {

namespace {

using Json = nlohmann::json;

std::optional<std::string> text(const Json &entry, const char *field)
{
    const auto found = entry.find(field);
    if (found == entry.end() || found->is_null())
        return std::nullopt;
    if (!found->is_string())
        throw std::runtime_error("\"" + std::string(field) + "\" must be a text");
    return *found;
}

std::optional<Bytes> bytes(const Json &entry, const char *field)
{
    const auto hex = text(entry, field);
    if (!hex)
        return std::nullopt;
    if (auto read = fromHex(*hex))
        return read;
    throw std::runtime_error("\"" + std::string(field) + "\" must be pairs of hexadecimal digits");
}

WrittenAnswer readAnswer(const Json &entry)
{
    if (!entry.is_object())
        throw std::runtime_error("it is no object");
    WrittenAnswer made;
    made.binding = text(entry, "binding");
    made.capability = text(entry, "namespace");
    made.operation = text(entry, "operation");
    made.payload = bytes(entry, "payload_hex");
    auto reply = bytes(entry, "reply_hex");
    auto error = text(entry, "error");
    if (reply && error)
        throw std::runtime_error("it has both \"reply_hex\" and \"error\"");
    if (!reply && !error)
        throw std::runtime_error("it has neither \"reply_hex\" nor \"error\"");
    made.answer = error ? Answer::refused(*error) : Answer::success(*reply);
    return made;
}

/// `[default|wascc:keyvalue|Get]`
std::string place(std::string_view binding, std::string_view capability, std::string_view operation)
{
    return "[" + std::string(binding) + "|" + std::string(capability) + "|" + std::string(operation) + "]";
}

std::string place(const WrittenAnswer &answer)
{
    return place(answer.binding.value_or("any"), answer.capability.value_or("any"), answer.operation.value_or("any"));
}

template <class Wanted, class Said>
bool fits(const std::optional<Wanted> &wanted, const Said &said)
{
    return !wanted || *wanted == said;
}

} // namespace

std::optional<Bytes> fromHex(std::string_view text)
{
    const auto digit = [](char c) {
        return c >= '0' && c <= '9'   ? c - '0'
               : c >= 'a' && c <= 'f' ? c - 'a' + 10
               : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                      : -1;
    };
    if (text.size() % 2)
        return std::nullopt;
    Bytes bytes;
    for (size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]), low = digit(text[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        bytes.push_back(uint8_t(high << 4 | low));
    }
    return bytes;
}

WrittenAnswers readAnswers(std::string_view json)
{
    WrittenAnswers made;
    size_t number = 0;
    try {
        const Json list = Json::parse(json);
        if (!list.is_array())
            return {{}, "it must be a list of answers"};
        for (const Json &entry : list) {
            ++number;
            made.list.push_back(readAnswer(entry));
        }
    } catch (const std::exception &problem) {
        return {{}, (number ? "answer " + std::to_string(number) + ": " : "") + problem.what()};
    }
    return made;
}

Answer AnswersInOrder::next(const Call &call)
{
    const std::lock_guard lock(m_mutex);
    const std::string said = place(call.binding, call.capability, call.operation);
    const size_t number = m_next + 1;
    if (m_next == m_list.size())
        return {{},
                Failure::Trap,
                "the guest makes call " + std::to_string(number) + ", " + said + " with payload " +
                    toHex(call.payload) + ", but " +
                    (m_list.empty()       ? "there are no answers"
                     : m_list.size() == 1 ? "there is only 1 answer"
                                          : "there are only " + std::to_string(m_list.size()) + " answers")};
    const WrittenAnswer &next = m_list[m_next];
    if (!fits(next.binding, call.binding) || !fits(next.capability, call.capability) ||
        !fits(next.operation, call.operation))
        return {{},
                Failure::Trap,
                "answer " + std::to_string(number) + " is for " + place(next) + ", but the guest calls " + said};
    if (next.payload &&
        !std::equal(next.payload->begin(), next.payload->end(), call.payload.begin(), call.payload.end()))
        return {{},
                Failure::Trap,
                "answer " + std::to_string(number) + " is for " + place(next) + " with payload " +
                    toHex(*next.payload) + ", but the guest gives the payload " + toHex(call.payload)};
    ++m_next;
    return next.answer;
}

size_t AnswersInOrder::used() const
{
    const std::lock_guard lock(m_mutex);
    return m_next;
}

size_t AnswersInOrder::left() const
{
    const std::lock_guard lock(m_mutex);
    return m_list.size() - m_next;
}

} // namespace watchglass::host
