// SPDX-License-Identifier: Apache-2.0
/// CPU time of our engine beside other engines on the same programs:
///
///     bench_engine [--repeat N] [--json FILE] [--only NAME] [PROGRAM.wasm …]
///
/// Our engine also runs watched, with checks of bounds, and under the sampler (by CPU time, so that the sampler's own
/// thread counts); the last line tells what that costs beside the plain run.
///
/// Every engine runs every program in a process of its own, turn by turn, N times (5); the median counts. Without
/// programs those of $WATCHGLASS_TEST_DATA/bench are run. Other engines are found in PATH, or where
/// $WATCHGLASS_PEER_WASM3 (…_WASMI, _IWASM, _WIZARD, _NODE) says. Programs export `_start` and import nothing.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sys/resource.h>
#include <sys/wait.h>
#include <tuple>
#include <unistd.h>

#include "engine/exec/sampler.h"
#include "engine/wasm/decoder.h"

namespace {

namespace fs = std::filesystem;
using namespace watchglass;

const char *const nodeScript =
    "WebAssembly.instantiate(require('fs').readFileSync(process.argv[1])).then(m=>m.instance.exports._start())";

struct Engine {
    std::string name;
    std::vector<std::string> command; ///< the program's path follows
};

std::optional<std::string> findPeer(const std::string &variable, const std::string &name)
{
    if (const char *path = std::getenv(("WATCHGLASS_PEER_" + variable).c_str()))
        return path;
    const std::string all = std::getenv("PATH") ? std::getenv("PATH") : "";
    for (size_t at = 0; at <= all.size();) {
        const size_t end = std::min(all.find(':', at), all.size());
        const fs::path file = fs::path(all.substr(at, end - at)) / name;
        if (access(file.c_str(), X_OK) == 0)
            return file.string();
        at = end + 1;
    }
    return std::nullopt;
}

std::vector<Engine> engines(const std::string &self)
{
    std::vector<Engine> found{{"watchglass", {self, "--run"}},         {"watched", {self, "--run-watched"}},
                              {"checked", {self, "--run-checked"}},    {"250 Hz", {self, "--run-sampled=250"}},
                              {"1 kHz", {self, "--run-sampled=1000"}}, {"10 kHz", {self, "--run-sampled=10000"}}};
    if (const auto path = findPeer("WASM3", "wasm3"))
        found.push_back({"wasm3", {*path}});
    if (const auto path = findPeer("WASMI", "wasmi_cli"))
        found.push_back({"wasmi", {*path}});
    if (const auto path = findPeer("IWASM", "iwasm"))
        found.push_back({"iwasm", {*path}});
    if (const auto path = findPeer("WIZARD", "wizeng.x86-64-linux"))
        found.push_back({"wizard", {*path}});
    if (const auto path = findPeer("NODE", "node"))
        found.push_back({"node", {*path, "-e", nodeScript}});
    return found;
}

int fail(const std::string &message)
{
    std::cerr << "bench_engine: " << message << "\n";
    return 1;
}

int runHere(const std::string &file, bool watched, bool checked, double hertz)
{
    std::ifstream in(file, std::ios::binary);
    auto bytes = std::make_shared<wasm::Bytes>(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    const wasm::DecodeResult decoded = wasm::decode(bytes);
    if (!decoded || !wasm::validate(*decoded.module, 1).empty())
        return fail(file + " is not a valid module");
    exec::Limits limits;
    limits.checkBounds = checked;
    const exec::InstantiateResult made = exec::instantiate(decoded.module, {}, limits);
    if (!made.ok())
        return fail(file + ": " + (made.problem ? made.problem->message : made.trap->message));
    const auto exported = made.instance->exported("_start");
    const auto *start = std::get_if<std::shared_ptr<exec::Function>>(&exported);
    if (!start)
        return fail(file + " exports no function _start");
    exec::Machine machine(limits, watched ? exec::Driver::Watched : exec::fastestDriver());
    machine.start(*start, {});
    std::optional<exec::Sampler> sampler;
    if (hertz > 0)
        sampler.emplace(machine, exec::SamplerOptions{exec::SampleClock::Cpu, hertz});
    const exec::Stop stop = machine.run();
    return stop.kind == exec::StopKind::Finished ? 0 : fail(stop.trap ? stop.trap->message : "did not finish");
}

/// Seconds of CPU time, or nothing when the engine could not run it.
std::optional<double> measure(const Engine &engine, const std::string &program)
{
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        std::vector<char *> arguments;
        for (const std::string &word : engine.command)
            arguments.push_back(const_cast<char *>(word.c_str()));
        arguments.push_back(const_cast<char *>(program.c_str()));
        arguments.push_back(nullptr);
        if (!std::freopen("/dev/null", "w", stdout))
            _exit(126);
        execv(arguments[0], arguments.data());
        _exit(127);
    }
    int status = 0;
    rusage used{};
    if (child < 0 || wait4(child, &status, 0, &used) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return std::nullopt;
    const auto seconds = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) * 1e-6; };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? NAN : values[values.size() / 2];
}

