// SPDX-License-Identifier: Apache-2.0
/// Going back in a long run: what recording costs beside the plain run, and how long jumps to moments anywhere in it
/// take beside making the run again from its start. The guest works through a megabyte of memory, over and over.
///
///     bench_time_line [INSTRUCTIONS] [JUMPS]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "engine/debug/time_line.h"
#include "engine/wasm/load.h"
#include "engine/wat/assembler.h"

using namespace watchglass;

namespace {

// 20 instructions a round.
constexpr const char *text = R"((module
  (memory 16)
  (func (export "main") (param $n i64) (result i32) (local $at i32) (local $s i32)
    (loop $again
      (local.set $s (i32.add (i32.mul (local.get $s) (i32.const 31)) (i32.load (local.get $at))))
      (i32.store (local.get $at) (local.get $s))
      (local.set $at (i32.and (i32.add (local.get $at) (i32.const 4)) (i32.const 0xffffc)))
      (br_if $again (i32.wrap_i64 (local.tee $n (i64.sub (local.get $n) (i64.const 1))))))
    (local.get $s)))
)";

template <class What>
double seconds(const What &what)
{
    const auto start = std::chrono::steady_clock::now();
    what();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

int main(int argc, char **argv)
{
    const uint64_t wanted = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000'000;
    const int jumps = argc > 2 ? std::atoi(argv[2]) : 40;
    const wasm::DecodeResult loaded = wasm::load(wat::Assembler().assemble(text).bytes);
    if (!loaded.module) {
        std::fputs("the module is refused\n", stderr);
        return 1;
    }
    const auto instance = exec::instantiate(loaded.module, {}).instance;
    const auto function = std::get<std::shared_ptr<exec::Function>>(instance->exported("main"));
    const std::vector<exec::Value> arguments{exec::Value::i64(int64_t(wanted / 20))};

    exec::Machine plain;
    plain.start(function, arguments);
    const double once = seconds([&] { plain.run(); });

    exec::Machine machine;
    machine.start(function, arguments);
    debug::TimeLine line({machine, function, arguments});
    const double recorded = seconds([&] { line.run(); });
    if (!line.problem().empty()) {
        std::fprintf(stderr, "%s\n", line.problem().c_str());
        return 1;
    }
    std::printf("%.3g instructions: plain %.2f s, recorded %.2f s (%.2f of plain)\n", double(line.end()), once,
                recorded, recorded / once);
    std::mt19937_64 random(1);
    std::vector<double> times;
    for (int i = 0; i < jumps; ++i) {
        const uint64_t moment = random() % line.end();
        bool there = false;
        times.push_back(seconds([&] { there = line.goTo(moment); }));
        if (!there || line.now() != moment) {
            std::fprintf(stderr, "moment %llu was not reached\n", static_cast<unsigned long long>(moment));
            return 1;
        }
    }
    std::sort(times.begin(), times.end());
    std::printf("%d jumps: median %.3f s, longest %.3f s (%.2f of the plain run)\n", jumps, times[times.size() / 2],
                times.back(), times.back() / once);
}
