// SPDX-License-Identifier: Apache-2.0
/// How true samples are: programs of identical loops in several functions, whose shares of the time follow from how
/// often each goes round. Every program is sampled RUNS times; printed is in how many of them the 95 % interval of a
/// function contains the share by construction, which should be about 95 in 100.
///
/// Equal loops need not take equal time, for the processor's predictors and caches tell them apart: the program "timed"
/// has its true shares from a clock.
///
/// A loop of 200 instructions, half of them cheap and half dear, has no shares by construction: there each instruction
/// is held against the mean of all runs, and the two halves against the time that each takes in a loop of its own (what
/// the processor does at once counts for either).
///
///     bench_sampling [--runs N] [--samples N] [--hertz N] [PROGRAM …]
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <map>
#include <string>
#include <thread>

#include "engine/exec/sampler.h"
#include "engine/wasm/load.h"
#include "engine/wat/assembler.h"

using namespace watchglass;

namespace {

/// What every function does `n` times, `n` being its first parameter.
const std::string body = R"(
    (local $x i64) (local $i i32)
    (local.set $i (local.get $n))
    (loop $go
      (local.set $x (i64.add (i64.mul (local.get $x) (i64.const 6364136223846793005)) (i64.const 1442695040888963407)))
      (local.set $x (i64.xor (local.get $x) (i64.shr_u (local.get $x) (i64.const 17))))
      (br_if $go (local.tee $i (i32.sub (local.get $i) (i32.const 1))))))";

struct Program {
    std::string name, text;
    std::map<std::string, double> parts; ///< of the time, by function
    bool timed = false;                  ///< what the host's clock says counts instead
};

/// What the guest's thread has spent since it told the host that it goes from one part to the next. In part 0 it does
/// nothing but that.
struct PartTimes {
    double net(int which) const { return double(times[which]) - double(times[0]); }
    std::atomic<uint64_t> times[4]{};
    uint64_t last = 0;
    uint32_t part = 0;
    void goTo(uint32_t next)
    {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        const uint64_t time = uint64_t(now.tv_sec) * 1'000'000'000 + uint64_t(now.tv_nsec);
        if (last)
            times[part] += time - last;
        part = next;
        last = time;
    }
};

std::string function(const std::string &name, const std::string &then = "")
{
    return "(func $" + name + " (type $loop) (param $n i32)" + body + then + ")\n";
}

std::string module(const std::string &functions, const std::string &main)
{
    return R"((module (type $loop (func (param i32)))
  (import "env" "host" (func $host (param i32)))
  (table funcref (elem $a $b $c))
)" + functions +
           "(func (export \"main\") (loop $ever " + main + " (br $ever))))";
}

std::vector<Program> programs()
{
    const std::string three = function("a") + function("b") + function("c");
    const std::map<std::string, double> shares{{"a", 1}, {"b", 3}, {"c", 6}};
    return {
        {"loops", module(three, "(call $a (i32.const 1000)) (call $b (i32.const 3000)) (call $c (i32.const 6000))"),
         shares},
        {"indirect",
         module(three, "(call_indirect (type $loop) (i32.const 1000) (i32.const 0))"
                       "(call_indirect (type $loop) (i32.const 3000) (i32.const 1))"
                       "(call_indirect (type $loop) (i32.const 6000) (i32.const 2))"),
         shares},
        {"tail calls",
         module(function("a", "(return_call $b (i32.const 3000))") +
                    function("b", "(return_call $c (i32.const 6000))") + function("c"),
                "(call $a (i32.const 1000))"),
         shares},
        {"recursion",
         module(three + "(func $deep (param $d i32) (call $a (i32.const 1000)) (call $b (i32.const 3000))"
                        "(if (local.get $d) (then (call $deep (i32.sub (local.get $d) (i32.const 1)))))"
                        "(call $c (i32.const 6000)))",
                "(call $deep (i32.const 30))"),
         shares},
        {"mutual recursion",
         module(three + R"((func $even (param $d i32) (call $a (i32.const 1000)) (call $b (i32.const 3000))
                           (if (local.get $d) (then (call $odd (i32.sub (local.get $d) (i32.const 1))))))
                         (func $odd (param $d i32) (call $c (i32.const 6000))
                           (if (local.get $d) (then (call $even (i32.sub (local.get $d) (i32.const 1)))))))",
                "(call $even (i32.const 31))"),
         shares},
        {"timed",
         module(three, "(call $host (i32.const 1)) (call $a (i32.const 1000)) (call $host (i32.const 2))"
                       "(call $b (i32.const 3000)) (call $host (i32.const 3)) (call $c (i32.const 6000))"
                       "(call $host (i32.const 0))"),
         shares, true},
        {"host calls",
         module(three, "(call $a (i32.const 1000)) (call $host (i32.const 1)) (call $b (i32.const 3000))"
                       "(call $host (i32.const 2)) (call $c (i32.const 6000))"),
         shares},
    };
}

