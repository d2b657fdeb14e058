// SPDX-License-Identifier: Apache-2.0
/// For what takes its time to end, as it finishes what it began.
#pragma once

#include <future>
#include <memory>
#include <vector>

namespace watchglass::plugins {

/// Lets go of things on threads of their own; nobody waits for them but the end of this object. Not for several threads
/// at once.
class Endings
{
public:
    template <class Thing>
    void add(Thing thing)
    {
        std::erase_if(m_endings, [](const std::future<void> &one) {
            return one.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
        });
        if (thing)
            m_endings.push_back(
                std::async(std::launch::async, [ending = std::move(thing)]() mutable { ending.reset(); }));
    }

private:
    std::vector<std::future<void>> m_endings;
};

} // namespace watchglass::plugins
