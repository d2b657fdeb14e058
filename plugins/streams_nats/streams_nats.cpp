// SPDX-License-Identifier: Apache-2.0
#include "plugins/streams/provider.h"
#include "plugins/streams_nats/nats_streams.h"

namespace {

using namespace watchglass::streams;
using namespace watchglass::plugins;

class StreamsOverNats : public StreamsProvider
{
    /// A server that is not there is no reason to refuse a link.
    std::shared_ptr<StreamStore> open(const Settings &settings) override
    {
        return std::make_shared<NatsStreams>(watchglass::nats::Address(settings),
                                             numberOf(settings, "LIMIT", 100'000, 1, 100'000'000));
    }
};

} // namespace

WATCHGLASS_PROVIDER(StreamsOverNats)