struct Interval {
    double low, high;
};
/// Wilson's 95 % interval of a share, from as many samples of equal weight.
Interval wilson(double share, double n)
{
    const double z = 1.959964, z2 = z * z;
    const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
    const double half = z / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    return {centre - half, centre + half};
}

/// Weights and numbers of samples of the innermost frames that are functions of these names.
struct Count {
    std::map<std::string, double> weights;
    double total = 0, squares = 0, others = 0;
    uint64_t samples = 0, unknown = 0;
};
Count count(const exec::Samples &all, const Program &program)
{
    Count found;
    for (const exec::Sample &sample : all.samples) {
        const exec::SampleFrame &frame = all.frames[all.nodes[sample.node].frame];
        uint32_t root = sample.node;
        while (all.nodes[root].parent != exec::Samples::none)
            root = all.nodes[root].parent;
        found.unknown += all.frames[all.nodes[root].frame].kind == exec::SampleFrame::Kind::Unknown;
        std::string name;
        if (frame.kind == exec::SampleFrame::Kind::Wasm)
            name = all.modules[frame.module].names->function(*all.modules[frame.module].module, frame.function);
        const double weight = double(sample.weight);
        ++found.samples;
        if (!program.parts.contains(name)) {
            found.others += weight;
            continue;
        }
        found.weights[name] += weight;
        found.total += weight;
        found.squares += weight * weight;
    }
    return found;
}

void measure(const Program &program, int runs, uint64_t wanted, double hertz)
{
    const wat::Assembled assembled = wat::Assembler().assemble(program.text);
    if (!assembled) {
        std::printf("%s: %s\n", program.name.c_str(), assembled.diagnostics[0].message.c_str());
        return;
    }
    const wasm::DecodeResult loaded = wasm::load(assembled.bytes);
    PartTimes clock;
    const auto host = exec::makeHostFunction({{wasm::I32}, {}}, "env.host", [&](exec::HostCall &call) {
        if (program.timed)
            return clock.goTo(uint32_t(call.arguments[0].asI32())), exec::HostResult{};
        for (volatile int i = 0; i < 2000; i = i + 1) {
        }
        return exec::HostResult{};
    });
    const exec::InstantiateResult made = exec::instantiate(loaded.module, {host});
    made.instance->names = std::make_shared<const wasm::Names>(readNames(*loaded.module));
    exec::Machine machine;
    machine.start(std::get<std::shared_ptr<exec::Function>>(made.instance->exported("main")), {});
    std::thread guest([&] { machine.run(); });
    std::map<std::string, int> hits;
    std::map<std::string, double> sums, trueShares;
    double others = 0, all = 0;
    uint64_t unknown = 0, samples = 0;
    for (int run = 0; run < runs; ++run) {
        std::map<std::string, double> truth = program.parts;
        const auto add = [&](double sign) {
            for (auto &[name, part] : truth)
                part += program.timed ? sign * clock.net(name[0] - 'a' + 1) : 0;
        };
        add(-1);
        exec::Sampler sampler(machine, {exec::SampleClock::Cpu, hertz});
        std::this_thread::sleep_for(std::chrono::duration<double>(double(wanted) / hertz));
        sampler.stop();
        add(1);
        double parts = 0;
        for (const auto &[name, part] : truth)
            parts += part;
        const Count found = count(sampler.samples(), program);
        const double n = found.total * found.total / found.squares;
        for (const auto &[name, part] : truth) {
            const double share = found.weights.at(name) / found.total;
            const Interval interval = wilson(share, n);
            hits[name] += interval.low <= part / parts && part / parts <= interval.high;
            sums[name] += share / runs;
            trueShares[name] += part / parts / runs;
        }
        others += found.others;
        all += found.total + found.others;
        unknown += found.unknown;
        samples += found.samples;
    }
    machine.cancel();
    guest.join();
    std::printf("%-18s", program.name.c_str());
    for (const auto &[name, hit] : hits)
        std::printf("  %s: %5.2f %% of %5.2f, %3d of %d", name.c_str(), 100 * sums[name], 100 * trueShares[name], hit,
                    runs);
    std::printf("  others %.2f %%, %llu samples a run, %.3f %% without callers\n", 100 * others / all,
                static_cast<unsigned long long>(samples) / unsigned(runs), 100 * double(unknown) / double(samples));
    std::fflush(stdout);
}

/// The program's export "main", on a thread of its own until it goes.
class Guest
{
public:
    explicit Guest(const std::string &text)
    {
        const wasm::DecodeResult loaded = wasm::load(wat::Assembler().assemble(text).bytes);
        m_instance = exec::instantiate(loaded.module, {}).instance;
        machine.start(std::get<std::shared_ptr<exec::Function>>(m_instance->exported("main")), {});
        m_thread = std::thread([this] { machine.run(); });
    }
    ~Guest()
    {
        machine.cancel();
        m_thread.join();
    }
    exec::Machine machine;

private:
    std::shared_ptr<exec::Instance> m_instance;
    std::thread m_thread;
};

