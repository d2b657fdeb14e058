// SPDX-License-Identifier: Apache-2.0
/// Reads a stream of JetStream from some event on, by a consumer that the server forgets when nobody reads on.
#pragma once

#include <deque>

#include "plugins/nats/connection.h"
#include "plugins/streams/stream_store.h"

namespace watchglass::streams {

struct Read {
    Event event;
    uint64_t time = 0;    ///< milliseconds since 1970
    uint64_t pending = 0; ///< how many there are behind it
};

class Reader
{
public:
    struct From {
        uint64_t number = 1; ///< of the first event
        uint64_t time = 0;   ///< or, when that is not 0, not before that
    };
    /// Throws Failed. `stream` and `subject` are the server's names.
    Reader(const nats::Connection &connection, const std::string &stream, const std::string &subject, From from,
           int64_t milliseconds);
    ~Reader();

    uint64_t pending() const { return m_pending; } ///< how many there were at the beginning
    /// Nothing when none comes in that time.
    std::optional<Read> next(int64_t milliseconds);

private:
    const nats::Connection &m_connection;
    nats::Connection::Handle m_handle;
    std::unique_ptr<jsCtx, void (*)(jsCtx *)> m_context{nullptr, jsCtx_Destroy};
    std::unique_ptr<natsSubscription, void (*)(natsSubscription *)> m_subscription{nullptr, natsSubscription_Destroy};
    uint64_t m_pending = 0;
    std::deque<Read> m_read;
};

} // namespace watchglass::streams
