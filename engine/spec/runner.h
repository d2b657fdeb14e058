// SPDX-License-Identifier: Apache-2.0
/// Runs scripts and counts which of their assertions hold.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/exec/machine.h"
#include "engine/spec/script.h"

namespace watchglass::spec {

struct RunOptions {
    exec::Driver driver = exec::fastestDriver();
    exec::Limits limits{.callDepth = 20'000};
    bool counting = false; ///< in counted code
};

struct Note {
    std::string file;
    uint32_t line = 0; ///< 0 = the whole file
    std::string message;
};
/// "FILE:LINE: message"
std::string toString(const Note &note);

struct Totals {
    uint64_t passed = 0;                 ///< assertions
    std::vector<Note> failures, skipped; ///< assertions, and modules and actions that had to work
};

class Runner
{
public:
    explicit Runner(const RunOptions &options = {}) : m_options(options) {}
    void run(const Script &script);
    const Totals &totals() const { return m_totals; }

private:
    RunOptions m_options;
    Totals m_totals;
};

} // namespace watchglass::spec