std::string straight(const std::string &unit, const std::string &ending)
{
    std::string all;
    for (int i = 0; i < 50; ++i)
        all += unit + "\n";
    return "(module (func (export \"main\") (local $i i32) (local $x f64) (local.set $x (f64.const 1e9)) (loop $ever " +
           all + ending + ")))";
}
const std::string cheap = "(local.set $i (i32.add (local.get $i) (i32.const 1)))"
                          "(local.set $i (i32.xor (local.get $i) (i32.const 7)))";
const std::string dear = "(local.set $x (f64.div (local.get $x) (f64.const 1.0000001)))"
                         "(local.set $x (f64.sqrt (local.get $x)))";

/// Nanoseconds of CPU time that a round of the loop takes.
double roundTime(const std::string &unit)
{
    constexpr double rounds = 200'000;
    const std::string text =
        straight(unit, "(br_if $ever (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1)))"
                       "(i32.const 200000)))");
    const size_t locals = text.find("(local $i i32)");
    const wasm::DecodeResult loaded =
        wasm::load(wat::Assembler().assemble(text.substr(0, locals) + "(local $n i32)" + text.substr(locals)).bytes);
    const exec::InstantiateResult made = exec::instantiate(loaded.module, {});
    double best = 1e300;
    for (int i = 0; i < 9; ++i) {
        exec::Machine machine;
        machine.start(std::get<std::shared_ptr<exec::Function>>(made.instance->exported("main")), {});
        timespec before{}, after{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
        machine.run();
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
        best = std::min(best, double(after.tv_sec - before.tv_sec) * 1e9 + double(after.tv_nsec - before.tv_nsec));
    }
    return best / rounds;
}

void measureLine(int runs, uint64_t wanted, double hertz)
{
    const double cheapTime = roundTime(cheap), dearTime = roundTime(dear), both = roundTime(cheap + dear);
    Guest guest(straight(cheap + dear, "(br $ever)"));
    std::vector<std::map<uint32_t, double>> shares;
    std::map<uint32_t, double> means;
    double samples = 0;
    for (int run = 0; run < runs; ++run) {
        exec::Sampler sampler(guest.machine, {exec::SampleClock::Cpu, hertz});
        std::this_thread::sleep_for(std::chrono::duration<double>(double(wanted) / hertz));
        sampler.stop();
        const exec::Samples all = sampler.samples();
        double total = 0;
        for (const exec::Sample &sample : all.samples)
            total += double(sample.weight);
        for (const exec::Sample &sample : all.samples)
            means[all.frames[all.nodes[sample.node].frame].offset] += double(sample.weight) / total / runs;
        shares.emplace_back();
        for (const exec::Sample &sample : all.samples)
            shares.back()[all.frames[all.nodes[sample.node].frame].offset] += double(sample.weight) / total;
        samples += double(all.samples.size()) / runs;
    }
    int held = 0, all = 0;
    double dearShare = 0, most = 0;
    size_t nth = 0;
    for (const auto &[offset, mean] : means) {
        // Cells in the order of the text: add, xor, div, sqrt, over and over; the branch is the last.
        dearShare += nth++ % 4 >= 2 ? mean : 0;
        most = std::max(most, mean);
        for (const auto &run : shares) {
            const Interval interval = wilson(run.contains(offset) ? run.at(offset) : 0, samples);
            held += interval.low <= mean && mean <= interval.high;
            ++all;
        }
    }
    std::printf("%-18s  %zu places met, the dearest %.2f %%; each run's interval holds the mean of all in %.1f %%; "
                "dear half %.1f %%, by loops of their own between %.1f and %.1f %%; %.0f samples a run\n",
                "straight line", means.size(), 100 * most, 100.0 * held / all, 100 * dearShare,
                100 * (1 - cheapTime / both), std::min(100.0, 100 * dearTime / both), samples);
}

} // namespace

int main(int count, char **words)
{
    int runs = 100;
    uint64_t samples = 40'000;
    double hertz = 10'000;
    std::string only;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        if (word == "--runs" && i + 1 < count)
            runs = std::max(1, std::atoi(words[++i]));
        else if (word == "--samples" && i + 1 < count)
            samples = uint64_t(std::atoll(words[++i]));
        else if (word == "--hertz" && i + 1 < count)
            hertz = std::atof(words[++i]);
        else
            only += "|" + word + "|";
    }
    for (const Program &program : programs())
        if (only.empty() || only.find("|" + program.name + "|") != only.npos)
            measure(program, runs, samples, hertz);
    if (only.empty() || only.find("|straight line|") != only.npos)
        measureLine(runs, samples, hertz);
    return 0;
}
