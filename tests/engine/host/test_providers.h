// SPDX-License-Identifier: Apache-2.0
/// Providers made of a few functions, and actors to call them.
#pragma once

#include <atomic>
#include <future>

#include "engine/host/host.h"
#include "tests/engine/host/services.h"
#include "tests/engine/host/small_guests.h"

namespace watchglass::host {

/// Does what the test says; whatever is not said succeeds without an answer.
class TestProvider : public Provider
{
public:
    std::function<Answer(const Call &)> onCall;
    std::function<std::optional<std::string>(const Binding &)> onBind;
    std::function<void(std::string_view, std::string_view)> onUnbind;
    std::function<Health()> onHealth;
    std::function<int()> onHandOver;
    std::function<std::optional<std::string>(const std::function<bool(const Entry &)> &)> onCopyOut;
    std::function<std::optional<std::string>(const Entry &)> onCopyIn;
    std::function<void()> onEnd;
    std::vector<Function> served;
    Services *services = nullptr;

    ~TestProvider() override
    {
        if (onEnd)
            onEnd();
    }
    std::optional<std::string> start(Services &host) override
    {
        services = &host;
        return std::nullopt;
    }
    Answer call(const Call &call) override { return onCall ? onCall(call) : Answer(); }
    std::optional<std::string> bind(const Binding &binding) override { return onBind ? onBind(binding) : std::nullopt; }
    void unbind(std::string_view actor, std::string_view name) override
    {
        if (onUnbind)
            onUnbind(actor, name);
    }
    Health health() override { return onHealth ? onHealth() : Health(); }
    std::vector<Function> functions() override { return served; }
    int handOver(std::string_view, std::string_view) override { return onHandOver ? onHandOver() : -1; }
    std::optional<std::string> copyOut(const std::function<bool(const Entry &)> &take) override
    {
        return onCopyOut ? onCopyOut(take) : Provider::copyOut(take);
    }
    std::optional<std::string> copyIn(const Entry &entry) override
    {
        return onCopyIn ? onCopyIn(entry) : Provider::copyIn(entry);
    }
};

/// A promise that calls wait for; kept when it goes.
class Valve
{
public:
    ~Valve() { open(); }
    void open()
    {
        if (!m_open.exchange(true))
            m_promise.set_value();
    }

private:
    std::promise<void> m_promise;
    std::atomic<bool> m_open{false};

public:
    std::shared_future<void> future = m_promise.get_future().share();
};

inline Manifest testManifest(const std::string &name, std::vector<std::string> capabilities = {"test:store"})
{
    return {name, "1", {}, std::move(capabilities), {}};
}

inline std::unique_ptr<TestProvider> answering(std::function<Answer(const Call &)> call)
{
    auto made = std::make_unique<TestProvider>();
    made->onCall = std::move(call);
    return made;
}
inline std::unique_ptr<TestProvider> answering(const std::string &text)
{
    return answering([text](const Call &) { return Answer::success(bytesOf(text)); });
}

/// Calls [default|test:store|OP] with its own operation and payload, and gives back what comes; an error as its error.
std::shared_ptr<const ActorModule> asker(const std::string &binding = "default",
                                         const std::string &capability = "test:store");
/// Answers every call with that text.
std::shared_ptr<const ActorModule> saying(const std::string &text);

/// The answer as text, or the failure and its sentence: "unavailable: nothing is linked".
std::string said(const Answer &answer);

inline std::string ask(Host &host, const std::string &actor, const std::string &operation = "Get",
                       const std::string &payload = {}, std::chrono::milliseconds time = std::chrono::seconds(20))
{
    return said(host.callAndWait({actor, operation, bytesOf(payload), std::chrono::steady_clock::now() + time}));
}

} // namespace watchglass::host
