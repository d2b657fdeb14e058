// SPDX-License-Identifier: Apache-2.0
/// How long a profile of ten minutes – 600,000 samples on stacks 40 deep – takes to open, to filter and to look at:
///
///     bench_profile [SAMPLES]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>

#include "engine/profile/digest.h"
#include "engine/profile/flame_layout.h"
#include "engine/profile/formats.h"

using namespace watchglass::profile;

namespace {

Profile made(uint64_t count)
{
    constexpr unsigned depth = 40, functions = 2000, stacks = 20'000;
    std::mt19937_64 random(1);
    ProfileBuilder builder;
    std::vector<uint32_t> leaves;
    for (unsigned i = 0; i < stacks; ++i) {
        uint32_t node = none;
        for (unsigned level = 0; level < depth; ++level) { // few ways near the root, many at the leaves
            const auto which = uint32_t(random() % std::min(functions, 1 + level * level));
            const std::string name = "function number " + std::to_string(which);
            node = builder.node(node, builder.place({builder.function({Function::Kind::Guest, name, name, "", which}),
                                                     which * 100, which * 100 + uint32_t(random() % 4)}));
        }
        leaves.push_back(node);
    }
    for (uint64_t i = 0; i < count; ++i)
        builder.sample(i * 1'000'000, 900'000 + random() % 200'000, leaves[random() % stacks]);
    Profile profile = builder.take();
    profile.duration = count * 1'000'000;
    return profile;
}

void row(const char *what, const std::function<void()> &work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    std::printf("%-12s %8.1f ms\n", what, taken.count());
}

} // namespace

int main(int count, char **words)
{
    const Profile profile = made(count > 1 ? std::strtoull(words[1], nullptr, 10) : 600'000);
    std::printf("%zu samples, %zu stacks\n", profile.samples.size(), profile.nodes.size());
    std::string bytes;
    row("write", [&] { bytes = write(profile, Format::Own); });
    row("open", [&] { read(bytes); });
    using Step = Filter::Step;
    const Filter filter{{{Step::Kind::Range, none, profile.duration / 4, profile.duration / 2}, {Step::Kind::Only, 7}}};
    // What the window waits for before its tables show a filter.
    row("filter", [&] { digestOf(std::make_shared<const Profile>(filtered(profile, filter))); });
    row("flat", [&] { flat(profile); });
    row("top down", [&] { topDown(profile); });
    row("bottom up", [&] { bottomUp(profile); });
    row("flame", [&] { flameOf(topDown(profile)); });
    row("in time", [&] { flameInTime(profile); });
    row("neighbours", [&] { neighbours(profile, 0); });
    return 0;
}
