// SPDX-License-Identifier: Apache-2.0
#include "engine/host/load/witness.h"

namespace watchglass::load {

namespace {

using namespace std::chrono_literals;
constexpr auto nap = 1ms;

} // namespace

Witness::Witness() : m_thread([this] { watch(); }) {}

Witness::~Witness()
{
    m_end = true;
    m_thread.join();
}

void Witness::watch()
{
    while (!m_end) {
        const auto due = std::chrono::steady_clock::now() + nap;
        std::this_thread::sleep_until(due);
        const int64_t late = std::chrono::nanoseconds(std::chrono::steady_clock::now() - due).count();
        int64_t longest = m_longest;
        while (late > longest && !m_longest.compare_exchange_weak(longest, late)) {
        }
    }
}

} // namespace watchglass::load
