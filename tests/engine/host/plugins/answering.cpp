// SPDX-License-Identifier: Apache-2.0
/// Answers with the number it was built with, kept where the system is tempted to keep the first one ever loaded.
#include "engine/host/provider.h"

using namespace watchglass::host;

template <class T>
struct Held {
    static inline int number = ANSWER;
};

class Answering : public Provider
{
public:
    std::optional<std::string> start(Services &) override { return std::nullopt; }
    Answer call(const Call &) override
    {
        const std::string text = std::to_string(Held<int>::number);
        return Answer::success({text.begin(), text.end()});
    }
    std::optional<std::string> bind(const Binding &) override { return std::nullopt; }
    void unbind(std::string_view, std::string_view) override {}
};

WATCHGLASS_PROVIDER(Answering)
