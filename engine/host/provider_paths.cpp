// SPDX-License-Identifier: Apache-2.0
/// Where libraries of providers lie.
#include <algorithm>
#include <cstdlib>

#include "engine/host/loader.h"

namespace watchglass::host {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> folders()
{
    std::vector<fs::path> all;
    if (const char *named = std::getenv("WATCHGLASS_PLUGINS")) {
        std::string_view list = named;
        while (!list.empty()) {
            const std::string_view one = list.substr(0, list.find(':'));
            list.remove_prefix(std::min(list.size(), one.size() + 1));
            if (!one.empty())
                all.push_back(one);
        }
    }
    std::error_code none;
    const fs::path here = fs::read_symlink("/proc/self/exe", none).parent_path();
    if (!none)
        all.insert(all.end(), {here / "plugins", here / "../lib/watchglass/plugins"});
    all.push_back(WATCHGLASS_PLUGINS_BUILT);
    return all;
}

} // namespace

fs::path findProvider(const std::string &nameOrPath)
{
    std::error_code none;
    if (nameOrPath.find('/') != nameOrPath.npos || nameOrPath.ends_with(".so"))
        return fs::is_regular_file(nameOrPath, none) ? fs::path(nameOrPath) : fs::path();
    for (const fs::path &folder : folders())
        if (const fs::path path = folder / (nameOrPath + ".so"); fs::is_regular_file(path, none))
            return path;
    return {};
}

std::vector<fs::path> allProviders()
{
    std::vector<fs::path> all;
    for (const fs::path &folder : folders()) {
        std::error_code none;
        for (fs::directory_iterator at(folder, none), end; !none && at != end; at.increment(none)) {
            const fs::path &path = at->path();
            const bool known = std::any_of(all.begin(), all.end(),
                                           [&](const fs::path &one) { return one.filename() == path.filename(); });
            if (path.extension() == ".so" && fs::is_regular_file(manifestOf(path), none) && !known)
                all.push_back(path);
        }
    }
    std::sort(all.begin(), all.end(), [](const fs::path &a, const fs::path &b) { return a.stem() < b.stem(); });
    return all;
}

} // namespace watchglass::host
