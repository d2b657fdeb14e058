// SPDX-License-Identifier: Apache-2.0
/// Hangs where the environment variable WATCHGLASS_TEST_HANG says: start, or end.
#include <cstdlib>
#include <thread>

#include "engine/host/provider.h"

using namespace watchglass::host;

class Hanging : public Provider
{
public:
    ~Hanging() override { hangAt("end"); }
    std::optional<std::string> start(Services &) override
    {
        hangAt("start");
        return std::nullopt;
    }
    Answer call(const Call &) override { return {}; }
    std::optional<std::string> bind(const Binding &) override { return std::nullopt; }
    void unbind(std::string_view, std::string_view) override {}

private:
    static void hangAt(std::string_view place)
    {
        const char *wanted = std::getenv("WATCHGLASS_TEST_HANG");
        while (wanted && wanted == place)
            std::this_thread::sleep_for(std::chrono::hours(1));
    }
};

WATCHGLASS_PROVIDER(Hanging)
