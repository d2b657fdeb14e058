// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/dates.h"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace watchglass::claims {

namespace {

using namespace std::chrono;

constexpr uint64_t secondsOfADay = 86400, endOfYears = 253402300800; ///< the year 10000

template <typename T>
bool readNumber(std::string_view text, T &number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

} // namespace

uint64_t secondsNow()
{
    return uint64_t(duration_cast<seconds>(system_clock::now().time_since_epoch()).count());
}

std::string dateText(uint64_t moment)
{
    if (moment >= endOfYears)
        return "after the year 9999";
    const year_month_day date(sys_days(days(moment / secondsOfADay)));
    const unsigned time = unsigned(moment % secondsOfADay);
    char text[48];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u %02u:%02u:%02u UTC", int(date.year()), unsigned(date.month()),
                  unsigned(date.day()), time / 3600, time / 60 % 60, time % 60);
    return text;
}

std::optional<uint64_t> readDate(std::string_view text, uint64_t from)
{
    uint32_t count = 0;
    if (readNumber(text, count))
        return from + count * secondsOfADay;
    int year = 0;
    unsigned month = 0, day = 0;
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !readNumber(text.substr(0, 4), year) ||
        !readNumber(text.substr(5, 2), month) || !readNumber(text.substr(8), day))
        return std::nullopt;
    const year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (!date.ok() || year < 1970)
        return std::nullopt;
    return uint64_t(sys_days(date).time_since_epoch().count()) * secondsOfADay;
}

} // namespace watchglass::claims
