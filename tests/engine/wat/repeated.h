// SPDX-License-Identifier: Apache-2.0
/// Long texts that say one thing over and over.
#pragma once

#include <string>
#include <string_view>

namespace watchglass::wat::test {

inline std::string repeated(std::string_view text, int times)
{
    std::string result;
    for (int i = 0; i < times; ++i)
        result += text;
    return result;
}

} // namespace watchglass::wat::test
