// SPDX-License-Identifier: GPL-3.0-or-later
/// Profiles for the views, made beside the window's thread.
#pragma once

#include <QTest>
#include <QWidget>

#include <gtest/gtest.h>

#include "engine/profile/digest.h"
#include "engine/profile/formats.h"
#include "tests/widgets/guard.h"
#include "widgets/theme.h"

namespace watchglass::test {

using DigestPtr = std::shared_ptr<const profile::Digest>;

inline DigestPtr digestOf(profile::Profile profile)
{
    return onWorker([&] {
        return std::make_shared<const profile::Digest>(
            profile::digestOf(std::make_shared<const profile::Profile>(std::move(profile))));
    });
}

/// From collapsed stacks, a sample for each unit of weight; weights are milliseconds of wall time.
inline profile::Profile profileOf(const std::string &lines)
{
    return onWorker([&] {
        auto result = profile::read(lines);
        auto merged = std::get<profile::Profile>(std::move(result));
        profile::Profile made = merged;
        made.samples.clear();
        made.unit = profile::Unit::WallTime;
        uint64_t time = 0;
        for (const profile::Sample &sample : merged.samples)
            for (uint64_t i = 0; i < sample.weight; ++i)
                made.samples.push_back({time++ * 1'000'000, 1'000'000, sample.node});
        made.duration = time * 1'000'000;
        return made;
    });
}

inline const char *const plain = "main;read 100\nmain;parse;lex 300\nmain;parse 50\nmain;emit;lex 150\nmain;rare 5\n";

inline uint32_t functionNamed(const profile::Profile &profile, const std::string &name)
{
    for (uint32_t i = 0; i < profile.functions.size(); ++i)
        if (profile.functions[i].name == name)
            return i;
    return profile::none;
}

inline Theme &testTheme()
{
    static Theme theme;
    return theme;
}

inline void show(QWidget &widget, QSize size = {600, 400})
{
    widget.resize(size);
    widget.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&widget));
}

} // namespace watchglass::test
