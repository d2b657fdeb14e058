// SPDX-License-Identifier: Apache-2.0
#include "plugins/nats/connection.h"

#include <utility>

#include "plugins/kit/keep_loaded.h"

namespace watchglass::nats {

namespace {

using namespace std::chrono_literals;
using plugins::Failed;
using plugins::Refused;
using plugins::Unavailable;

constexpr int64_t connectMilliseconds = 1000, reconnectMilliseconds = 100, pingMilliseconds = 2000;
constexpr auto pauseOfKeeper = 100ms;

/// Without what stands before the @, which may be a password.
std::string placeOf(const std::string &url)
{
    const size_t begin = url.find("://") + 3, at = url.rfind('@');
    std::string place = url.substr(at == url.npos ? begin : at + 1);
    if (place.find(':') == place.npos)
        place += ":4222";
    return place;
}

} // namespace

Address::Address(const plugins::Settings &settings) : credentials(plugins::textOf(settings, "CREDSFILE", ""))
{
    urls = plugins::wordsOf(settings, "URL");
    if (urls.empty())
        urls = {"nats://localhost:4222"};
    for (const std::string &url : urls) {
        const size_t scheme = url.find("://");
        const bool known = url.starts_with("nats://") || url.starts_with("tls://");
        if (!known || url.size() <= scheme + 3 || placeOf(url).starts_with(':') ||
            url.find_first_of(" \t") != url.npos) // and not the URL itself, which may hold a password
            throw Refused("the setting URL wants nats://[user:password@]host[:port], or tls:// for an encrypted "
                          "connection; several of a cluster with commas between them");
        name += (name.empty() ? "NATS at " : ", ") + placeOf(url);
    }
}

Connection::Connection(Address address, std::string client) : m_address(std::move(address)), m_client(std::move(client))
{
    plugins::keepLoaded(reinterpret_cast<const void *>(&natsConnection_Connect));
    connect();
    m_keeper = std::thread([this] { keep(); });
}

Connection::~Connection()
{
    {
        const std::lock_guard lock(m_mutex);
        m_over = true;
    }
    m_changed.notify_all();
    m_keeper.join();
}

/// From here on the library itself reconnects, until it takes an error for final.
void Connection::connect()
{
    natsOptions *options = nullptr;
    natsStatus status = natsOptions_Create(&options);
    std::vector<const char *> urls;
    for (const std::string &url : m_address.urls)
        urls.push_back(url.c_str());
    const auto set = [&](natsStatus next) { status = status == NATS_OK ? next : status; };
    set(natsOptions_SetServers(options, urls.data(), int(urls.size())));
    set(natsOptions_SetName(options, m_client.c_str()));
    set(natsOptions_SetTimeout(options, connectMilliseconds));
    set(natsOptions_SetAllowReconnect(options, true));
    set(natsOptions_SetMaxReconnect(options, -1));
    set(natsOptions_SetReconnectWait(options, reconnectMilliseconds));
    set(natsOptions_SetReconnectJitter(options, 20, 20));
    set(natsOptions_SetPingInterval(options, pingMilliseconds));
    set(natsOptions_SetMaxPingsOut(options, 2));
    set(natsOptions_SetSendAsap(options, true)); // otherwise each answer waits for a millisecond
    set(natsOptions_SetFailRequestsOnDisconnect(options, true));
    if (!m_address.credentials.empty())
        set(natsOptions_SetUserCredentialsFromFiles(options, m_address.credentials.c_str(), nullptr));
    natsConnection *made = nullptr;
    set(natsConnection_Connect(&made, options));
    natsOptions_Destroy(options);
    const std::lock_guard lock(m_mutex);
    if (status == NATS_OK)
        m_handle = Handle(made, natsConnection_Destroy);
    m_problem = status == NATS_OK ? "" : status == NATS_NO_SERVER ? "nobody answers there" : natsStatus_GetText(status);
}

void Connection::keep()
{
    std::unique_lock lock(m_mutex);
    while (!m_changed.wait_for(lock, pauseOfKeeper, [this] { return m_over; })) {
        if (m_handle && natsConnection_Status(m_handle.get()) != NATS_CONN_STATUS_CLOSED)
            continue;
        Handle closed = std::exchange(m_handle, nullptr);
        lock.unlock();
        closed.reset();
        connect();
        lock.lock();
    }
}

Connection::Handle Connection::peek() const
{
    const std::lock_guard lock(m_mutex);
    return m_handle;
}

std::string Connection::reason() const
{
    const std::lock_guard lock(m_mutex);
    return m_address.name + " cannot be reached: " + (m_problem.empty() ? "the connection broke" : m_problem);
}

Connection::Handle Connection::get() const
{
    Handle handle = peek();
    if (!handle || natsConnection_Status(handle.get()) != NATS_CONN_STATUS_CONNECTED)
        throw Unavailable(reason());
    return handle;
}

host::Health Connection::health() const
{
    const Handle handle = peek();
    if (handle && natsConnection_Status(handle.get()) == NATS_CONN_STATUS_CONNECTED)
        return {true, "connected to " + m_address.name};
    return {false, reason()};
}

void Connection::check(natsStatus status, const std::string &what) const
{
    switch (status) {
    case NATS_OK:
        return;
    case NATS_TIMEOUT:
        throw Failed(host::Failure::Deadline, m_address.name + " has not answered in time: " + what);
    case NATS_NO_RESPONDERS:
        throw Unavailable("nobody listens there: " + what);
    case NATS_MAX_PAYLOAD:
        throw Refused(what + ": that is longer than " + m_address.name + " takes");
    case NATS_INVALID_SUBJECT:
    case NATS_INVALID_ARG:
        throw Refused(what + ": " + natsStatus_GetText(status));
    case NATS_CONNECTION_CLOSED:
    case NATS_CONNECTION_DISCONNECTED:
    case NATS_STALE_CONNECTION:
    case NATS_NO_SERVER:
        throw Unavailable(reason() + "; " + what);
    default:
        throw Unavailable(what + ": " + natsStatus_GetText(status));
    }
}

} // namespace watchglass::nats
