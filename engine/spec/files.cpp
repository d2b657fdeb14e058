// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>

#include "engine/spec/script.h"

namespace watchglass::spec {

namespace fs = std::filesystem;

namespace {

/// Other JSON files lie in the same folders.
bool isJsonScript(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    std::string start(4096, '\0');
    stream.read(start.data(), std::streamsize(start.size()));
    return start.find("\"commands\"") != start.npos;
}

} // namespace

std::vector<fs::path> scriptsIn(const fs::path &path)
{
    std::error_code error;
    if (!fs::is_directory(path, error))
        return {path};
    std::vector<fs::path> found;
    for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
        const fs::path &file = entry->path();
        if (file.extension() == ".wast" || (file.extension() == ".json" && isJsonScript(file)))
            found.push_back(file);
    }
    std::sort(found.begin(), found.end());
    return found;
}

Script readScript(const fs::path &file, wat::Assembler &assembler)
{
    return file.extension() == ".json" ? readJsonScript(file, assembler) : readWastScript(file, assembler);
}

} // namespace watchglass::spec
