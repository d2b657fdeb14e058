// SPDX-License-Identifier: GPL-3.0-or-later
/// Inputs of any size for the benchmarks: made, so that no big file lies about.
#pragma once

#include <string>

namespace watchglass::bench {

/// A valid module: so many functions with names and about so many bytes of code each, an export, a memory.
std::string bigModule(int functions, int codeEach);
/// A module's text of so many functions of five lines, about 146 bytes each.
std::string longText(int functions);

} // namespace watchglass::bench
