// SPDX-License-Identifier: Apache-2.0
#include "plugins/http_server/listener.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "plugins/http_server/socket.h"

namespace watchglass::plugins {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr size_t mostBody = 8u << 20;
constexpr unsigned idleSeconds = 60; ///< then a connection is closed
constexpr unsigned mostConnections = 10'000;
constexpr auto lingering = 10s; ///< for connections of a listener that ends

} // namespace

Listener::Listener(int descriptor, std::string actor, host::Services &services)
    : m_actor(std::move(actor)), m_services(services), m_place(placeOf(descriptor)), m_socket(descriptor),
      m_wake(eventfd(0, EFD_CLOEXEC))
{
    constexpr unsigned flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_NO_LISTEN_SOCKET;
    m_daemon = MHD_start_daemon(flags, 0, nullptr, nullptr, &Listener::handle, this, MHD_OPTION_CONNECTION_TIMEOUT,
                                idleSeconds, MHD_OPTION_CONNECTION_LIMIT, mostConnections, MHD_OPTION_URI_LOG_CALLBACK,
                                &Listener::begin, this, MHD_OPTION_NOTIFY_COMPLETED, &Listener::end, this,
                                MHD_OPTION_NOTIFY_CONNECTION, &Listener::count, this, MHD_OPTION_END);
}

Listener::Made Listener::start(int descriptor, std::string actor, host::Services &services)
{
    std::unique_ptr<Listener> made(new Listener(descriptor, std::move(actor), services));
    if (!made->m_daemon || made->m_wake < 0)
        return {nullptr, "the server on " + made->m_place + " does not start: " + std::strerror(errno)};
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK); // it may have been somebody else's before
    made->m_accepting = std::thread([listener = made.get()] { listener->acceptAll(); });
    return {std::move(made), {}};
}

void Listener::acceptAll()
{
    pollfd watched[] = {{m_socket, POLLIN, 0}, {m_wake, POLLIN, 0}};
    while (poll(watched, 2, -1) >= 0 || errno == EINTR) {
        if (watched[1].revents)
            return;
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        const int accepted =
            accept4(m_socket, reinterpret_cast<sockaddr *>(&from), &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (accepted < 0) {
            if (errno == EMFILE || errno == ENFILE)
                std::this_thread::sleep_for(10ms); // others will have closed some
            continue;
        }
        ++m_open;
        if (MHD_add_connection(m_daemon, accepted, reinterpret_cast<sockaddr *>(&from), size) != MHD_YES)
            --m_open;
    }
}

int Listener::giveAway()
{
    m_leaving = true;
    if (m_accepting.joinable()) {
        const uint64_t one = 1;
        (void)!write(m_wake, &one, sizeof one);
        m_accepting.join();
    }
    return std::exchange(m_socket, -1);
}

void Listener::answerAll(const std::string &sentence)
{
    std::vector<std::weak_ptr<Exchange>> waiting;
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
        waiting.swap(m_waiting);
    }
    for (const auto &one : waiting)
        if (const auto exchange = one.lock())
            exchange->answer(host::Answer::unavailable(sentence));
}

Listener::~Listener()
{
    if (const int descriptor = giveAway(); descriptor >= 0)
        close(descriptor);
    const auto until = steady_clock::now() + lingering;
    while (m_open > 0 && steady_clock::now() < until)
        std::this_thread::sleep_for(5ms);
    answerAll("the HTTP server on " + m_place + " was stopped"); // a suspended connection cannot be stopped
    if (m_daemon)
        MHD_stop_daemon(m_daemon);
    if (m_wake >= 0)
        close(m_wake);
}

// Called by libmicrohttpd, on the thread of the daemon ---------------------------------------------------------------

void *Listener::begin(void *, const char *address, MHD_Connection *)
{
    return new std::shared_ptr<Exchange>(std::make_shared<Exchange>(address));
}

void Listener::count(void *self, MHD_Connection *, void **, MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_CLOSED)
        --static_cast<Listener *>(self)->m_open;
}

void Listener::end(void *, MHD_Connection *, void **exchange, MHD_RequestTerminationCode)
{
    delete static_cast<std::shared_ptr<Exchange> *>(*exchange);
    *exchange = nullptr;
}

MHD_Result Listener::handle(void *self, MHD_Connection *connection, const char *, const char *method, const char *,
                            const char *data, size_t *size, void **exchange)
{
    if (!*exchange)
        return MHD_NO;
    return static_cast<Listener *>(self)->handle(connection, *static_cast<std::shared_ptr<Exchange> *>(*exchange),
                                                 method, data, size);
}

/// Comes with the head, then with each piece of the body, then without one, and again once it is resumed.
MHD_Result Listener::handle(MHD_Connection *connection, const std::shared_ptr<Exchange> &exchange, const char *method,
                            const char *data, size_t *size)
{
    if (!exchange->begun) {
        exchange->begun = true;
        exchange->method = method;
        return MHD_YES;
    }
    if (*size > 0) {
        exchange->tooBig = exchange->tooBig || exchange->body.size() + *size > mostBody;
        if (!exchange->tooBig)
            exchange->body.insert(exchange->body.end(), data, data + *size);
        *size = 0;
        return MHD_YES;
    }
    if (exchange->tooBig)
        return respondWith(connection, MHD_HTTP_CONTENT_TOO_LARGE, "application/json",
                           errorJson("the body has more than " + std::to_string(mostBody) + " bytes"), true);
    if (exchange->answered())
        return exchange->respond(connection, m_leaving);
    if (exchange->path == "/healthz" && exchange->method == "GET")
        return tellHealth(connection);
    host::ActorCall call{m_actor, "HandleRequest", exchange->request(connection), std::nullopt, 0};
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopped)
            return MHD_NO;
        if (m_waiting.size() >= 64 && m_waiting.size() >= 2 * m_open)
            std::erase_if(m_waiting, [](const std::weak_ptr<Exchange> &one) { return one.expired(); });
        m_waiting.push_back(exchange);
    }
    if (!exchange->wait(connection))
        return exchange->respond(connection, true);
    m_services.callActor(std::move(call), [exchange](host::Answer answer) { exchange->answer(std::move(answer)); });
    return MHD_YES;
}

MHD_Result Listener::tellHealth(MHD_Connection *connection)
{
    nlohmann::ordered_json failing = nlohmann::ordered_json::array();
    for (const host::LinkHealth &link : m_services.health())
        if (!link.ok)
            failing.push_back({{"actor", link.actor},
                               {"capability", link.capability},
                               {"link", link.binding},
                               {"error", link.sentence}});
    const bool ok = failing.empty();
    const nlohmann::ordered_json json = {{"ok", ok}, {"failing", failing}};
    return respondWith(connection, ok ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE, "application/json",
                       json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n", m_leaving);
}

} // namespace watchglass::plugins
