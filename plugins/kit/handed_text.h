// SPDX-License-Identifier: Apache-2.0
/// A text as a descriptor, which is what providers hand to each other (`Provider::handOver`).
#pragma once

#include <string>

namespace watchglass::plugins {

/// -1 for an empty one, and when that does not work.
int descriptorWith(const std::string &text);
/// Closes it.
std::string textIn(int descriptor);

} // namespace watchglass::plugins
