// SPDX-License-Identifier: Apache-2.0
/// The public suite on the engine, with each way of resolving paths.
#include <fstream>
#include <iostream>
#include <iterator>

#include "engine/wasi/resolver.h"
#include "engine/wasm/decoder.h"
#include "engine/wasm/validator.h"
#include "tests/engine/wasi/kit.h"
#include "tests/engine/wasi/suite.h"

namespace watchglass::wasi {
namespace {

class Suite : public ::testing::TestWithParam<Resolution>
{
};
INSTANTIATE_TEST_SUITE_P(Resolutions, Suite, ::testing::Values(Resolution::Kernel, Resolution::Walk),
                         [](const auto &at) { return at.param == Resolution::Kernel ? "Kernel" : "Walk"; });

std::shared_ptr<const wasm::Module> load(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    const auto bytes =
        std::make_shared<const wasm::Bytes>(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    const wasm::DecodeResult decoded = wasm::decode(bytes);
    EXPECT_TRUE(decoded) << path;
    EXPECT_TRUE(wasm::validate(*decoded.module).empty()) << path;
    return decoded.module;
}

exec::Stop run(const SuiteProgram &program, Sandbox sandbox)
{
    const auto module = load(program.module);
    const auto wasi = Wasi::open(std::move(sandbox));
    std::vector<exec::Extern> imports;
    for (const wasm::Import &import : module->imports) {
        EXPECT_TRUE(provides(*module, import)) << import.name;
        imports.emplace_back(wasi.wasi->link(import));
    }
    const exec::InstantiateResult made = exec::instantiate(module, std::move(imports));
    EXPECT_TRUE(made.ok()) << program.module;
    exec::Machine machine;
    machine.start(std::get<std::shared_ptr<exec::Function>>(made.instance->exported("_start")), {});
    return machine.run();
}

TEST_P(Suite, EveryProgramPasses)
{
    const std::vector<SuiteProgram> programs = suitePrograms();
    if (programs.empty() || (GetParam() == Resolution::Kernel && Resolver::best() != Resolution::Kernel))
        GTEST_SKIP() << "skipped: not there";
    int passed = 0;
    for (const SuiteProgram &program : programs) {
        const Folder folder;
        std::string output, error;
        Sandbox sandbox;
        sandbox.arguments = program.arguments;
        sandbox.arguments.insert(sandbox.arguments.begin(), program.module.filename().string());
        for (const auto &[key, value] : program.environment)
            sandbox.environment.push_back(key + "=" + value);
        if (!program.root.empty()) {
            std::filesystem::copy(program.root, folder.path(), std::filesystem::copy_options::recursive);
            sandbox.directories = {{folder.path(), "/", true}};
        }
        sandbox.output = callbackStream([&](std::string_view bytes) { output += bytes; });
        sandbox.error = callbackStream([&](std::string_view bytes) { error += bytes; });
        sandbox.resolution = GetParam();
        const exec::Stop stop = run(program, sandbox);
        const bool ended = stop.kind == exec::StopKind::Finished || stop.kind == exec::StopKind::Exited;
        const bool fine =
            ended && stop.exitCode == program.exitCode && (!program.checksOutput || output == program.output);
        EXPECT_TRUE(fine) << program.module << "\n" << error << (stop.trap ? stop.trap->message : std::string());
        passed += fine;
    }
    std::cout << passed << " of " << programs.size() << " programs passed\n";
}

} // namespace
} // namespace watchglass::wasi
