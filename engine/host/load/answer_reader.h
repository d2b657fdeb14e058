// SPDX-License-Identifier: Apache-2.0
/// Reads an answer of HTTP/1.1 as its bytes come. Source: RFC 9112.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace watchglass::load {

class AnswerReader
{
public:
    enum class State : uint8_t { Reading, Whole, Unreadable };

    /// More bytes of the connection; those after a whole answer stay for `unasked`.
    State take(std::string_view bytes);
    /// The connection was closed. An answer that has no length ends there; any other is not whole.
    State end();
    /// For the next answer on the connection.
    void restart();

    State state() const { return m_state; }
    bool begun() const { return !m_bytes.empty(); }
    const std::string &problem() const { return m_problem; } ///< when it is unreadable
    int status() const { return m_status; }
    bool closes() const { return m_closes; } ///< the other side ends the connection
    std::string_view head() const { return std::string_view(m_bytes).substr(0, m_headEnd); }
    std::string_view body() const;
    bool unasked() const; ///< whether there are bytes after the answer

private:
    enum class Length : uint8_t { Given, Chunked, UntilClose };

    State go();
    bool readHead();
    bool readHeader(std::string_view line);
    State readChunks();
    State unreadable(std::string why);

    std::string m_bytes;  ///< head and body as they came
    std::string m_chunks; ///< the body of a chunked answer
    std::string m_problem;
    State m_state = State::Reading;
    Length m_kind = Length::UntilClose;
    int m_status = 0;
    bool m_closes = false, m_hasHead = false;
    size_t m_headEnd = 0, m_bodyBegin = 0, m_length = 0, m_at = 0; ///< `m_at`: the next chunk
    size_t m_end = 0;                                              ///< of the whole answer
};

} // namespace watchglass::load
