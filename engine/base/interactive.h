// SPDX-License-Identifier: Apache-2.0
/// The rule of threads that a person waits for, such as the window's: they make no call into the engine that may take
/// long. The program declares such a thread; the rooms' doors say which of their calls are long by nature and which
/// only look into a finished value. Elsewhere, and in programs that declare nothing, this costs a look at a flag.
#pragma once

#include <functional>

namespace watchglass {

/// What was done on an interactive thread against the rule.
struct Breach {
    const char *call;        ///< "wasm::decode"
    double milliseconds = 0; ///< of the thread's own time; 0 for a long call, however short it happened to be
};

/// From now on the calling thread is one that a person waits for; `report` is told of each breach, on that thread.
/// An empty `report` takes the declaration back.
void declareInteractiveThread(std::function<void(const Breach &)> report);

namespace detail {
extern constinit thread_local bool interactive;
void reportLongCall(const char *call);
double threadMilliseconds();
void reportShortCall(const char *call, double begin);
} // namespace detail

/// At the start of a call whose time grows with its input: never on an interactive thread.
inline void longCall(const char *name)
{
    if (detail::interactive) [[unlikely]]
        detail::reportLongCall(name);
}

/// Around a call that an interactive thread may make: there it takes no more than a millisecond of the thread's own
/// time, which a busy machine does not lengthen (ten where the compiler did not optimise).
class ShortCall
{
public:
    explicit ShortCall(const char *name)
        : m_name(name), m_begin(detail::interactive ? detail::threadMilliseconds() : -1)
    {
    }
    ~ShortCall()
    {
        if (m_begin >= 0) [[unlikely]]
            detail::reportShortCall(m_name, m_begin);
    }
    ShortCall(const ShortCall &) = delete;
    ShortCall &operator=(const ShortCall &) = delete;

private:
    const char *m_name;
    double m_begin;
};

} // namespace watchglass
