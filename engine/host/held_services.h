// SPDX-License-Identifier: Apache-2.0
/// The services of a host as one provider has them: they know which of its calls to actors are not over. `done` is code
/// of its library, so that stays mapped until the last of them came back and is destroyed, which is later than the
/// provider itself can know.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>

#include "engine/host/provider.h"

namespace watchglass::host {

class HeldServices : public Services
{
public:
    explicit HeldServices(std::shared_ptr<Services> services) : m_services(std::move(services)) {}

    void callActor(ActorCall call, std::function<void(Answer)> done) override;
    void log(std::string_view line) override { m_services->log(line); }
    std::vector<LinkHealth> health() override { return m_services->health(); }

    /// Until nothing of the library is needed any more.
    void awaitAll();

private:
    struct Calls {
        std::mutex mutex;
        std::condition_variable ended;
        size_t open = 0;
    };
    class Held;

    const std::shared_ptr<Services> m_services;
    const std::shared_ptr<Calls> m_calls = std::make_shared<Calls>();
};

} // namespace watchglass::host
