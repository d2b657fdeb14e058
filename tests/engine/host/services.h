// SPDX-License-Identifier: Apache-2.0
/// A host that only remembers what it is told, for providers that are tested alone.
#pragma once

#include <mutex>

#include "engine/host/provider.h"

namespace watchglass::host {

class RememberingServices : public Services
{
public:
    void callActor(ActorCall, std::function<void(Answer)> done) override
    {
        done(Answer::unavailable("there is no actor here"));
    }
    void log(std::string_view line) override
    {
        const std::lock_guard lock(m_mutex);
        m_lines.emplace_back(line);
    }
    std::vector<LinkHealth> health() override { return {}; }

    std::vector<std::string> lines()
    {
        const std::lock_guard lock(m_mutex);
        return m_lines;
    }

private:
    std::mutex m_mutex;
    std::vector<std::string> m_lines;
};

inline std::string textOf(const Bytes &bytes)
{
    return {bytes.begin(), bytes.end()};
}
inline Bytes bytesOf(std::string_view text)
{
    return {text.begin(), text.end()};
}

} // namespace watchglass::host
