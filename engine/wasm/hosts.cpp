// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/hosts.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace watchglass::wasm {

namespace {

constexpr std::string_view no = "", yes = "yes", option = "option";

struct Host {
    std::string_view name;
    /// In the order of Feature without Mvp: the first version that has it on by default; `yes` when all do.
    std::array<std::string_view, featureCount - 1> since;
};

// Sources: https://webassembly.org/features/ (features.json of WebAssembly/website as of 2026-08-21); for WAMR, which
// is not listed there, doc/stability_wasm_proposals.md of bytecodealliance/wasm-micro-runtime (its build for Linux:
// vectors only when compiling, legacy exceptions only when interpreting, hence "option").
// clang-format off
constexpr Host hosts[] = {
    //            sign-ext float→int  bulk     refs    multi    simd    relaxed   tail     funcref  gc      exn      legacy  threads  multimem memory64 const
    {"Chrome",   {"74",    "75",     "75",    "96",   "85",    "91",   "114",    "112",   "119",   "119",   "137",   "95",   "74",    "120",   "133",   "114"}},
    {"Firefox",  {"62",    "64",     "79",    "79",   "78",    "89",   "145",    "121",   "120",   "120",   "131",   "100",  "79",    "125",   "134",   "112"}},
    {"Safari",   {"14.1",  "15",     "15",    "15",   "13.1",  "16.4", option,   "18.2",  "18",    "18.2",  "18.4",  "15.2", "14.1",  no,      no,      "17.4"}},
    {"Node.js",  {"12.0",  "12.5",   "12.5",  "17.2", "15.0",  "16.4", "21.0",   "20.0",  "22.0",  "22.0",  "24.15", "17.0", "16.4",  "22.0",  "24.0",  "21.0"}},
    {"Wasmtime", {yes,     yes,      "0.20",  "0.20", "0.17",  "0.33", "15",     "22",    "47",    "47",    "47",    no,     "15",    "15",    "30",    "25"}},
    {"Wasmer",   {yes,     yes,      "1.0",   "2.0",  "1.0",   "2.0",  "7.1",    "7.1",   no,      no,      "6.0",   no,     "4.0",   no,      no,      "7.1"}},
    {"WasmEdge", {"0.6.2", "0.6.2",  "0.7.1", "0.7.1","0.6.2", "0.7.2","0.14.1", "0.10.0","0.14.0","0.14.0","0.14.0",no,     "0.10.1","0.9.1", no,      "0.10.0"}},
    {"wazero",   {yes,     yes,      yes,     yes,    yes,     yes,    no,       option,  option,  no,      option,  no,     option,  no,      no,      option}},
    {"WAMR",     {yes,     yes,      yes,     yes,    yes,     option, no,       option,  option,  option,  no,      option, yes,     option,  option,  yes}},
    {"wasmi",    {"0.14",  "0.14",   "0.24",  "0.24", "0.14",  "0.43", "0.44",   "0.28",  no,      no,      no,      no,     no,      "0.37",  "0.41",  "0.29"}},
    {"wasm3",    {"0.5.0", "0.5.0",  "0.5.1", "0.9.0","0.5.1", no,     no,       "0.9.0", option,  no,      no,      no,     no,      option,  no,      "0.9.0"}},
};
// clang-format on

/// Whether version `a` comes before `b`, number by number.
bool isOlder(std::string_view a, std::string_view b)
{
    while (!a.empty() || !b.empty()) {
        const auto next = [](std::string_view &text) {
            unsigned number = 0;
            const char *end = std::from_chars(text.data(), text.data() + text.size(), number).ptr;
            text.remove_prefix(std::min(text.size(), size_t(end - text.data()) + 1));
            return number;
        };
        const unsigned left = next(a), right = next(b);
        if (left != right)
            return left < right;
    }
    return false;
}

} // namespace

std::vector<HostVerdict> judgeHosts(std::span<const Feature> features)
{
    std::vector<HostVerdict> verdicts;
    for (const Host &host : hosts) {
        HostVerdict verdict{host.name, {}, {}, {}};
        for (const Feature feature : features) {
            if (feature == Feature::Mvp)
                continue;
            const std::string_view since = host.since[size_t(feature) - 1];
            if (since == no)
                verdict.lacks.push_back(feature);
            else if (since == option)
                verdict.asked.push_back(feature);
            else if (since != yes && isOlder(verdict.since, since))
                verdict.since = since;
        }
        verdicts.push_back(std::move(verdict));
    }
    return verdicts;
}

} // namespace watchglass::wasm
