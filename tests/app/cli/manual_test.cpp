// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "app/cli/verbs.h"
#include "engine/host/scenario/measures.h"

namespace watchglass::cli {
namespace {

/// The page without the marks of roff: "\-" is a hyphen.
std::string manual()
{
    std::ostringstream text;
    text << std::ifstream(WGLASS_MANUAL).rdbuf();
    std::string page = text.str();
    for (size_t at; (at = page.find("\\-")) != page.npos;)
        page.erase(at, 1);
    return page;
}

TEST(Manual, DescribesEveryVerbAndOption)
{
    const std::string page = manual();
    ASSERT_FALSE(page.empty());
    for (const Verb &verb : allVerbs()) {
        EXPECT_NE(page.find(".B wglass " + std::string(verb.name) + "\n"), page.npos) << "no synopsis of " << verb.name;
        const size_t section = page.find(".SS " + std::string(verb.name) + "\n");
        ASSERT_NE(section, page.npos) << verb.name;
        const std::string own = page.substr(section, page.find(".S", section + 3) - section);
        for (const Option &option : verb.options)
            EXPECT_NE(own.find(option.name), own.npos) << verb.name << " " << option.name;
    }
}

TEST(Manual, NamesEveryMeasureOfAScenario)
{
    const std::string page = manual();
    for (const scenario::Measure &measure : scenario::allMeasures())
        EXPECT_TRUE(page.find("\" " + std::string(measure.name) + " ") != page.npos ||
                    page.find("BR " + std::string(measure.name) + " ") != page.npos)
            << measure.name;
}

} // namespace
} // namespace watchglass::cli
