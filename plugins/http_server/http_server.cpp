// SPDX-License-Identifier: Apache-2.0
/// The HTTP server contract: a listener for each link. Listeners pass from one instance of this provider to the next
/// without a request being refused.
#include <future>

#include "plugins/http_server/listener.h"
#include "plugins/http_server/socket.h"

namespace {

using namespace watchglass::host;
using watchglass::plugins::Listener;

class HttpServer : public Provider
{
public:
    std::optional<std::string> start(Services &services) override
    {
        m_services = &services;
        return std::nullopt;
    }

    std::optional<std::string> bind(const Binding &binding) override
    {
        int descriptor = binding.inherited;
        if (descriptor < 0) {
            const std::string address = setting(binding, "ADDRESS", "127.0.0.1");
            const std::string port = setting(binding, "PORT", "8080");
            if (listensOn(binding, address + ":" + port))
                return std::nullopt;
            auto listening = watchglass::plugins::listenOn(address, port);
            if (listening.descriptor < 0)
                return listening.error;
            descriptor = listening.descriptor;
        }
        Listener::Made made = Listener::start(descriptor, binding.actor, *m_services);
        if (!made.listener)
            return made.error;
        if (binding.inherited < 0)
            m_services->log("listens on http://" + made.listener->place() + " for " + binding.actor +
                            (binding.name == "default" ? "" : "/" + binding.name));
        const std::lock_guard lock(m_mutex);
        m_listeners[{binding.actor, binding.name}].swap(made.listener);
        end(std::move(made.listener));
        return std::nullopt;
    }

    void unbind(std::string_view actor, std::string_view name) override
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_listeners.find({std::string(actor), std::string(name)}); found != m_listeners.end()) {
            end(std::move(found->second));
            m_listeners.erase(found);
        }
    }

    int handOver(std::string_view actor, std::string_view name) override
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_listeners.find({std::string(actor), std::string(name)});
        return found == m_listeners.end() ? -1 : found->second->giveAway();
    }

    Answer call(const Call &call) override
    {
        return Answer::refused("an HTTP server has no operation " + std::string(call.operation));
    }

    Health health() override
    {
        std::string places;
        const std::lock_guard lock(m_mutex);
        for (const auto &[link, listener] : m_listeners)
            places += (places.empty() ? "listens on " : ", ") + listener->place();
        return {true, places.empty() ? "no link yet" : places};
    }

private:
    static std::string setting(const Binding &binding, const char *name, const char *fallback)
    {
        const auto found = binding.values.find(name);
        return found == binding.values.end() ? fallback : found->second;
    }

    bool listensOn(const Binding &binding, const std::string &place)
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_listeners.find({binding.actor, binding.name});
        return found != m_listeners.end() && found->second->listens() && found->second->place() == place;
    }

    /// It answers what it accepted before it is gone; nobody waits for that but the end of this provider.
    void end(std::unique_ptr<Listener> listener)
    {
        std::erase_if(m_endings, [](const std::future<void> &one) {
            return one.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
        });
        if (listener)
            m_endings.push_back(
                std::async(std::launch::async, [ending = std::move(listener)]() mutable { ending.reset(); }));
    }

    Services *m_services = nullptr;
    std::mutex m_mutex;
    std::map<std::pair<std::string, std::string>, std::unique_ptr<Listener>> m_listeners;
    std::vector<std::future<void>> m_endings;
};

} // namespace

WATCHGLASS_PROVIDER(HttpServer)
