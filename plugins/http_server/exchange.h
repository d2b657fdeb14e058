// SPDX-License-Identifier: Apache-2.0
/// One request and its answer, between libmicrohttpd and an actor.
#pragma once

#include <atomic>
#include <memory>
#include <microhttpd.h>
#include <mutex>

#include "engine/host/provider.h"

namespace watchglass::plugins {

struct Exchange {
    explicit Exchange(std::string_view address);

    std::string method, path, query;
    host::Bytes body;
    bool begun = false, tooBig = false;

    /// The request as actors read it; to be called on the connection's thread.
    host::Bytes request(MHD_Connection *connection) const;

    /// Suspends the connection until `answer`; false when that came already. Whoever is suspended stays until it is
    /// resumed, even when its client has gone.
    bool wait(MHD_Connection *connection);
    /// Any thread; the first counts.
    void answer(host::Answer answer);
    bool answered() const;
    /// On the connection's thread, once it is answered. `last`: the connection ends after it.
    MHD_Result respond(MHD_Connection *connection, bool last) const;

private:
    mutable std::mutex m_mutex;
    MHD_Connection *m_waiting = nullptr;
    std::optional<host::Answer> m_answer;
};

/// An answer that is there at once.
MHD_Result respondWith(MHD_Connection *connection, unsigned status, std::string_view type, std::string_view body,
                       bool last);
/// {"error": "…"}
std::string errorJson(const std::string &sentence);

} // namespace watchglass::plugins
