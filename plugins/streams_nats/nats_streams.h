// SPDX-License-Identifier: Apache-2.0
/// Event streams in JetStream: each is a stream of the server's, with events in the contract's own codec.
#pragma once

#include "plugins/streams_nats/reader.h"

namespace watchglass::streams {

class NatsStreams : public StreamStore
{
public:
    NatsStreams(nats::Address address, uint64_t mostEvents);

    std::string write(const std::string &stream, const contracts::Object &values, host::Deadline deadline) override;
    std::vector<Event> query(const Query &query, host::Deadline deadline) override;
    std::unique_ptr<Cursor> follow(const std::string &stream, std::optional<uint64_t> behind) override;
    host::Health health() override { return m_connection.health(); }

private:
    /// Makes the stream unless it is there; answers the number of its last event. Without `make`, nothing when it is
    /// not there.
    std::optional<uint64_t> lastOf(const std::string &stream, bool make, int64_t milliseconds);
    void makeStream(jsCtx *context, const std::string &stream, jsOptions &options);

    const uint64_t m_mostEvents;
    nats::Connection m_connection;
};

/// The server's names of a stream: what they may not have is written as =2E. Others find it by them.
std::string nameFor(const std::string &stream);
std::string subjectFor(const std::string &stream);

} // namespace watchglass::streams
