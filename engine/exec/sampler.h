// SPDX-License-Identifier: Apache-2.0
/// Where a running machine spends its time, asked at random moments: a timer interrupts the machine's thread, whatever
/// it is doing, and what the interpreter holds in its registers says where it stands. So samples do not cluster at the
/// places where a machine can be paused. The moments are spread at random around the period, lest they fall in step
/// with what the program does.
///
/// Builds whose handlers have no registers of their own (gcc, sanitizers, without optimisation) keep the place in
/// memory, so samples are as good there.
#pragma once

#include <memory>

#include "engine/exec/machine.h"
#include "engine/exec/samples.h"

namespace watchglass::exec {

struct SamplerOptions {
    SampleClock clock = SampleClock::Wall;
    double hertz = 250; ///< from 10 to 10,000; others are brought into that range
    uint32_t maxDepth = 1000;
    uint64_t maxSamples = 8'000'000; ///< later ones are lost, and counted as such
};

struct SamplingProgress {
    uint64_t samples = 0, lost = 0;
    uint64_t weight = 0;   ///< nanoseconds of the sampler's clock that they stand for
    uint64_t overhead = 0; ///< nanoseconds, as in `Samples`
};

/// Samples one machine, which must outlive it and have at most one sampler at a time. Any thread may use it, also while
/// the machine runs, stops and goes on; nothing is sampled while it does not run.
class Sampler
{
public:
    /// Starts.
    explicit Sampler(Machine &machine, const SamplerOptions &options = {});
    ~Sampler(); ///< stops
    Sampler(const Sampler &) = delete;

    /// No sample is taken after that.
    void stop();
    /// All there are so far.
    Samples samples() const;
    /// How far it is, without a copy of the samples.
    SamplingProgress progress() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace watchglass::exec