double geomean(const std::vector<double> &ratios)
{
    double sum = 0;
    for (const double ratio : ratios)
        sum += std::log(ratio);
    return std::exp(sum / double(ratios.size()));
}

std::vector<std::string> ownPrograms()
{
    const char *data = std::getenv("WATCHGLASS_TEST_DATA");
    const fs::path folder = fs::path(data ? data : "") / "bench";
    std::vector<std::string> found;
    if (data && fs::exists(folder / "nowasi"))
        for (const auto &entry : fs::directory_iterator(folder / "nowasi"))
            found.push_back(entry.path().string());
    if (data && fs::exists(folder / "fib.wasm"))
        found.push_back((folder / "fib.wasm").string());
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

int main(int count, char **words)
{
    int repeat = 5;
    std::string json, only;
    std::vector<std::string> programs;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        if (word.starts_with("--run") && i + 1 < count)
            return runHere(words[i + 1], word == "--run-watched", word == "--run-checked",
                           word.starts_with("--run-sampled=") ? std::atof(word.c_str() + word.find('=') + 1) : 0);
        if (word == "--repeat" && i + 1 < count)
            repeat = std::max(1, std::atoi(words[++i]));
        else if (word == "--json" && i + 1 < count)
            json = words[++i];
        else if (word == "--only" && i + 1 < count)
            only += std::string(" ") + words[++i];
        else
            programs.push_back(word);
    }
    if (programs.empty())
        programs = ownPrograms();
    if (programs.empty())
        return fail("no programs: name some, or set WATCHGLASS_TEST_DATA");
    std::vector<Engine> all = engines(fs::read_symlink("/proc/self/exe").string());
    if (!only.empty())
        std::erase_if(all,
                      [&](const Engine &engine) { return (only + " ").find(" " + engine.name + " ") == only.npos; });
    nlohmann::json report = {
        {"repeat", repeat}, {"unit", "seconds of CPU time"}, {"programs", nlohmann::json::array()}};
    std::map<std::string, std::vector<double>> ratios, ofPlain;
    std::printf("%-14s", "program");
    for (const Engine &engine : all)
        std::printf(" %10s      ", engine.name.c_str());
    std::printf("\n");
    for (const std::string &program : programs) {
        std::map<std::string, std::vector<double>> times;
        for (int n = 0; n < repeat; ++n)
            for (const Engine &engine : all)
                if (const auto time = measure(engine, program))
                    times[engine.name].push_back(*time);
        const std::string name = fs::path(program).stem().string();
        const double base = times.contains("wasm3") ? median(times["wasm3"]) : NAN;
        nlohmann::json row = {{"program", name}};
        std::printf("%-14s", name.c_str());
        for (const Engine &engine : all) {
            const double time = median(times[engine.name]);
            if (std::isnan(time)) {
                std::printf(" %10s      ", "-");
                continue;
            }
            row[engine.name] = time;
            if (times.contains("watchglass"))
                ofPlain[engine.name].push_back(time / median(times["watchglass"]));
            std::printf(" %10.3f", time);
            if (std::isnan(base)) {
                std::printf("      ");
            } else {
                std::printf(" %5.3f", time / base);
                ratios[engine.name].push_back(time / base);
            }
        }
        std::printf("\n");
        std::fflush(stdout);
        report["programs"].push_back(row);
    }
    for (const auto &[title, key, found] :
         {std::tuple{"geomean/wasm3", "geomean", &ratios}, std::tuple{"geomean/plain", "geomean_of_plain", &ofPlain}}) {
        std::printf("%-14s", title);
        for (const Engine &engine : all) {
            const double mean = geomean((*found)[engine.name]);
            std::printf(" %10s %5.3f", "", mean);
            report[key][engine.name] = mean;
        }
        std::printf("\n");
    }
    if (!json.empty())
        std::ofstream(json) << report.dump(2) << "\n";
    return 0;
}
