// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/wasi/kit.h"

#include <fstream>
#include <sstream>
#include <stdlib.h>

#include "engine/wasi/functions.h"
#include "tests/engine/exec/builder.h"

namespace watchglass::wasi {

namespace fs = std::filesystem;

Folder::Folder()
{
    std::string pattern = (fs::temp_directory_path() / "wasi-test-XXXXXX").string();
    m_path = mkdtemp(pattern.data());
}

Folder::~Folder()
{
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
}

void Folder::write(const std::string &name, const std::string &bytes) const
{
    std::ofstream(path(name), std::ios::binary) << bytes;
}

std::string Folder::read(const std::string &name) const
{
    std::ostringstream text;
    text << std::ifstream(path(name), std::ios::binary).rdbuf();
    return text.str();
}

void Folder::link(const std::string &target, const std::string &name) const
{
    fs::create_symlink(target, path(name));
}

void Folder::directory(const std::string &name) const
{
    fs::create_directories(path(name));
}

bool Folder::has(const std::string &name) const
{
    return fs::exists(fs::symlink_status(path(name)));
}

Guest::Guest(Sandbox sandbox, std::string module) : m_module(std::move(module))
{
    Wasi::Opened opened = Wasi::open(std::move(sandbox));
    EXPECT_TRUE(opened.wasi) << opened.error;
    m_wasi = std::move(opened.wasi);
    exec::test::Builder builder;
    builder.memory(1);
    m_instance = builder.instance();
}

std::shared_ptr<exec::Function> Guest::function(const std::string &name)
{
    auto &function = m_functions[name];
    if (!function)
        function = m_wasi->link({m_module, name, wasm::ExternKind::Func, 0, 0});
    EXPECT_TRUE(function) << name;
    return function;
}

exec::HostResult Guest::perform(const std::string &name, std::initializer_list<uint64_t> arguments)
{
    const auto called = function(name);
    exec::HostCall call;
    EXPECT_EQ(arguments.size(), called->type.params.size()) << name;
    size_t i = 0;
    for (const uint64_t argument : arguments)
        call.arguments.push_back({called->type.params[i++], {argument, 0}});
    call.caller = m_instance.get();
    exec::HostResult result = called->host(call);
    if (result.kind == exec::HostResult::Kind::Return)
        result.exitCode = call.results.at(0).asI32();
    return result;
}

Errno Guest::call(const std::string &name, std::initializer_list<uint64_t> arguments)
{
    const exec::HostResult result = perform(name, arguments);
    EXPECT_EQ(result.kind, exec::HostResult::Kind::Return) << name << ": " << result.message;
    return Errno(result.exitCode);
}

uint32_t Guest::put(const std::string &bytes)
{
    const uint32_t at = m_free;
    EXPECT_TRUE(memory().write(at, {reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()}));
    m_free += (uint32_t(bytes.size()) + 7) / 8 * 8;
    return at;
}

std::string Guest::text(uint32_t address, uint32_t length)
{
    std::string bytes(length, '\0');
    EXPECT_TRUE(memory().read(address, {reinterpret_cast<uint8_t *>(bytes.data()), length}));
    return bytes;
}

Guest::Opened Guest::open(uint32_t directory, const std::string &path, uint64_t rights, uint32_t oflags,
                          uint32_t fdflags, bool follow)
{
    const uint32_t name = put(path);
    const Errno error =
        call("path_open", {directory, follow, name, path.size(), oflags, rights, ~0ull, fdflags, result});
    m_free = name;
    return {error, error == Errno::Success ? get<uint32_t>(result) : ~0u};
}

Errno Guest::write(uint32_t fd, const std::string &bytes)
{
    const uint32_t at = put(bytes), vector = room(8);
    memory().write(vector, {reinterpret_cast<const uint8_t *>(&at), 4});
    const uint32_t size = uint32_t(bytes.size());
    memory().write(vector + 4, {reinterpret_cast<const uint8_t *>(&size), 4});
    const Errno error = call("fd_write", {fd, vector, 1, result});
    m_free = at;
    return error;
}

std::string Guest::read(uint32_t fd, uint32_t most)
{
    const uint32_t at = room(most), vector = room(8);
    memory().write(vector, {reinterpret_cast<const uint8_t *>(&at), 4});
    memory().write(vector + 4, {reinterpret_cast<const uint8_t *>(&most), 4});
    const Errno error = call("fd_read", {fd, vector, 1, result});
    m_free = at;
    return error == Errno::Success ? text(at, get<uint32_t>(result)) : "!" + std::string(name(error));
}

} // namespace watchglass::wasi
