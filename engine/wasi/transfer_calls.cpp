// SPDX-License-Identifier: Apache-2.0
/// Bytes in and out. They pass through a buffer, a slice at a time, so that exactly what was read is written to the
/// guest's memory, and nothing takes long before it is seen whether the machine is wanted.
#include <algorithm>
#include <array>
#include <poll.h>

#include "engine/wasi/calls.h"
#include "engine/wasi/transfer.h"

namespace watchglass::wasi {

namespace {

constexpr uint64_t sliceSize = 65536;
constexpr uint64_t largest = 0x7ffff000; ///< transfer in one call, as Linux has it

/// A place in a list of buffers.
class Cursor
{
public:
    explicit Cursor(const std::vector<Vectors::One> &all) : m_all(all)
    {
        for (const Vectors::One &one : all)
            m_left += one.length;
        skipEmpty();
    }

    bool done() const { return m_left == 0; }
    uint64_t left() const { return m_left; } ///< bytes
    /// What lies here in one piece, at most so much.
    Vectors::One here(uint64_t most) const
    {
        const Vectors::One &one = m_all[m_at];
        return {one.address + m_used, uint32_t(std::min<uint64_t>(most, one.length - m_used))};
    }
    void advance(uint32_t bytes)
    {
        m_used += bytes;
        m_left -= bytes;
        skipEmpty();
    }

private:
    void skipEmpty()
    {
        while (m_at < m_all.size() && m_used == m_all[m_at].length) {
            ++m_at;
            m_used = 0;
        }
    }

    const std::vector<Vectors::One> &m_all;
    uint64_t m_left = 0;
    size_t m_at = 0;
    uint32_t m_used = 0;
};

void scatter(Call &call, Cursor &cursor, std::span<const uint8_t> bytes)
{
    while (!bytes.empty()) {
        const Vectors::One piece = cursor.here(bytes.size());
        call.memory.write(piece.address, bytes.first(piece.length));
        bytes = bytes.subspan(piece.length);
        cursor.advance(piece.length);
    }
}

/// Moves what can be moved; waits only while that is nothing, or for the rest of what is to be written.
class Transfer
{
public:
    Transfer(Call &call, Descriptor &descriptor, const Vectors &vectors, std::optional<uint64_t> offset)
        : m_call(call), m_descriptor(descriptor), m_cursor(vectors.all), m_offset(offset)
    {
    }

    Errno read(Out<uint32_t> count)
    {
        for (;;) {
            const std::span<uint8_t> slice(m_slice.data(), most());
            const Moved moved = m_descriptor.read(slice, place());
            if (moved.error == Errno::Success) {
                keep(slice.first(moved.bytes));
                if (moved.bytes < slice.size() || isEnough())
                    return finish(count);
            } else if (m_total > 0) {
                return finish(count);
            } else if (const auto error = cannotGoOn(moved.error, POLLIN)) {
                return *error;
            }
        }
    }

    Errno write(Out<uint32_t> count)
    {
        for (;;) {
            uint64_t granted = most();
            const Errno refused = m_call.grantOutput(granted);
            if (refused != Errno::Success)
                return m_total > 0 ? finish(count) : refused;
            const Moved moved = m_descriptor.write(gather(granted), place());
            if (moved.error == Errno::Success) {
                skip(moved.bytes);
                m_call.state.written += moved.bytes;
                if (isEnough() || moved.bytes == 0)
                    return finish(count);
                if (moved.bytes < granted)
                    m_step = moved.bytes;
            } else if (const auto error = cannotGoOn(moved.error, POLLOUT)) {
                return m_total > 0 ? finish(count) : *error;
            }
        }
    }

private:
    std::optional<uint64_t> place() const { return m_offset ? std::optional(*m_offset + m_total) : std::nullopt; }

    uint64_t most() const { return std::min({m_step, m_cursor.left(), largest - m_total}); }
    bool isEnough() const { return m_cursor.done() || m_total == largest || m_call.interrupted(); }

    /// Waits where waiting helps; else says how the call ends.
    std::optional<Errno> cannotGoOn(Errno error, short events)
    {
        if (error != Errno::Again || m_descriptor.nonblocking)
            return error;
        if (m_call.wait(m_descriptor.host(), events) != Call::Woken::Interrupted)
            return std::nullopt;
        return m_total > 0 ? Errno::Interrupted : m_call.again();
    }

    void keep(std::span<const uint8_t> bytes)
    {
        m_total += bytes.size();
        scatter(m_call, m_cursor, bytes);
    }

    std::span<const uint8_t> gather(uint64_t most)
    {
        Cursor ahead = m_cursor;
        uint64_t done = 0;
        while (done < most) {
            const Vectors::One piece = ahead.here(most - done);
            const auto bytes = m_call.memory.bytes(piece.address, piece.length);
            std::copy(bytes.begin(), bytes.end(), m_slice.begin() + ptrdiff_t(done));
            ahead.advance(piece.length);
            done += piece.length;
        }
        return {m_slice.data(), done};
    }

    void skip(uint64_t bytes)
    {
        m_total += bytes;
        while (bytes > 0) {
            const Vectors::One piece = m_cursor.here(bytes);
            m_cursor.advance(piece.length);
            bytes -= piece.length;
        }
    }

    Errno finish(Out<uint32_t> count)
    {
        put(m_call, count, uint32_t(m_total));
        return Errno::Success;
    }

    Call &m_call;
    Descriptor &m_descriptor;
    Cursor m_cursor;
    std::optional<uint64_t> m_offset;
    uint64_t m_total = 0;
    uint64_t m_step = sliceSize;
    std::array<uint8_t, sliceSize> m_slice;
};

} // namespace

Errno readInto(Call &call, Descriptor &descriptor, const Vectors &into, std::optional<uint64_t> offset,
               Out<uint32_t> count)
{
    return Transfer(call, descriptor, into, offset).read(count);
}

Errno writeFrom(Call &call, Descriptor &descriptor, const Vectors &from, std::optional<uint64_t> offset,
                Out<uint32_t> count)
{
    return Transfer(call, descriptor, from, offset).write(count);
}

void scatter(Call &call, const Vectors &into, std::span<const uint8_t> bytes)
{
    Cursor cursor(into.all);
    scatter(call, cursor, bytes);
}

Errno fdRead(Call &call, Fd fd, Vectors into, Out<uint32_t> count)
{
    const auto found = call.findFile(fd.value, rights::FdRead);
    return found ? readInto(call, *found.descriptor, into, std::nullopt, count) : found.error;
}

Errno fdPread(Call &call, Fd fd, Vectors into, Filesize offset, Out<uint32_t> count)
{
    const auto found = call.findFile(fd.value, rights::FdRead | rights::FdSeek);
    return found ? readInto(call, *found.descriptor, into, offset.value, count) : found.error;
}

Errno fdWrite(Call &call, Fd fd, Vectors from, Out<uint32_t> count)
{
    const auto found = call.findFile(fd.value, rights::FdWrite);
    return found ? writeFrom(call, *found.descriptor, from, std::nullopt, count) : found.error;
}

Errno fdPwrite(Call &call, Fd fd, Vectors from, Filesize offset, Out<uint32_t> count)
{
    const auto found = call.findFile(fd.value, rights::FdWrite | rights::FdSeek);
    return found ? writeFrom(call, *found.descriptor, from, offset.value, count) : found.error;
}

} // namespace watchglass::wasi
