// SPDX-License-Identifier: Apache-2.0
/// Sockets that listen.
#pragma once

#include <string>

namespace watchglass::plugins {

struct ListenResult {
    int descriptor = -1;
    std::string error; ///< a sentence
};
ListenResult listenOn(const std::string &address, const std::string &port);
/// "127.0.0.1:8080", where it really is.
std::string placeOf(int descriptor);

} // namespace watchglass::plugins
