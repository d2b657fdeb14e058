// SPDX-License-Identifier: Apache-2.0
/// What it costs to watch: a hot loop with a condition that is never true, with breakpoints in code that is not
/// reached, with watched memory that is not touched, and with 10,000 watchpoints instead of one. CPU time, turn by turn
/// with the same loop unwatched, median of several.
///
///     bench_watching [REPEATS]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>

#include "engine/debug/breakpoints.h"
#include "engine/debug/watchpoints.h"
#include "engine/wasm/load.h"
#include "engine/wat/assembler.h"

using namespace watchglass;

namespace {

constexpr int rounds = 20'000'000;

const char *const text = R"((module
  (memory 16)
  (func (export "main") (param $n i32) (result i32) (local $i i32) (local $s i32)
    (loop $again
      (local.set $s (i32.add (i32.mul (local.get $s) (i32.const 31)) (i32.load8_u (i32.and (local.get $i) (i32.const 4095)))))
      (i32.store (i32.and (local.get $i) (i32.const 0xfffc)) (local.get $s))
      (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (if (i32.eqz (local.get $n)) (then (local.set $s (i32.const 7))))
    (local.get $s)))
)";

struct Guest {
    std::shared_ptr<exec::Instance> instance;
    exec::Machine machine;
    debug::Breakpoints breakpoints{machine};
    debug::Watchpoints watchpoints{machine};
    uint32_t hot = 0, cold = 0; ///< i32.add of the counter; i32.const 7

    Guest()
    {
        const wasm::DecodeResult loaded = wasm::load(wat::Assembler().assemble(text).bytes);
        instance = exec::instantiate(loaded.module, {}).instance;
        instance->names = std::make_shared<const wasm::Names>(wasm::readNames(*loaded.module));
        wasm::InstructionReader reader(*loaded.module->bytes, loaded.module->functions[0].code);
        for (wasm::Instruction i; reader.next(i);) {
            if (i.op == wasm::Op::I32Add)
                hot = i.offset;
            if (i.op == wasm::Op::I32Const && i.value == 7)
                cold = i.offset;
        }
        breakpoints.attach(instance.get());
        watchpoints.attach(instance.get());
    }
    ~Guest()
    {
        breakpoints.attach(nullptr);
        watchpoints.attach(nullptr);
    }
    double seconds()
    {
        const clock_t start = clock();
        machine.start(std::get<std::shared_ptr<exec::Function>>(instance->exported("main")),
                      std::vector{exec::Value::i32(rounds)});
        machine.run();
        return double(clock() - start) / CLOCKS_PER_SEC;
    }
};

double median(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + ptrdiff_t(values.size() / 2), values.end());
    return values[values.size() / 2];
}

void measure(const char *what, int repeats, const std::function<void(Guest &)> &watch,
             const std::function<void(Guest &)> &beside = {})
{
    Guest bare, watched;
    if (beside)
        beside(bare);
    watch(watched);
    std::vector<double> ratios, times;
    for (int i = 0; i < repeats; ++i) {
        const double without = bare.seconds(), with = watched.seconds();
        ratios.push_back(with / without);
        times.push_back(with);
    }
    std::printf("%-52s %7.3f x  %8.1f million rounds a second\n", what, median(ratios), rounds / median(times) / 1e6);
}

debug::Breakpoint with(uint32_t offset, const char *condition)
{
    return {1, offset, true, condition, {}, {}};
}

std::vector<debug::Watchpoint> watchpoints(uint64_t first, int count, debug::Watchpoint::On on)
{
    std::vector<debug::Watchpoint> all;
    for (int i = 0; i < count; ++i)
        all.push_back(
            {.id = uint64_t(i + 1), .on = on, .begin = first + 8 * uint64_t(i), .end = first + 8 * uint64_t(i) + 4});
    return all;
}

} // namespace

int main(int count, char **words)
{
    using On = debug::Watchpoint::On;
    const int repeats = count > 1 ? std::max(1, std::atoi(words[1])) : 7;
    measure("a condition on a local, false", repeats,
            [](Guest &guest) { guest.breakpoints.set({with(guest.hot, "$i == 0x7fffffff")}); });
    measure("a condition on memory and locals, false", repeats,
            [](Guest &guest) { guest.breakpoints.set({with(guest.hot, "[$i & 4095]:u8 == 300 && $s < 5")}); });
    measure("a condition on an operand, false", repeats,
            [](Guest &guest) { guest.breakpoints.set({with(guest.hot, "$$0 == 2")}); });
    measure("a breakpoint that is not reached", repeats,
            [](Guest &guest) { guest.breakpoints.set({with(guest.cold, "")}); });
    measure("a condition that is not reached", repeats,
            [](Guest &guest) { guest.breakpoints.set({with(guest.cold, "$i == 5")}); });
    const auto recorded = [](Guest &guest) { guest.instance->memories[0]->beginEpoch(); };
    measure("stores recorded, as in a session", repeats, recorded);
    const auto watchWrites = [](Guest &guest) { guest.watchpoints.set(watchpoints(0x80000, 1, On::Change)); };
    measure("a change of memory elsewhere", repeats, watchWrites);
    measure("… beside stores recorded", repeats, watchWrites, recorded);
    measure(
        "10,000 changes beside one", repeats,
        [](Guest &guest) { guest.watchpoints.set(watchpoints(0x80000, 10'000, On::Change)); }, watchWrites);
    const auto watchReads = [](Guest &guest) { guest.watchpoints.set(watchpoints(0x80000, 1, On::Read)); };
    measure("a read of memory elsewhere", repeats, watchReads);
    measure(
        "10,000 reads beside one", repeats,
        [](Guest &guest) { guest.watchpoints.set(watchpoints(0x80000, 10'000, On::Read)); }, watchReads);
}
