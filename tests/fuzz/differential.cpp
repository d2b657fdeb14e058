// SPDX-License-Identifier: Apache-2.0
/// Modules that binaryen makes of random bytes, run by our engine in all its ways and by V8: `differential COUNT
/// [SEED]`. Modules over which two disagree stay in the folder that is told; the exit status says whether there are
/// any.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include "engine/wasm/features.h"
#include "engine/wasm/instruction.h"
#include "engine/wasm/load.h"
#include "tests/fuzz/observe.h"

namespace {

using namespace watchglass;
namespace fs = std::filesystem;

/// What both V8 of Node.js 20 and binaryen 108 know; binaryen's references are those of a draft, so that only some of
/// these modules are valid.
constexpr const char *features =
    "--enable-bulk-memory --enable-sign-ext --enable-nontrapping-float-to-int --enable-multivalue "
    "--enable-mutable-globals --enable-tail-call";
constexpr int batch = 100;

bool there(const char *program)
{
    return std::system(("command -v " + std::string(program) + " >/dev/null").c_str()) == 0;
}

void write(const fs::path &file, const std::string &bytes)
{
    std::ofstream(file, std::ios::binary) << bytes;
}

std::shared_ptr<const wasm::Bytes> read(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return std::make_shared<const wasm::Bytes>(std::istreambuf_iterator<char>(stream),
                                               std::istreambuf_iterator<char>());
}

std::string why(const std::shared_ptr<const wasm::Bytes> &bytes)
{
    return wasm::load(bytes, 1).problems.at(0).message;
}

/// Whether it computes with vectors of floats: binaryen keeps NaNs of numbers apart (--denan), not those of lanes,
/// whose bits every engine may choose.
bool makesVectorNans(const wasm::Module &module)
{
    for (const wasm::Function &function : module.functions) {
        if (function.imported)
            continue;
        wasm::InstructionReader reader(*module.bytes, function.code);
        for (wasm::Instruction i; reader.next(i);) {
            const std::string_view name = wasm::info(i.op).name;
            if (name.starts_with("f32x4.") || name.starts_with("f64x2."))
                return true;
        }
    }
    return false;
}

class Run
{
public:
    explicit Run(uint64_t seed)
        : m_random(seed), m_folder(fs::temp_directory_path() / ("differential-" + std::to_string(seed)))
    {
        fs::create_directories(m_folder);
    }

    /// Whether there was no difference.
    bool run(int count)
    {
        for (int done = 0; done < count; done += batch) {
            one(std::min(batch, count - done));
            std::printf("%d modules, %d of them valid; %d differences\n", m_made, m_valid, m_different);
            std::fflush(stdout);
        }
        if (m_different > 0)
            std::printf("they are in %s\n", m_folder.c_str());
        else
            fs::remove_all(m_folder);
        return m_different == 0;
    }

private:
    void one(int count)
    {
        std::vector<fs::path> modules;
        for (int i = 0; i < count; ++i)
            if (const fs::path module = make(); !module.empty())
                modules.push_back(module);
        std::string command = "node " DIFFERENTIAL_NODE_SCRIPT;
        for (const fs::path &module : modules)
            command += " " + module.string();
        const fs::path log = m_folder / "log";
        if (std::system((command + " > " + log.string()).c_str()) != 0)
            std::system(("cat " + log.string()).c_str());
        std::ifstream stream(log);
        const std::string text(std::istreambuf_iterator<char>(stream), {});
        for (const fs::path &module : modules) {
            if (text.find(module.string() + ":\n") != text.npos) {
                ++m_different;
            } else if (!m_kept.contains(module)) {
                fs::remove(module);
                fs::remove(fs::path(module).replace_extension("json"));
            }
        }
        if (text.find(" agree, ") == text.npos)
            ++m_different; // node itself failed
    }

    /// A module with its script beside it; empty when binaryen made none.
    fs::path make()
    {
        const fs::path input = m_folder / "input", module = m_folder / (std::to_string(m_made++) + ".wasm");
        std::string bytes(std::uniform_int_distribution<size_t>(100, 6000)(m_random), '\0');
        for (char &byte : bytes)
            byte = char(m_random());
        write(input, bytes);
        const bool references = m_made % 4 == 0, vectors = m_made % 4 == 1;
        const std::string command = std::string("wasm-opt -ttf --denan ") + features +
                                    (references ? " --enable-reference-types "
                                     : vectors  ? " --enable-simd "
                                                : " ") +
                                    input.string() + " -o " + module.string() + " 2>/dev/null";
        if (std::system(command.c_str()) != 0)
            return {};
        const auto binary = read(module);
        const auto loaded = fuzz::load(binary);
        const fs::path script = fs::path(module).replace_extension("json");
        if (!loaded) {
            write(script, "{\"invalid\":\"" + why(binary) + "\"}");
            return module;
        }
        // binaryen's ref.func may leave a typed reference, which this V8 does not know.
        for (const wasm::Feature feature : wasm::usedFeatures(*loaded))
            if (feature == wasm::Feature::FuncRefs || feature == wasm::Feature::Gc) {
                fs::remove(module);
                return {};
            }
        ++m_valid;
        const fuzz::Observation seen = observe(module, loaded);
        if (makesVectorNans(*loaded)) {
            fs::remove(module);
            return {};
        }
        write(script, fuzz::scriptOf(*loaded, seen));
        return module;
    }

    fuzz::Observation observe(const fs::path &module, const std::shared_ptr<const wasm::Module> &loaded)
    {
        const fuzz::Way plain{.fuel = 0, .limits = {.callDepth = 5000}};
        const fuzz::Observation seen = fuzz::observe(loaded, plain);
        fuzz::Way watched = plain, single = plain, stepped = plain, checked = plain, counted = plain;
        checked.limits.checkBounds = true;
        watched.driver = exec::Driver::Watched;
        single.driver = exec::Driver::Single;
        stepped.stepped = true;
        counted.counted = true;
        fuzz::Way countedSingle = counted;
        countedSingle.driver = exec::Driver::Single;
        const auto compare = [&](const fuzz::Observation &wanted, const fuzz::Way &way) {
            const fuzz::Observation found = fuzz::observe(loaded, way);
            if (const std::string difference = fuzz::difference(wanted, found); !difference.empty()) {
                std::printf("%s, %s:\n%s", module.c_str(), fuzz::nameOf(way), difference.c_str());
                ++m_different;
                m_kept.insert(module);
            }
            return found;
        };
        for (const fuzz::Way &way : {watched, single, stepped, checked})
            compare(seen, way);
        compare(compare(seen, counted), countedSingle);
        return seen;
    }

    std::mt19937_64 m_random;
    const fs::path m_folder;
    std::set<fs::path> m_kept;
    int m_made = 0, m_valid = 0, m_different = 0;
};

} // namespace

int main(int argc, char **argv)
{
    if (!there("wasm-opt") || !there("node")) {
        std::puts("skipped: not there");
        return 77;
    }
    const int count = argc > 1 ? std::atoi(argv[1]) : 1000;
    const uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : std::random_device()();
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    return Run(seed).run(count) ? 0 : 1;
}
