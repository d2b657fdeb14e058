// SPDX-License-Identifier: Apache-2.0
/// What load there is to be.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace watchglass::load {

struct Settings {
    std::string address = "127.0.0.1"; ///< in numbers
    uint16_t port = 8080;
    std::string method = "GET";
    /// `{n}` stands for the number of the request, here, in headers and in the body. Every request also carries it in
    /// the header X-Request-Number.
    std::string target = "/hits?n={n}";
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};

    unsigned connections = 64;
    bool keepAlive = true;        ///< false: each request has a connection of its own
    std::optional<double> rate{}; ///< requests in a second, of all connections; missing: as fast as answers come
    std::optional<std::chrono::milliseconds> duration{};
    std::optional<uint64_t> requests{};         ///< so many, and no more
    std::chrono::milliseconds patience{10'000}; ///< an answer that takes longer does not come
    /// The number that counts up in JSON answers, as in {"counter":46}; empty: nothing is counted.
    std::string counter = "counter";
};

/// What is wrong with them; nothing when they are fine.
std::optional<std::string> problemOf(const Settings &settings);

} // namespace watchglass::load
