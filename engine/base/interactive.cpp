// SPDX-License-Identifier: Apache-2.0
#include "engine/base/interactive.h"

#include <ctime>
#include <utility>

namespace watchglass {

namespace {

#ifdef __OPTIMIZE__
constexpr double mostMilliseconds = 1;
#else
constexpr double mostMilliseconds = 10;
#endif

thread_local std::function<void(const Breach &)> reporter;

} // namespace

namespace detail {

constinit thread_local bool interactive = false;

void reportLongCall(const char *call)
{
    reporter({call});
}

double threadMilliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

void reportShortCall(const char *call, double begin)
{
    if (const double took = threadMilliseconds() - begin; interactive && took > mostMilliseconds)
        reporter({call, took});
}

} // namespace detail

void declareInteractiveThread(std::function<void(const Breach &)> report)
{
    reporter = std::move(report);
    detail::interactive = reporter != nullptr;
}

} // namespace watchglass
