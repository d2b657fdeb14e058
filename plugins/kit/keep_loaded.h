// SPDX-License-Identifier: Apache-2.0
/// For libraries of backends that have threads of their own.
#pragma once

namespace watchglass::plugins {

/// Keeps the library that has this function mapped when the provider goes: threads of the library may still be in it.
/// The provider itself is unloaded all the same.
void keepLoaded(const void *function);

} // namespace watchglass::plugins
