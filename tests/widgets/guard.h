// SPDX-License-Identifier: GPL-3.0-or-later
/// Widgets under test keep to the rule of the window's thread, and what a test itself wants of the engine is done
/// beside it, as the program does.
#pragma once

#include <QtGlobal>

#include <future>

#include "engine/base/interactive.h"

namespace watchglass::test {

/// Ends the test program at the first long call on this thread. How long short ones take is not asked: machines differ.
inline void guardThisThread()
{
    declareInteractiveThread([](const Breach &breach) {
        if (breach.milliseconds == 0)
            qFatal("%s on the window's thread", breach.call);
    });
}

template <class Work>
auto onWorker(Work work)
{
    return std::async(std::launch::async, std::move(work)).get();
}

} // namespace watchglass::test
