// SPDX-License-Identifier: Apache-2.0
/// Throws when it is started.
#include <stdexcept>

#include "engine/host/provider.h"

using namespace watchglass::host;

class Throwing : public Provider
{
public:
    std::optional<std::string> start(Services &) override { throw std::runtime_error("the disk is on fire"); }
    Answer call(const Call &) override { return {}; }
    std::optional<std::string> bind(const Binding &) override { return std::nullopt; }
    void unbind(std::string_view, std::string_view) override {}
};

WATCHGLASS_PROVIDER(Throwing)
