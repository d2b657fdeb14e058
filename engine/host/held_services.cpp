// SPDX-License-Identifier: Apache-2.0
#include "engine/host/held_services.h"

namespace watchglass::host {

class HeldServices::Held
{
public:
    Held(std::shared_ptr<Calls> calls, std::function<void(Answer)> done)
        : m_calls(std::move(calls)), m_done(std::move(done))
    {
        const std::lock_guard lock(m_calls->mutex);
        ++m_calls->open;
    }
    ~Held() { end(); }
    Held(const Held &) = delete;

    void call(Answer answer)
    {
        m_done(std::move(answer));
        end();
    }

private:
    void end()
    {
        if (!m_done)
            return;
        m_done = nullptr;
        const std::lock_guard lock(m_calls->mutex);
        --m_calls->open;
        m_calls->ended.notify_all();
    }

    const std::shared_ptr<Calls> m_calls;
    std::function<void(Answer)> m_done;
};

void HeldServices::callActor(ActorCall call, std::function<void(Answer)> done)
{
    auto held = std::make_shared<Held>(m_calls, std::move(done));
    m_services->callActor(std::move(call), [held](Answer answer) { held->call(std::move(answer)); });
}

void HeldServices::awaitAll()
{
    std::unique_lock lock(m_calls->mutex);
    m_calls->ended.wait(lock, [this] { return m_calls->open == 0; });
}

} // namespace watchglass::host
