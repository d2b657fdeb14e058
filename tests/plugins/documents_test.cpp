// SPDX-License-Identifier: Apache-2.0
// What is written of providers, beside what they say of themselves.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/plugins/backend.h"

namespace watchglass {
namespace {

std::string read(const std::filesystem::path &path)
{
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

TEST(Documents, NameEveryProviderWithItsSettings)
{
    const std::string readme = read(SOURCE "/README.md"), manual = read(SOURCE "/app/cli/wglass.1");
    size_t met = 0;
    for (const auto &folder : std::filesystem::directory_iterator(SOURCE "/plugins")) {
        const std::string name = folder.path().filename().string();
        const host::ManifestResult manifest = host::readManifest(read(folder.path() / (name + ".json")));
        if (name.starts_with("example_") || !std::filesystem::exists(folder.path() / (name + ".json")))
            continue;
        ++met;
        ASSERT_TRUE(manifest.manifest) << name << ": " << manifest.error;
        const size_t row = readme.find("| `" + name + "` |"), entry = manual.find(".B " + name + "\n");
        EXPECT_NE(row, readme.npos) << name;
        EXPECT_NE(entry, manual.npos) << name;
        const std::string line = row == readme.npos ? "" : readme.substr(row, readme.find('\n', row) - row);
        const std::string text = entry == manual.npos ? "" : manual.substr(entry, manual.find(".TP", entry) - entry);
        for (const host::Setting &setting : manifest.manifest->settings) {
            EXPECT_NE(line.find("`" + setting.name + "`"), line.npos) << name << " " << setting.name;
            EXPECT_NE(text.find(setting.name), text.npos) << name << " " << setting.name;
        }
        if (!isBuilt(name))
            continue;
        const auto loaded =
            host::loadProvider(PLUGINS "/" + name + ".so", std::make_shared<host::RememberingServices>());
        ASSERT_TRUE(loaded.provider) << loaded.error;
        if (!name.starts_with("kv_") || name == "kv_memory") // "the same"
            for (const host::Function &function : loaded.provider->functions())
                EXPECT_NE(line.find(function.name), line.npos) << name << " " << function.name;
    }
    EXPECT_GE(met, 6u);
}

} // namespace
} // namespace watchglass
