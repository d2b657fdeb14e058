// SPDX-License-Identifier: Apache-2.0
/// How a host call that waits, or works for long, learns that its machine is wanted for a pause or a cancellation.
#pragma once

#include <atomic>
#include <cstdint>

namespace watchglass::exec {

class Interrupt
{
public:
    /// `attention` is non-zero while the machine is wanted.
    explicit Interrupt(const std::atomic<uint32_t> &attention) : m_attention(attention) {}
    ~Interrupt();
    Interrupt(const Interrupt &) = delete;

    /// The call should return what it has, or `HostResult::Kind::Again` when it has nothing to show yet.
    bool wanted() const { return m_attention.load() != 0; }
    /// A file descriptor that poll(2) reports as readable once the machine is wanted; -1 when the system has none left,
    /// then `wanted` must be looked at. To be asked for before `wanted` is looked at and the wait begins, each time
    /// anew. Only for the machine's own thread.
    int descriptor();

    /// Any thread, after `attention` was set.
    void ring() const;

private:
    const std::atomic<uint32_t> &m_attention;
    std::atomic<int> m_event{-1}; ///< made when first asked for: most programs never wait
};

} // namespace watchglass::exec
