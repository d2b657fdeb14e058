// SPDX-License-Identifier: Apache-2.0
/// A cursor over bytes that cannot leave its range (spec §5.2). The first failure is kept and moves the cursor to the
/// end; everything read after it is 0, so that callers may check once after several reads.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/wasm/module.h"
#include "engine/wasm/problem.h"

namespace watchglass::wasm::detail {

class ByteReader
{
public:
    /// `range` must lie inside `bytes`; `problem` receives the first failure.
    ByteReader(std::span<const uint8_t> bytes, Range range, std::optional<Problem> &problem)
        : m_data(bytes.data()), m_at(range.begin), m_end(range.end), m_problem(problem)
    {
    }

    bool ok() const { return !m_problem.has_value(); }
    uint32_t at() const { return m_at; }
    uint32_t end() const { return m_end; }
    uint32_t remaining() const { return m_end - m_at; }
    bool atEnd() const { return m_at == m_end; }
    /// 0 at the end.
    uint8_t peek() const { return m_at < m_end ? m_data[m_at] : 0; }
    const uint8_t *here() const { return m_data + m_at; }

    /// `what` names the thing for people: "the module ends inside <what>".
    uint8_t u8(const char *what)
    {
        if (m_at < m_end)
            return m_data[m_at++];
        failEnd(m_at, what);
        return 0;
    }
    uint32_t u32(const char *what)
    {
        if (m_at < m_end && m_data[m_at] < 0x80)
            return m_data[m_at++];
        return uint32_t(leb(32, false, what));
    }
    int32_t s32(const char *what)
    {
        if (m_at < m_end && m_data[m_at] < 0x80)
            return int32_t(uint32_t(m_data[m_at++]) << 25) >> 25;
        return int32_t(leb(32, true, what));
    }
    int64_t s33(const char *what) { return int64_t(leb(33, true, what)); }
    uint64_t u64(const char *what) { return leb(64, false, what); }
    int64_t s64(const char *what) { return int64_t(leb(64, true, what)); }
    /// Little-endian, `size` up to 8 bytes.
    uint64_t fixed(unsigned size, const char *what);
    /// A length, checked against the bytes left (each item takes at least one) and against `limit`.
    uint32_t count(const char *what, uint32_t limit);
    /// A length and that many bytes; the range lies inside this one.
    Range block(const char *what);
    /// A length and UTF-8 text.
    std::string name(const char *what);
    void skip(uint32_t size) { m_at += size; } ///< size at most remaining()

    void fail(uint32_t offset, std::string message);

private:
    uint64_t leb(unsigned bits, bool isSigned, const char *what);
    void failEnd(uint32_t offset, const char *what);

    const uint8_t *m_data;
    uint32_t m_at, m_end;
    std::optional<Problem> &m_problem;
};

/// Whether the bytes are well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool isUtf8(std::string_view bytes);

// The types of the binary format (spec §5.3). After a failure the value means nothing.
ValType readValType(ByteReader &reader);
ValType readRefType(ByteReader &reader);
/// A heap type, as a reference that cannot be null.
ValType readHeapType(ByteReader &reader);
/// A value type or a packed one.
FieldType readFieldType(ByteReader &reader);

} // namespace watchglass::wasm::detail
