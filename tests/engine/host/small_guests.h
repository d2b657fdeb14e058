// SPDX-License-Identifier: Apache-2.0
/// Guests written in place, and what it takes to call them.
#pragma once

#include <gtest/gtest.h>

#include "engine/host/guest.h"

namespace watchglass::host {

/// The module of a text. Imports of waPC that most need stand before `fields`, with a memory of one page.
std::shared_ptr<const ActorModule> guestOf(const std::string &fields);
/// The same without anything added.
std::shared_ptr<const ActorModule> moduleOf(const std::string &text);
/// Why a text is no guest.
std::string refusalOf(const std::string &text);

/// A guest with what it said and did.
class Bench
{
public:
    explicit Bench(std::shared_ptr<const ActorModule> module);

    /// Sets it up; the error when that fails.
    std::string make();
    Outcome call(std::string_view operation, std::string_view payload = {},
                 std::chrono::milliseconds time = std::chrono::seconds(30));
    std::string lines() const; ///< of __console_log, separated by spaces

    GuestSettings settings;
    std::shared_ptr<const ActorModule> module;
    std::unique_ptr<Guest> guest;
    std::vector<ConsoleLine> console;
    std::vector<CallRecord> records;
    uint64_t lastId = 0;
};

} // namespace watchglass::host
