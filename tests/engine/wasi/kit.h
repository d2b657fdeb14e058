// SPDX-License-Identifier: Apache-2.0
/// A guest of one page that calls the interface as a program would: by numbers and addresses.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "engine/exec/machine.h"
#include "engine/wasi/names.h"
#include "engine/wasi/types.h"
#include "engine/wasi/wasi.h"

namespace watchglass::wasi {

/// A folder that is gone with the test.
class Folder
{
public:
    Folder();
    ~Folder();
    std::string path(const std::string &name = {}) const { return (m_path / name).string(); }
    void write(const std::string &name, const std::string &bytes) const;
    std::string read(const std::string &name) const;
    void link(const std::string &target, const std::string &name) const;
    void directory(const std::string &name) const;
    bool has(const std::string &name) const;

private:
    std::filesystem::path m_path;
};

class Guest
{
public:
    explicit Guest(Sandbox sandbox, std::string module = "wasi_snapshot_preview1");

    /// Calls a function; its arguments are widened as its type says.
    Errno call(const std::string &name, std::initializer_list<uint64_t> arguments);
    exec::HostResult perform(const std::string &name, std::initializer_list<uint64_t> arguments);
    std::shared_ptr<exec::Function> function(const std::string &name);

    /// Writes bytes somewhere they stay, and says where.
    uint32_t put(const std::string &bytes);
    uint32_t room(uint32_t bytes) { return put(std::string(bytes, '\0')); }
    template <class T>
    T get(uint32_t address)
    {
        T value{};
        EXPECT_TRUE(memory().read(address, {reinterpret_cast<uint8_t *>(&value), sizeof value}));
        return value;
    }
    std::string text(uint32_t address, uint32_t length);
    exec::Memory &memory() { return *m_instance->memories[0]; }
    exec::Instance *instance() { return m_instance.get(); }
    static constexpr uint32_t result = 16; ///< where calls below put what they answer

    // What programs do, in one step.
    struct Opened {
        Errno error;
        uint32_t fd;
    };
    Opened open(uint32_t directory, const std::string &path, uint64_t rights, uint32_t oflags = 0, uint32_t fdflags = 0,
                bool follow = true);
    Errno write(uint32_t fd, const std::string &bytes);
    /// The bytes, or "!EBADF".
    std::string read(uint32_t fd, uint32_t most = 4096);

private:
    std::unique_ptr<Wasi> m_wasi;
    std::string m_module;
    std::shared_ptr<exec::Instance> m_instance;
    std::map<std::string, std::shared_ptr<exec::Function>> m_functions;
    uint32_t m_free = 1024;
};

inline std::ostream &operator<<(std::ostream &out, Errno error)
{
    return out << (error == Errno::Success ? "success" : name(error));
}

/// The first granted directory.
inline constexpr uint32_t firstDirectory = 3;
inline constexpr uint64_t allFileRights = rights::file;

} // namespace watchglass::wasi
