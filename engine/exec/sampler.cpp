// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/sampler.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/exec/machine_impl.h"
#include "engine/exec/sample_places.h"

namespace watchglass::exec {

namespace {

constexpr auto collectEvery = std::chrono::milliseconds(20);

SamplerOptions brought(SamplerOptions options)
{
    options.hertz = std::clamp(options.hertz, 10.0, 10'000.0);
    options.maxDepth = std::clamp<uint32_t>(options.maxDepth, 1, 10'000);
    return options;
}

uint64_t nanosecondsSince(std::chrono::steady_clock::time_point start)
{
    return uint64_t(std::chrono::nanoseconds(std::chrono::steady_clock::now() - start).count());
}

} // namespace

struct Sampler::Impl {
    Impl(Context &machine, const Cell *bottom, bool keepsPlace, const SamplerOptions &wanted)
        : context(machine), options(wanted), sink(machine, bottom, keepsPlace, options, [this] { settle(); })
    {
        collected.clock = options.clock;
        collected.hertz = options.hertz;
        context.sampler = &sink;
        if (const int thread = context.thread)
            sink.follow(thread);
        collector = std::thread([this] { collectOnAndOn(); });
    }

    void collect()
    {
        while (sink.read(raw))
            if (collected.samples.size() < options.maxSamples)
                places.add(raw, collected);
            else
                ++tooMany;
    }

    void settle()
    {
        const std::lock_guard lock(mutex);
        collect();
        places.forget();
    }

    void collectOnAndOn()
    {
        std::unique_lock lock(mutex);
        while (!stopping) {
            collect();
            wake.wait_for(lock, collectEvery, [this] { return stopping; });
        }
    }

    void waitForUsers() const
    {
        while (context.samplerUsers != 0)
            std::this_thread::yield();
    }

    void stop()
    {
        if (!collector.joinable())
            return;
        sink.close();
        waitForUsers();
        {
            const std::lock_guard lock(mutex);
            stopping = true;
            collected.duration = nanosecondsSince(start);
        }
        wake.notify_all();
        collector.join();
        settle(); // while the machine still waits for us before it lets go of its code
        context.sampler = nullptr;
        waitForUsers();
    }

    Context &context;
    const SamplerOptions options;
    const std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    SampleSink sink;
    std::mutex mutex; ///< guards what follows
    std::condition_variable wake;
    SamplePlaces places;
    RawSample raw;
    Samples collected;
    uint64_t tooMany = 0;
    uint64_t weight = 0; ///< of the first `weighed` samples
    size_t weighed = 0;
    bool stopping = false;
    std::thread collector;
};

Sampler::Sampler(Machine &machine, const SamplerOptions &options)
    : m(std::make_unique<Impl>(machine.m->context, machine.m->thunk.data(),
                               !WG_PLACE_IN_REGISTERS || machine.m->driver == Driver::Single, brought(options)))
{
}

Sampler::~Sampler()
{
    m->stop();
}

void Sampler::stop()
{
    m->stop();
}

Samples Sampler::samples() const
{
    const std::lock_guard lock(m->mutex);
    m->collect();
    Samples all = m->collected;
    if (!m->stopping)
        all.duration = nanosecondsSince(m->start);
    all.lost = m->tooMany + m->sink.lost();
    all.overhead = m->sink.overhead();
    return all;
}

SamplingProgress Sampler::progress() const
{
    const std::lock_guard lock(m->mutex);
    m->collect();
    for (; m->weighed < m->collected.samples.size(); ++m->weighed)
        m->weight += m->collected.samples[m->weighed].weight;
    return {m->weighed, m->tooMany + m->sink.lost(), m->weight, m->sink.overhead()};
}

} // namespace watchglass::exec
