// SPDX-License-Identifier: Apache-2.0
/// A connection to a server of NATS that is made anew, by itself, as often as it takes.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <nats/nats.h>
#include <thread>

#include "plugins/kit/contract_answer.h"
#include "plugins/kit/settings.h"

namespace watchglass::nats {

/// Where it is, and how to get in. Throws Refused.
struct Address {
    explicit Address(const plugins::Settings &settings); ///< URL, CREDSFILE

    std::vector<std::string> urls;
    std::string credentials; ///< a file; empty: none
    std::string name;        ///< "NATS at localhost:4222", without passwords
};

/// None of the library's callbacks is used: they may come when the code of the provider is gone.
class Connection
{
public:
    /// Has tried once when it comes back.
    Connection(Address address, std::string client);
    ~Connection();
    Connection(const Connection &) = delete;

    using Handle = std::shared_ptr<natsConnection>;
    /// Throws Unavailable while it is not there.
    Handle get() const;
    /// The same; null while there is none at all. It may be about to come back.
    Handle peek() const;
    host::Health health() const;
    const std::string &name() const { return m_address.name; }

    /// What a call of the library ended in. Never comes back when that was not success.
    void check(natsStatus status, const std::string &what) const;

private:
    void connect();
    void keep();
    std::string reason() const;

    const Address m_address;
    const std::string m_client; ///< as the server shows it
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    Handle m_handle;
    std::string m_problem; ///< of the last try
    bool m_over = false;
    std::thread m_keeper;
};

} // namespace watchglass::nats
