// SPDX-License-Identifier: Apache-2.0
/// How soon a busy guest stops when another thread asks: in loops, deep calls, and instructions that work through
/// hundreds of megabytes. Beside each, in the same turns, what the machine itself takes to wake a sleeping thread: less
/// than that cannot be told.
///
///     bench_pausing [REQUESTS]
#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <random>
#include <thread>

#include "engine/exec/machine.h"
#include "engine/wasm/load.h"
#include "engine/wat/assembler.h"

using namespace watchglass;
using Clock = std::chrono::steady_clock;

namespace {

// 4096 pages are 256 MiB.
constexpr const char *text = R"((module
  (memory 4096)
  (table 5000000 funcref)
  (func (export "loop") (loop (br 0)))
  (func (export "sums") (local i32 i32)
    (loop (local.set 1 (i32.add (i32.mul (local.get 1) (i32.const 31)) (i32.load (i32.and (local.get 0) (i32.const 0xfffc)))))
      (local.set 0 (i32.add (local.get 0) (i32.const 4))) (br 0)))
  (func $nothing)
  (func (export "calls") (loop (call $nothing) (br 0)))
  (func $deep (param i32) (if (local.get 0) (then (call $deep (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "deep") (loop (call $deep (i32.const 10000)) (br 0)))
  (func (export "memory.fill") (loop (memory.fill (i32.const 0) (i32.const 7) (i32.const 0x10000000)) (br 0)))
  (func (export "memory.copy") (loop (memory.copy (i32.const 1) (i32.const 0) (i32.const 0x0fffffff)) (br 0)))
  (func (export "table.copy") (loop (table.copy (i32.const 1) (i32.const 0) (i32.const 4999999)) (br 0)))
))";

struct Latencies {
    std::vector<double> milliseconds;
    void add(Clock::duration time) { milliseconds.push_back(std::chrono::duration<double, std::milli>(time).count()); }
    double at(double part)
    {
        std::sort(milliseconds.begin(), milliseconds.end());
        return milliseconds[std::min(milliseconds.size() - 1, size_t(part * double(milliseconds.size())))];
    }
};

/// A thread that sleeps until it is woken.
Clock::duration wake(std::chrono::microseconds after)
{
    std::mutex mutex;
    std::condition_variable woken;
    bool wanted = false;
    Clock::time_point seen;
    std::thread sleeper([&] {
        std::unique_lock lock(mutex);
        woken.wait(lock, [&] { return wanted; });
        seen = Clock::now();
    });
    std::this_thread::sleep_for(after);
    const Clock::time_point asked = Clock::now();
    {
        const std::lock_guard lock(mutex);
        wanted = true;
    }
    woken.notify_one();
    sleeper.join();
    return seen - asked;
}

Clock::duration pause(exec::Machine &machine, std::chrono::microseconds after)
{
    Clock::time_point stopped;
    std::thread guest([&] {
        machine.run();
        stopped = Clock::now();
    });
    std::this_thread::sleep_for(after);
    const Clock::time_point asked = Clock::now();
    machine.requestPause();
    guest.join();
    return stopped - asked;
}

} // namespace

int main(int argc, char **argv)
{
    const int requests = argc > 1 ? std::atoi(argv[1]) : 200;
    const wasm::DecodeResult loaded = wasm::load(wat::Assembler().assemble(text).bytes);
    if (!loaded.module) {
        std::fputs("the module is refused\n", stderr);
        return 1;
    }
    const auto instance = exec::instantiate(loaded.module, {}).instance;
    std::mt19937 random(1);
    std::printf("%-12s %30s %30s\n", "", "stops after ms: 50% 99% most", "a thread wakes: 50% 99% most");
    for (const wasm::Export &item : loaded.module->exports) {
        exec::Machine machine;
        machine.start(std::get<std::shared_ptr<exec::Function>>(instance->exported(item.name)), {});
        Latencies stops, wakes;
        for (int i = 0; i < requests; ++i) {
            stops.add(pause(machine, std::chrono::microseconds(1000 + random() % 4000)));
            wakes.add(wake(std::chrono::microseconds(100)));
        }
        std::printf("%-12s %14.3f %7.3f %7.3f %14.3f %7.3f %7.3f\n", item.name.c_str(), stops.at(0.5), stops.at(0.99),
                    stops.at(1), wakes.at(0.5), wakes.at(0.99), wakes.at(1));
        std::fflush(stdout);
    }
}
