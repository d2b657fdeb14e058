// SPDX-License-Identifier: Apache-2.0
#include "engine/host/load/answer_reader.h"

#include <algorithm>
#include <charconv>
#include <strings.h>

namespace watchglass::load {

namespace {

constexpr size_t longestHead = 64u << 10, longestAnswer = 64u << 20;

bool same(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view trimmed(std::string_view text)
{
    const auto space = [](char one) { return one == ' ' || one == '\t'; };
    while (!text.empty() && space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && space(text.back()))
        text.remove_suffix(1);
    return text;
}

bool number(std::string_view text, size_t &value, int base)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

} // namespace

void AnswerReader::restart()
{
    m_bytes.clear(); // keeps what it has allocated
    m_chunks.clear();
    m_problem.clear();
    m_state = State::Reading;
    m_kind = Length::UntilClose;
    m_status = 0;
    m_closes = m_hasHead = false;
    m_headEnd = m_bodyBegin = m_length = m_at = m_end = 0;
}

std::string_view AnswerReader::body() const
{
    if (m_kind == Length::Chunked)
        return m_chunks;
    const std::string_view all = m_bytes;
    return m_kind == Length::Given ? all.substr(m_bodyBegin, m_length) : all.substr(m_bodyBegin);
}

bool AnswerReader::unasked() const
{
    return m_state == State::Whole && m_bytes.size() > m_end;
}

AnswerReader::State AnswerReader::unreadable(std::string why)
{
    m_problem = std::move(why);
    return m_state = State::Unreadable;
}

AnswerReader::State AnswerReader::take(std::string_view bytes)
{
    m_bytes.append(bytes);
    if (m_state == State::Reading)
        go();
    return m_state;
}

AnswerReader::State AnswerReader::end()
{
    if (m_state != State::Reading)
        return m_state;
    if (m_hasHead && m_kind == Length::UntilClose) {
        m_end = m_bytes.size();
        return m_state = State::Whole;
    }
    return unreadable(begun() ? "the connection was closed in the middle of the answer"
                              : "the connection was closed without an answer");
}

AnswerReader::State AnswerReader::go()
{
    while (!m_hasHead) {
        const size_t from = m_headEnd > 3 ? m_headEnd - 3 : 0; // where looking ended the last time
        const size_t found = m_bytes.find("\r\n\r\n", from);
        if (found == std::string::npos) {
            m_headEnd = m_bytes.size();
            return m_headEnd > longestHead ? unreadable("the head of the answer does not end") : State::Reading;
        }
        m_headEnd = found;
        if (!readHead())
            return m_state;
        if (m_status < 200) { // says only that another one comes
            m_bytes.erase(0, m_headEnd + 4);
            m_headEnd = 0;
            continue;
        }
        m_hasHead = true;
        m_at = m_bodyBegin = m_headEnd + 4;
        if (m_status == 204 || m_status == 304)
            m_kind = Length::Given, m_length = 0;
    }
    if (m_bytes.size() > longestAnswer)
        return unreadable("the answer has more than " + std::to_string(longestAnswer) + " bytes");
    if (m_kind == Length::Chunked)
        return readChunks();
    if (m_kind == Length::Given && m_bytes.size() - m_bodyBegin >= m_length) {
        m_end = m_bodyBegin + m_length;
        m_state = State::Whole;
    }
    return m_state;
}

bool AnswerReader::readHead()
{
    std::string_view rest = head();
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    size_t status = 0;
    if (line.size() < 12 || !line.starts_with("HTTP/1.") || line[8] != ' ' || !number(line.substr(9, 3), status, 10) ||
        status < 100) {
        unreadable("the answer does not begin with a status of HTTP/1.1");
        return false;
    }
    m_status = int(status);
    m_kind = Length::UntilClose;
    m_closes = line[7] == '0';
    rest.remove_prefix(std::min(rest.size(), line.size() + 2));
    while (!rest.empty()) {
        const std::string_view header = rest.substr(0, rest.find("\r\n"));
        if (!readHeader(header))
            return false;
        rest.remove_prefix(std::min(rest.size(), header.size() + 2));
    }
    return true;
}

bool AnswerReader::readHeader(std::string_view line)
{
    const size_t colon = line.find(':');
    if (colon == line.npos || colon == 0) {
        unreadable("the answer has a line in its head that is no header");
        return false;
    }
    const std::string_view name = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
    if (same(name, "connection")) {
        m_closes = same(value, "close") || (m_closes && !same(value, "keep-alive"));
    } else if (same(name, "transfer-encoding")) {
        if (!same(value, "chunked")) {
            unreadable("the answer has the transfer encoding \"" + std::string(value) + "\"");
            return false;
        }
        m_kind = Length::Chunked;
    } else if (same(name, "content-length") && m_kind != Length::Chunked) {
        if (!number(value, m_length, 10) || m_length > longestAnswer) {
            unreadable("the length of the answer is \"" + std::string(value) + "\"");
            return false;
        }
        m_kind = Length::Given;
    }
    return true;
}

AnswerReader::State AnswerReader::readChunks()
{
    const std::string_view all = m_bytes;
    for (;;) {
        const size_t lineEnd = all.find("\r\n", m_at);
        if (lineEnd == all.npos)
            return State::Reading;
        std::string_view line = all.substr(m_at, lineEnd - m_at);
        size_t size = 0;
        if (!number(trimmed(line.substr(0, line.find(';'))), size, 16) || size > longestAnswer)
            return unreadable("a chunk of the answer has no size");
        const size_t begin = lineEnd + 2;
        if (size == 0) { // trailers, then an empty line
            const size_t end = all.substr(lineEnd).find("\r\n\r\n");
            if (end == all.npos)
                return State::Reading;
            m_end = lineEnd + end + 4;
            return m_state = State::Whole;
        }
        if (all.size() < begin + size + 2)
            return State::Reading;
        if (all.substr(begin + size, 2) != "\r\n")
            return unreadable("a chunk of the answer is longer than it says");
        m_chunks.append(all.substr(begin, size));
        m_at = begin + size + 2;
    }
}

} // namespace watchglass::load
