// SPDX-License-Identifier: Apache-2.0
/// The HTTP server contract: a listener for each link. Listeners pass from one instance of this provider to the next
/// without a request being refused.
#include "plugins/http_server/listener.h"
#include "plugins/http_server/socket.h"
#include "plugins/kit/endings.h"

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
        m_endings.add(std::move(made.listener)); // it answers what it accepted before it is gone
        return std::nullopt;
    }

    void unbind(std::string_view actor, std::string_view name) override
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_listeners.find({std::string(actor), std::string(name)}); found != m_listeners.end()) {
            m_endings.add(std::move(found->second));
            m_listeners.erase(found);
        }
    }

    int handOver(std::string_view actor, std::string_view name) override
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_listeners.find({std::string(actor), std::string(name)});
        return found == m_listeners.end() ? -1 : found->second->giveAway();
    }

    std::string place(std::string_view actor, std::string_view name) override
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_listeners.find({std::string(actor), std::string(name)});
        return found == m_listeners.end() ? std::string() : "http://" + found->second->place();
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

    Services *m_services = nullptr;
    std::mutex m_mutex;
    std::map<std::pair<std::string, std::string>, std::unique_ptr<Listener>> m_listeners;
    watchglass::plugins::Endings m_endings;
};

} // namespace

WATCHGLASS_PROVIDER(HttpServer)
